"""SwiGLU by torch's own gated linear unit: `F.glu` of (g ⊙ u, g) is g ⊙ u ⊙ sigmoid(g)."""

import torch
from torch import nn
from torch.nn import functional as F


class SwiGLU(nn.Module):
    """Holds the weights; one product serves gate and up."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.gate, self.up = nn.Linear(dim, hidden, bias=False), nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        """Send each vector through the network."""
        gate, up = F.linear(x, torch.cat([self.gate.weight, self.up.weight])).chunk(2, dim=-1)
        return F.linear(F.glu(torch.cat([gate * up, gate], dim=-1), dim=-1), self.down.weight)
