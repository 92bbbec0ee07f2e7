"""Rotary embedding in torch: pairs seen as complex numbers, turned by those of `torch.polar`."""

import torch


def rope(x, positions, base=10000.0, frequencies=None):
    """Turn each pair of neighbouring entries by an angle that grows with the token's position."""
    if x.shape[-1] % 2 or len(positions) != x.shape[-2]:
        raise ValueError("an even size, and a position for each token")
    exponents = torch.arange(0, x.shape[-1], 2, dtype=torch.float64, device=x.device) / x.shape[-1]
    frequencies = 1 / base**exponents if frequencies is None else frequencies.double()
    if len(frequencies) != len(exponents):
        raise ValueError("a frequency for each pair")
    angles = torch.outer(positions.double(), frequencies)
    turns = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.view_as_complex(x.double().unflatten(-1, (-1, 2)).contiguous())
    return torch.view_as_real(pairs * turns).flatten(-2).to(x.dtype)
