"""A scaling law: notice that only alpha has to be searched for; for each alpha, the rest is a straight line."""

import numpy as np

ROUNDS, TRIED = 12, 41


def line(x, y):
    """The slope and the height of the line through points, by least squares."""
    apart = x - np.mean(x)
    slope = np.sum(apart * y) / np.sum(apart**2)
    return slope, np.mean(y) - slope * np.mean(x)


def misfit(alpha, n, loss):
    """How far the best law with this alpha is from the losses."""
    a, floor = line(n**-alpha, loss)
    return np.sum((a * n**-alpha + floor - loss) ** 2)


def fit_power_law(n, loss):
    """Fit loss = a * n ** -alpha + floor."""
    if len(np.unique(n)) < 3:
        raise ValueError(f"three unknowns need three different sizes, not {len(np.unique(n))}")
    low, high = 0.01, 4.0
    for _ in range(ROUNDS):  # look closer around the best
        alphas = np.linspace(low, high, TRIED)
        best = int(np.argmin([misfit(alpha, n, loss) for alpha in alphas]))
        low, high = alphas[max(best - 1, 0)], alphas[min(best + 1, TRIED - 1)]
    alpha = (low + high) / 2
    a, floor = line(n**-alpha, loss)
    return float(a), float(alpha), float(floor)


def compute_optimal(flops, a, alpha, b, beta):
    """Divide a budget between the size of a model and its tokens."""
    product = flops / 6  # n d
    n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))
    return n, product / n
