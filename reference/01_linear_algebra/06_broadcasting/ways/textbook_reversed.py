from itertools import zip_longest

import numpy as np


def broadcast_two(a, b):
    out = []
    for m, n in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if m != n and m != 1 and n != 1:
            raise ValueError(f"operands could not be broadcast together with shapes {a} {b}")
        out.append(max(m, n))
    return tuple(reversed(out))


def broadcast_shapes(*shapes):
    result = shapes[0]
    for shape in shapes[1:]:
        result = broadcast_two(result, shape)
    return result


def broadcast_to(x, shape):
    return x + np.zeros(shape)


def scale_features(batch, scale):
    return batch * scale[np.newaxis, :]
