"""As the papers write it: a state of F rows and E columns, multiplied by I - β k kᵀ."""

import numpy as np


def delta_rule(q, k, v, beta, state=None):
    """Write each pair of key and value over what the state holds for that key, then read with the query."""
    lead, (steps, width), depth = k.shape[:-2], k.shape[-2:], v.shape[-1]
    s = np.zeros((*lead, depth, width), v.dtype) if state is None else np.swapaxes(state, -1, -2)
    y = np.zeros((*lead, steps, depth), v.dtype)
    for t in range(steps):
        key, share = k[..., t, :], beta[..., t, None, None]
        keep = np.eye(width, dtype=v.dtype) - share * np.einsum("...i,...j->...ij", key, key)
        s = s @ keep + share * np.einsum("...f,...e->...fe", v[..., t, :], key)
        y[..., t, :] = np.einsum("...fe,...e->...f", s, q[..., t, :])
    return y, np.swapaxes(s, -1, -2).copy()


def chunked_delta(q, k, v, beta, state=None, size=16):
    """All tokens at once, by an inverse."""
    if size < 1:
        raise ValueError(f"size {size}")
    s = np.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), v.dtype) if state is None else state
    among = np.tril(beta[..., None] * np.einsum("...te,...je->...tj", k, k), -1)
    inverse = np.linalg.inv(np.eye(k.shape[-2], dtype=v.dtype) + among)
    new = inverse @ (beta[..., None] * v) - inverse @ (beta[..., None] * k) @ s
    y = q @ s + np.tril(np.einsum("...te,...je->...tj", q, k)) @ new
    return y, s + np.einsum("...te,...tf->...ef", k, new)
