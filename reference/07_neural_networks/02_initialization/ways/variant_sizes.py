"""The fans from the number of all entries, and the numbers drawn in a row and folded."""

import numpy as np


def fans(shape):
    try:
        out, into = shape[0], shape[1]
    except IndexError:
        raise ValueError(f"{tuple(shape)} is no shape of a weight") from None
    entries = int(np.prod(shape))
    return entries // out, entries // into


def xavier_uniform(shape, rng, gain=1.0):
    width = 2 * gain * np.sqrt(6 / np.sum(fans(shape)))
    return (rng.uniform(size=int(np.prod(shape))) * width - width / 2).reshape(shape)


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    gains = {"linear": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": 2**0.5, "leaky_relu": (2 / 1.0001) ** 0.5, "selu": 3 / 4}
    both = dict(zip(["fan_in", "fan_out"], fans(shape), strict=True))
    for name, known in ((nonlinearity, gains), (mode, both)):
        if name not in known:
            raise ValueError(f"unknown: {name}")
    numbers = rng.normal(scale=gains[nonlinearity] * both[mode] ** -0.5, size=int(np.prod(shape)))
    return numbers.reshape(shape)
