"""Rotary embedding: notice that only the angles know the position, and that they are made in float64."""

from array_api_compat import array_namespace


def rope(x, positions, base=10000.0, frequencies=None):
    """Turn each pair of neighbouring entries by an angle that grows with the token's position."""
    xp = array_namespace(x)
    tokens, width = x.shape[-2:]
    if width % 2:
        raise ValueError(f"vectors of {width} entries have one without a partner")
    if positions.shape != (tokens,):
        raise ValueError(f"{tokens} tokens need as many positions, not {tuple(positions.shape)}")
    if frequencies is None:
        frequencies = base ** (-xp.arange(0, width, 2, dtype=xp.float64, device=x.device) / width)  # (E/2,)
    if frequencies.shape != (width // 2,):
        raise ValueError(f"{width // 2} pairs need as many frequencies, not {tuple(frequencies.shape)}")
    angles = positions[:, None] * xp.astype(frequencies, xp.float64)  # (T, E/2)
    cos, sin = xp.astype(xp.cos(angles), x.dtype), xp.astype(xp.sin(angles), x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]  # (..., T, E/2): the two entries of all pairs
    turned = xp.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)  # (..., T, E/2, 2)
    return xp.reshape(turned, x.shape)
