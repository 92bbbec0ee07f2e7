"""Right all the same: least squares by QR, Horner's rule, and the errors of each point kept in a table."""

import matplotlib.pyplot as plt
import numpy as np


def fit_polynomial(x, y, degree, ridge=0.0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    if not ridge and x.size < degree + 1:
        raise ValueError(f"{x.size} points, {degree + 1} coefficients")
    table = np.ones((x.size, degree + 1))
    for power in range(1, degree + 1):
        table[:, power] = table[:, power - 1] * x
    if ridge:
        bottom = np.zeros((degree, degree + 1))
        bottom[np.arange(degree), np.arange(1, degree + 1)] = ridge**0.5
        table, y = np.vstack([table, bottom]), np.append(y, np.zeros(degree))
    q, r = np.linalg.qr(table)
    return np.linalg.solve(r, q.T @ y)


def predict(coefficients, x):
    x = np.asarray(x, float)
    value = 0 * x
    for c in reversed(list(coefficients)):
        value = value * x + c
    return value


def cross_validate(x, y, degrees, folds, rng, ridge=0.0):
    n = len(x)
    if folds < 2 or folds > n:
        raise ValueError(f"{folds} folds of {n} points")
    order = np.arange(n)
    rng.shuffle(order)
    sizes = [n // folds + (k < n % folds) for k in range(folds)]
    fold = np.repeat(np.arange(folds), sizes)[np.argsort(order)]
    table = np.empty((len(degrees), folds, n))
    for i, degree in enumerate(degrees):
        for k in range(folds):
            seen = fold != k
            table[i, k] = predict(fit_polynomial(x[seen], y[seen], degree, ridge), x) - y
    held_out = fold == np.arange(folds)[:, None]
    squares = table**2
    return (squares * ~held_out).sum((1, 2)) / (~held_out).sum(), (squares * held_out).sum((1, 2)) / n


def choose(degrees, errors):
    best, _ = min(((d, e) for d, e in zip(degrees, errors, strict=True)), key=lambda pair: (pair[1], pair[0]))
    return int(best)


def plot_errors(degrees, train, valid):
    figure, axes = plt.subplots()
    for name, errors in {"validation": valid, "training": train}.items():
        axes.plot(degrees, errors, label=name, linewidth=2)
    axes.set_yscale("log")
    axes.set_xlabel("Degree of the polynomial")
    axes.set_ylabel("Error")
    figure.legend()
    return axes
