"""Right all the same: one loop for all three, the height by powers of two terms, and a filled map with a log norm."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm


def rosenbrock(p):
    p = np.asarray(p, dtype=float)
    terms = np.stack([1 - p[..., 0], 10 * (p[..., 1] - p[..., 0] ** 2)])
    return np.sum(terms**2, axis=0)


def rosenbrock_gradient(p):
    p = np.asarray(p, dtype=float)
    x, y = p[..., 0], p[..., 1]
    gradient = np.empty(p.shape)
    gradient[..., 0] = 400 * x**3 - 400 * x * y + 2 * x - 2
    gradient[..., 1] = 200 * y - 200 * x**2
    return gradient


def race(start, steps, rates):
    names = ["sgd", "momentum", "adam"]
    lr = np.array([rates[name] for name in names])[:, None]
    paths = np.empty((steps + 1, 3, 2))
    paths[0] = np.asarray(start, dtype=float)
    b, m, v = np.zeros(2), np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = rosenbrock_gradient(paths[t - 1])
        b = 0.9 * b + g[1]
        m += 0.1 * (g[2] - m)
        v += 0.001 * (g[2] ** 2 - v)
        adam = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        paths[t] = paths[t - 1] - lr * np.stack([g[0], b, adam])
    return {name: paths[:, i].copy() for i, name in enumerate(names)}


def plot_race(paths):
    fig, ax = plt.subplots(figsize=(8, 6))
    for name, path in paths.items():
        ax.plot(*path.T, "o-", ms=1, label=name)
    xs, ys = np.append(np.concatenate(list(paths.values())), [[1.0, 1.0]], axis=0).T
    x = np.linspace(xs.min() - 1, xs.max() + 1, 200)
    y = np.linspace(ys.min() - 1, ys.max() + 1, 201)
    z = rosenbrock(np.stack(np.meshgrid(x, y), axis=-1))
    filled = ax.contourf(x, y, z, levels=np.geomspace(0.001, z.max() + 1, 15), norm=LogNorm(), cmap="viridis", zorder=0)
    fig.colorbar(filled)
    ax.set(xlabel="x", ylabel="y")
    ax.legend(loc="lower left")
    return ax
