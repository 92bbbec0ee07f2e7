"""Right all the same: half the expected squared difference of two, and a running mean and variance kept as such."""

import numpy as np
from array_api_compat import array_namespace


def expectation(values, probs):
    xp = array_namespace(values, probs)
    terms = probs * xp.astype(values, probs.dtype)
    total = terms[..., 0]
    for i in range(1, terms.shape[-1]):
        total = total + terms[..., i]
    return total


def variance(values, probs):
    xp = array_namespace(values, probs)
    values = xp.astype(values, probs.dtype)
    squares = (values[..., :, None] - values[..., None, :]) ** 2
    return xp.sum(probs[..., :, None] * probs[..., None, :] * squares, axis=(-2, -1)) / 2


class RunningMoments:
    def __init__(self):
        self.n, self.m, self.v = 0, None, None

    def add(self, x):
        if self.n == 0:
            self.n, self.m, self.v = 1, x + 0.0, x - x
            return
        keep = self.n / (self.n + 1)
        gap = x - self.m
        self.v = keep * (self.v + gap * gap / (self.n + 1))
        self.m = self.m + gap / (self.n + 1)
        self.n += 1

    def merge(self, other):
        if not self.n:
            self.n, self.m, self.v = other.n, other.m, other.v
        elif other.n:
            a, b = self.n / (self.n + other.n), other.n / (self.n + other.n)
            gap = other.m - self.m
            n, m, v = self.n + other.n, self.m + b * gap, a * self.v + b * other.v + a * b * gap**2
            self.n, self.m, self.v = n, m, v

    def mean(self):
        if not self.n:
            raise ValueError(self.n)
        return self.m

    def variance(self, ddof=0):
        if ddof >= self.n:
            raise ValueError(ddof)
        scale = self.n / (self.n - ddof)
        return np.asarray(self.v * scale, self.v.dtype) if isinstance(self.v, np.generic) else self.v * scale
