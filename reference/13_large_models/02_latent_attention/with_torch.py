"""Ordinary multi-head attention of torch, on whole keys: each head's own part beside the shared one."""

import torch
import torch.nn.functional as F
from torch import nn


def turn(x, positions):
    """Rope in the complex plane: each pair of neighbours is a number, times one of length 1."""
    width = x.shape[-1]
    places = torch.arange(0, width, 2, dtype=torch.float64, device=x.device)
    angles = positions[:, None] * 10000.0 ** (-places / width)
    pairs = torch.complex(x[..., 0::2], x[..., 1::2])
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles).to(pairs.dtype)).flatten(-2)


class LatentAttention(nn.Module):
    """Latent attention, whose keys and values are made for every call."""

    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__()
        self.sizes = n_heads, width, rank, turned
        self.q = nn.Linear(dim, n_heads * (width + turned), bias=False)
        self.down = nn.Linear(dim, rank + turned, bias=False)
        self.norm = nn.Parameter(torch.ones(rank))
        self.up = nn.Linear(rank, n_heads * 2 * width, bias=False)
        self.out = nn.Linear(n_heads * width, dim, bias=False)

    def _keep(self, x, positions, kept):
        rank, down = self.sizes[2], self.down(x)
        c = F.rms_norm(down[..., :rank], (rank,), self.norm, 1e-6)
        new = torch.cat([c, turn(down[..., rank:], positions)], -1)
        return new if kept is None else torch.cat([kept, new], 1)

    def forward(self, x, positions, kept=None):
        """Let each token collect from itself and from those before it."""
        h, width, rank, turned = self.sizes
        kept = self._keep(x, positions, kept)
        keys_and_values = self.up(kept[..., :rank]).unflatten(-1, (h, 2 * width)).transpose(1, 2)
        shared = kept[:, None, :, rank:].expand(-1, h, -1, -1)
        k = torch.cat([keys_and_values[..., :width], shared], -1)
        q = self.q(x).unflatten(-1, (h, width + turned)).transpose(1, 2)
        q = torch.cat([q[..., :width], turn(q[..., width:], positions)], -1)
        places = torch.arange(kept.shape[1], device=x.device)
        mask = places <= places[len(places) - len(positions) :, None]
        y = F.scaled_dot_product_attention(q, k, keys_and_values[..., width:], mask)
        return self.out(y.transpose(1, 2).flatten(2)), kept

    def absorbed(self, x, positions, kept=None):
        """The same, head by head, with no key made: the judge measures this, too."""
        h, width, rank, turned = self.sizes
        kept, parts = self._keep(x, positions, kept), []
        matrices = self.up.weight.unflatten(0, (h, 2, width))
        queries = self.q(x).unflatten(-1, (h, width + turned))
        new, total = len(positions), kept.shape[1]
        hidden = torch.ones(new, total, dtype=torch.bool, device=x.device).triu(total - new + 1)
        for i in range(h):
            q = queries[:, :, i]
            scores = (q[..., :width] @ matrices[i, 0]) @ kept[..., :rank].mT
            scores = scores + turn(q[..., width:], positions) @ kept[..., rank:].mT
            weights = (scores * (width + turned) ** -0.5).masked_fill(hidden, -torch.inf).softmax(-1)
            parts.append((weights @ kept[..., :rank]) @ matrices[i, 1].mT)
        return self.out(torch.cat(parts, -1)), kept
