"""Right all the same: fills every second row, and lets load_state_dict find the names that are wrong."""

import torch

from mine.long_context import frequencies
from mine.modern_gpt import ModernGPT


def neighbours(weight, heads):
    result = torch.empty_like(weight)
    for old, new in zip(weight.chunk(heads), result.chunk(heads), strict=True):
        new[0::2], new[1::2] = old.chunk(2)
    return result


def renamed(name):
    """Our name, or theirs, if it is not known."""
    for old, new in (
        ("model.", ""),
        ("embed_tokens", "tokens"),
        ("layers", "blocks"),
        ("lm_head", "head"),
        ("self_attn.", ""),
        ("o_proj", "out"),
        ("_proj", ""),
        ("post_attention_layernorm.weight", "norm2"),
        ("input_layernorm.weight", "norm1"),
        ("q_norm.weight", "q_norm"),
        ("k_norm.weight", "k_norm"),
        ("norm.weight", "norm"),
    ):
        name = name.replace(old, new)
    return name


def from_config(config):
    old, scaling = config.get("rope_scaling") or {}, config.get("rope_parameters") or {}
    rules = [each for each in (scaling, old) if {each.get("rope_type"), each.get("type")} - {None, "default"}]
    if any(each.get("rope_type") != "llama3" for each in rules):
        raise ValueError(f"scaled rope: {old}, {scaling}")
    if config.get("hidden_act") not in (None, "silu") or config.get("attention_bias") or config.get("mlp_bias"):
        raise NotImplementedError({name: config.get(name) for name in ("hidden_act", "attention_bias", "mlp_bias")})
    kind, window, n = config.get("model_type", "llama"), config.get("sliding_window"), config["num_hidden_layers"]
    if kind not in ("llama", "mistral", "qwen2", "qwen3"):
        raise NotImplementedError(f"model_type {kind}")
    if kind == "llama" and window is not None and window < config["max_position_embeddings"]:
        raise NotImplementedError(f"sliding_window {window}")
    slides = [kind == "mistral" or i >= config.get("max_window_layers", n) for i in range(n)]
    if "layer_types" in config:
        slides = [each != "full_attention" for each in config["layer_types"]]
    if kind.startswith("qwen") and not config.get("use_sliding_window"):
        slides = [False] * n
    keys = "vocab_size max_position_embeddings hidden_size num_attention_heads num_key_value_heads intermediate_size"
    sizes = [config[key] for key in keys.split()]
    base = scaling["rope_theta"] if "rope_theta" in scaling else config["rope_theta"]
    width = config.get("head_dim") or sizes[2] // sizes[3]
    return ModernGPT(
        *(
            *sizes,
            n,
            base,
            config["rms_norm_eps"],
            width,
            kind == "qwen3",
            kind == "qwen2",
            config["tie_word_embeddings"],
        ),
        windows=[window if each else None for each in slides] if window else None,
        frequencies=frequencies(width, base, rules[0]) if rules else None,
    )


def from_llama(state, config):
    weights, heads = {}, {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    for name, weight in state.items():
        if "inv_freq" in name:
            continue
        part = name.split(".")[-2]
        if part in heads:
            weight = neighbours(weight, heads[part])
        elif part in ("q_norm", "k_norm"):
            weight = neighbours(weight, 1)
        weights[renamed(name)] = weight
    model = from_config(config)
    if config["tie_word_embeddings"]:
        weights["head.weight"] = weights["tokens.weight"]
    like = weights["tokens.weight"]
    model.to(device=like.device, dtype=like.dtype if like.element_size() >= 4 else torch.float32)
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        for name in set(map(renamed, state)) ^ set(model.state_dict()):
            error.add_note(name)
        raise
    return model
