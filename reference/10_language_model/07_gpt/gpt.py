"""A GPT: notice that every line of it is a part that you have written before. What is new is how they are joined."""

import torch
from torch import nn

from mine.masking import causal_mask
from mine.transformer_block import Block


class GPT(nn.Module):
    """Tokens and positions, blocks, a last norm, and a logit for each token of the vocabulary."""

    def __init__(self, vocab_size, context, dim, n_heads, n_layers, approximate="none"):
        super().__init__()
        self.context = context
        self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
        layers = (Block(dim, n_heads, 4 * dim, approximate=approximate) for _ in range(n_layers))
        self.blocks = nn.ModuleList(layers)
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight  # one table, read both ways
        self.draw(dim**-0.5)

    def draw(self, std):
        """Draw the first weights; what is added to the path is smaller the more blocks add to it."""
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                adds = name.endswith(("out.weight", "down.weight"))
                nn.init.normal_(parameter, std=std / (2 * len(self.blocks)) ** 0.5 if adds else std)

    def forward(self, ids):
        """The logits of each token's successor."""
        length = ids.shape[1]
        if length > self.context:
            raise ValueError(f"{length} tokens do not fit into a context of {self.context}")
        x = self.tokens(ids) + self.positions(torch.arange(length, device=ids.device))  # (B, T, dim)
        mask = causal_mask(length, ids.device)
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x))  # (B, T, V)
