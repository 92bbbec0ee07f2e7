"""A right solution that never asks for a magnitude: products of x with itself and with its sign, and two extremes."""

from array_api_compat import array_namespace


def norm(x, ord=2, axis=-1):
    xp = array_namespace(x)
    x = xp.moveaxis(x, axis, -1)
    if ord == float("inf"):
        return xp.maximum(xp.max(x, axis=-1), -xp.min(x, axis=-1))
    if ord not in (1, 2):
        raise ValueError(f"ord = {ord}")
    other = xp.sign(x) if ord == 1 else x
    total = (x[..., None, :] @ other[..., :, None])[..., 0, 0]
    return total if ord == 1 else xp.sqrt(total)


def distance(u, v, ord=2):
    return norm(v - u, ord)
