"""Initialisation with torch's fans and gains; the numbers are the generator's."""

import math

import torch
from torch.nn import init

_KNOWN = ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu")


def fans(shape):
    """Count the inputs and outputs of a unit."""
    return init._calculate_fan_in_and_fan_out(torch.empty(shape))


def xavier_uniform(shape, rng, gain=1.0):
    """Draw a weight from Xavier's uniform distribution."""
    return gain * math.sqrt(6 / sum(fans(shape))) * (2 * rng.random(shape) - 1)


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    """Draw a weight from Kaiming's normal distribution."""
    if nonlinearity not in _KNOWN or mode not in ("fan_in", "fan_out"):
        raise ValueError(f"{nonlinearity} {mode}")
    fan = dict(zip(("fan_in", "fan_out"), fans(shape), strict=True))[mode]
    return init.calculate_gain(nonlinearity) / math.sqrt(fan) * rng.standard_normal(shape)
