"""One key after the other, with a running maximum and a running sum, as fused kernels do."""

from array_api_compat import array_namespace


def attention(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    queries, keys = q.shape[-2], k.shape[-2]
    if causal and queries != keys:
        raise ValueError(f"L = {queries} and S = {keys} must be equal")
    rows = xp.arange(queries, device=q.device)[:, None]
    top = total = out = None
    for j in range(keys):
        score = xp.sum(q * k[..., j : j + 1, :], axis=-1, keepdims=True) / q.shape[-1] ** 0.5  # (..., L, 1)
        value = v[..., j : j + 1, :]
        if causal or mask is not None:
            free = rows >= j if causal else mask[..., :, j : j + 1]
            score = xp.where(free, score, -xp.inf)
        if top is None:
            top, total = score, xp.where(xp.isinf(score), 0.0, 1.0 + 0 * score)
            out = total * value
            continue
        larger = xp.maximum(top, score)
        safe = xp.where(xp.isinf(larger), 0.0, larger)
        old, new = xp.exp(top - safe), xp.exp(score - safe)
        total, out, top = total * old + new, out * old + new * value, larger
    return out / xp.where(total == 0, 1.0, total)
