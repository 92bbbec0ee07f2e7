"""Right all the same: columns written into a table, copies moved, and a dispatch on types by hand."""

import numpy as np


def _tools(x):
    if isinstance(x, np.ndarray):
        return np, lambda a: np.array(a, np.float64), lambda a: np.asarray(a, x.dtype)
    import torch

    return torch, lambda a: a.to(torch.float64, copy=True), lambda a: a.to(x.dtype)


def _column(f, x, j, copy):
    up, down = copy(x), copy(x)
    up[j] += 1e-5
    down[j] -= 1e-5
    return (f(up) - f(down)) / 2e-5


def jacobian(f, x):
    lib, copy, back = _tools(x)
    y = f(copy(x))
    table = lib.zeros((len(y), len(x)), dtype=y.dtype, device=y.device)
    for j in range(len(x)):
        table[:, j] = _column(f, x, j, copy)
    return back(table)


def jvp(f, x, v):
    lib, copy, back = _tools(x)
    if v.ndim != 1 or len(v) != len(x):
        raise ValueError(f"{tuple(v.shape)}, but {tuple(x.shape)}")
    v = copy(v)
    length = lib.linalg.norm(v)
    h = 1e-5 / length if length else 0 * length + 1.0
    return back((f(copy(x) + h * v) - f(copy(x) - h * v)) / (2 * h))


def vjp(f, x, u):
    _, copy, back = _tools(x)
    if u.ndim != 1 or len(u) != len(f(copy(x))):
        raise ValueError(f"{tuple(u.shape)}, but {tuple(f(copy(x)).shape)}")
    slopes = copy(x)
    for j in range(len(x)):
        slopes[j] = (copy(u) * _column(f, x, j, copy)).sum()
    return back(slopes)
