import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, dim, n_heads, context_length=64):
        super().__init__()
        assert dim % n_heads == 0
        self.num_heads, self.head_dim = n_heads, dim // n_heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.register_buffer("later", torch.triu(torch.ones(context_length, context_length), diagonal=1))

    def heads(self, x):
        b, num_tokens, _ = x.shape
        return x.view(b, num_tokens, self.num_heads, self.head_dim).transpose(1, 2)

    def forward(self, x, mask=None, causal=False):
        num_tokens = x.shape[1]
        queries, keys, values = (self.heads(part) for part in self.qkv(x).chunk(3, dim=-1))
        attn_scores = queries @ keys.transpose(2, 3)
        if causal:
            attn_scores.masked_fill_(self.later.bool()[:num_tokens, :num_tokens], -torch.inf)
        if mask is not None:
            attn_scores.masked_fill_(~mask, -torch.inf)
        attn_weights = torch.softmax(attn_scores / self.head_dim**0.5, dim=-1)
        context_vec = (attn_weights @ values).transpose(1, 2)
        return self.out(context_vec.flatten(2))
