"""What a model costs, counted on a real module: on the meta device, where tensors have shapes and no numbers."""

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

OF_ADAM = {"sgd": 0, "momentum": 4, "adam": 8}


class Block(nn.Module):
    """Attention with fewer keys than queries, by plain matrix products, and a network of two layers."""

    def __init__(self, config):
        super().__init__()
        self.heads = config.n_kv_heads, config.head_dim
        queries, keys = config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim
        self.norm1, self.norm2 = nn.LayerNorm(config.dim), nn.LayerNorm(config.dim)
        self.q, self.k, self.v = (nn.Linear(config.dim, width) for width in (queries, keys, keys))
        self.out = nn.Linear(queries, config.dim)
        self.up, self.down = nn.Linear(config.dim, config.hidden), nn.Linear(config.hidden, config.dim)

    def forward(self, x):
        """Send the vectors of one text (T, D) through the block."""
        y, length = self.norm1(x), len(x)
        q, k, v = (layer(y).reshape(length, self.heads[0], -1, self.heads[1]) for layer in (self.q, self.k, self.v))
        q = q.permute(1, 2, 0, 3).flatten(1, 2)  # (keys, queries of the group * T, E)
        k, v = k.squeeze(2).transpose(0, 1), v.squeeze(2).transpose(0, 1)  # (keys, T, E)
        found = torch.bmm(torch.bmm(q, k.mT).softmax(-1), v)
        found = found.unflatten(1, (-1, length)).permute(2, 0, 1, 3).flatten(1)
        x = x + self.out(found)
        return x + self.down(nn.functional.gelu(self.up(self.norm2(x))))


class GPT(nn.Module):
    """A GPT of any sizes."""

    def __init__(self, config):
        super().__init__()
        self.tokens = nn.Embedding(config.vocab_size, config.dim)
        self.positions = nn.Embedding(config.context, config.dim)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layers))
        self.norm, self.head = nn.LayerNorm(config.dim), nn.Linear(config.dim, config.vocab_size, bias=False)
        if config.tied:
            self.head.weight = self.tokens.weight

    def forward(self, ids):
        """The logits of one text of ids (T,)."""
        x = self.tokens(ids) + self.positions(ids)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def _model(config):
    with torch.device("meta"):
        return GPT(config)


def parameters(config):
    """How many numbers a GPT of these sizes learns."""
    return sum(p.numel() for p in _model(config).parameters())


def training_flops(config, tokens):
    """The multiplications and additions of all matrix products, forward and backward."""
    model, ids = _model(config), torch.empty(config.context, dtype=torch.int64, device="meta")
    with FlopCounterMode(display=False) as counter:
        model(ids).sum().backward()
    return counter.get_total_flops() // config.context * tokens


def memory(config, dtype, optimizer):
    """The bytes that training takes beside the activations."""
    names = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
    if dtype not in names or optimizer not in OF_ADAM:
        raise ValueError(dtype, optimizer)
    weights = [p.to(names[dtype]) for p in _model(config).parameters()]
    held, count = sum(w.nbytes for w in weights), sum(w.numel() for w in weights)
    master = 0 if dtype == "float32" else 4
    return {"parameters": held, "gradients": held, "optimizer": count * (OF_ADAM[optimizer] + master)}


def kv_cache_bytes(config, tokens, batch, bytes_per_number):
    """The bytes of the keys and values that a model keeps while it writes."""
    key = torch.empty(batch, config.n_kv_heads, tokens, config.head_dim, device="meta")
    return sum(key.numel() * bytes_per_number for _ in range(config.n_layers) for _ in ("key", "value"))
