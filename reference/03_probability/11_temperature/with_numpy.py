"""Temperature with SciPy's softmax and NumPy's binary search."""

import numpy as np
import scipy.special


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    return np.argmax(logits, axis=-1)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    if temperature < 0:
        raise ValueError("a negative temperature")
    if temperature == 0:
        return np.eye(logits.shape[-1], dtype=logits.dtype)[greedy(logits)]
    highest = np.max(logits, axis=-1, keepdims=True)
    return scipy.special.softmax((logits - highest) / temperature, axis=-1)


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    probs = with_temperature(logits, temperature)
    drawn, u = np.zeros(probs.shape[:-1], np.int64), np.asarray(u)
    for where in np.ndindex(drawn.shape):
        possible = np.flatnonzero(probs[where])
        found = np.searchsorted(np.cumsum(probs[where][possible]), u[where], side="right")
        drawn[where] = possible[min(found, len(possible) - 1)]
    return drawn
