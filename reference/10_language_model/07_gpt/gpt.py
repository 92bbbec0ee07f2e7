"""A GPT: notice that every line of it is a part that you have written before. What is new is how they are joined."""

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    """Each token collects from those that it may see, with several heads."""

    def __init__(self, dim, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x, mask):
        """From (B, T, dim) to (B, T, dim)."""
        parts = self.qkv(x).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in parts)  # (B, H, T, d)
        weights = (q @ k.mT / q.shape[-1] ** 0.5).masked_fill(~mask, -torch.inf).softmax(dim=-1)  # (B, H, T, T)
        return self.out((weights @ v).transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Attention, then a network for each token alone, both added to what comes in."""

    def __init__(self, dim, n_heads, hidden):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = Attention(dim, n_heads)
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x, mask):
        """From (B, T, dim) to (B, T, dim)."""
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


def causal_mask(n, device):
    """Let each place see itself and the places before it."""
    return torch.ones(n, n, dtype=torch.bool, device=device).tril()


class GPT(nn.Module):
    """Tokens and positions, blocks, a last norm, and a logit for each token of the vocabulary."""

    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
        self.blocks = nn.ModuleList(Block(dim, n_heads, 4 * dim) for _ in range(n_layers))
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
