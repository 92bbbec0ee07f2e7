import numpy as np


def dropout(X, p=0.5, training=True, uniform=None):
    assert 0 <= p <= 1
    if not training:
        return X
    if p == 1:
        return np.zeros_like(X)
    if uniform is None:
        uniform = np.random.uniform(0, 1, X.shape)  # noqa: NPY002
    mask = (uniform > p).astype(np.float32)
    return mask * X / (1.0 - p)
