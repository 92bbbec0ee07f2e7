import math

import numpy as np


def rope(x, positions, base=10000.0):
    out = np.empty_like(x)
    head_size = x.shape[-1]
    for t, pos in enumerate(positions):
        for i in range(0, head_size, 2):
            freq = 1.0 / math.pow(base, i / head_size)
            val = pos * freq
            fcr = math.cos(val)
            fci = math.sin(val)
            v0 = x[..., t, i]
            v1 = x[..., t, i + 1]
            out[..., t, i] = v0 * fcr - v1 * fci
            out[..., t, i + 1] = v0 * fci + v1 * fcr
    return out
