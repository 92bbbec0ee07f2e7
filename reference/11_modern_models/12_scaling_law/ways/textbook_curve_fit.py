import numpy as np
from scipy.optimize import curve_fit, minimize_scalar


def power_law(n, log_a, alpha, floor):
    return np.exp(log_a - alpha * np.log(n)) + floor


def fit_power_law(n, loss):
    popt, pcov = curve_fit(power_law, n, loss, p0=[np.log(np.max(loss)), 0.3, np.min(loss) / 2], maxfev=10000)
    log_a, alpha, floor = popt
    return np.exp(log_a), alpha, floor


def compute_optimal(flops, a, alpha, b, beta):
    def loss(log_n):
        n = np.exp(log_n)
        d = flops / (6 * n)
        return a / n**alpha + b / d**beta

    res = minimize_scalar(loss, bounds=(0, np.log(flops / 6)), method="bounded", options={"xatol": 1e-6})
    n = np.exp(res.x)
    return n, flops / (6 * n)
