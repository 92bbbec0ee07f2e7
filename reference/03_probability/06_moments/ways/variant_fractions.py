"""Right all the same: exact sums of Python's fractions, number by number."""

from fractions import Fraction

import numpy as np
from array_api_compat import array_namespace


def expectation(values, probs):
    values = array_namespace(values, probs).astype(values, probs.dtype)
    return (values * probs).sum(-1)


def variance(values, probs):
    values = array_namespace(values, probs).astype(values, probs.dtype)
    gap = values - expectation(values, probs)[..., None]
    left = expectation(gap, probs)  # nearly 0: what rounding has left of the mean
    gap = gap - left[..., None]
    return expectation(gap * gap, probs)


class RunningMoments:
    def __init__(self):
        self.n, self.sums, self.squares, self.like = 0, [], [], None

    def add(self, x):
        if self.like is None:
            self.like = x * 0
        numbers = [Fraction(v) for v in x.reshape(-1).tolist()]
        self._take(1, numbers, [v * v for v in numbers])

    def _take(self, n, sums, squares):
        if self.n:
            sums = [a + b for a, b in zip(self.sums, sums, strict=True)]
            squares = [a + b for a, b in zip(self.squares, squares, strict=True)]
        self.n, self.sums, self.squares = self.n + n, sums, squares

    def merge(self, other):
        if other.n:
            self.like = other.like if self.like is None else self.like
            self._take(other.n, list(other.sums), list(other.squares))

    def _made(self, numbers):
        numbers = [float(v) for v in numbers]
        if isinstance(self.like, (np.ndarray, np.generic)):
            return np.array(numbers, self.like.dtype).reshape(self.like.shape)
        return self.like.new_tensor(numbers).reshape(self.like.shape)

    def mean(self):
        if not self.n:
            raise ValueError("none")
        return self._made([v / self.n for v in self.sums])

    def variance(self, ddof=0):
        if self.n - ddof <= 0:
            raise ValueError("few")
        return self._made(
            [(q - s * s / self.n) / (self.n - ddof) for s, q in zip(self.sums, self.squares, strict=True)]
        )
