"""A right solution that asks for the type of its input, and loops over the entries."""

import math

import numpy as np
import torch


def norm(x, ord=2, axis=-1):
    if ord not in (1, 2, math.inf):
        raise ValueError(f"unknown ord {ord!r}")
    parts = x.unbind(axis) if isinstance(x, torch.Tensor) else list(np.moveaxis(x, axis, 0))
    larger = torch.maximum if isinstance(x, torch.Tensor) else np.maximum
    total = abs(parts[0]) if ord != 2 else parts[0] ** 2
    for part in parts[1:]:
        total = total + part**2 if ord == 2 else total + abs(part) if ord == 1 else larger(total, abs(part))
    return total**0.5 if ord == 2 else total


def distance(u, v, ord=2):
    return norm(u - v, ord)
