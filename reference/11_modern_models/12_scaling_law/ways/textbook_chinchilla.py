import numpy as np
from scipy.optimize import minimize


def huber(r, delta=1e-3):
    return np.where(np.abs(r) <= delta, 0.5 * r**2, delta * (np.abs(r) - 0.5 * delta))


def fit_power_law(n, loss):
    log_n, log_loss = np.log(n), np.log(loss)

    def objective(params):
        a, alpha, e = params
        return np.sum(huber(np.logaddexp(a - alpha * log_n, e) - log_loss))

    best = None
    for a in [0, 4, 8]:
        for alpha in [0.2, 0.8]:
            for e in [-1, 0, 1]:
                res = minimize(objective, [a, alpha, e], method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9})
                if best is None or res.fun < best.fun:
                    best = res
    a, alpha, e = best.x
    return np.exp(a), alpha, np.exp(e)


def compute_optimal(flops, a, alpha, b, beta):
    G = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
    N_opt = G * (flops / 6) ** (beta / (alpha + beta))
    D_opt = G**-1 * (flops / 6) ** (alpha / (alpha + beta))
    return N_opt, D_opt
