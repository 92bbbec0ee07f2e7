"""Maximum likelihood with NumPy's and SciPy's own functions."""

import numpy as np
from scipy.special import xlogy
from scipy.stats import norm


def fit_normal(x):
    """Return the mean and the standard deviation under which a sample is most probable."""
    if x.shape[-1] == 0:
        raise ValueError("nothing was observed")
    return np.mean(x, axis=-1), np.std(x, axis=-1)


def normal_nll(x, mean, std):
    """Return the mean negative log-likelihood of a sample under a normal distribution."""
    if np.any(std <= 0):
        raise ValueError("a standard deviation must be positive")
    return np.asarray(-np.mean(norm.logpdf(x, mean[..., None], std[..., None]), axis=-1), x.dtype)


def fit_categorical(counts):
    """Return the probabilities under which counts are most probable: the shares."""
    if np.any(np.sum(counts, axis=-1) == 0):
        raise ValueError("nothing was counted")
    return counts / np.sum(counts, axis=-1, keepdims=True)


def categorical_nll(counts, probs):
    """Return the mean negative log-likelihood of what was counted."""
    return -np.sum(xlogy(fit_categorical(counts), probs), axis=-1)
