"""Right all the same: fills every second row, and lets load_state_dict find the names that are wrong."""

import torch
from torch import nn

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
        ("norm.weight", "norm"),
    ):
        name = name.replace(old, new)
    return name


def from_llama(state, config):
    old, scaling = config.get("rope_scaling") or {}, config.get("rope_parameters") or {}
    if {each.get(key, "default") for each in (old, scaling) for key in ("rope_type", "type")} != {"default"}:
        raise ValueError(f"scaled rope: {old}, {scaling}")
    if config.get("sliding_window") or config.get("hidden_act") not in (None, "silu"):
        raise NotImplementedError({name: config.get(name) for name in ("sliding_window", "hidden_act")})
    weights = {}
    for name, weight in state.items():
        if "inv_freq" in name:
            continue
        if "q_proj.weight" in name:
            weight = neighbours(weight, config["num_attention_heads"])
        elif "k_proj.weight" in name:
            weight = neighbours(weight, config["num_key_value_heads"])
        weights[renamed(name)] = weight
    keys = "vocab_size max_position_embeddings hidden_size num_attention_heads num_key_value_heads intermediate_size"
    sizes = [config[key] for key in keys.split()]
    base = scaling["rope_theta"] if "rope_theta" in scaling else config["rope_theta"]
    model = ModernGPT(*sizes, config["num_hidden_layers"], base, config["rms_norm_eps"])
    if config["tie_word_embeddings"]:
        weights["head.weight"] = weights["tokens.weight"]
    else:
        model.head = nn.Linear(config["hidden_size"], config["vocab_size"], bias=False)
    like = weights["tokens.weight"]
    model.to(device=like.device, dtype=like.dtype if like.element_size() >= 4 else torch.float32)
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        for name in set(map(renamed, state)) ^ set(model.state_dict()):
            error.add_note(name)
        raise
    return model
