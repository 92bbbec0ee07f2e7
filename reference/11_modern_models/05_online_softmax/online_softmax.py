"""Online softmax: notice that a larger maximum changes old exponentials by one common factor, so the sum is enough."""

from array_api_compat import array_namespace


def online_softmax(chunks):
    """Find the maximum of each row and its sum of exponentials, in one pass over pieces of the rows."""
    state = None
    for chunk in chunks:  # (..., n)
        xp = array_namespace(chunk)
        top = xp.max(chunk, axis=-1)  # (...)
        total = xp.sum(xp.exp(chunk - finite(xp, top)[..., None]), axis=-1)
        state = (top, total) if state is None else merge(state, (top, total))
    return state


def merge(a, b):
    """Join the maximum and the sum of one part of a row with those of another part."""
    xp = array_namespace(a[0], b[0])
    top = xp.maximum(a[0], b[0])
    safe = finite(xp, top)
    return top, a[1] * xp.exp(a[0] - safe) + b[1] * xp.exp(b[0] - safe)


def finite(xp, top):
    """Return what may be subtracted where the maximum is -inf: -inf - 0 is still -inf."""
    return xp.where(xp.isinf(top), 0.0, top)


def flash_attention(q, k, v, block=64, causal=False):
    """Compute attention over blocks of keys, with a running maximum, sum and weighted sum of values."""
    if block < 1 or (causal and q.shape[-2] != k.shape[-2]):
        raise ValueError(f"a block of {block} keys; {q.shape[-2]} queries and {k.shape[-2]} keys")
    xp = array_namespace(q, k, v)
    like = {"dtype": q.dtype, "device": q.device}
    top = xp.full((*q.shape[:-1], 1), -xp.inf, **like)  # (..., L, 1)
    total, out = xp.zeros(top.shape, **like), xp.zeros((*q.shape[:-1], v.shape[-1]), **like)
    places = xp.arange(k.shape[-2], device=q.device)
    for start in range(0, k.shape[-2], block):
        now = slice(start, start + block)
        scores = q @ xp.matrix_transpose(k[..., now, :]) / q.shape[-1] ** 0.5  # (..., L, block)
        if causal:
            scores = xp.where(places[now] <= places[:, None], scores, -xp.inf)
        new = xp.maximum(top, xp.max(scores, axis=-1, keepdims=True))
        old, weights = xp.exp(top - finite(xp, new)), xp.exp(scores - finite(xp, new))
        total = total * old + xp.sum(weights, axis=-1, keepdims=True)
        out = out * old + weights @ v[..., now, :]
        top = new
    return out / xp.where(total == 0, 1.0, total)  # (..., L, Ev)
