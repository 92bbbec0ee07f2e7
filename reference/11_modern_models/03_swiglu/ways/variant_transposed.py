"""Products with the weights alone, the hidden entries as rows."""

from torch import nn


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gate, self.up = (nn.Linear(dim, hidden, bias=False) for _ in range(2))
        self.down = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        columns = x.reshape(-1, x.shape[-1]).T  # (dim, n)
        gate, up = self.gate.weight @ columns, self.up.weight @ columns  # (hidden, n)
        return (self.down.weight @ (up * gate * gate.sigmoid())).T.reshape(x.shape)
