"""Right all the same: lists of Python floats, steps that are powers of two, and the largest entry for a length."""

from array_api_compat import array_namespace, device


def _array(numbers, like, dtype):
    xp = array_namespace(like)
    return xp.asarray(numbers, dtype=dtype, device=device(like))


def _f(f, numbers, like):
    xp = array_namespace(like)
    return [float(t) for t in f(_array(numbers, like, xp.float64))]


def jacobian(f, x):
    z = [float(t) for t in x]
    h = 2.0**-17
    cols = []
    for j in range(len(z)):
        up = [*z[:j], z[j] + h, *z[j + 1 :]]
        down = [*z[:j], z[j] - h, *z[j + 1 :]]
        a, b = _f(f, up, x), _f(f, down, x)
        cols.append([(p - q) / (2 * h) for p, q in zip(a, b, strict=True)])
    rows = [[cols[j][i] for j in range(len(z))] for i in range(len(cols[0]))]
    return _array(rows, x, x.dtype)


def jvp(f, x, v):
    if tuple(v.shape) != tuple(x.shape):
        raise ValueError(f"v and x must have the same shape, not {list(v.shape)} and {list(x.shape)}")
    z, w = [float(t) for t in x], [float(t) for t in v]
    h = 2.0**-17
    biggest = max(abs(t) for t in w)
    if biggest == 0.0:
        return _array([0.0] * len(_f(f, z, x)), x, x.dtype)
    up = [a + h * (b / biggest) for a, b in zip(z, w, strict=True)]
    down = [a - h * (b / biggest) for a, b in zip(z, w, strict=True)]
    return _array([(p - q) / (2 * h) * biggest for p, q in zip(_f(f, up, x), _f(f, down, x), strict=True)], x, x.dtype)


def vjp(f, x, u):
    z = [float(t) for t in x]
    h = 2.0**-17
    y = f(_array(z, x, array_namespace(x).float64))
    if tuple(y.shape) != tuple(u.shape):
        raise ValueError(f"u and f(x) must have the same shape, not {list(u.shape)} and {list(y.shape)}")
    w = [float(t) for t in u]
    out = []
    for j in range(len(z)):
        up = [*z[:j], z[j] + h, *z[j + 1 :]]
        down = [*z[:j], z[j] - h, *z[j + 1 :]]
        a, b = _f(f, up, x), _f(f, down, x)
        out.append(sum(c * (p - q) for c, p, q in zip(w, a, b, strict=True)) / (2 * h))
    return _array(out, x, x.dtype)
