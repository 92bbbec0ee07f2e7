import numpy as np


def broadcast_shapes(*shapes):
    n = max(map(len, shapes))
    result = [1] * n
    for shape in shapes:
        for i in range(1, len(shape) + 1):
            if result[-i] == 1:
                result[-i] = shape[-i]
            elif shape[-i] != 1 and shape[-i] != result[-i]:
                raise ValueError("not compatible")
    return tuple(result)


def broadcast_to(x, shape):
    return np.ones(shape) * x


def scale_features(batch, scale):
    result = np.empty_like(batch)
    for i, row in enumerate(batch):
        result[i] = row * scale
    return result
