"""A reward model: notice that no probability is computed, so none can become 0 before its logarithm is taken."""

from array_api_compat import array_namespace, device


def preference_loss(chosen, rejected, margin=0.0):
    """Return the mean loss of Bradley and Terry."""
    _refuse_other_shapes(chosen, rejected)
    xp = array_namespace(chosen)
    h = chosen - rejected - margin  # (B,)
    return xp.mean(xp.logaddexp(xp.zeros_like(h), -h))  # log(1 + exp(-h))


def accuracy(chosen, rejected):
    """Return the share of pairs whose chosen answer has the higher score."""
    _refuse_other_shapes(chosen, rejected)
    xp = array_namespace(chosen)
    return xp.mean(xp.astype(chosen > rejected, chosen.dtype))


def last_scores(values, mask):
    """Return the value at the last real token of each row."""
    xp = array_namespace(values)
    if not xp.all(xp.any(mask, axis=-1)):
        raise ValueError("a row has no real token")
    places = xp.arange(mask.shape[-1], device=device(mask))  # (T,)
    last = xp.max(xp.where(mask, places, -1), axis=-1, keepdims=True)  # (B, 1)
    return xp.take_along_axis(values, last, axis=-1)[:, 0]


def _refuse_other_shapes(one, other):
    if one.shape != other.shape:
        raise ValueError(f"the shapes differ: {tuple(one.shape)} and {tuple(other.shape)}")
