"""The parameters of a real module without memory are counted; the operations are those of its linear layers."""

import torch
from torch import nn


def layers(config):
    queries, keys = config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim
    dim, hidden = config.dim, config.hidden
    sizes = [(dim, queries), (dim, keys), (dim, keys), (queries, dim), (dim, hidden), (hidden, dim)]
    with torch.device("meta"):
        blocks = [nn.ModuleList(nn.Linear(*size) for size in sizes) for _ in range(config.n_layers)]
        head = nn.Linear(dim, config.vocab_size, bias=False)
        norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(2 * config.n_layers + 1))
        tables = nn.ModuleList([nn.Embedding(config.context, dim)])
        if not config.tied:
            tables.append(nn.Embedding(config.vocab_size, dim))
    return nn.ModuleList([*blocks, head, norms, tables])


def parameters(config):
    return sum(p.numel() for p in layers(config).parameters())


def training_flops(config, tokens):
    linear = [m for m in layers(config).modules() if isinstance(m, nn.Linear)]
    products = sum(m.in_features * m.out_features for m in linear)
    products += 2 * config.n_layers * config.n_heads * config.context * config.head_dim
    forward = 2 * products
    backward = 2 * forward
    return (forward + backward) * tokens


def memory(config, dtype, optimizer):
    if dtype not in ("float32", "float16", "bfloat16"):
        raise ValueError(dtype)
    weights = layers(config).to(getattr(torch, dtype))
    if optimizer not in ("sgd", "momentum", "adam"):
        raise ValueError(optimizer)
    size = sum(p.nbytes for p in weights.parameters())
    state = sum(p.float().nbytes for p in weights.parameters())
    copies = ["sgd", "momentum", "adam"].index(optimizer) + (dtype != "float32")
    return {"parameters": size, "gradients": size, "optimizer": state * copies}


def kv_cache_bytes(config, tokens, batch, bytes_per_number):
    total = 0
    for _layer in range(config.n_layers):
        for _kept in ("keys", "values"):
            total += batch * config.n_kv_heads * tokens * config.head_dim * bytes_per_number
    return total
