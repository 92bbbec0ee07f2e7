"""The golden section on alpha, with least squares for the rest; the budget by bisection of the marginal gains."""

import math

import numpy as np

GOLDEN = (math.sqrt(5) - 1) / 2


def at(alpha, x, loss):
    columns = np.stack([np.exp(-alpha * x), np.ones_like(x)], axis=1)
    found = np.linalg.lstsq(columns, loss, rcond=None)[0]
    return np.sum((columns @ found - loss) ** 2), found


def fit_power_law(n, loss):
    if len(set(n.tolist())) <= 2:
        raise ValueError(f"only {len(set(n.tolist()))} different sizes")
    x = np.log(n)
    middle = x.mean()
    grid = np.linspace(0.02, 3, 150)
    k = int(np.argmin([at(alpha, x - middle, loss)[0] for alpha in grid]))
    low, high = grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)]
    for _ in range(60):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if at(left, x - middle, loss)[0] < at(right, x - middle, loss)[0]:
            high = right
        else:
            low = left
    alpha = (low + high) / 2
    a, floor = at(alpha, x - middle, loss)[1]
    return a * math.exp(alpha * middle), alpha, floor


def compute_optimal(flops, a, alpha, b, beta):
    low, high = -200.0, 200.0  # of log n
    for _ in range(200):
        x = (low + high) / 2
        by_size = math.log(alpha * a) - alpha * x
        by_tokens = math.log(beta * b) - beta * (math.log(flops / 6) - x)
        low, high = (x, high) if by_size > by_tokens else (low, x)
    n = math.exp((low + high) / 2)
    return n, flops / 6 / n
