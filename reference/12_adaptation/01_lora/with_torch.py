"""A linear layer whose weight is W + alpha / rank B A, with torch's own linear and dropout."""

import torch
from torch import nn
from torch.nn import functional as F


class LoRALinear(nn.Module):
    """A frozen linear layer, and a trained change of low rank beside it."""

    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        if rank <= 0:
            raise ValueError(f"no matrix has rank {rank}")
        self.linear, self.rank, self.alpha, self.p, self.merged = linear, rank, alpha, dropout, False
        for parameter in linear.parameters():
            parameter.requires_grad = False
        options = {"device": linear.weight.device, "dtype": linear.weight.dtype}
        out_features, in_features = linear.weight.shape
        self.A = nn.Parameter(torch.empty(rank, in_features, **options))
        self.B = nn.Parameter(torch.zeros(out_features, rank, **options))
        nn.init.kaiming_uniform_(self.A, a=5**0.5)

    def change(self):
        return torch.einsum("or,ri->oi", self.B, self.A) * self.alpha / self.rank

    def forward(self, x):
        if self.merged:
            return self.linear(x)
        return self.linear(x) + F.linear(F.dropout(x, self.p, self.training), self.change())

    def merge(self):
        change = self.change().detach()
        if not torch.isfinite(change).all():
            raise ValueError("the change is not finite")
        if not self.merged:
            self.linear.weight.data.add_(change)
        self.merged = True

    def unmerge(self):
        if self.merged:
            self.linear.weight.data.sub_(self.change().detach())
        self.merged = False
