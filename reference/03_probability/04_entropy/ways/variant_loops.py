"""A right solution that adds up outcome by outcome, skipping those that never happen."""

import math

import numpy as np
import torch


def entropy(p, axis=-1):
    if isinstance(p, torch.Tensor):
        total = torch.zeros_like(p.select(axis, 0))
        for outcome in p.unbind(axis):
            happens = outcome != 0
            total = total - torch.where(happens, outcome * torch.where(happens, outcome, 1).log(), 0)
        return total
    rows = np.moveaxis(p, axis, -1)
    sums = [-math.fsum(v * math.log(v) for v in row if v) for row in rows.reshape(-1, p.shape[axis]).tolist()]
    return np.array(sums, p.dtype).reshape(rows.shape[:-1])
