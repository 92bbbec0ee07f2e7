import numpy as np


def dropout(inputs, p=0.5, training=True, uniform=None):
    if not training:
        return inputs.copy()
    rate = 1 - p
    if uniform is None:
        binary_mask = np.random.binomial(1, rate, size=inputs.shape) / rate  # noqa: NPY002
    else:
        binary_mask = np.where(uniform < p, 0, 1) / rate
    return inputs * binary_mask
