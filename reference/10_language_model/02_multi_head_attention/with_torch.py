"""Multi-head attention as torch has it: nn.MultiheadAttention, run with the weights under our names."""

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    """Holds the weights; torch's own module is called with them."""

    def __init__(self, dim, n_heads):
        super().__init__()
        if dim % n_heads:
            raise ValueError(f"dim {dim}, n_heads {n_heads}")
        self.n_heads = n_heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.layers = (nn.MultiheadAttention(dim, n_heads, batch_first=True),)  # in a tuple: not registered

    def forward(self, x, mask=None, causal=False):
        """Let every token collect from the others, with each head on its own."""
        weights = {"in_proj_weight": self.qkv.weight, "in_proj_bias": self.qkv.bias}
        weights |= {f"out_proj.{name}": value for name, value in self.out.named_parameters()}
        allowed = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril() if causal else mask
        hidden = None if allowed is None else ~allowed  # for torch's module, True means: not allowed
        options = {"attn_mask": hidden, "need_weights": False}
        return torch.func.functional_call(self.layers[0], weights, (x, x, x), options)[0]
