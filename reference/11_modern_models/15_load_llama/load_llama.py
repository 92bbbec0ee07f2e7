"""Load Llama: notice that the config is as much of the model as the weights, and no error says where it is wrong."""

import torch
from torch import nn

from mine.modern_gpt import ModernGPT

PARTS = {
    "input_layernorm": "norm1",
    "self_attn.q_proj": "q.weight",
    "self_attn.k_proj": "k.weight",
    "self_attn.v_proj": "v.weight",
    "self_attn.o_proj": "out.weight",
    "post_attention_layernorm": "norm2",
    "mlp.gate_proj": "mlp.gate.weight",
    "mlp.up_proj": "mlp.up.weight",
    "mlp.down_proj": "mlp.down.weight",
}


def neighbours(weight, heads):
    """Put rows i and i + E/2 of each head side by side."""
    halves = weight.unflatten(0, (heads, 2, -1))  # (h, 2, E/2, ...)
    return halves.transpose(1, 2).flatten(0, 2)  # (h·E, ...)


def names(n_layers):
    """Our name for each of Llama's."""
    both = {"model.embed_tokens.weight": "tokens.weight", "model.norm.weight": "norm", "lm_head.weight": "head.weight"}
    for i in range(n_layers):
        both |= {f"model.layers.{i}.{theirs}.weight": f"blocks.{i}.{ours}" for theirs, ours in PARTS.items()}
    return both


def refuse_what_is_not_built(config):
    """A config may ask for more than a ModernGPT has, and its weights fit all the same."""
    for rope in (config.get("rope_parameters") or {}, config.get("rope_scaling") or {}):
        kind = rope.get("rope_type", rope.get("type", "default"))
        if kind != "default":
            raise ValueError(f"no angles of the type {kind}")
    if config.get("hidden_act", "silu") != "silu":
        raise ValueError(f"hidden_act is {config['hidden_act']}: the mlp has silu alone")
    window, context = config.get("sliding_window"), config["max_position_embeddings"]
    if window is not None and window < context:
        raise ValueError(f"sliding_window is {window}: a token sees all {context}")


def built(config):
    """A ModernGPT of the sizes that a config says."""
    refuse_what_is_not_built(config)
    rope = config.get("rope_parameters") or {}
    sizes = ("vocab_size", "max_position_embeddings", "hidden_size", "num_attention_heads", "num_key_value_heads")
    given = [config[name] for name in (*sizes, "intermediate_size", "num_hidden_layers")]
    theta = rope["rope_theta"] if "rope_theta" in rope else config["rope_theta"]
    model = ModernGPT(*given, base=theta, eps=config["rms_norm_eps"])
    if not config["tie_word_embeddings"]:
        model.head.weight = nn.Parameter(torch.empty_like(model.tokens.weight))
    return model


def from_llama(state, config):
    """Build a ModernGPT, and copy Llama's weights into it."""
    given = {name: weight for name, weight in state.items() if not name.endswith("rotary_emb.inv_freq")}
    table = given["model.embed_tokens.weight"]
    if config["tie_word_embeddings"]:
        given["lm_head.weight"] = table
    ours = names(config["num_hidden_layers"])
    if wrong := ours.keys() ^ given.keys():
        raise ValueError(f"missing or unknown: {', '.join(sorted(wrong))}")
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    weights = {}
    for name, weight in given.items():
        part = name.split(".")[-2]
        weights[ours[name]] = neighbours(weight, heads[part]) if part in heads else weight
    model = built(config).to(table.device, torch.promote_types(table.dtype, torch.float32))
    model.load_state_dict(weights)
    return model
