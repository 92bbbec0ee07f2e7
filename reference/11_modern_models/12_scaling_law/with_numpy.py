"""A scaling law, by SciPy's solvers."""

import numpy as np
from scipy.optimize import brentq, least_squares


def fit_power_law(n, loss):
    """Fit loss = a * n ** -alpha + floor."""
    if len(np.unique(n)) < 3:
        raise ValueError("too few sizes")
    x = np.log(np.asarray(n, dtype=float))
    begin = 0.9 * np.min(loss)
    slope, height = np.polyfit(x, np.log(loss - begin), 1)
    start, fine = (height + slope * x.mean(), -slope, begin), dict.fromkeys(("xtol", "ftol", "gtol"), 1e-15)
    height, alpha, floor = least_squares(_residuals, start, args=(x - x.mean(), loss), **fine).x
    return float(np.exp(height + alpha * x.mean())), float(alpha), float(floor)


def _residuals(law, x, loss):
    return np.exp(law[0] - law[1] * x) + law[2] - loss


def compute_optimal(flops, a, alpha, b, beta):
    """Divide a budget between the size of a model and its tokens."""

    def slope(x):  # of the loss over log n, as the logarithm of a ratio
        return np.log(beta * b) - beta * (np.log(flops / 6) - x) - np.log(alpha * a) + alpha * x

    n = float(np.exp(brentq(slope, -300, 300, xtol=1e-13)))
    return n, flops / 6 / n
