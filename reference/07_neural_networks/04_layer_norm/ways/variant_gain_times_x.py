"""One line a x + b for each vector: a divides by the deviation, b takes the mean away; the vectors stand."""

from array_api_compat import array_namespace


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    xp = array_namespace(x)
    for vector in (weight, bias):
        if vector is not None and (vector.ndim != 1 or vector.shape[0] != x.shape[-1]):
            raise ValueError(f"x has shape {x.shape}, a gain or a bias {vector.shape}")
    columns = xp.moveaxis(xp.astype(x, xp.float64), -1, 0)  # (d, ...)
    a = 1 / xp.sqrt(xp.var(columns, axis=0) + eps)
    b = -xp.mean(columns, axis=0) * a
    y = xp.moveaxis(a * columns + b, 0, -1)
    y = y * (1 if weight is None else weight) + (0 if bias is None else bias)
    return xp.astype(y, x.dtype)
