import torch
from torch import nn


class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(k * (2 * torch.rand(out_features, in_features) - 1))
        self.bias = nn.Parameter(k * (2 * torch.rand(out_features) - 1)) if bias else None

    def forward(self, x):
        x = x @ self.weight.T
        if self.bias is not None:
            x = x + self.bias
        return x
