import numpy as np


def expectation(values, probs):
    return (values * probs).sum(axis=-1)


def variance(values, probs):
    mean = (values * probs).sum(axis=-1, keepdims=True)
    return (probs * np.square(values - mean)).sum(axis=-1)


class RunningMoments:
    """As reinforcement learning libraries keep them for observations and rewards: one update for any batch."""

    def __init__(self):
        self.stats = (0, 0.0, 0.0)

    def update(self, batch_count, batch_mean, batch_m2):
        count, mean, m2 = self.stats
        delta = batch_mean - mean
        total = count + batch_count
        new_mean = mean + delta * batch_count / total
        new_m2 = m2 + batch_m2 + np.square(delta) * count * batch_count / total
        self.stats = (total, new_mean, new_m2)

    def add(self, x):
        self.update(1, x, 0.0)

    def merge(self, other):
        self.update(*other.stats)

    def mean(self):
        return self.stats[1]

    def variance(self, ddof=0):
        return self.stats[2] / (self.stats[0] - ddof)
