"""Right all the same: a running total for each u in Python, and the normal pair from math."""

import math

import numpy as np


def _made(like, values, shape, integers=False):
    if isinstance(like, np.ndarray):
        return np.array(values, np.int64 if integers else like.dtype).reshape(shape)
    import torch

    return torch.tensor(values, dtype=torch.int64 if integers else like.dtype, device=like.device).reshape(shape)


def sample_categorical(probs, u):
    shape = np.broadcast_shapes(tuple(probs.shape[:-1]), tuple(u.shape))
    count = math.prod(shape)
    rows = np.broadcast_to(np.arange(math.prod(probs.shape[:-1])).reshape(probs.shape[:-1]), shape).reshape(-1)
    places = np.broadcast_to(np.arange(math.prod(u.shape)).reshape(u.shape), shape).reshape(-1)
    tables, numbers = probs.reshape(-1, probs.shape[-1]).tolist(), u.reshape(-1).tolist()
    drawn = [_draw(tables[rows[i]], numbers[places[i]]) for i in range(count)]
    return _made(probs, drawn, shape, integers=True)


def _draw(probs, u):
    choice = None
    for i, p in enumerate(probs):
        if p > 0:
            choice = i
            u -= p
            if u < 0:
                break
    return choice


def box_muller(u1, u2):
    if not isinstance(u1, np.ndarray):
        radius = ((1 - u1).log() * -2).sqrt()
        return radius * (math.tau * u2).cos(), radius * (math.tau * u2).sin()
    numbers = zip(u1.ravel().tolist(), u2.ravel().tolist(), strict=True)
    pairs = [(math.sqrt(-2 * math.log1p(-a)), math.tau * b) for a, b in numbers]
    z1, z2 = [r * math.cos(t) for r, t in pairs], [r * math.sin(t) for r, t in pairs]
    return _made(u1, z1, u1.shape), _made(u1, z2, u1.shape)
