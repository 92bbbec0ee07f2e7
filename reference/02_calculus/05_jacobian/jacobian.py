"""The Jacobian by central differences: one product, J v, makes both its columns and the products from the left."""

from array_api_compat import array_namespace, device

H = 1e-4


def jvp(f, x, v):
    """Return the Jacobian times a vector: the slope along it, times its length."""
    xp = array_namespace(x, v)
    if v.shape != x.shape:
        raise ValueError(f"v is {tuple(v.shape)}, x is {tuple(x.shape)}")
    t, v = xp.astype(x, xp.float64), xp.astype(v, xp.float64)
    length = xp.sqrt(xp.sum(v * v))
    step = H * v / length if length > 0 else v  # of length H, however long v is
    slopes = (f(t + step) - f(t - step)) / (2 * H)  # (m,)
    return xp.astype(slopes * length, x.dtype)


def jacobian(f, x):
    """Return the slopes of all outputs along all inputs."""
    xp = array_namespace(x)
    return xp.stack([jvp(f, x, along) for along in _axes(x)], axis=1)  # n columns of (m,)


def vjp(f, x, u):
    """Return a vector times the Jacobian: one dot product with each of its columns."""
    xp = array_namespace(x, u)
    t, u = xp.astype(x, xp.float64), xp.astype(u, xp.float64)
    if (outputs := f(t)).shape != u.shape:
        raise ValueError(f"u is {tuple(u.shape)}, f(x) is {tuple(outputs.shape)}")
    return xp.astype(xp.stack([xp.sum(u * jvp(f, t, along)) for along in _axes(t)]), x.dtype)


def _axes(x):
    """The directions of the inputs, 1 in one entry and 0 elsewhere."""
    return array_namespace(x).eye(x.shape[0], dtype=x.dtype, device=device(x))
