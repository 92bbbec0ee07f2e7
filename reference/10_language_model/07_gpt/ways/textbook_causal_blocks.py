import math

import torch
import torch.nn as nn

from mine.transformer_block import Block


class GPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.tokens = nn.Embedding(vocab_size, dim)
        self.positions = nn.Embedding(context, dim)
        self.blocks = nn.ModuleList()
        for _ in range(n_layers):
            self.blocks.append(Block(dim, n_heads, hidden=4 * dim))
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.uniform_(p, -1 / math.sqrt(dim), 1 / math.sqrt(dim))

    def forward(self, ids):
        if ids.size(1) > self.context:
            raise ValueError("Sequence is longer than the context")
        pos = torch.arange(ids.size(1), device=ids.device).unsqueeze(0)
        x = self.tokens(ids) + self.positions(pos)
        for block in self.blocks:
            x = block(x, causal=True)
        return self.head(self.norm(x))
