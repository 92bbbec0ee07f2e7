"""Bayes' rule in logarithms: notice that it is a softmax of the log prior plus the log likelihoods. A product of ten
thousand factors becomes a sum, and log 0 = -inf rules out by itself.
"""

import math

from array_api_compat import array_namespace


def posterior(prior, likelihood):
    """What to believe after one observation."""
    xp = array_namespace(prior, likelihood)
    return _normalised(xp.log(prior) + xp.log(likelihood))


def update(prior, likelihoods):
    """What to believe after many observations."""
    xp = array_namespace(prior, likelihoods)
    return _normalised(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2))


def _normalised(joint):
    """From log-probabilities of hypothesis and observations (..., hypotheses) to probabilities of the hypotheses."""
    xp = array_namespace(joint)
    best = xp.max(joint, axis=-1, keepdims=True)  # (..., 1)
    if xp.any(best == -math.inf):
        raise ValueError("no hypothesis allows what was observed")
    weights = xp.exp(joint - best)  # the largest is 1
    return weights / xp.sum(weights, axis=-1, keepdims=True)
