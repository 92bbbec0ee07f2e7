from math import sqrt

from numpy import prod


def fans(shape):
    fan_in = int(prod(shape[1:]))
    fan_out = int(shape[0] * prod(shape[2:]))
    return fan_in, fan_out


def xavier_uniform(shape, rng, gain=1.0):
    scale = gain * sqrt(6.0 / sum(fans(shape)))
    return rng.uniform(-scale, scale, shape)


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    if nonlinearity == "relu":
        gain = sqrt(2.0)
    elif nonlinearity == "tanh":
        gain = 5.0 / 3.0
    elif nonlinearity == "leaky_relu":
        gain = sqrt(2.0 / (1 + 0.01**2))
    elif nonlinearity == "selu":
        gain = 0.75
    else:
        gain = 1.0
    fan_in, fan_out = fans(shape)
    std = gain / sqrt(fan_in) if mode == "fan_in" else gain / sqrt(fan_out)
    return rng.normal(loc=0.0, scale=std, size=shape)
