"""Right all the same: number by number with Python's math; on tensors by their own methods, for the gradients."""

import math

import numpy as np


def _each(function, *arrays):
    arrays = np.broadcast_arrays(*arrays)
    found = [function(*row) for row in zip(*(a.reshape(-1).tolist() for a in arrays), strict=True)]
    return np.array(found, arrays[0].dtype).reshape(arrays[0].shape)


def normal_log_prob(x, mean, std):
    if (std <= 0).any():
        raise ValueError("not positive")
    if not isinstance(x, np.ndarray):
        return -((x - mean) / std).square().div(2) - std.log() - math.log(math.sqrt(2 * math.pi))
    return _each(lambda a, m, s: -0.5 * ((a - m) / s) ** 2 - math.log(s) - math.log(2 * math.pi) / 2, x, mean, std)


def uniform_log_prob(x, low, high):
    if (high <= low).any():
        raise ValueError("empty")
    if not isinstance(x, np.ndarray):
        inside = x.ge(low).logical_and(x.lt(high))
        return (-(high - low).log()).expand(inside.shape).masked_fill(~inside, -math.inf)
    return _each(lambda a, b, c: -math.log(c - b) if b <= a < c else -math.inf, x, low, high)


def categorical_log_prob(k, probs):
    count = probs.shape[-1]
    if ((k < 0) | (k >= count)).any():
        raise IndexError(f"no such class: {k.min()} or {k.max()}")
    total = 0 * probs[..., 0] + 0 * k
    for i in range(count):
        total = total + probs[..., i] * (k == i)
    if isinstance(probs, np.ndarray):
        total = np.asarray(total, probs.dtype)
        return np.array([math.log(p) if p else -math.inf for p in total.reshape(-1)], probs.dtype).reshape(total.shape)
    return total.to(probs.dtype).log()
