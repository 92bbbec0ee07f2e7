"""Right all the same: a loop over the entries, each a number of its own."""

from array_api_compat import array_namespace


def derivative(f, x, h=1e-4):
    xp = array_namespace(x)
    flat = xp.reshape(xp.astype(x, xp.float64), (-1,))
    if flat.shape[0] == 0:
        return xp.zeros_like(x)
    slopes = [f(flat[i] + h) / (2 * h) - f(flat[i] - h) / (2 * h) for i in range(flat.shape[0])]
    return xp.astype(xp.reshape(xp.stack(slopes), x.shape), x.dtype)
