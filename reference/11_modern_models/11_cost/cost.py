"""What a model costs: notice that a table is memory and no work, and that attention is work and no memory."""

SIZES = {"float32": 4, "float16": 2, "bfloat16": 2}
AVERAGES = {"sgd": 0, "momentum": 1, "adam": 2}


def widths(config):
    """How many entries all queries of a token have, and how many all its keys."""
    return config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim


def matrices(config):
    """The weights of all blocks that stand in a matrix product."""
    queries, keys = widths(config)
    return config.n_layers * config.dim * (2 * queries + 2 * keys + 2 * config.hidden)


def parameters(config):
    """How many numbers a GPT of these sizes learns."""
    queries, keys = widths(config)
    biases = queries + 2 * keys + config.dim + config.hidden + config.dim  # q, k and v, out, up, down
    norms = 2 * (2 * config.dim)  # two in each block, each with a gain and a bias
    tables = (config.vocab_size + config.context + (0 if config.tied else config.vocab_size)) * config.dim
    return tables + matrices(config) + config.n_layers * (biases + norms) + 2 * config.dim


def training_flops(config, tokens):
    """The multiplications and additions of all matrix products, forward and backward."""
    queries, _ = widths(config)
    head = config.dim * config.vocab_size
    attention = 2 * config.n_layers * config.context * queries  # scores, and the sum of values
    return 6 * tokens * (matrices(config) + head + attention)


def memory(config, dtype, optimizer):
    """The bytes that training takes beside the activations."""
    if dtype not in SIZES or optimizer not in AVERAGES:
        raise ValueError(f"no such dtype or optimizer: {dtype!r}, {optimizer!r}")
    count, size = parameters(config), SIZES[dtype]
    kept = AVERAGES[optimizer] + (size < 4)  # float32 numbers for each parameter
    return {"parameters": count * size, "gradients": count * size, "optimizer": count * kept * 4}


def kv_cache_bytes(config, tokens, batch, bytes_per_number):
    """The bytes of the keys and values that a model keeps while it writes."""
    _, keys = widths(config)
    return 2 * config.n_layers * keys * tokens * batch * bytes_per_number
