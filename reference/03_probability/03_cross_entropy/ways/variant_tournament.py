"""Cross-entropy with log-sum-exp as a tournament of pairs: no maximum of a row, no sum over it."""

from array_api_compat import array_namespace


def cross_entropy(logits, targets, reduction="mean"):
    """Minus the log-probability that the softmax of the logits gives to the targets."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    if ((targets < 0) | (targets >= logits.shape[-1])).any():
        raise IndexError(f"between {targets.min()} and {targets.max()}")
    xp = array_namespace(logits)
    infinity = float("inf")

    def of_two(a, b):
        high, low = xp.maximum(a, b), xp.minimum(a, b)
        gap = low - xp.where(high == -infinity, xp.zeros_like(high), high)
        return high + xp.log1p(xp.exp(xp.where(low == -infinity, xp.full_like(low, -infinity), gap)))

    scores = [logits[..., i] for i in range(logits.shape[-1])]
    while len(scores) > 1:
        left = scores[-1:] if len(scores) % 2 else []
        scores = [of_two(a, b) for a, b in zip(scores[::2], scores[1::2], strict=False)] + left
    losses = scores[0] - xp.take_along_axis(logits, xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0]
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()
