import numpy as np


def expectation(values, probs):
    return np.sum(values * probs)


def variance(values, probs):
    mu = expectation(values, probs)
    return np.sum(probs * (values - mu) ** 2)


class RunningMoments:
    def __init__(self):
        self.count = 0
        self.m = 0.0
        self.M2 = 0.0

    def add(self, x):
        self.count += 1
        delta = x - self.m
        self.m += delta / self.count
        delta2 = x - self.m
        self.M2 += delta * delta2

    def merge(self, other):
        n = self.count + other.count
        delta = other.m - self.m
        self.M2 = self.M2 + other.M2 + delta**2 * self.count * other.count / n
        self.m = self.m + delta * other.count / n
        self.count = n

    def mean(self):
        return self.m

    def variance(self, ddof=0):
        return self.M2 / (self.count - ddof)
