import math

import numpy as np


def rms_norm(x, weight=None, eps=1e-6):
    out = np.zeros_like(x)
    for i, row in enumerate(x):
        ss = 0.0
        for value in row:
            ss += value * value
        ss /= len(row)
        ss += eps
        ss = 1.0 / math.sqrt(ss)
        for j, value in enumerate(row):
            out[i, j] = (1.0 if weight is None else weight[j]) * (ss * value)
    return out
