"""Softmax: notice that keepdims=True makes the maximum and the sum line up with the logits again, along any axis."""

from array_api_compat import array_namespace


def softmax(logits, axis=-1):
    """Turn logits into probabilities along one axis."""
    xp = array_namespace(logits)
    shifted = logits - xp.max(logits, axis=axis, keepdims=True)  # the largest is 0: exp can't overflow
    weights = xp.exp(shifted)
    return weights / xp.sum(weights, axis=axis, keepdims=True)
