"""A race of optimizers with the state of each written out as sums over all gradients so far."""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import rosen


def rosenbrock(p):
    """The valley, by SciPy."""
    return rosen(np.moveaxis(np.asarray(p, dtype=np.float64), -1, 0))


def rosenbrock_gradient(p):
    """The gradient, term by term."""
    x, y = np.moveaxis(np.asarray(p, dtype=np.float64), -1, 0)
    wall = 200 * (y - x * x)
    return np.concatenate([(2 * x - 2 - 2 * x * wall)[..., None], wall[..., None]], axis=-1)


def race(start, steps, rates):
    """The paths of three optimizers from one start."""
    rules = {"sgd": lambda g: g[-1], "momentum": _decaying_sum, "adam": _quotient}
    return {name: _path(start, steps, rates[name], rule) for name, rule in rules.items()}


def _path(start, steps, rate, rule):
    path, slopes = np.empty((steps + 1, 2)), []
    path[0] = start
    for k in range(steps):
        slopes.append(rosenbrock_gradient(path[k]))
        path[k + 1] = path[k] - rate * rule(np.array(slopes))
    return path


def _decaying_sum(g):
    return (0.9 ** np.arange(len(g))[::-1]) @ g


def _quotient(g):
    ages = np.arange(len(g))[::-1]
    mean, square = np.average(g, axis=0, weights=0.9**ages), np.average(g**2, axis=0, weights=0.999**ages)
    return mean / (np.sqrt(square) + 1e-8)


def plot_race(paths):
    """Draw the paths over filled contours of the logarithm of the valley."""
    axes = plt.figure().add_subplot()
    for name, path in paths.items():
        axes.plot(*np.transpose(path), label=name)
    axes.scatter([1], [1], color="black")
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    x, y = np.meshgrid(np.linspace(left, right, 300), np.linspace(bottom, top, 300))
    height = np.log10(rosenbrock(np.stack([x, y], axis=-1)))
    axes.contourf(x, y, height, levels=np.linspace(-3, np.max(height) + 0.1, 12), zorder=0)
    axes.legend()
    return axes
