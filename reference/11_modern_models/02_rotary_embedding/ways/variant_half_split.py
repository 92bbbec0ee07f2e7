"""The half-split form, on entries that are put in its order before and back after it."""

from array_api_compat import array_namespace


def rope(x, positions, base=10000.0, frequencies=None):
    xp, half = array_namespace(x), x.shape[-1] // 2
    if 2 * half < x.shape[-1]:
        raise ValueError(f"no pairs in {x.shape[-1]} entries")
    if positions.shape[0] != x.shape[-2]:
        raise ValueError(f"positions: {positions.shape[0]}, tokens: {x.shape[-2]}")
    order = xp.concat([xp.arange(0, 2 * half, 2, device=x.device), xp.arange(1, 2 * half, 2, device=x.device)])
    rates = base ** (xp.astype(order[:half], xp.float64) / (-2 * half)) if frequencies is None else frequencies
    if rates.shape[0] != half:
        raise ValueError(f"{rates.shape[0]} frequencies for {half} pairs")
    angles = xp.astype(positions, xp.float64)[:, None] * xp.astype(rates, xp.float64)
    angles = xp.concat([angles, angles], axis=-1)
    halves = xp.take(x, order, axis=-1)
    rotated = xp.concat([-halves[..., half:], halves[..., :half]], axis=-1)
    turned = halves * xp.astype(xp.cos(angles), x.dtype) + rotated * xp.astype(xp.sin(angles), x.dtype)
    return xp.take(turned, xp.argsort(order), axis=-1)
