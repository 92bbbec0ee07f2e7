"""The central difference, in float64: two calls of f give the slopes of all entries, and nothing loops."""

from array_api_compat import array_namespace


def derivative(f, x, h=1e-4):
    """Return the central difference quotient of a function."""
    xp = array_namespace(x)
    t = xp.astype(x, xp.float64)  # float32 would lose the step, and most digits of the difference
    slope = (f(t + h) - f(t - h)) / (2 * h)
    return xp.astype(slope, x.dtype)
