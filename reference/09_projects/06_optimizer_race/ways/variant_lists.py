"""Right all the same: numbers and lists in place of arrays, and contours of the natural logarithm."""

import math

import matplotlib.pyplot as plt
import numpy as np


def rosenbrock(p):
    x, y = p.T if p.ndim == 2 else (p[..., 0], p[..., 1])
    return (x - 1) * (x - 1) + 100 * (x * x - y) * (x * x - y)


def rosenbrock_gradient(p):
    x, y = p[..., 0:1], p[..., 1:2]
    return np.concatenate([2 * (x - 1) + 400 * x * (x * x - y), -200 * (x * x - y)], axis=-1)


def _slope(x, y):
    return 2 * (x - 1) + 400 * x * (x * x - y), -200 * (x * x - y)


def race(start, steps, rates):
    x, y = map(float, start)
    sgd, momentum, adam = [[x, y]], [[x, y]], [[x, y]]
    b, m, v = [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]
    for t in range(1, steps + 1):
        sgd.append([p - rates["sgd"] * g for p, g in zip(sgd[-1], _slope(*sgd[-1]), strict=True)])
        b = [0.9 * old + g for old, g in zip(b, _slope(*momentum[-1]), strict=True)]
        momentum.append([p - rates["momentum"] * c for p, c in zip(momentum[-1], b, strict=True)])
        g = _slope(*adam[-1])
        m = [0.9 * old + 0.1 * new for old, new in zip(m, g, strict=True)]
        v = [0.999 * old + 0.001 * new * new for old, new in zip(v, g, strict=True)]
        hats = [(a / (1 - 0.9**t), math.sqrt(c / (1 - 0.999**t)) + 1e-8) for a, c in zip(m, v, strict=True)]
        adam.append([p - rates["adam"] * a / c for p, (a, c) in zip(adam[-1], hats, strict=True)])
    return {"adam": np.array(adam), "sgd": np.array(sgd), "momentum": np.array(momentum)}


def plot_race(paths):
    fig = plt.figure()
    ax = fig.add_axes([0.1, 0.1, 0.8, 0.8])
    lines = [ax.plot(path[:, 0], path[:, 1])[0] for path in paths.values()]
    for line, name in zip(lines, paths, strict=True):
        line.set_label(name)
    ax.plot([1], [1], marker="x")
    ax.margins(0.2)
    x, y = np.meshgrid(np.linspace(*ax.get_xlim(), 250), np.linspace(*ax.get_ylim(), 250))
    ax.contour(x, y, np.log(rosenbrock(np.stack([x, y], axis=-1)) + 1e-12), levels=np.arange(-4, 10))
    fig.legend()
    return ax
