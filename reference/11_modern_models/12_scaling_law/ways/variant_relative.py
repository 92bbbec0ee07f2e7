"""Errors in per cent instead of absolute ones, with the floor searched for in finer and finer steps."""

import numpy as np
from scipy.optimize import least_squares


def fit_power_law(n, loss):
    sizes = np.unique(n)
    if sizes.size < 3:
        raise ValueError(f"{sizes.size} different sizes are not enough")
    x = np.log(n / np.sqrt(sizes[0] * sizes[-1]))
    starts = []
    for share in (0.0, 0.3, 0.6, 0.8, 0.9, 0.97):
        floor = share * loss.min()
        slope, height = np.polyfit(x, np.log(loss - floor), 1)
        starts.append((height, -slope, floor))

    def residual(p):
        return (np.exp(np.clip(p[0] - p[1] * x, -200, 200)) + p[2]) / loss - 1

    found = [least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15, x_scale="jac") for start in starts]
    height, alpha, floor = min(found, key=lambda one: one.cost).x
    return float(np.exp(height + alpha * np.log(np.sqrt(sizes[0] * sizes[-1])))), float(alpha), float(floor)


def compute_optimal(flops, a, alpha, b, beta):
    logs = np.linalg.solve([[1.0, 1.0], [alpha, -beta]], [np.log(flops / 6), np.log(alpha * a / (beta * b))])
    n, d = np.exp(logs)
    return float(n), float(d)
