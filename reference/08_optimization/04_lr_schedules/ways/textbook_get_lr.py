import math


def step_lr(k, lr, step_size, gamma):
    return lr * gamma ** math.floor(k / step_size)


def exponential_lr(k, lr, gamma):
    return lr * gamma**k


def cosine_lr(k, lr, total, min_lr=0.0):
    return warmup_cosine_lr(k, lr, 0, total, min_lr)


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    # 1) linear warmup for warmup_iters steps
    it = k
    if it < warmup:
        return lr * (it + 1) / warmup
    # 2) if it > lr_decay_iters, return min learning rate
    if it > total:
        return min_lr
    # 3) in between, use cosine decay down to min learning rate
    decay_ratio = (it - warmup) / (total - warmup)
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (lr - min_lr)
