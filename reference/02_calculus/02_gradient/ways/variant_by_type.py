"""Right all the same: copies written into, a smaller step, and a dispatch on types by hand."""

import numpy as np


def partial(f, x, i):
    up, down = _copy(x), _copy(x)
    up[i] += 1e-6
    down[i] -= 1e-6
    slope = (f(up) - f(down)) / 2e-6
    return np.asarray(slope, x.dtype) if isinstance(x, np.ndarray) else slope.to(x.dtype)


def _copy(x):
    return np.array(x, dtype=np.float64) if isinstance(x, np.ndarray) else x.double().clone()


def gradient(f, x):
    result = _copy(x)
    for position, _ in np.ndenumerate(np.empty(tuple(x.shape))):
        result[position] = partial(f, x, position)
    return result.astype(x.dtype) if isinstance(x, np.ndarray) else result.to(x.dtype)
