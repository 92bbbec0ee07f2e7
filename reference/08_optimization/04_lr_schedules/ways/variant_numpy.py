"""Right all the same: NumPy's functions, which give NumPy's numbers."""

import numpy as np


def step_lr(k, lr, step_size, gamma):
    return np.float64(lr) * np.power(np.float64(gamma), k // step_size)


def exponential_lr(k, lr, gamma):
    return np.multiply(lr, np.power(np.float64(gamma), np.float64(k)))


def cosine_lr(k, lr, total, min_lr=0.0):
    done = np.minimum(k, total)
    share = (1 + np.cos(np.pi * done / total)) / 2 if total else np.float64(0.0)
    return min_lr * (1 - share) + lr * share


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    if k < warmup:
        return np.linspace(lr / warmup, lr, warmup)[k]
    return cosine_lr(np.subtract(k, warmup), lr, np.subtract(total, warmup), min_lr)
