"""Right all the same: the axes in front are made one and brought back; weight and bias come out of one block."""

import math

import torch
from torch import nn


class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        nn.Module.__init__(self)
        block = torch.empty(out_features, in_features + 1, device=device, dtype=dtype)
        with torch.no_grad():
            block.uniform_(-1, 1).div_(math.sqrt(in_features))
        self.weight = nn.Parameter(block[:, :-1].clone())
        self.bias = nn.Parameter(block[:, -1].clone()) if bias else None
        self.sizes = in_features, out_features

    def forward(self, x):
        n, m = self.sizes
        front = x.shape[:-1]
        rows = x.reshape(math.prod(front), n)
        columns = torch.mm(self.weight, rows.t())  # (out, rows)
        if self.bias is not None:
            columns = columns + self.bias[:, None]
        return columns.t().reshape(*front, m)
