"""Positional encoding with torch alone."""

import torch


def add_positions(x):
    """Add to each vector the encoding of its place."""
    length, dim = x.shape[-2:]
    place = torch.arange(length, dtype=torch.float64, device=x.device)
    frequencies = torch.exp(
        -torch.arange(0, dim, 2, device=x.device).double() / dim * torch.log(torch.tensor(1e4).double())
    )
    angles = torch.outer(place, frequencies)
    return x + torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1).to(x.dtype)
