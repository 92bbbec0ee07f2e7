"""Sampling: notice that the index of a draw is a count. It is the number of running sums that u has passed."""

import math

from array_api_compat import array_namespace


def sample_categorical(probs, u):
    """Draw classes by the inverse of their cumulative distribution."""
    xp = array_namespace(probs, u)
    passed = xp.cumulative_sum(probs, axis=-1) <= u[..., None]  # (..., K)
    index = xp.sum(xp.astype(passed, xp.int64), axis=-1)  # (...): as many as u has passed
    classes = xp.arange(probs.shape[-1], device=probs.device)  # (K,)
    last = xp.max(xp.where(probs > 0, classes, 0), axis=-1)  # the sum may round to less than u
    return xp.minimum(index, last)


def box_muller(u1, u2):
    """Two independent standard normal numbers for each pair of uniform ones."""
    xp = array_namespace(u1, u2)
    radius = xp.sqrt(-2 * xp.log(1 - u1))  # 1 - u1 is never 0
    angle = 2 * math.pi * u2
    return radius * xp.cos(angle), radius * xp.sin(angle)
