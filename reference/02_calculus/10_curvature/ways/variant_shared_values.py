"""Right all the same: mixed derivatives from one diagonal alone, and values along the axes that are used again."""

from array_api_compat import array_namespace, device

H = 3e-4


def hessian(f, x):
    xp, n = array_namespace(x), x.shape[0]
    t = xp.astype(x, xp.float64)
    steps = [H * xp.eye(n, dtype=xp.float64, device=device(x))[i, :] for i in range(n)]
    centre, up, down = f(t), [f(t + s) for s in steps], [f(t - s) for s in steps]
    table = xp.zeros((n, n), dtype=xp.float64, device=device(x))
    for i in range(n):
        table[i, i] = (up[i] - 2 * centre + down[i]) / H**2
        for j in range(i + 1, n):
            both = f(t + steps[i] + steps[j]) + f(t - steps[i] - steps[j])
            table[i, j] = table[j, i] = (both - up[i] - up[j] - down[i] - down[j] + 2 * centre) / (2 * H**2)
    return xp.astype(table, x.dtype)


def classify(f, x):
    xp = array_namespace(x)
    t, h = xp.astype(x, xp.float64), 1e-6
    steps = h * xp.eye(x.shape[0], dtype=xp.float64, device=device(x))
    slopes = xp.stack([(f(t + step) - f(t - step)) / (2 * h) for step in steps])
    if xp.max(xp.abs(slopes)) > 1e-3:
        return "not stationary"
    curvatures = xp.linalg.eigvalsh(hessian(f, x))  # in the dtype of x: float32 is enough to tell a sign
    signs = {0 if abs(c) <= 1e-4 else 1 if c > 0 else -1 for c in curvatures.tolist()}
    words = {frozenset([1]): "minimum", frozenset([-1]): "maximum"}
    return "saddle" if signs >= {1, -1} else words.get(frozenset(signs), "undecided")


def largest_step(f, x):
    xp = array_namespace(x)
    curvatures = xp.linalg.eigvalsh(hessian(f, xp.astype(x, xp.float64)))
    steps = [2 / c for c in curvatures.tolist() if c > 1e-4]
    return min(steps, default=float("inf"))
