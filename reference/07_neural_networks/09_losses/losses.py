"""Losses: notice that log(1 + exp(x)) is written so that exp only ever sees numbers that are not positive."""

from array_api_compat import array_namespace


def mse(pred, target, reduction="mean"):
    """Return the squared error."""
    _refuse_other_shapes(pred, target)
    return _reduced((pred - target) ** 2, reduction)


def binary_cross_entropy_with_logits(logits, targets, reduction="mean"):
    """Return the cross-entropy of targets with the sigmoid of logits."""
    _refuse_other_shapes(logits, targets)
    xp = array_namespace(logits)
    below = xp.where(logits > 0, -logits, logits)  # -|x|: exp can't overflow
    softplus = xp.where(logits > 0, logits, 0 * logits) + xp.log1p(xp.exp(below))  # log(1 + exp(x))
    return _reduced(softplus - logits * targets, reduction)


def huber(pred, target, delta=1.0, reduction="mean"):
    """Return Huber's loss: square up to delta, a line beyond."""
    _refuse_other_shapes(pred, target)
    if delta <= 0:
        raise ValueError(f"delta is positive, not {delta}")
    xp = array_namespace(pred)
    distance = xp.abs(pred - target)
    return _reduced(xp.where(distance <= delta, distance**2 / 2, delta * (distance - delta / 2)), reduction)


def _refuse_other_shapes(one, other):
    if one.shape != other.shape:
        raise ValueError(f"the shapes differ: {tuple(one.shape)} and {tuple(other.shape)}")


def _reduced(losses, reduction):
    """The losses as they are, their sum, or their mean."""
    xp = array_namespace(losses)
    if reduction == "none":
        return losses
    if reduction not in ("mean", "sum"):
        raise ValueError(f"reduction is 'mean', 'sum' or 'none', not {reduction!r}")
    return xp.mean(losses) if reduction == "mean" else xp.sum(losses)
