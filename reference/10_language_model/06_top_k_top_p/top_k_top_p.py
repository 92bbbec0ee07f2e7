"""Top-k and top-p: notice that what is decided in sorted order has to go back to the places of the tokens."""

from array_api_compat import array_namespace, device


def top_k(logits, k):
    """Keep the logits that are at least the k-th largest of their row."""
    if k < 1:
        raise ValueError(f"k is at least 1, and not {k}")
    xp = array_namespace(logits)
    if k >= logits.shape[-1]:
        return logits
    kth = xp.sort(logits, axis=-1)[..., -k][..., None]  # (..., 1)
    return xp.where(logits >= kth, logits, -xp.inf)


def top_p(logits, p):
    """Keep the fewest most probable tokens of each row whose probabilities sum to at least p."""
    if p < 0:
        raise ValueError(f"p is at least 0, and not {p}")
    xp = array_namespace(logits)
    if p >= 1:
        return logits
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    probs = weights / xp.sum(weights, axis=-1, keepdims=True)
    order = xp.argsort(logits, axis=-1, descending=True)  # (..., V): which token comes first, second, ...
    ranked = xp.take_along_axis(probs, order, axis=-1)
    before = xp.cumulative_sum(ranked, axis=-1) - ranked  # how much comes before each
    first = xp.arange(logits.shape[-1], device=device(logits)) == 0
    rank = xp.argsort(order, axis=-1)  # (..., V): the place of each token in that order
    keep = xp.take_along_axis((before < p) | first, rank, axis=-1)
    return xp.where(keep, logits, -xp.inf)


def filter_logits(logits, temperature=1.0, k=None, p=None):
    """Apply a temperature, then top-k, then top-p."""
    if temperature <= 0:
        raise ValueError(f"a temperature is above 0, and not {temperature}")
    logits = logits / temperature
    logits = logits if k is None else top_k(logits, k)
    return logits if p is None else top_p(logits, p)
