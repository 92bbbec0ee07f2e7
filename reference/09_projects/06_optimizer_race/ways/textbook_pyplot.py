import matplotlib.pyplot as plt
import numpy as np
from matplotlib import ticker


def f(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock(p):
    return f(*p)


def rosenbrock_gradient(p):
    x, y = p
    return np.array([-2 + 2 * x - 400 * x * y + 400 * x**3, 200 * y - 200 * x**2])


class SGD:
    def __init__(self, lr, momentum=0.0):
        self.lr, self.momentum, self.v = lr, momentum, np.zeros(2)

    def update(self, p, g):
        self.v = self.momentum * self.v + g
        return p - self.lr * self.v


class Adam:
    def __init__(self, lr):
        self.lr, self.m, self.v, self.iter = lr, np.zeros(2), np.zeros(2), 0

    def update(self, p, g):
        self.iter += 1
        lr_t = self.lr
        self.m += (1 - 0.9) * (g - self.m)
        self.v += (1 - 0.999) * (g**2 - self.v)
        m_hat, v_hat = self.m / (1 - 0.9**self.iter), self.v / (1 - 0.999**self.iter)
        return p - lr_t * m_hat / (np.sqrt(v_hat) + 1e-8)


def race(start, steps, rates):
    optimizers = {"sgd": SGD(rates["sgd"]), "momentum": SGD(rates["momentum"], 0.9), "adam": Adam(rates["adam"])}
    paths = {}
    for key, optimizer in optimizers.items():
        p = start
        paths[key] = [p]
        for _ in range(steps):
            p = optimizer.update(p, rosenbrock_gradient(p))
            paths[key].append(p)
        paths[key] = np.array(paths[key])
    return paths


def plot_race(paths):
    plt.figure()
    X, Y = np.meshgrid(np.linspace(-2, 2, 300), np.linspace(-1, 3, 300))
    plt.contourf(X, Y, f(X, Y), locator=ticker.LogLocator(), cmap="PuBu_r")
    for key in paths:
        plt.plot(paths[key][:, 0], paths[key][:, 1], label=key)
    plt.legend()
    return plt.gca()
