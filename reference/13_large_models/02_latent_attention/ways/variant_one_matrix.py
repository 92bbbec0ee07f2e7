"""Head by head; the latent vectors are kept before their norm, which is taken whenever they are read."""

import torch
from torch import nn

from mine.rms_norm import rms_norm
from mine.rotary_embedding import rope


class LatentAttention(nn.Module):
    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__()
        self.sizes = n_heads, width, rank, turned
        self.q = nn.Linear(dim, n_heads * (width + turned), bias=False)
        self.down = nn.Linear(dim, rank + turned, bias=False)
        self.norm = nn.Parameter(torch.ones(rank))
        self.up = nn.Linear(rank, n_heads * 2 * width, bias=False)
        self.out = nn.Linear(n_heads * width, dim, bias=False)

    def _read(self, x, positions, kept):
        h, width, rank, turned = self.sizes
        new = self.down(x)
        new = torch.cat((rope(new[..., rank:], positions), new[..., :rank]), -1)  # the turned key first
        kept = new if kept is None else torch.cat((kept, new), 1)
        c = rms_norm(kept[..., turned:], self.norm, 1e-6)
        parts = [(q[..., :width], rope(q[..., width:], positions)) for q in self.q(x).chunk(h, -1)]
        return kept, c, kept[..., :turned], parts

    def _softmax(self, scores):
        _, width, _, turned = self.sizes
        T, S = scores.shape[-2:]
        places = torch.arange(S, device=scores.device)
        seen = places <= places[S - T :, None]
        return torch.where(seen, scores / (width + turned) ** 0.5, -torch.inf).softmax(-1)

    def forward(self, x, positions, kept=None):
        kept, c, key, parts = self._read(x, positions, kept)
        made = self.up(c).chunk(2 * self.sizes[0], -1)  # key, value, key, value, ...
        heads = []
        for (still, turning), k, v in zip(parts, made[0::2], made[1::2], strict=True):
            heads.append(self._softmax(torch.cat((still, turning), -1) @ torch.cat((k, key), -1).mT) @ v)
        return self.out(torch.cat(heads, -1)), kept

    def absorbed(self, x, positions, kept=None):
        kept, c, key, parts = self._read(x, positions, kept)
        matrices = self.up.weight.chunk(2 * self.sizes[0])
        heads = []
        for (still, turning), up_k, up_v in zip(parts, matrices[0::2], matrices[1::2], strict=True):
            weights = self._softmax((still @ up_k) @ c.mT + turning @ key.mT)
            heads.append((weights @ c) @ up_v.mT)
        return self.out(torch.cat(heads, -1)), kept
