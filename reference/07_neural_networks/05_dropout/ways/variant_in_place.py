"""A copy whose dropped entries are overwritten; without numbers, torch draws Bernoulli variables."""

import numpy as np
from array_api_compat import is_torch_array


def dropout(x, p=0.5, training=True, uniform=None):
    if not (p >= 0 and p <= 1):
        raise ValueError(f"{p!r} is not a probability")
    if uniform is not None and list(uniform.shape) != list(x.shape):
        raise ValueError(f"x has {tuple(x.shape)}, uniform {tuple(uniform.shape)}")
    torch = is_torch_array(x)
    result = x.clone() if torch else x.copy()
    if not training:
        return result
    if uniform is not None:
        dropped = uniform < p
    elif torch:
        dropped = x.detach().new_empty(x.shape).bernoulli_(p).bool()
    else:
        dropped = np.random.default_rng().binomial(1, p, size=x.shape) == 1
    result[dropped] = 0
    return result if p == 1 else result / (1.0 - p)
