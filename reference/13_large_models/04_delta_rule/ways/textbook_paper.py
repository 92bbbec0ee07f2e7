"""Equation by equation: the old and the new value, and their difference along the key."""

import numpy as np


def delta_rule(q, k, v, beta, state=None):
    T, d_k = k.shape
    W = np.zeros((v.shape[1], d_k)) if state is None else state.T.copy()
    out = []
    for t in range(T):
        v_old = W @ k[t]
        v_new = beta[t] * v[t] + (1 - beta[t]) * v_old
        W = W - np.outer(v_old, k[t]) + np.outer(v_new, k[t])
        out.append(W @ q[t])
    return np.array(out), W.T
