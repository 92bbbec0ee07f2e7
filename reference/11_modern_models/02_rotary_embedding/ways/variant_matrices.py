"""A matrix of its own for each token, with its turns as blocks on the diagonal."""

import math

from array_api_compat import array_namespace


def rope(x, positions, base=10000.0, frequencies=None):
    xp, (T, E) = array_namespace(x), x.shape[-2:]
    if E % 2 == 1:
        raise ValueError(f"E = {E} is odd")
    if positions.ndim != 1 or positions.shape[0] != T:
        raise ValueError(f"positions {tuple(positions.shape)} for {T} tokens")
    places = xp.arange(E, device=x.device)
    if frequencies is None:
        rates = xp.exp(-math.log(base) * xp.astype(places // 2 * 2, xp.float64) / E)
    elif frequencies.shape == (E // 2,):
        rates = xp.take(xp.astype(frequencies, xp.float64), places // 2, axis=0)
    else:
        raise ValueError(f"{tuple(frequencies.shape)}, not {E // 2}")
    angles = xp.astype(positions, xp.float64)[:, None] * rates  # (T, E)
    same = places[:, None] == places
    upper = (places[:, None] % 2 == 0) & (places == places[:, None] + 1)
    lower = (places[:, None] % 2 == 1) & (places + 1 == places[:, None])
    cos, sin = xp.cos(angles)[..., None], xp.sin(angles)[..., None]
    turns = cos * xp.astype(same, xp.float64) + sin * (xp.astype(lower, xp.float64) - xp.astype(upper, xp.float64))
    turned = xp.matmul(turns, xp.astype(x, xp.float64)[..., None])  # (..., T, E, 1)
    return xp.astype(turned[..., 0], x.dtype)
