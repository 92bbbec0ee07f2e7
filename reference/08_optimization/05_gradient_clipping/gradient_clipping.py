"""Gradient clipping: notice that one loop has to end before the next can begin, for all share one factor."""

import math

from array_api_compat import array_namespace


def clip_by_norm(grads, max_norm):
    """Shorten all gradients by one factor where together they are longer than a limit."""
    if max_norm < 0:
        raise ValueError(f"max_norm = {max_norm} is negative")
    grads = list(grads)  # a generator can be gone through only once
    norm = total_norm(grads)
    if not math.isfinite(norm):
        raise ValueError(f"the norm of the gradients is {norm}")
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [None if g is None else g * factor for g in grads], norm


def total_norm(grads):
    """The root of the sum of all squares, which are taken where they can't overflow."""
    sizes = [abs(g) for g in grads if g is not None and 0 not in g.shape]
    largest = max((float(array_namespace(size).max(size)) for size in sizes), default=0.0)
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(float(array_namespace(size).sum((size / largest) ** 2)) for size in sizes))


def clip_by_value(grads, limit):
    """Cut off every entry at a limit on either side."""
    if limit < 0:
        raise ValueError(f"limit = {limit} is negative")
    return [None if g is None else cut_off(g, limit) for g in grads]


def cut_off(g, limit):
    """One gradient, with entries from -limit to limit."""
    xp = array_namespace(g)
    return xp.where(g > limit, limit, xp.where(g < -limit, -limit, g))
