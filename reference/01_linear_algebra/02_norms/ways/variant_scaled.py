"""A right solution that takes the largest magnitude out first, as careful libraries do."""

from array_api_compat import array_namespace


def norm(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if ord not in (1, 2, float("inf")):
        raise ValueError(f"ord is one of 1, 2, inf, {ord} is not")
    magnitude = xp.abs(x)
    top = xp.max(magnitude, axis=axis, keepdims=True)
    if ord == float("inf"):
        return xp.squeeze(top, axis=axis)
    if ord == 1:
        moved = xp.moveaxis(magnitude, axis, -1)
        return xp.sum(moved / 2, axis=-1) * 2
    safe = xp.where(top > 0, top, xp.ones_like(top))
    return xp.sum((magnitude / safe) ** 2, axis=axis) ** 0.5 * xp.squeeze(safe, axis=axis)


def distance(u, v, ord=2):
    return norm(v - u, ord, -1)
