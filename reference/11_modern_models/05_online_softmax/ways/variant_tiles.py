"""Queries and keys in tiles, blocks in the future skipped; each entry of a chunk is a part of its own."""

from array_api_compat import array_namespace


def online_softmax(chunks):
    state = None
    for chunk in chunks:
        xp = array_namespace(chunk)
        for j in range(chunk.shape[-1]):
            entry = chunk[..., j]
            single = entry, xp.where(entry == -xp.inf, xp.zeros_like(entry), xp.ones_like(entry))
            state = single if state is None else merge(state, single)
    return state


def merge(a, b):
    xp = array_namespace(a[0], b[0])
    larger = xp.where(a[0] >= b[0], a[0], b[0])
    total = 0.0
    for top, part in (a, b):
        gap = xp.where(top == larger, xp.zeros_like(top), top - larger)
        total = total + part * xp.exp(gap)
    return larger, total


def flash_attention(q, k, v, block=64, causal=False):
    xp = array_namespace(q, k, v)
    length, size = q.shape[-2], k.shape[-2]
    if block < 1:
        raise ValueError(f"block must be at least 1: {block}")
    if causal and length != size:
        raise ValueError(f"L = {length} differs from S = {size}")
    tiles = [_tile(xp, q, k, v, start, block, causal) for start in range(0, length, block)]
    return xp.concat(tiles, axis=-2) if tiles else _tile(xp, q, k, v, 0, block, False)


def _tile(xp, q, k, v, start, block, causal):
    rows = q[..., start : start + block, :]
    out, state = None, None
    for first in range(0, start + rows.shape[-2] if causal else k.shape[-2], block):
        keys, values = k[..., first : first + block, :], v[..., first : first + block, :]
        scores = rows @ xp.matrix_transpose(keys) * (1 / q.shape[-1] ** 0.5)
        if causal and first == start:
            ahead = xp.arange(keys.shape[-2], device=q.device) > xp.arange(rows.shape[-2], device=q.device)[:, None]
            scores = xp.where(ahead, -xp.inf, scores)
        top = xp.max(scores, axis=-1)
        weights = xp.exp(scores - top[..., None])
        before, state_now = state, (top, xp.sum(weights, axis=-1))
        state = state_now if before is None else merge(before, state_now)
        part = weights @ values * xp.exp(top - state[0])[..., None]
        out = part if out is None else out * xp.exp(before[0] - state[0])[..., None] + part
    if out is None:
        return xp.zeros((*rows.shape[:-1], v.shape[-1]), dtype=q.dtype, device=q.device)
    return out / state[1][..., None]
