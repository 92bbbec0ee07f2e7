"""torch does the work for NumPy arrays too, with a mask of Bernoulli variables."""

import numpy as np
import torch


def dropout(x, p=0.5, training=True, uniform=None):
    if not (0 <= p <= 1):
        raise ValueError("p is between 0 and 1, not " + str(p))
    if uniform is not None and tuple(uniform.shape) != tuple(x.shape):
        raise ValueError("as many numbers as entries: " + str(x.shape) + str(uniform.shape))
    if isinstance(x, np.ndarray):
        numbers = None if uniform is None else torch.from_numpy(np.array(uniform))
        return _of_a_tensor(torch.from_numpy(np.array(x)), p, training, numbers).numpy()
    return _of_a_tensor(x, p, training, uniform)


def _of_a_tensor(x, p, training, numbers):
    if not training or p == 0:
        return x.clone()
    kept = torch.bernoulli(torch.full_like(x, 1 - p)) if numbers is None else torch.ge(numbers, p).to(x.dtype)
    return x * kept * (1 / (1 - p) if p < 1 else 0.0)
