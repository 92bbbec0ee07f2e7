"""Bayes' rule with SciPy's softmax of the joint log-probabilities."""

import numpy as np
import scipy.special


def posterior(prior, likelihood):
    """What to believe after one observation."""
    return _normalised(np.log(prior) + np.log(likelihood))


def update(prior, likelihoods):
    """What to believe after many observations."""
    return _normalised(np.log(prior) + np.sum(np.log(likelihoods), axis=-2))


def _normalised(joint):
    if np.any(np.all(np.isneginf(joint), axis=-1)):
        raise ValueError("impossible")
    return scipy.special.softmax(joint, axis=-1)
