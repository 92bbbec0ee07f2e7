"""Temperature by log-probabilities, scatter for the one-hot row, and a binary search for the draw."""

import numpy as np
from array_api_compat import array_namespace


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    return logits.argmax(-1)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    xp = array_namespace(logits)
    if temperature < 0:
        raise ValueError(temperature)
    if not temperature:
        probs = xp.zeros_like(logits)
        if xp.__name__.endswith("torch"):
            return probs.scatter(-1, greedy(logits)[..., None], 1.0)
        np.put_along_axis(probs, np.asarray(greedy(logits))[..., None], 1.0, axis=-1)
        return probs
    scaled = logits / temperature
    highest = xp.max(scaled, axis=-1, keepdims=True)
    return xp.exp(scaled - (highest + xp.log(xp.sum(xp.exp(scaled - highest), axis=-1, keepdims=True))))


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    sums = xp.cumulative_sum(probs, axis=-1)
    if logits.ndim > 1:
        u = u[..., None]
    exceeds = (sums > u) | (sums >= sums[..., -1:])
    return xp.argmax(xp.astype(exceeds & (probs > 0), xp.int8), axis=-1)
