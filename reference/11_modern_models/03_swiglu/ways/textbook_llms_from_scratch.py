import torch
from torch import nn


class SiLU(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gate = nn.Linear(dim, hidden, bias=False)
        self.up = nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)
        self.silu = SiLU()

    def forward(self, x):
        x_gate = self.gate(x)
        x_up = self.up(x)
        x = self.silu(x_gate) * x_up
        return self.down(x)
