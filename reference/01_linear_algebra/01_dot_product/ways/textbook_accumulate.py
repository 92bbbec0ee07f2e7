import functools
import operator

import numpy as np


def dot(u, v):
    u, v = np.asarray(u), np.asarray(v)
    if u.shape != v.shape:
        raise Exception("shape mismatch")
    return functools.reduce(operator.add, map(operator.mul, u, v))
