import torch
from torch import nn


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gate = nn.Linear(dim, hidden, bias=False)
        self.up = nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)

    def swish(self, z):
        return z / (1 + torch.exp(-z))

    def forward(self, x):
        return self.down(self.swish(self.gate(x)) * self.up(x))
