"""The Jacobian by central differences: slopes along one direction make a column, and the columns make both products."""

from array_api_compat import array_namespace, device

H = 1e-4


def jacobian(f, x):
    """Return the slopes of all outputs along all inputs."""
    xp = array_namespace(x)
    t = xp.astype(x, xp.float64)
    columns = [_slopes(f, t, along) for along in _axes(t)]  # n times (m,)
    return xp.astype(xp.stack(columns, axis=1), x.dtype)


def jvp(f, x, v):
    """Return the Jacobian times a vector: the slope along it, times its length."""
    xp = array_namespace(x, v)
    if v.shape != x.shape:
        raise ValueError(f"v is {tuple(v.shape)}, x is {tuple(x.shape)}")
    t, v = xp.astype(x, xp.float64), xp.astype(v, xp.float64)
    length = xp.sqrt(xp.sum(v * v))
    along = v / length if length > 0 else v  # the step is as long, however long v is
    return xp.astype(length * _slopes(f, t, along), x.dtype)


def vjp(f, x, u):
    """Return the transposed Jacobian times a vector: one dot product with each of its columns."""
    xp = array_namespace(x, u)
    t, u = xp.astype(x, xp.float64), xp.astype(u, xp.float64)
    if (outputs := f(t)).shape != u.shape:
        raise ValueError(f"u is {tuple(u.shape)}, f(x) is {tuple(outputs.shape)}")
    return xp.astype(xp.stack([xp.sum(u * _slopes(f, t, along)) for along in _axes(t)]), x.dtype)


def _slopes(f, t, along):
    """The slopes of all outputs along a direction."""
    return (f(t + H * along) - f(t - H * along)) / (2 * H)  # (m,)


def _axes(x):
    """The directions of the inputs: 1 in one entry and 0 elsewhere."""
    return array_namespace(x).eye(x.shape[0], dtype=x.dtype, device=device(x))
