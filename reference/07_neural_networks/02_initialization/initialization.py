"""Initialisation: notice that a bound of a uniform distribution is the root of three times its deviation."""

import math

GAINS = {
    "linear": 1.0,
    "sigmoid": 1.0,
    "tanh": 5 / 3,
    "relu": math.sqrt(2),
    "leaky_relu": math.sqrt(2 / (1 + 0.01**2)),
    "selu": 3 / 4,
}


def fans(shape):
    """Count the inputs and outputs of a unit."""
    if len(shape) < 2:
        raise ValueError(f"a weight has two axes or more, not the shape {tuple(shape)}")
    receptive_field = math.prod(shape[2:])
    return shape[1] * receptive_field, shape[0] * receptive_field


def xavier_uniform(shape, rng, gain=1.0):
    """Draw a weight from Xavier's uniform distribution."""
    bound = gain * math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-bound, bound, size=shape)


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    """Draw a weight from Kaiming's normal distribution."""
    if nonlinearity not in GAINS:
        raise ValueError(f"nonlinearity is one of {', '.join(GAINS)}, not {nonlinearity!r}")
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode is 'fan_in' or 'fan_out', not {mode!r}")
    fan = fans(shape)[mode == "fan_out"]
    return rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)
