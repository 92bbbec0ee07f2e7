"""Temperature with the running sums in float64, rescaled so that the last is 1."""

from array_api_compat import array_namespace


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    xp = array_namespace(logits)
    places = xp.arange(logits.shape[-1], device=logits.device)
    best = logits == xp.max(logits, axis=-1, keepdims=True)
    return xp.min(xp.where(best, places, logits.shape[-1]), axis=-1)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    xp = array_namespace(logits)
    if temperature == 0:
        return xp.astype(xp.arange(logits.shape[-1], device=logits.device) == greedy(logits)[..., None], logits.dtype)
    if temperature < 0:
        raise ValueError(f"temperature {temperature} < 0")
    logits = logits / temperature
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    return weights * (1 / xp.sum(weights, axis=-1, keepdims=True))


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    xp = array_namespace(logits)
    probs = xp.astype(with_temperature(logits, temperature), xp.float64)
    sums = xp.cumulative_sum(probs, axis=-1)
    sums = sums / sums[..., -1:]
    return xp.argmax(
        xp.astype(sums > xp.asarray(u, dtype=xp.float64, device=logits.device)[..., None], xp.int32), axis=-1
    )
