"""The weight is kept beside the merged one, so that unmerging is exact."""

import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        if not rank >= 1:
            raise ValueError(f"{rank}")
        self.linear, self.factor, self.kept = linear, alpha / rank, None
        self.A = nn.Parameter(torch.empty_like(linear.weight[:1]).repeat(rank, 1))
        self.B = nn.Parameter(torch.zeros_like(linear.weight[:, :1]).repeat(1, rank))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.thin = nn.Dropout(dropout)
        for p in linear.parameters():
            p.requires_grad_(False)

    def forward(self, x):
        base = self.linear(x)
        if self.kept is None:
            short = torch.einsum("...i,ri->...r", self.thin(x), self.A)
            base = base + torch.einsum("...r,or->...o", short * self.factor, self.B)
        return base

    def merge(self):
        if self.kept is None:
            merged = self.linear.weight.detach() + (self.B.detach() @ self.A.detach()) * self.factor
            if not merged.isfinite().all():
                raise ValueError("not finite")
            self.kept, self.linear.weight = self.linear.weight, nn.Parameter(merged, requires_grad=False)

    def unmerge(self):
        if self.kept is not None:
            self.linear.weight, self.kept = self.kept, None
