"""Learning-rate schedules: notice that nothing is remembered, and that the warmup only shifts the cosine."""

import math


def step_lr(k, lr, step_size, gamma):
    """Multiply the rate by gamma after every so many updates."""
    return lr * gamma ** (k // step_size)


def exponential_lr(k, lr, gamma):
    """Multiply the rate by gamma after every update."""
    return lr * gamma**k


def cosine_lr(k, lr, total, min_lr=0.0):
    """Let the rate fall along half a wave of a cosine, and hold it at the end."""
    if k >= total:
        return min_lr
    return min_lr + (lr - min_lr) * (1 + math.cos(math.pi * k / total)) / 2


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    """Let the rate rise in a line, fall along half a wave of a cosine, and hold it at the end."""
    if k < warmup:
        return lr * (k + 1) / warmup  # k + 1: a first step of rate 0 would be wasted
    return cosine_lr(k - warmup, lr, total - warmup, min_lr)
