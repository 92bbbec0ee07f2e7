import numpy as np


def expectation(values, probs):
    return np.dot(values, probs)


def variance(values, probs):
    centred = values - np.dot(values, probs)
    return np.dot(centred * centred, probs)


class RunningMoments:
    """Knuth's recurrence: M_k = M_{k-1} + (x_k - M_{k-1}) / k, S_k = S_{k-1} + (x_k - M_{k-1}) (x_k - M_k)."""

    def __init__(self):
        self.k = 0

    def add(self, x):
        self.k += 1
        if self.k == 1:
            self.M = x
            self.S = 0.0
        else:
            old = self.M
            self.M = old + (x - old) / self.k
            self.S = self.S + (x - old) * (x - self.M)

    def merge(self, other):
        total = self.k + other.k
        mean = (self.k * self.M + other.k * other.M) / total
        self.S = self.S + other.S + self.k * other.k * (self.M - other.M) ** 2 / total
        self.M, self.k = mean, total

    def mean(self):
        return self.M

    def variance(self, ddof=0):
        return self.S / (self.k - ddof)
