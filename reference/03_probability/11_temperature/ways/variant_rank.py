"""Temperature with powers of 2, and a draw by rank among the classes that are possible at all."""

import math

from array_api_compat import array_namespace


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    xp = array_namespace(logits)
    best = logits == xp.max(logits, axis=-1, keepdims=True)
    return xp.argmax(xp.astype(best, xp.int32), axis=-1)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    xp = array_namespace(logits)
    if not temperature >= 0:
        raise ValueError(temperature)
    if temperature == 0:
        return xp.eye(logits.shape[-1], dtype=logits.dtype, device=logits.device)[greedy(logits)]
    weights = 2.0 ** ((logits - xp.max(logits, axis=-1, keepdims=True)) / temperature * (1 / math.log(2)))
    return weights / xp.sum(weights, axis=-1)[..., None]


def _column(u):
    return u if isinstance(u, float) else u[..., None]


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    possible = probs > 0
    ranks = xp.cumulative_sum(xp.astype(possible, xp.int64), axis=-1)
    passed = possible & (xp.cumulative_sum(probs, axis=-1) <= xp.zeros_like(logits[..., :1]) + _column(u))
    rank = xp.minimum(xp.sum(xp.astype(passed, xp.int64), axis=-1) + 1, ranks[..., -1])
    return xp.argmax(xp.astype(possible & (ranks == rank[..., None]), xp.int32), axis=-1)
