import matplotlib.pyplot as plt
import numpy as np


def rosenbrock(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


def rosenbrock_gradient(p):
    dx = -2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2)
    dy = 200 * (p[1] - p[0] ** 2)
    return np.array([dx, dy])


def race(start, steps, rates):
    results = {}

    w = start.copy()
    history = [w.copy()]
    for _ in range(steps):
        w -= rates["sgd"] * rosenbrock_gradient(w)
        history.append(w.copy())
    results["sgd"] = np.array(history)

    w = start.copy()
    v = np.zeros(2)
    history = [w.copy()]
    for _ in range(steps):
        v = 0.9 * v + rosenbrock_gradient(w)
        w -= rates["momentum"] * v
        history.append(w.copy())
    results["momentum"] = np.array(history)

    w = start.copy()
    m, v = np.zeros(2), np.zeros(2)
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    history = [w.copy()]
    for t in range(1, steps + 1):
        g = rosenbrock_gradient(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w -= rates["adam"] * m_hat / (np.sqrt(v_hat) + eps)
        history.append(w.copy())
    results["adam"] = np.array(history)
    return results


def plot_race(paths):
    x = np.linspace(-2, 2, 400)
    y = np.linspace(-1, 3, 400)
    X, Y = np.meshgrid(x, y)
    Z = rosenbrock([X, Y])
    fig, ax = plt.subplots(figsize=(10, 6))
    ax.contour(X, Y, Z, levels=np.logspace(-1, 3, 20), cmap="jet")
    for name, path in paths.items():
        ax.plot(path[:, 0], path[:, 1], ".-", label=name)
    ax.plot(1, 1, "r*", markersize=10)
    ax.set_xlabel("$x$")
    ax.set_ylabel("$y$")
    ax.legend()
    return ax
