import math

import numpy as np


def attention(q, k, v, mask=None, causal=False):
    if q.ndim > 2:
        masks = [mask if mask is None or mask.ndim == 2 else mask[b] for b in range(len(q))]
        return np.stack([attention(q[b], k[b], v[b], masks[b], causal) for b in range(len(q))])
    out = np.zeros((len(q), v.shape[1]))
    for i in range(len(q)):
        exps = np.zeros(len(k))
        for j in range(len(k)):
            if (mask is None or mask[i, j]) and not (causal and j > i):
                exps[j] = math.exp(np.dot(q[i], k[j]) / math.sqrt(len(q[i])))
        for j in range(len(k)):
            out[i] += exps[j] / exps.sum() * v[j]
    return out
