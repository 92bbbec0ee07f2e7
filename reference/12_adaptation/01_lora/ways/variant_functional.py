"""One weight for both where there is no dropout, and torch's functions."""

import torch
import torch.nn.functional as F
from torch import nn


class LoRALinear(nn.Module):
    merged = False

    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        if rank < 1:
            raise ValueError(f"rank {rank}")
        self.linear, self.rank, self.alpha, self.share = linear.requires_grad_(False), rank, alpha, dropout
        like = {"device": linear.weight.device, "dtype": linear.weight.dtype}
        self.A = nn.Parameter(torch.randn(rank, linear.weight.shape[1], **like) * 0.02)
        self.B = nn.Parameter(torch.zeros(linear.weight.shape[0], rank, **like))

    @property
    def change(self):
        return (self.alpha / self.rank) * (self.B @ self.A)

    def forward(self, x):
        if self.merged:
            return self.linear(x)
        if self.training and self.share:
            short = F.linear(F.dropout(x, self.share), self.A)
            return self.linear(x) + F.linear(short, self.B * self.alpha / self.rank)
        return F.linear(x, self.linear.weight + self.change, self.linear.bias)

    def _move(self, sign, merged):
        if self.merged != merged:
            with torch.no_grad():
                self.linear.weight.add_(self.change, alpha=sign)
            self.merged = merged

    def merge(self):
        if not bool(torch.isfinite(self.change).all()):
            raise ValueError("NaN or inf")
        self._move(1.0, True)

    def unmerge(self):
        self._move(-1.0, False)
