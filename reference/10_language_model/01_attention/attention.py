"""Attention: notice that a hidden key's score becomes -inf before the softmax: the other weights still sum to 1."""

from array_api_compat import array_namespace


def attention(q, k, v, mask=None, causal=False):
    """Weigh the values by a softmax over the scaled scores of queries and keys."""
    xp = array_namespace(q, k, v)
    scores = q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5  # (..., L, S)
    if causal:
        queries, keys = scores.shape[-2:]
        if queries != keys:
            raise ValueError(f"causal attention needs a query for each key: {queries} queries, {keys} keys")
        mask = xp.tril(xp.ones((queries, keys), dtype=xp.bool, device=q.device))
    if mask is not None:
        scores = xp.where(mask, scores, -xp.inf)
    top = xp.max(scores, axis=-1, keepdims=True)  # (..., L, 1)
    weights = xp.exp(scores - xp.where(xp.isinf(top), 0.0, top))  # exp(-inf) is 0
    total = xp.sum(weights, axis=-1, keepdims=True)
    return weights / xp.where(total == 0, 1.0, total) @ v  # (..., L, Ev)
