"""Right all the same: both sides in one call of f, and the step that was really taken."""

from array_api_compat import array_namespace


def derivative(f, x, h=1e-4):
    xp = array_namespace(x)
    wide = xp.astype(x, xp.float64)[None, ...]
    sides = xp.concat([wide - h, wide + h], axis=0)
    rise, run = f(sides), sides
    return xp.astype((rise[1, ...] - rise[0, ...]) / (run[1, ...] - run[0, ...]), x.dtype)
