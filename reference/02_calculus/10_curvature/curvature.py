"""Second derivatives by central differences: each is computed once and written in two places, so H is symmetric."""

from array_api_compat import array_namespace, device

H = 3e-4
ZERO = 1e-4


def hessian(f, x):
    """Return the second derivatives of a function along all pairs of entries."""
    xp, n = array_namespace(x), x.shape[0]
    t = xp.astype(x, xp.float64)
    steps = H * xp.eye(n, dtype=t.dtype, device=device(x))
    table = xp.zeros_like(steps)  # (n, n)
    for i in range(n):
        for j in range(i + 1):
            same, opposite = steps[i, :] + steps[j, :], steps[i, :] - steps[j, :]
            rise = f(t + same) - f(t + opposite) - f(t - opposite) + f(t - same)
            table[i, j] = table[j, i] = rise / (4 * H * H)
    return xp.astype(table, x.dtype)


def classify(f, x):
    """Say what a point without slope is, from the eigenvalues of the Hessian."""
    xp = array_namespace(x)
    curvatures = xp.linalg.eigvalsh(hessian(f, xp.astype(x, xp.float64)))
    up, down = curvatures > ZERO, curvatures < -ZERO
    if xp.any(up) and xp.any(down):
        return "saddle"
    return "minimum" if xp.all(up) else "maximum" if xp.all(down) else "flat"
