"""A list of all shapes, from which everything is counted: those of two axes stand in products, but for the tables."""

from math import prod


def block(config):
    """The matrices of one block, (inputs, outputs)."""
    dim, queries = config.dim, config.n_heads * config.head_dim
    keys = config.n_kv_heads * config.head_dim
    return [(dim, queries), (dim, keys), (dim, keys), (queries, dim), (dim, config.hidden), (config.hidden, dim)]


def parameters(config):
    vectors = [(out,) for _, out in block(config)] + [(config.dim,)] * 4
    shapes = config.n_layers * (block(config) + vectors)
    shapes += [(config.vocab_size, config.dim), (config.context, config.dim), (2, config.dim)]
    if not config.tied:
        shapes.append((config.dim, config.vocab_size))
    return sum(map(prod, shapes))


def product(n, inner, m):
    """An (n, inner) matrix times an (inner, m) one."""
    return 2 * n * inner * m


def training_flops(config, tokens):
    T, heads = config.context, config.n_layers * config.n_heads
    forward = sum(product(T, *shape) for shape in config.n_layers * block(config))
    forward += heads * product(T, config.head_dim, T) + heads * product(T, T, config.head_dim)
    forward += product(T, config.dim, config.vocab_size)
    return forward * 3 * tokens / T


def memory(config, dtype, optimizer):
    numbers = parameters(config)
    match dtype:
        case "float32":
            weights, copy = numbers * 4, 0
        case "float16" | "bfloat16":
            weights, copy = numbers * 2, numbers * 4
        case _:
            raise ValueError(f"{dtype} is no dtype that can be trained here")
    match optimizer:
        case "sgd":
            averages = 0
        case "momentum":
            averages = numbers * 4
        case "adam":
            averages = 2 * numbers * 4
        case _:
            raise ValueError(f"{optimizer} is no optimizer that is known here")
    return {"parameters": weights, "gradients": weights, "optimizer": copy + averages}


def kv_cache_bytes(config, tokens, batch, bytes_per_number):
    return prod([2, config.n_layers, batch, config.n_kv_heads, tokens, config.head_dim, bytes_per_number])
