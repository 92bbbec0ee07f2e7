"""Right all the same: a product of matrices, and every observation is merged as a part of its own."""

from array_api_compat import array_namespace


def expectation(values, probs):
    xp = array_namespace(values, probs)
    values, probs = xp.broadcast_arrays(xp.astype(values, probs.dtype), probs)
    return (values[..., None, :] @ probs[..., :, None])[..., 0, 0]


def variance(values, probs):
    xp = array_namespace(values, probs)
    moved = xp.astype(values, probs.dtype) - xp.astype(values, probs.dtype)[..., :1]
    return expectation((moved - expectation(moved, probs)[..., None]) ** 2, probs)


class RunningMoments:
    def __init__(self, count=0, mean=None, squares=None):
        self.count, self.centre, self.squares = count, mean, squares

    def add(self, x):
        self.merge(RunningMoments(1, array_namespace(x).asarray(x, copy=True), x * 0))

    def merge(self, other):
        if other.count == 0:
            return
        if self.count == 0:
            self.count, self.centre, self.squares = other.count, other.centre, other.squares
            return
        n, m = self.count, other.count
        gap = self.centre - other.centre
        average = other.centre + gap * (n / (n + m)) if m > n else self.centre - gap * (m / (n + m))
        self.squares = self.squares + other.squares + gap * gap * n * m / (n + m)
        self.count, self.centre = n + m, average

    def mean(self):
        if self.count == 0:
            raise ValueError("empty")
        return self.centre

    def variance(self, ddof=0):
        if self.count - ddof < 1:
            raise ValueError("too few")
        return self.squares / (self.count - ddof)
