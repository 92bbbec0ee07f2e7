"""Log-probabilities of a normal, a uniform and a categorical distribution."""

import math

from array_api_compat import array_namespace


def normal_log_prob(x, mean, std):
    """The log-density of normal distributions at x."""
    xp = array_namespace(x, mean, std)
    if xp.any(std <= 0):
        raise ValueError("a standard deviation must be positive")
    z = (x - mean) / std  # how many standard deviations from the mean
    return -(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2


def uniform_log_prob(x, low, high):
    """The log-density of uniform distributions on [low, high) at x."""
    xp = array_namespace(x, low, high)
    if xp.any(high <= low):
        raise ValueError("high must be above low")
    inside = (low <= x) & (x < high)
    return xp.where(inside, -xp.log(high - low), -math.inf)


def categorical_log_prob(k, probs):
    """The log-probability of each class k."""
    xp = array_namespace(k, probs)
    classes = xp.arange(probs.shape[-1], device=probs.device)  # (C,)
    if xp.any((k < 0) | (k >= probs.shape[-1])):
        raise IndexError(f"there are {probs.shape[-1]} classes, counted from 0")
    own = classes == k[..., None]  # (..., C), True at one class
    return xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))
