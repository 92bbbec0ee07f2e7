"""As lectures derive it: running products of the decays, and their quotients; without decays, a running sum."""

import numpy as np


def recurrent(q, k, v, decay=None, state=None):
    S = np.zeros((k.shape[1], v.shape[1])) if state is None else state.copy()
    y = np.zeros_like(v)
    for t in range(len(q)):
        S = S * (1 if decay is None else decay[t]) + np.outer(k[t], v[t])
        y[t] = S.T @ q[t]
    return y, S


def parallel(q, k, v, decay=None):
    if decay is None:
        return np.einsum("te,tef->tf", q, np.cumsum(k[:, :, None] * v[:, None, :], axis=0))
    b = np.cumprod(decay)
    D = np.tril(b[:, None] / b[None, :])
    return (q @ k.T * D) @ v
