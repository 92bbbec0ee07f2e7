"""Moments with torch, from a list of all observations."""

import torch


def expectation(values, probs):
    """The mean of the values, each weighed by its probability."""
    return torch.sum(values * probs, dim=-1)


def variance(values, probs):
    """The expected squared distance of the values from their expectation."""
    return expectation((values - expectation(values, probs).unsqueeze(-1)) ** 2, probs)


class RunningMoments:
    """Keeps every observation."""

    def __init__(self):
        self._seen = []

    def add(self, x):
        """Take in one observation."""
        self._seen = [*self._seen, x.clone()]

    def merge(self, other):
        """Take in, at once, all that another object has seen."""
        self._seen = [*self._seen, *other._seen]

    def mean(self):
        """The mean of what was seen, entry by entry."""
        if not self._seen:
            raise ValueError("no observations")
        return torch.mean(torch.stack(self._seen), dim=0)

    def variance(self, ddof=0):
        """The variance of what was seen, entry by entry."""
        if len(self._seen) <= ddof:
            raise ValueError("too few observations")
        return torch.var(torch.stack(self._seen), dim=0, correction=ddof)
