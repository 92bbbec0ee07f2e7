import math

import numpy as np


def logsumexp(x, axis=-1):
    x = np.moveaxis(x, axis, -1)
    result = np.zeros(x.shape[:-1])
    for index in np.ndindex(result.shape):
        row = x[index]
        largest = max(row)
        result[index] = largest + math.log(sum(math.exp(v - largest) for v in row))
    return result


def log_softmax(x, axis=-1):
    return x - np.expand_dims(logsumexp(x, axis), axis)
