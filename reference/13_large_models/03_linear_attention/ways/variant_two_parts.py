"""A text of two chunks is one chunk and a shorter text; the table of shares is made row by row."""

import array_api_compat


def recurrent(q, k, v, decay=None, state=None):
    return chunked(q, k, v, decay, state, 1)


def parallel(q, k, v, decay=None):
    xp = array_api_compat.array_namespace(q, k, v)
    if v.shape[-2] == 0:
        return v * 1
    decay = _given(xp, v, decay)
    return _one(xp, q, k, v, decay, _state(xp, k, v, None))[0]


def chunked(q, k, v, decay=None, state=None, size=16):
    if size < 1:
        raise ValueError(f"size is {size}")
    xp = array_api_compat.array_namespace(q, k, v)
    decay, s = _given(xp, v, decay), _state(xp, k, v, state)
    y = [v[..., :0, :]]
    for first in range(0, v.shape[-2], size):
        part = slice(first, first + size)
        answers, s = _one(xp, q[..., part, :], k[..., part, :], v[..., part, :], decay[..., part], s)
        y.append(answers)
    return xp.concat(y, axis=-2), s


def _given(xp, v, decay):
    return xp.ones_like(v[..., 0]) if decay is None else decay


def _state(xp, k, v, state):
    like = {"dtype": v.dtype, "device": array_api_compat.device(v)}
    return xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), **like) if state is None else state


def _one(xp, q, k, v, decay, s):
    """Answers and state of a piece, whose shares are the upper triangle of a running product, turned over."""
    n = v.shape[-2]
    order = xp.arange(n, device=array_api_compat.device(v))
    after = order[None, :] > order[:, None]  # rows j, columns t
    one = xp.ones_like(decay[..., None, :])
    shares = xp.cumulative_prod(xp.where(after, decay[..., None, :] * one, one), axis=-1)
    weights = xp.matrix_transpose(xp.where(after | (order[None, :] == order[:, None]), shares, 0 * shares))
    of_state = xp.cumulative_prod(decay, axis=-1)[..., None]
    y = of_state * (q @ s) + (weights * (q @ xp.matrix_transpose(k))) @ v
    return y, of_state[..., -1:, :] * s + xp.matrix_transpose(k * weights[..., -1, :, None]) @ v
