import math


def step_lr(k, lr, step_size, gamma):
    return lr * gamma ** (k // step_size)


def exponential_lr(k, lr, gamma):
    return lr * math.pow(gamma, k)


def cosine_lr(k, lr, total, min_lr=0.0):
    progress = float(k) / float(max(1, total))
    multiplier = 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))
    return min_lr + (lr - min_lr) * max(0.0, multiplier)


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    def lr_lambda(current_step):
        if current_step < warmup:
            return float(current_step + 1) / float(max(1, warmup))
        progress = float(current_step - warmup) / float(max(1, total - warmup))
        floor = min_lr / lr
        return floor + (1 - floor) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))

    return lr * lr_lambda(k)
