"""Layers of one's own, and silu by the hyperbolic tangent: sigmoid(z) = (1 + tanh(z/2)) / 2."""

import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, width, out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, width) / max(width, 1) ** 0.5)

    def forward(self, x):
        return torch.einsum("oi,...i->...o", self.weight, x)


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.down, self.up, self.gate = Layer(hidden, dim), Layer(dim, hidden), Layer(dim, hidden)

    def forward(self, x):
        g = self.gate(x)
        return self.down(self.up(x) * (g * 0.5 * (1 + torch.tanh(g / 2))))
