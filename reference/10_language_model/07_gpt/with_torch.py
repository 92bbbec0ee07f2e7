"""A GPT of torch's own transformer layers, run with the weights under our names."""

import functools

import torch
from torch import nn
from torch.nn import functional as F

NAMES = {
    "norm1": "norm1",
    "norm2": "norm2",
    "self_attn.out_proj": "attention.out",
    "linear1": "up",
    "linear2": "down",
}


class _Block(nn.Module):
    """Holds the weights; torch's own layer is called with them."""

    def __init__(self, dim, n_heads, approximate):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = nn.ModuleDict({"qkv": nn.Linear(dim, 3 * dim), "out": nn.Linear(dim, dim)})
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)
        gelu = functools.partial(F.gelu, approximate=approximate)
        options = {"dropout": 0.0, "activation": gelu, "batch_first": True, "norm_first": True}
        self.layers = (nn.TransformerEncoderLayer(dim, n_heads, 4 * dim, **options),)  # in a tuple: not registered

    def forward(self, x, hidden):
        """From (B, T, dim) to (B, T, dim)."""
        qkv = self.attention["qkv"]
        weights = {"self_attn.in_proj_weight": qkv.weight, "self_attn.in_proj_bias": qkv.bias}
        for theirs, ours in NAMES.items():
            weights |= {f"{theirs}.{name}": value for name, value in self.get_submodule(ours).named_parameters()}
        return torch.func.functional_call(self.layers[0], weights, (x,), {"src_mask": hidden})


class GPT(nn.Module):
    """torch's encoder layers with a causal mask are a decoder."""

    def __init__(self, vocab_size, context, dim, n_heads, n_layers, approximate="none"):
        super().__init__()
        self.context = context
        self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
        self.blocks = nn.ModuleList(_Block(dim, n_heads, approximate) for _ in range(n_layers))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight
        added = {id(part.weight) for block in self.blocks for part in (block.attention["out"], block.down)}
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.normal_(parameter, std=(dim * (2 * n_layers if id(parameter) in added else 1)) ** -0.5)

    def forward(self, ids):
        """The logits of each token's successor."""
        length = ids.shape[1]
        if length > self.context:
            raise ValueError(f"{length} tokens, a context of {self.context}")
        hidden = torch.ones(length, length, dtype=torch.bool, device=ids.device).triu(1)
        x = self.tokens(ids) + self.positions.weight[:length]
        for block in self.blocks:
            x = block(x, hidden)
        return self.head(self.norm(x))
