"""The keys are halved again and again, and the halves merged: normalised results and logarithms of sums."""

from array_api_compat import array_namespace


def online_softmax(chunks):
    chunks = iter(chunks)
    first = next(chunks)
    xp = array_namespace(first)
    top, total = xp.full(first.shape[:-1], -xp.inf, dtype=first.dtype, device=first.device), 0.0
    for chunk in _again(first, chunks):
        new = xp.maximum(top, xp.max(chunk, axis=-1))
        known = xp.where(new > -xp.inf, new, xp.zeros_like(new))
        total = total * xp.exp(top - known) + xp.sum(xp.exp(chunk - known[..., None]), axis=-1)
        top = new
    return top, total


def _again(first, rest):
    yield first
    yield from rest


def merge(a, b):
    xp = array_namespace(a[0], b[0])
    swap = a[0] < b[0]
    high, low = xp.where(swap, b[0], a[0]), xp.where(swap, a[0], b[0])
    much, less = xp.where(swap, b[1], a[1]), xp.where(swap, a[1], b[1])
    gap = low - xp.where(xp.isfinite(high), high, xp.zeros_like(high))
    return high, much + less * xp.exp(gap)


def flash_attention(q, k, v, block=64, causal=False):
    xp = array_namespace(q, k, v)
    if block < 1 or (causal and q.shape[-2] != k.shape[-2]):
        raise ValueError(f"{block=}, {q.shape}, {k.shape}")
    if k.shape[-2] == 0:
        return xp.zeros((*q.shape[:-1], v.shape[-1]), dtype=q.dtype, device=q.device)
    return _part(xp, q / q.shape[-1] ** 0.5, k, v, block, 0, causal)[0]


def _part(xp, q, k, v, block, start, causal):
    """The normalised result of some keys, and the logarithm of their sum; -inf for a query that sees none of them."""
    size = k.shape[-2]
    if size > block:
        cut = size // 2
        left = _part(xp, q, k[..., :cut, :], v[..., :cut, :], block, start, causal)
        right = _part(xp, q, k[..., cut:, :], v[..., cut:, :], block, start + cut, causal)
        return _joined(xp, *left, *right)
    scores = xp.einsum("...le,...se->...ls", q, k)
    if causal:
        places = xp.arange(q.shape[-2], device=q.device)[:, None]
        scores = xp.where(start + xp.arange(size, device=q.device) <= places, scores, -xp.inf)
    top = xp.max(scores, axis=-1, keepdims=True)
    seen = top > -xp.inf
    top = xp.where(seen, top, xp.zeros_like(top))
    weights = xp.exp(scores - top)
    total = xp.sum(weights, axis=-1, keepdims=True)
    safe = xp.where(seen, total, xp.ones_like(total))
    return weights @ v / safe, xp.where(seen, top + xp.log(safe), -xp.inf)


def _joined(xp, out, log, other, other_log):
    high = xp.maximum(log, other_log)
    high = xp.where(high > -xp.inf, high, xp.zeros_like(high))
    one, two = xp.exp(log - high), xp.exp(other_log - high)
    both = one + two
    safe = xp.where(both > 0, both, xp.ones_like(both))
    return (out * one + other * two) / safe, xp.where(both > 0, high + xp.log(safe), -xp.inf)
