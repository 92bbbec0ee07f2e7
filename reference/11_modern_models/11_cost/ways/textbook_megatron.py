def parameters(config):
    h, ffn = config.dim, config.hidden
    ratio = config.n_heads * config.head_dim / h
    groups = config.n_kv_heads / config.n_heads
    per_layer = 2 * h * h * ((1 + groups) * ratio + ffn / h)
    per_layer += h * (ratio + 2 * groups * ratio + 1) + ffn + h
    per_layer += 4 * h
    embedding = config.vocab_size * h
    if not config.tied:
        embedding *= 2
    return round(config.n_layers * per_layer + embedding + config.context * h + 2 * h)


def training_flops(config, tokens):
    s, h = config.context, config.dim
    query_projection_to_hidden_size_ratio = config.n_heads * config.head_dim / h
    expansion_factor = 3 * 2 * 2
    flops = (
        expansion_factor
        * config.n_layers
        * h
        * h
        * (
            (1 + config.n_kv_heads / config.n_heads + s / h) * query_projection_to_hidden_size_ratio
            + config.hidden / h
            + config.vocab_size / (2 * config.n_layers * h)
        )
    )
    return flops * tokens


def memory(config, dtype, optimizer):
    psi = parameters(config)
    K = {"adam": 8, "momentum": 4, "sgd": 0}[optimizer]
    if dtype == "float32":
        return {"parameters": 4 * psi, "gradients": 4 * psi, "optimizer": K * psi}
    return {"parameters": 2 * psi, "gradients": 2 * psi, "optimizer": (4 + K) * psi}


def kv_cache_bytes(config, tokens, batch, bytes_per_number):
    kv_channels = config.head_dim * config.n_kv_heads
    bytes_per_token = 2 * config.n_layers * kv_channels * bytes_per_number
    return bytes_per_token * tokens * batch
