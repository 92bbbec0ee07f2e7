"""A transformer block as torch has it: nn.TransformerEncoderLayer, run with the weights under our names."""

import functools

import torch
from torch import nn
from torch.nn import functional as F

NAMES = {
    "norm1.": "norm1.",
    "self_attn.in_proj_": "attention.qkv.",
    "self_attn.out_proj.": "attention.out.",
    "norm2.": "norm2.",
    "linear1.": "up.",
    "linear2.": "down.",
}


class Block(nn.Module):
    """Holds the weights; torch's own layer is called with them."""

    def __init__(self, dim, n_heads, hidden, norm_first=True, approximate="none"):
        super().__init__()
        if dim % n_heads:
            raise ValueError(f"dim {dim}, n_heads {n_heads}")
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = nn.ModuleDict({"qkv": nn.Linear(dim, 3 * dim), "out": nn.Linear(dim, dim)})
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)
        gelu = functools.partial(F.gelu, approximate=approximate)
        options = {"dropout": 0.0, "activation": gelu, "batch_first": True, "norm_first": norm_first}
        self.layers = (nn.TransformerEncoderLayer(dim, n_heads, hidden, **options),)  # in a tuple: not registered

    def forward(self, x, mask=None, causal=False):
        """Send every token's vector through the block."""
        own, kinds = dict(self.named_parameters()), ("weight", "bias")
        weights = {theirs + kind: own[ours + kind] for theirs, ours in NAMES.items() for kind in kinds}
        allowed = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril() if causal else mask
        hidden = None if allowed is None else ~allowed  # for torch's layer, True means: not allowed
        return torch.func.functional_call(self.layers[0], weights, (x,), {"src_mask": hidden})
