import matplotlib.pyplot as plt
import numpy as np


def rosenbrock(p):
    a, b = 1, 100
    return (a - p[0]) ** 2 + b * (p[1] - p[0] ** 2) ** 2


def rosenbrock_gradient(p):
    a, b = 1, 100
    return np.array([-2 * (a - p[0]) - 4 * b * p[0] * (p[1] - p[0] ** 2), 2 * b * (p[1] - p[0] ** 2)])


def optimize(update, start, steps):
    path = np.zeros((steps + 1, 2))
    path[0] = start
    for i in range(steps):
        path[i + 1] = update(path[i], i)
    return path


def race(start, steps, rates):
    state = {"v": np.zeros(2), "m": np.zeros(2), "s": np.zeros(2)}

    def sgd(p, i):
        return p - rates["sgd"] * rosenbrock_gradient(p)

    def momentum(p, i):
        state["v"] = 0.9 * state["v"] - rates["momentum"] * rosenbrock_gradient(p)
        return p + state["v"]

    def adam(p, i):
        g = rosenbrock_gradient(p)
        state["m"] = 0.9 * state["m"] + 0.1 * g
        state["s"] = 0.999 * state["s"] + 0.001 * g**2
        m, s = state["m"] / (1 - 0.9 ** (i + 1)), state["s"] / (1 - 0.999 ** (i + 1))
        return p - rates["adam"] * m / (np.sqrt(s) + 1e-8)

    updates = {"sgd": sgd, "momentum": momentum, "adam": adam}
    return {name: optimize(update, start, steps) for name, update in updates.items()}


def plot_race(paths):
    fig = plt.figure(figsize=(7, 7))
    ax = fig.add_subplot(1, 1, 1)
    xx, yy = np.meshgrid(np.linspace(-2.5, 2.5, 501), np.linspace(-2, 4, 601))
    ax.contour(xx, yy, rosenbrock([xx, yy]), levels=[10**k for k in range(-2, 5)])
    for name in paths:
        ax.plot(paths[name][:, 0], paths[name][:, 1], lw=2, label=name)
    ax.legend(fontsize=12)
    return ax
