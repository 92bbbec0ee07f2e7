"""Log-probabilities: notice that no density is ever computed. The logarithm of each formula is written down, so nothing
underflows.
"""

import math

from array_api_compat import array_namespace


def normal_log_prob(x, mean, std):
    """The log-density of normal distributions at x."""
    xp = array_namespace(x, mean, std)
    if xp.any(std <= 0):
        raise ValueError(f"a standard deviation must be positive, not {xp.min(std)}")
    z = (x - mean) / std  # how many standard deviations from the mean
    return -(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2


def uniform_log_prob(x, low, high):
    """The log-density of uniform distributions on [low, high) at x."""
    xp = array_namespace(x, low, high)
    if xp.any(high <= low):
        raise ValueError(f"high must be above low: {high} and {low}")
    inside = (low <= x) & (x < high)
    return xp.where(inside, -xp.log(high - low), -math.inf)


def categorical_log_prob(k, probs):
    """The log-probability of each class k."""
    xp = array_namespace(k, probs)
    count = probs.shape[-1]
    wrong = (k < 0) | (k >= count)
    if xp.any(wrong):
        raise IndexError(f"class {k[wrong][0]} is not from 0 to {count - 1}")
    own = xp.arange(count, device=probs.device) == k[..., None]  # (..., K), True at one class
    return xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))
