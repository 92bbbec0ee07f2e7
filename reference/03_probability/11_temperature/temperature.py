"""Temperature: notice that only T = 0 is a case of its own. At any other temperature exp is safe, since the maximum is
subtracted before the division.
"""

from array_api_compat import array_namespace


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    return array_namespace(logits).argmax(logits, axis=-1)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    xp = array_namespace(logits)
    if temperature < 0:
        raise ValueError(f"the temperature must not be negative, and is {temperature}")
    classes = xp.arange(logits.shape[-1], device=logits.device)  # (K,)
    if temperature == 0:
        return xp.astype(classes == greedy(logits)[..., None], logits.dtype)  # (..., K), one-hot
    shifted = logits - xp.max(logits, axis=-1, keepdims=True)  # (..., K), the largest is 0
    weights = xp.exp(shifted / temperature)
    return weights / xp.sum(weights, axis=-1, keepdims=True)


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)  # (..., K)
    u = xp.asarray(u, dtype=logits.dtype, device=logits.device)  # it may be a plain number
    passed = xp.cumulative_sum(probs, axis=-1) <= u[..., None]  # (..., K)
    index = xp.sum(xp.astype(passed, xp.int64), axis=-1)  # (...): as many as u has passed
    classes = xp.arange(logits.shape[-1], device=logits.device)  # (K,)
    last = xp.max(xp.where(probs > 0, classes, 0), axis=-1)  # (...): the sum may round to less than u
    return xp.minimum(index, last)
