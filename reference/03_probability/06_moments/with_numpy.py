"""Moments with NumPy's weighted average, and running sums of exact fractions."""

from fractions import Fraction

import numpy as np

_exactly = np.frompyfunc(Fraction, 1, 1)


def expectation(values, probs):
    """The mean of the values, each weighed by its probability."""
    values, probs = np.broadcast_arrays(values, probs)
    return np.average(values.astype(probs.dtype), axis=-1, weights=probs)


def variance(values, probs):
    """The expected squared distance of the values from their expectation."""
    return expectation((values - expectation(values, probs)[..., None]) ** 2, probs)


class RunningMoments:
    """The sums of the observations and of their squares, as fractions: nothing is lost."""

    def __init__(self):
        self._count, self._sum, self._squares, self._dtype = 0, 0, 0, None

    def add(self, x):
        """Take in one observation."""
        self._dtype = x.dtype
        x = _exactly(x)
        self._count, self._sum, self._squares = self._count + 1, self._sum + x, self._squares + x * x

    def merge(self, other):
        """Take in, at once, all that another object has seen."""
        self._dtype = self._dtype or other._dtype
        self._sum, self._squares = self._sum + other._sum, self._squares + other._squares
        self._count += other._count

    def mean(self):
        """The mean of what was seen, entry by entry."""
        if not self._count:
            raise ValueError("no observations")
        return np.asarray(self._sum / Fraction(self._count)).astype(self._dtype)

    def variance(self, ddof=0):
        """The variance of what was seen, entry by entry."""
        if self._count <= ddof:
            raise ValueError("too few observations")
        squares = self._squares - self._sum * self._sum / Fraction(self._count)
        return np.asarray(squares / Fraction(self._count - ddof)).astype(self._dtype)
