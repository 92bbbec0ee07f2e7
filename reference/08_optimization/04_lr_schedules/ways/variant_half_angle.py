"""Right all the same: the square of the cosine of half the angle, and what is done as a share between 0 and 1."""

import math


def step_lr(k, lr, step_size, gamma):
    drops, _ = divmod(int(k), step_size)
    return lr * math.pow(gamma, drops)


def exponential_lr(k, lr, gamma):
    return lr * math.exp(int(k) * math.log(gamma))


def cosine_lr(k, lr, total, min_lr=0.0):
    done = min(1.0, int(k) / total) if total > 0 else 1.0
    return lr + (min_lr - lr) * math.sin(math.pi * done / 2) ** 2


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    if k >= total:
        return min_lr
    if k < warmup:
        return lr * (1 - (warmup - 1 - k) / warmup)
    return cosine_lr(k - warmup, lr, total - warmup, min_lr)
