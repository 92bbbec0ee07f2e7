def parameters(config):
    n_params = 0
    n_params += config.vocab_size * config.dim  # wte
    n_params += config.context * config.dim  # wpe
    q_dim = config.n_heads * config.head_dim
    kv_dim = config.n_kv_heads * config.head_dim
    for _ in range(config.n_layers):
        n_params += 2 * config.dim  # ln_1
        n_params += config.dim * (q_dim + 2 * kv_dim) + (q_dim + 2 * kv_dim)  # c_attn
        n_params += q_dim * config.dim + config.dim  # c_proj
        n_params += 2 * config.dim  # ln_2
        n_params += config.dim * config.hidden + config.hidden  # c_fc
        n_params += config.hidden * config.dim + config.dim  # c_proj
    n_params += 2 * config.dim  # ln_f
    if not config.tied:
        n_params += config.vocab_size * config.dim  # lm_head
    return n_params


def training_flops(config, tokens):
    N = parameters(config) - config.context * config.dim
    if not config.tied:
        N -= config.vocab_size * config.dim
    L, H, Q, T = config.n_layers, config.n_heads, config.head_dim, config.context
    flops_per_token = 6 * N + 12 * L * H * Q * T
    return flops_per_token * tokens


def memory(config, dtype, optimizer):
    N = parameters(config)
    if dtype == "float32":
        bytes_per_param = 4
        master = 0
    elif dtype in ("float16", "bfloat16"):
        bytes_per_param = 2
        master = 4
    else:
        raise ValueError("unknown dtype " + dtype)
    if optimizer == "adam":
        state = 4 + 4
    elif optimizer == "momentum":
        state = 4
    elif optimizer == "sgd":
        state = 0
    else:
        raise ValueError("unknown optimizer " + optimizer)
    return {"parameters": N * bytes_per_param, "gradients": N * bytes_per_param, "optimizer": N * (master + state)}


def kv_cache_bytes(config, tokens, batch, bytes_per_number):
    return 2 * batch * tokens * config.n_layers * config.n_kv_heads * config.head_dim * bytes_per_number
