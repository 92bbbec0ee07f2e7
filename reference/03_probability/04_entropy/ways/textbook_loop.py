import math

import numpy as np


def entropy(p, axis=-1):
    rows = np.moveaxis(p, axis, -1)
    result = np.empty(rows.shape[:-1])
    for i in np.ndindex(result.shape):
        result[i] = sum(-x * math.log(x) for x in rows[i] if x > 0)
    return result
