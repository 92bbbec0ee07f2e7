"""Of parts written in earlier katas."""

from torch import nn

from mine.activations import silu
from mine.linear import Linear


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        for name in ("gate", "up"):
            setattr(self, name, Linear(dim, hidden, bias=False))
        self.down = Linear(hidden, dim, bias=False)

    def forward(self, x):
        return self.down(self.up(x) * silu(self.gate(x)))
