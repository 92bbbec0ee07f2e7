import numpy as np


def broadcast_shapes(*shapes):
    ndim = max(len(s) for s in shapes)
    result = []
    for dims in zip(*[(1,) * (ndim - len(s)) + tuple(s) for s in shapes], strict=True):
        size = max(dims)
        if any(d not in (1, size) for d in dims):
            raise ValueError("shape mismatch: objects cannot be broadcast to a single shape")
        result.append(size)
    return tuple(result)


def broadcast_to(x, shape):
    x = x.reshape((1,) * (len(shape) - x.ndim) + x.shape)
    return np.tile(x, [n // m for n, m in zip(shape, x.shape, strict=True)])


def scale_features(batch, scale):
    return batch * scale
