import numpy as np


def broadcast_shapes(*shapes):
    ndim = max(len(shape) for shape in shapes)
    padded = np.array([[1] * (ndim - len(shape)) + list(shape) for shape in shapes])
    common = padded.max(axis=0)
    if np.any((padded != 1) & (padded != common)):
        raise ValueError(f"cannot broadcast {shapes}")
    return tuple(common)


def broadcast_to(x, shape):
    result = np.empty(shape)
    for index in np.ndindex(*shape):
        own = index[len(shape) - x.ndim :]
        result[index] = x[tuple(0 if n == 1 else i for i, n in zip(own, x.shape, strict=True))]
    return result


def scale_features(X, s):
    return np.einsum("ij,j->ij", X, s)
