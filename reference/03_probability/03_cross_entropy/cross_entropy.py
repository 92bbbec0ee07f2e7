"""Cross-entropy: notice that no probability is computed, so none can become 0. Its logarithm is a shifted logit minus a
log of a sum.
"""

from array_api_compat import array_namespace


def cross_entropy(logits, targets, reduction="mean"):
    """Minus the log-probability that the softmax of the logits gives to the targets."""
    xp = array_namespace(logits)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    classes = logits.shape[-1]
    wrong = (targets < 0) | (targets >= classes)
    if xp.any(wrong):
        raise IndexError(f"target {targets[wrong][0]} is not from 0 to {classes - 1}")
    shifted = logits - xp.max(logits, axis=-1, keepdims=True)  # (..., K), the largest is 0
    log_total = xp.log(xp.sum(xp.exp(shifted), axis=-1))  # (...)
    chosen = xp.take_along_axis(shifted, xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0]  # (...)
    losses = log_total - chosen  # (...)
    if reduction == "none":
        return losses
    return xp.mean(losses) if reduction == "mean" else xp.sum(losses)
