import math


def step_lr(k, lr, step_size, gamma):
    for epoch in range(1, k + 1):
        if epoch % step_size == 0:
            lr *= gamma
    return lr


def exponential_lr(k, lr, gamma):
    for _ in range(k):
        lr = lr * gamma
    return lr


def cosine_lr(k, lr, total, min_lr=0.0):
    rate = lr
    for t in range(1, min(k, total) + 1):
        rate = (1 + math.cos(math.pi * t / total)) / (1 + math.cos(math.pi * (t - 1) / total)) * (
            rate - min_lr
        ) + min_lr
    return rate


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    if k < warmup:
        return lr / warmup * (k + 1)
    return cosine_lr(k - warmup, lr, total - warmup, min_lr)
