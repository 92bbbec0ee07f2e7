"""Log-probabilities with NumPy, class by class looked up."""

import numpy as np


def normal_log_prob(x, mean, std):
    """The log-density of normal distributions at x."""
    if np.any(std <= 0):
        raise ValueError("a standard deviation must be positive")
    constant = x.dtype.type(np.log(2 * np.pi) / 2)
    return -(((x - mean) / std) ** 2) / 2 - np.log(std) - constant


def uniform_log_prob(x, low, high):
    """The log-density of uniform distributions on [low, high) at x."""
    if np.any(high <= low):
        raise ValueError("high must be above low")
    x, low, high = np.broadcast_arrays(x, low, high)
    found = np.full_like(x, -np.inf)
    inside = (x >= low) & (x < high)
    found[inside] = -np.log(high[inside] - low[inside])
    return found


def categorical_log_prob(k, probs):
    """The log-probability of each class k."""
    if np.any(k < 0) or np.any(k >= probs.shape[-1]):
        raise IndexError("no such class")
    batch = np.broadcast_shapes(k.shape, probs.shape[:-1])
    probs = np.broadcast_to(probs, (*batch, probs.shape[-1]))
    k = np.broadcast_to(k, batch)
    return np.log(np.take_along_axis(probs, k[..., None], axis=-1)[..., 0])
