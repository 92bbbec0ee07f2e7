"""Moments: notice that add multiplies two distances of an observation, from the old mean and from the new one. No large
square is ever subtracted.
"""

from array_api_compat import array_namespace


def expectation(values, probs):
    """The mean of the values, each weighed by its probability."""
    xp = array_namespace(values, probs)
    return xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)  # (...)


def variance(values, probs):
    """The expected squared distance of the values from their expectation."""
    gaps = values - expectation(values, probs)[..., None]  # (..., outcomes)
    return expectation(gaps**2, probs)


class RunningMoments:
    """Mean and variance of observations that come one at a time and are not kept."""

    def __init__(self):
        self._count, self._mean, self._squares = 0, 0.0, 0.0  # squares: of the distances from the mean, summed

    def add(self, x):
        """Take in one observation (Welford)."""
        self._count += 1
        gap = x - self._mean  # from the old mean
        self._mean = self._mean + gap / self._count
        self._squares = self._squares + gap * (x - self._mean)  # from the old mean times from the new one

    def merge(self, other):
        """Take in, at once, all that another object has seen (Chan, Golub and LeVeque)."""
        if other._count == 0:
            return
        count = self._count + other._count
        gap, share = other._mean - self._mean, other._count / count
        self._squares = self._squares + other._squares + gap**2 * (self._count * share)
        self._mean = self._mean + gap * share
        self._count = count

    def mean(self):
        """The mean of what was seen, entry by entry."""
        if self._count == 0:
            raise ValueError("no observations, no mean")
        return self._mean

    def variance(self, ddof=0):
        """The variance of what was seen, entry by entry."""
        if self._count <= ddof:
            raise ValueError(f"{self._count} observations are too few for ddof = {ddof}")
        return self._squares / (self._count - ddof)
