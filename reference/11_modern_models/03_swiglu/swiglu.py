"""SwiGLU: notice that the activation is on one of two layers that read the same x."""

from torch import nn
from torch.nn import functional as F


class SwiGLU(nn.Module):
    """A network for each token alone: one layer says what, another how much of it."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.gate = nn.Linear(dim, hidden, bias=False)
        self.up = nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        """Send each vector through the network."""
        return self.down(F.silu(self.gate(x)) * self.up(x))  # (..., dim), (..., hidden) inside
