import math

import torch.nn as nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        n_embd, n_head = dim, n_heads
        assert n_embd % n_head == 0
        self.norm1 = nn.LayerNorm(n_embd)
        self.qkv = nn.Linear(n_embd, 3 * n_embd)
        self.out = nn.Linear(n_embd, n_embd)
        self.norm2 = nn.LayerNorm(n_embd)
        self.up = nn.Linear(n_embd, hidden)
        self.act = nn.GELU()
        self.down = nn.Linear(hidden, n_embd)
        self.n_head, self.n_embd = n_head, n_embd
        self.norm_first = norm_first

    def attn(self, x, mask):
        B, T, C = x.size()
        q, k, v = self.qkv(x).split(self.n_embd, dim=2)
        k = k.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        q = q.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = v.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        if mask is not None:
            att = att.masked_fill(mask == 0, float("-inf"))
        att = F.softmax(att, dim=-1)
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.out(y)

    def forward(self, x, mask=None):
        if self.norm_first:
            x = x + self.attn(self.norm1(x), mask)
            x = x + self.down(self.act(self.up(self.norm2(x))))
        else:
            x = self.norm1(x + self.attn(x, mask))
            x = self.norm2(x + self.down(self.act(self.up(x))))
        return x
