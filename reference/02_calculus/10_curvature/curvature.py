"""Second derivatives by central differences: each is computed once and written in two places, so H is symmetric."""

import math

from array_api_compat import array_namespace, device

H = 3e-4
ZERO, LEVEL = 1e-4, 1e-3  # what counts as no curvature, and as no slope


def hessian(f, x):
    """Return the second derivatives of a function along all pairs of entries."""
    xp, n = array_namespace(x), x.shape[0]
    t = xp.astype(x, xp.float64)
    steps = _steps(t)
    table = xp.zeros_like(steps)  # (n, n)
    for i in range(n):
        for j in range(i + 1):
            same, opposite = steps[i, :] + steps[j, :], steps[i, :] - steps[j, :]
            rise = f(t + same) - f(t + opposite) - f(t - opposite) + f(t - same)
            table[i, j] = table[j, i] = rise / (4 * H * H)
    return xp.astype(table, x.dtype)


def classify(f, x):
    """Say what a point is, from its slopes and from the eigenvalues of the Hessian."""
    xp = array_namespace(x)
    t = xp.astype(x, xp.float64)
    if any(abs(f(t + step) - f(t - step)) > 2 * H * LEVEL for step in _steps(t)):
        return "not stationary"
    curvatures = xp.linalg.eigvalsh(hessian(f, t))
    up, down = curvatures > ZERO, curvatures < -ZERO
    if xp.any(up) and xp.any(down):
        return "saddle"
    return "minimum" if xp.all(up) else "maximum" if xp.all(down) else "undecided"


def largest_step(f, x):
    """Return the learning rate above which gradient descent on a quadratic runs away."""
    xp = array_namespace(x)
    highest = float(xp.max(xp.linalg.eigvalsh(hessian(f, xp.astype(x, xp.float64)))))
    return 2 / highest if highest > ZERO else math.inf


def _steps(t):
    """A step along each axis, as rows (n, n)."""
    return H * array_namespace(t).eye(t.shape[0], dtype=t.dtype, device=device(t))
