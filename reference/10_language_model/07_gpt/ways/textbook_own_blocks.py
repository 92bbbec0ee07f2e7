import torch
import torch.nn as nn

from mine.transformer_block import Block


class GPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.tokens = nn.Embedding(vocab_size, dim)
        self.positions = nn.Embedding(context, dim)
        self.blocks = nn.ModuleList([Block(dim, n_heads, 4 * dim) for _ in range(n_layers)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, mean=0.0, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def forward(self, idx):
        B, T = idx.shape
        pos = torch.arange(T, device=idx.device)
        x = self.tokens(idx) + self.positions(pos)
        mask = torch.tril(torch.ones(T, T, dtype=torch.bool, device=idx.device))
        for block in self.blocks:
            x = block(x, mask)
        x = self.norm(x)
        return self.head(x)
