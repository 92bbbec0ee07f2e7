import math


class CosineScheduler:
    def __init__(self, max_update, base_lr=0.01, final_lr=0.0, warmup_steps=0):
        self.base_lr, self.final_lr = base_lr, final_lr
        self.max_update, self.warmup_steps = max_update, warmup_steps
        self.max_steps = self.max_update - self.warmup_steps

    def get_warmup_lr(self, epoch):
        return self.base_lr * float(epoch + 1) / float(self.warmup_steps)

    def __call__(self, epoch):
        if epoch < self.warmup_steps:
            return self.get_warmup_lr(epoch)
        if epoch <= self.max_update:
            angle = math.pi * (epoch - self.warmup_steps) / self.max_steps
            return self.final_lr + (self.base_lr - self.final_lr) * (1 + math.cos(angle)) / 2
        return self.final_lr


def step_lr(k, lr, step_size, gamma):
    return lr * pow(gamma, k // step_size)


def exponential_lr(k, lr, gamma):
    return lr * pow(gamma, k)


def cosine_lr(k, lr, total, min_lr=0.0):
    return CosineScheduler(total, lr, min_lr)(k)


def warmup_cosine_lr(k, lr, warmup, total, min_lr=0.0):
    return CosineScheduler(total, lr, min_lr, warmup)(k)
