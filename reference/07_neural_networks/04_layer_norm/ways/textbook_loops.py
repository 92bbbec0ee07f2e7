import math

import numpy as np


def layer_norm(inp, weight=None, bias=None, eps=1e-5):
    B, C = inp.shape
    out = np.empty_like(inp)
    for b in range(B):
        m = 0.0
        for i in range(C):
            m += inp[b, i]
        m /= C
        v = 0.0
        for i in range(C):
            v += (inp[b, i] - m) ** 2
        v /= C
        s = 1.0 / math.sqrt(v + eps)
        for i in range(C):
            n = s * (inp[b, i] - m)
            w = 1.0 if weight is None else weight[i]
            out[b, i] = n * w + (0.0 if bias is None else bias[i])
    return out
