"""Linear attention: notice that the table of shares is a running product, and that nothing is ever divided."""

import array_api_compat
from array_api_compat import array_namespace


def recurrent(q, k, v, decay=None, state=None):
    """Token by token: let the state fade, add the outer product of key and value, and read it with the query."""
    xp = array_namespace(q, k, v)
    s = empty(xp, k, v) if state is None else state  # (..., E, F)
    answers = []
    for t in range(k.shape[-2]):
        if decay is not None:
            s = decay[..., t, None, None] * s
        s = s + k[..., t, :, None] * v[..., t, None, :]
        answers.append(xp.sum(q[..., t, :, None] * s, axis=-2))
    return (xp.stack(answers, axis=-2) if answers else v), s  # without a token v is empty, and so is y


def parallel(q, k, v, decay=None):
    """All tokens at once: scores, without a softmax, times what is left of each pair."""
    xp = array_namespace(q, k, v)
    if decay is None:
        decay = ones(xp, v)
    scores = q @ xp.matrix_transpose(k)  # (..., T, T)
    return (scores * left(xp, decay)) @ v


def chunked(q, k, v, decay=None, state=None, size=16):
    """All tokens of a chunk at once, and the state from chunk to chunk."""
    if size < 1:
        raise ValueError(f"a chunk has one token at least, not {size}")
    xp = array_namespace(q, k, v)
    s = empty(xp, k, v) if state is None else state
    decay = ones(xp, v) if decay is None else decay
    answers = []
    for start in range(0, k.shape[-2], size):
        now = slice(start, start + size)
        of_state = xp.cumulative_prod(decay[..., now], axis=-1)[..., None]  # (..., n, 1)
        of_pairs = left(xp, decay[..., now])  # (..., n, n)
        scores = q[..., now, :] @ xp.matrix_transpose(k[..., now, :])
        answers.append(of_state * (q[..., now, :] @ s) + (scores * of_pairs) @ v[..., now, :])
        fading = of_pairs[..., -1, :, None] * k[..., now, :]
        s = of_state[..., -1:, :] * s + xp.matrix_transpose(fading) @ v[..., now, :]
    return (xp.concat(answers, axis=-2) if answers else v), s


def left(xp, decay):
    """Row t: which share is left of the pair of each token j, the product of the decays of tokens j + 1 to t."""
    n, like = decay.shape[-1], {"dtype": decay.dtype, "device": array_api_compat.device(decay)}
    later = xp.tril(xp.ones((n, n), **like), k=-1)  # 1 where token t comes after token j
    return xp.tril(xp.cumulative_prod(1 - later + later * decay[..., :, None], axis=-2))  # (..., T, T)


def empty(xp, k, v):
    """A state that holds nothing."""
    return xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), dtype=v.dtype, device=array_api_compat.device(v))


def ones(xp, v):
    """Decays that forget nothing."""
    return xp.ones(v.shape[:-1], dtype=v.dtype, device=array_api_compat.device(v))
