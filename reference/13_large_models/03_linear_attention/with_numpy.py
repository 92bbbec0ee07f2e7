"""With a state of F rows and E columns; all at once with sums over named axes."""

import numpy as np


def recurrent(q, k, v, decay=None, state=None):
    """Token by token."""
    decay = np.ones(v.shape[:-1], v.dtype) if decay is None else decay
    s = np.zeros((*v.shape[:-2], v.shape[-1], k.shape[-1]), v.dtype) if state is None else np.swapaxes(state, -1, -2)
    y = np.zeros_like(v)
    for t in range(v.shape[-2]):
        s = decay[..., t, None, None] * s + np.einsum("...f,...e->...fe", v[..., t, :], k[..., t, :])
        y[..., t, :] = np.einsum("...fe,...e->...f", s, q[..., t, :])
    return y, np.swapaxes(s, -1, -2).copy()


def parallel(q, k, v, decay=None):
    """All pairs of tokens."""
    decay = np.ones(v.shape[:-1], v.dtype) if decay is None else decay
    return np.einsum("...te,...je,...tj,...jf->...tf", q, k, left(decay), v, optimize=True)


def chunked(q, k, v, decay=None, state=None, size=16):
    """Chunk by chunk, with the old state as the pair of a token before the first."""
    if size < 1:
        raise ValueError(f"size {size}")
    decay = np.ones(v.shape[:-1], v.dtype) if decay is None else decay
    s = np.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), v.dtype) if state is None else state.copy()
    y = np.zeros_like(v)
    for at in range(0, v.shape[-2], size):
        now = np.s_[..., at : at + size, :]
        shares = left(decay[..., at : at + size])
        of_state = shares[..., :1] * decay[..., at, None, None]
        y[now] = parallel(q[now], k[now], v[now], decay[..., at : at + size]) + of_state * (q[now] @ s)
        s = of_state[..., -1:, :] * s + np.einsum("...j,...je,...jf->...ef", shares[..., -1, :], k[now], v[now])
    return y, s


def left(decay):
    """What is left of pair j, in columns, at token t, in rows."""
    steps = np.arange(decay.shape[-1])
    shares = np.cumprod(np.where(steps[:, None] > steps, decay[..., :, None], 1), axis=-2, dtype=decay.dtype)
    return np.where(steps[:, None] >= steps, shares, 0).astype(decay.dtype)
