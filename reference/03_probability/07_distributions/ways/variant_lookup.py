"""Right all the same: a look-up by index, a comparison by the sign of a product, logarithms of quotients."""

import math

import numpy as np
from array_api_compat import array_namespace


def normal_log_prob(x, mean, std):
    xp = array_namespace(x, mean, std)
    if not bool((std > 0).all()):
        raise ValueError("std must be positive")
    z = (x - mean) / std
    return -0.5 * (z * z + 2 * xp.log(std) + math.log(math.tau))


def uniform_log_prob(x, low, high):
    xp = array_namespace(x, low, high)
    width = high - low
    if bool((width <= 0).any()):
        raise ValueError("an empty interval")
    outside = (x < low) | (x >= high)
    return xp.where(outside, -math.inf, xp.log(1 / width))


def categorical_log_prob(k, probs):
    if bool((k < 0).any()) or bool((k >= probs.shape[-1]).any()):
        raise IndexError(f"one of {k.tolist()} is no class")
    shape = np.broadcast_shapes(tuple(k.shape), tuple(probs.shape[:-1]))
    xp = array_namespace(k, probs)
    flat = xp.broadcast_to(probs, (*shape, probs.shape[-1])).reshape(-1, probs.shape[-1])
    places = xp.astype(xp.broadcast_to(k, shape).reshape(-1), xp.int64)
    rows = xp.arange(places.shape[0], device=places.device)
    return xp.log(flat[rows, places]).reshape(shape)
