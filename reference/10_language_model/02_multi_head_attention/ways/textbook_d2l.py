import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    """Heads are folded into the batch axis, as in a book that has one attention for three axes."""

    def __init__(self, dim, n_heads):
        super().__init__()
        self.num_heads = n_heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def transpose_qkv(self, X):
        X = X.reshape(X.shape[0], X.shape[1], self.num_heads, -1)
        X = X.permute(0, 2, 1, 3)
        return X.reshape(-1, X.shape[2], X.shape[3])

    def transpose_output(self, X):
        X = X.reshape(-1, self.num_heads, X.shape[1], X.shape[2])
        X = X.permute(0, 2, 1, 3)
        return X.reshape(X.shape[0], X.shape[1], -1)

    def forward(self, x, mask=None, causal=False):
        queries, keys, values = (self.transpose_qkv(part) for part in torch.chunk(self.qkv(x), 3, dim=2))
        scores = torch.bmm(queries, keys.transpose(1, 2)) / math.sqrt(queries.shape[-1])
        if causal:
            steps = torch.arange(x.shape[1])
            mask = steps[None, :] <= steps[:, None]
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e6)
        attention_weights = nn.functional.softmax(scores, dim=-1)
        return self.out(self.transpose_output(torch.bmm(attention_weights, values)))
