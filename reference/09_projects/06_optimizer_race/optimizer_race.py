"""A race of optimizers: notice that each path has arrays of its own, and that the contours are spaced by factors."""

import matplotlib.pyplot as plt
import numpy as np


def rosenbrock(p):
    """A curved valley with its lowest point at (1, 1)."""
    x, y = p[..., 0], p[..., 1]
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock_gradient(p):
    """The gradient of the valley."""
    x, y = p[..., 0], p[..., 1]
    return np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1)


def race(start, steps, rates):
    """The paths of three optimizers from one start."""
    movers = {"sgd": Plain, "momentum": Momentum, "adam": Adam}
    return {name: walk(start, steps, mover(rates[name])) for name, mover in movers.items()}


def walk(start, steps, mover):
    """Where one optimizer is after 0, 1, ... steps."""
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - mover.step(rosenbrock_gradient(path[-1])))  # a new array each time
    return np.stack(path)  # (steps + 1, 2)


class Plain:
    """The gradient, times the rate."""

    def __init__(self, lr):
        self.lr = lr

    def step(self, g):
        """How far to go for this gradient."""
        return self.lr * g


class Momentum(Plain):
    """A decaying sum of gradients, times the rate."""

    buffer = 0.0

    def step(self, g):
        """How far to go for this gradient."""
        self.buffer = 0.9 * self.buffer + g
        return self.lr * self.buffer


class Adam(Plain):
    """The mean of gradients, divided by their typical size."""

    mean, square, t = 0.0, 0.0, 0

    def step(self, g):
        """How far to go for this gradient."""
        self.t += 1
        self.mean = 0.9 * self.mean + 0.1 * g
        self.square = 0.999 * self.square + 0.001 * g**2
        return self.lr * self.mean / (1 - 0.9**self.t) / (np.sqrt(self.square / (1 - 0.999**self.t)) + 1e-8)


def plot_race(paths):
    """Draw the paths over contours of the valley, on a new figure."""
    points = np.concatenate([*paths.values(), np.ones((1, 2))])
    low, high = points.min(axis=0) - 0.5, points.max(axis=0) + 0.5
    x, y = np.meshgrid(np.linspace(low[0], high[0], 200), np.linspace(low[1], high[1], 200))
    _, axes = plt.subplots(layout="constrained")
    axes.contour(
        x, y, rosenbrock(np.stack([x, y], axis=-1)), levels=np.logspace(-2, 4, 13), colors="silver", linewidths=0.7
    )
    for name, path in paths.items():
        axes.plot(path[:, 0], path[:, 1], marker="o", markevery=[-1], label=name)  # a dot where it ends
    axes.plot(1, 1, "k*")
    axes.legend()
    return axes
