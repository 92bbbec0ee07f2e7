"""Maximum likelihood: both fits are counted, not searched for, because the derivative can be solved for its zero."""

import math

from array_api_compat import array_namespace


def fit_normal(x):
    """Return the mean and the standard deviation under which a sample is most probable."""
    xp = array_namespace(x)
    if x.shape[-1] == 0:
        raise ValueError("nothing was observed")
    mean = xp.mean(x, axis=-1)
    return mean, xp.sqrt(xp.mean((x - mean[..., None]) ** 2, axis=-1))  # divided by n, not by n - 1


def normal_nll(x, mean, std):
    """Return the mean negative log-likelihood of a sample under a normal distribution."""
    xp = array_namespace(x, mean, std)
    if xp.any(std <= 0):
        raise ValueError(f"a standard deviation must be positive, not {xp.min(std)}")
    z = (x - mean[..., None]) / std[..., None]  # (..., n)
    return xp.mean(z * z, axis=-1) / 2 + xp.log(std) + math.log(2 * math.pi) / 2


def fit_categorical(counts):
    """Return the probabilities under which counts are most probable: the shares."""
    return counts / _total(counts)[..., None]


def categorical_nll(counts, probs):
    """Return the mean negative log-likelihood of what was counted."""
    xp = array_namespace(counts, probs)
    seen = xp.where(counts > 0, probs, xp.ones_like(probs))  # what never occurred costs nothing
    return -xp.sum(counts * xp.log(seen), axis=-1) / _total(counts)


def _total(counts):
    """How often anything was counted (...)."""
    xp = array_namespace(counts)
    total = xp.sum(counts, axis=-1)
    if xp.any(total == 0):
        raise ValueError("nothing was counted")
    return total
