"""Latent attention: notice that the same matrix can stand on either side of a product, and only one side is short."""

import torch
from torch import nn

from mine.rms_norm import rms_norm
from mine.rotary_embedding import rope


class LatentAttention(nn.Module):
    """Causal attention of several heads over one latent vector and one turned key for each token."""

    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__()
        self.n_heads, self.width, self.rank, self.turned, self.eps = n_heads, width, rank, turned, 1e-6
        self.q = nn.Linear(dim, n_heads * (width + turned), bias=False)
        self.down = nn.Linear(dim, rank + turned, bias=False)
        self.norm = nn.Parameter(torch.ones(rank))
        self.up = nn.Linear(rank, n_heads * 2 * width, bias=False)
        self.out = nn.Linear(n_heads * width, dim, bias=False)

    def keep(self, x, positions, kept):
        """What is kept of all tokens: (B, S, rank + turned)."""
        c, key = self.down(x).split([self.rank, self.turned], dim=-1)
        new = torch.cat([rms_norm(c, self.norm, self.eps), rope(key, positions)], dim=-1)
        return new if kept is None else torch.cat([kept, new], dim=1)

    def queries(self, x, positions):
        """The part of each query that stays as it is, (B, h, T, width), and the turned one, (B, h, T, turned)."""
        q = self.q(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
        still, turning = q.split([self.width, self.turned], dim=-1)
        return still, rope(turning, positions)

    def weights(self, scores):
        """The causal softmax of scores (B, h, T, S), whose queries are the last T of S tokens."""
        new, all_ = scores.shape[-2:]
        past = torch.ones(new, all_, dtype=torch.bool, device=scores.device).tril(all_ - new)
        scores = scores / (self.width + self.turned) ** 0.5
        return scores.masked_fill(~past, -torch.inf).softmax(dim=-1)

    def forward(self, x, positions, kept=None):
        """Let each token collect from itself and from those before it."""
        kept = self.keep(x, positions, kept)
        c, shared = kept.split([self.rank, self.turned], dim=-1)  # (B, S, rank), (B, S, turned)
        made = self.up(c).unflatten(-1, (self.n_heads, 2, self.width))  # (B, S, h, 2, width)
        k, v = made.permute(3, 0, 2, 1, 4)  # (B, h, S, width) each
        still, turning = self.queries(x, positions)
        scores = still @ k.mT + turning @ shared[:, None].mT  # (B, h, T, S)
        heads = self.weights(scores) @ v  # (B, h, T, width)
        return self.out(heads.transpose(1, 2).flatten(2)), kept

    def absorbed(self, x, positions, kept=None):
        """Do the same without ever making a key or a value."""
        kept = self.keep(x, positions, kept)
        up_k, up_v = self.up.weight.unflatten(0, (self.n_heads, 2, self.width)).unbind(1)  # (h, width, rank) each
        still, turning = self.queries(x, positions)
        rows = torch.cat([still @ up_k, turning], dim=-1).flatten(1, 2)  # (B, h T, rank + turned): all heads read alike
        weights = self.weights((rows @ kept.mT).unflatten(1, (self.n_heads, -1)))  # (B, h, T, S)
        means = weights.flatten(1, 2) @ kept[..., : self.rank]  # (B, h T, rank)
        heads = means.unflatten(1, (self.n_heads, -1)) @ up_v.mT  # (B, h, T, width)
        return self.out(heads.transpose(1, 2).flatten(2)), kept
