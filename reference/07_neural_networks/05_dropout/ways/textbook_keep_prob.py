import numpy as np


def dropout(A, p=0.5, training=True, uniform=None):
    if not training:
        return A
    keep_prob = 1 - p
    D = np.random.rand(*A.shape) if uniform is None else 1 - uniform  # noqa: NPY002
    D = (keep_prob >= D).astype(int)
    A = A * D
    A = A / keep_prob
    return A
