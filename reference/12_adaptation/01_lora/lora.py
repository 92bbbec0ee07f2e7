"""LoRA: notice that x meets A first. Two thin products are cheap, and no matrix of the size of the weight is made."""

import torch
from torch import nn


class LoRALinear(nn.Module):
    """A frozen linear layer, and a trained change of low rank beside it."""

    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        if rank < 1:
            raise ValueError(f"rank={rank}: it must be 1 or more")
        out_features, in_features = linear.weight.shape
        self.linear = linear.requires_grad_(False)
        self.A = nn.Parameter(linear.weight.new_empty(rank, in_features).normal_() / in_features**0.5)
        self.B = nn.Parameter(linear.weight.new_zeros(out_features, rank))
        self.scale = alpha / rank
        self.dropout = nn.Dropout(dropout)
        self.merged = False

    def forward(self, x):
        """Return the outputs of the layer, with the change."""
        y = self.linear(x)  # (..., out)
        if self.merged:
            return y
        return y + self.scale * (self.dropout(x) @ self.A.T @ self.B.T)  # (..., in) -> (..., r) -> (..., out)

    @torch.no_grad()
    def merge(self):
        """Add the change to the weight."""
        if self.merged:
            return
        change = self.scale * self.B @ self.A  # (out, in)
        if not torch.isfinite(change).all():
            raise ValueError("A or B has entries that are not finite")
        self.linear.weight += change
        self.merged = True

    @torch.no_grad()
    def unmerge(self):
        """Take the change out of the weight again."""
        if self.merged:
            self.linear.weight -= self.scale * self.B @ self.A
            self.merged = False
