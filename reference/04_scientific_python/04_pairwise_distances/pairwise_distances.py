"""Pairwise distances: the result is the largest array, and the square is cut off at 0 before the root."""

from array_api_compat import array_namespace


def pairwise_distances(a, b):
    """Measure the Euclidean distance of each row of a to each row of b."""
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"rows of {a.shape[1]} and of {b.shape[1]} features have no distance")
    xp = array_namespace(a)
    lengths_a, lengths_b = xp.sum(a * a, axis=1), xp.sum(b * b, axis=1)  # (n,), (m,): squared
    squares = lengths_a[:, None] + lengths_b[None, :] - 2 * (a @ b.T)  # (n, m)
    return xp.sqrt(xp.clip(squares, min=0))  # rounding may have left less than 0
