import numpy as np


def fans(shape):
    receptive_field = np.prod(shape[2:], dtype=int)
    return shape[1] * receptive_field, shape[0] * receptive_field


def xavier_uniform(shape, rng, gain=1.0):
    n_in, n_out = fans(shape)
    limit = np.sqrt(6.0 / (n_in + n_out))
    return gain * rng.uniform(low=-limit, high=limit, size=shape)


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    n_in, n_out = fans(shape)
    gain = {"relu": np.sqrt(2), "tanh": 5 / 3, "leaky_relu": np.sqrt(2 / (1 + 0.01**2)), "selu": 3 / 4}.get(
        nonlinearity, 1
    )
    fan = n_in if mode == "fan_in" else n_out
    return rng.standard_normal(shape) * gain / np.sqrt(fan)
