import numpy as np

GAINS = {
    "linear": 1.0,
    "sigmoid": 1.0,
    "tanh": 5 / 3,
    "relu": 2**0.5,
    "leaky_relu": (2 / (1 + 1e-4)) ** 0.5,
    "selu": 0.75,
}


def fans(shape):
    if len(shape) == 2:
        fan_out, fan_in = shape
        return fan_in, fan_out
    out_c, in_c, kh, kw = shape if len(shape) == 4 else (*shape, 1)
    return in_c * kh * kw, out_c * kh * kw


def xavier_uniform(shape, rng, gain=1.0):
    fan_in, fan_out = fans(shape)
    r = gain * np.sqrt(6) / np.sqrt(fan_in + fan_out)
    return rng.random(shape) * 2 * r - r


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    fan_in, fan_out = fans(shape)
    n = {"fan_in": fan_in, "fan_out": fan_out}[mode]
    return GAINS[nonlinearity] * rng.standard_normal(size=shape) * np.sqrt(1 / n)
