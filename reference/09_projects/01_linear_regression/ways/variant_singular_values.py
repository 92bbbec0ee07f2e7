"""Right all the same: singular values by hand, and descent on one vector of all unknowns."""

from array_api_compat import array_namespace


def closed_form(X, y):
    xp = array_namespace(X, y)
    mx, my = xp.mean(X, axis=0), xp.mean(y)
    U, s, Vt = xp.linalg.svd(X - mx, full_matrices=False)
    small = s <= xp.max(s) * max(X.shape) * xp.finfo(s.dtype).eps
    inverse = xp.where(small, xp.zeros_like(s), 1 / xp.where(small, xp.ones_like(s), s))
    w = (inverse * ((y - my) @ U)) @ Vt
    return w, my - mx @ w


def descend(X, y, lr, steps):
    xp = array_namespace(X, y)
    A = xp.concat([xp.ones_like(X[:, :1]), X], axis=1)
    H, g = A.T @ A / y.shape[0], A.T @ y / y.shape[0]
    both = xp.zeros_like(g)
    for _ in range(steps):
        both = both - 2 * lr * (H @ both - g)
    return both[1:], both[0]
