import matplotlib.pyplot as plt
import numpy as np


def rosenbrock(p):
    x1, x2 = p[..., 0], p[..., 1]
    return (1 - x1) ** 2 + 100 * (x2 - x1**2) ** 2


def rosenbrock_gradient(p):
    x1, x2 = p[..., 0], p[..., 1]
    return np.stack((-2 * (1 - x1) - 400 * x1 * (x2 - x1**2), 200 * (x2 - x1**2)), axis=-1)


def gd_2d(p, s, eta):
    return p - eta * rosenbrock_gradient(p), s


def momentum_2d(p, s, eta):
    v = 0.9 * s["v"] + rosenbrock_gradient(p)
    return p - eta * v, {"v": v}


def adam_2d(p, s, eta):
    g = rosenbrock_gradient(p)
    t = s["t"] + 1
    v = 0.9 * s["v"] + 0.1 * g
    sq = 0.999 * s["s"] + 0.001 * g * g
    v_bias_corr = v / (1 - 0.9**t)
    s_bias_corr = sq / (1 - 0.999**t)
    return p - eta * v_bias_corr / (np.sqrt(s_bias_corr) + 1e-8), {"v": v, "s": sq, "t": t}


def train_2d(trainer, state, start, steps, eta):
    results = [np.array(start, dtype=float)]
    for _ in range(steps):
        p, state = trainer(results[-1], state, eta)
        results.append(p)
    return np.array(results)


def race(start, steps, rates):
    return {
        "sgd": train_2d(gd_2d, None, start, steps, rates["sgd"]),
        "momentum": train_2d(momentum_2d, {"v": 0}, start, steps, rates["momentum"]),
        "adam": train_2d(adam_2d, {"v": 0, "s": 0, "t": 0}, start, steps, rates["adam"]),
    }


def plot_race(paths):
    _, ax = plt.subplots()
    x1, x2 = np.meshgrid(np.arange(-2.0, 2.0, 0.02), np.arange(-1.0, 3.0, 0.02))
    z = rosenbrock(np.stack((x1, x2), axis=-1))
    for name, results in paths.items():
        ax.plot(*zip(*results, strict=True), "-o", label=name)
    ax.contour(x1, x2, np.log10(z + 1e-9), levels=np.arange(-2, 4, 0.5), colors="#1f77b4")
    ax.legend()
    return ax
