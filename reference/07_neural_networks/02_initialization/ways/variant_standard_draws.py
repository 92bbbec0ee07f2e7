"""Standard draws, stretched afterwards; the fans by a loop over the kernel."""

import numpy as np


def fans(shape):
    if not len(shape) > 1:
        raise ValueError(f"shape {tuple(shape)}: at least (out, in)")
    fan_in, fan_out = int(shape[1]), int(shape[0])
    for side in shape[2:]:
        fan_in, fan_out = fan_in * side, fan_out * side
    return fan_in, fan_out


def xavier_uniform(shape, rng, gain=1.0):
    fan_in, fan_out = fans(shape)
    deviation = gain * (2.0 / (fan_in + fan_out)) ** 0.5
    return (2 * rng.random(shape) - 1) * (deviation * 3**0.5)


def kaiming_normal(shape, rng, nonlinearity="relu", mode="fan_in"):
    match nonlinearity:
        case "linear" | "sigmoid":
            variance = 1.0
        case "relu":
            variance = 2.0
        case "tanh":
            variance = 25 / 9
        case "leaky_relu":
            variance = 2 / (1 + 0.01**2)
        case "selu":
            variance = 9 / 16
        case _:
            raise ValueError(f"no gain for {nonlinearity}")
    if mode not in {"fan_in", "fan_out"}:
        raise ValueError(f"no mode {mode}")
    fan = fans(shape)[mode == "fan_out"]
    return rng.standard_normal(tuple(shape)) * np.sqrt(variance / fan)
