import math

import numpy as np


def norm(x, ord=2, axis=-1):
    def of_one_vector(v):
        if ord == 1:
            return sum(abs(v_i) for v_i in v)
        if ord == 2:
            return math.sqrt(sum(v_i**2 for v_i in v))
        return max(abs(v_i) for v_i in v)

    return np.apply_along_axis(of_one_vector, axis, x)


def distance(v, w, ord=2):
    return norm(v - w, ord)
