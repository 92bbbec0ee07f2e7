"""Learning-rate schedules by NumPy, as tables up to k."""

import numpy as np


def step_lr(k, lr, step_size, gamma):
    """Multiply the rate by gamma after every so many updates."""
    return float(lr * np.power(float(gamma), np.floor_divide(k, step_size)))


def exponential_lr(k, lr, gamma):
    """Multiply the rate by gamma after every update."""
    return float(lr * np.power(float(gamma), k))


def cosine_lr(k, lr, total, min_lr=0.0):
    """Let the rate fall along half a wave of a cosine, and hold it at the end."""
    done = 1.0 if total == 0 else np.clip(k / total, 0.0, 1.0)
    share = np.cos(np.pi * done / 2) ** 2 if done < 1 else 0.0  # (1 + cos(2 a)) / 2 = cos(a)**2
    return float(lr * share + min_lr * (1 - share))


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    """Let the rate rise in a line, fall along half a wave of a cosine, and hold it at the end."""
    if k < warmup:
        return float(np.interp(k + 1, [0, warmup], [0.0, lr]))
    return cosine_lr(k - warmup, lr, total - warmup, min_lr)
