"""Load Llama: notice that the config is as much of the model as the weights, and no error says where it is wrong."""

import torch

from mine.long_context import frequencies
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
BIASES = {f"self_attn.{name}_proj.bias": f"{name}.bias" for name in "qkv"}
NORMS = {f"self_attn.{name}_norm.weight": f"{name}_norm" for name in "qk"}
MORE = {"llama": {}, "mistral": {}, "qwen2": BIASES, "qwen3": NORMS}
"""What a block has beside a Llama's parts, by the family."""


def neighbours(weight, heads):
    """Put rows i and i + E/2 of each head side by side."""
    halves = weight.unflatten(0, (heads, 2, -1))  # (h, 2, E/2, ...)
    return halves.transpose(1, 2).flatten(0, 2)  # (h·E, ...)


def names(config):
    """Our name for each of theirs."""
    both = {"model.embed_tokens.weight": "tokens.weight", "model.norm.weight": "norm", "lm_head.weight": "head.weight"}
    parts = {f"{theirs}.weight": ours for theirs, ours in PARTS.items()} | MORE[family(config)]
    for i in range(config["num_hidden_layers"]):
        both |= {f"model.layers.{i}.{theirs}": f"blocks.{i}.{ours}" for theirs, ours in parts.items()}
    return both


def family(config):
    """The type of a model, which nothing else asks for."""
    kind = config.get("model_type", "llama")
    if kind not in MORE:
        raise ValueError(f"no model of the type {kind}")
    return kind


def angles(config):
    """The config's rope, wherever it stands: theta, and the rule that scales the frequencies, if there is one."""
    new, old = config.get("rope_parameters") or {}, config.get("rope_scaling") or {}
    theta = new["rope_theta"] if "rope_theta" in new else config["rope_theta"]
    for rope in (new, old):
        kind = rope.get("rope_type", rope.get("type", "default"))
        if kind not in ("default", "llama3"):
            raise ValueError(f"no angles of the type {kind}")
        if kind == "llama3":
            return theta, rope
    return theta, None


def windows_of(config):
    """The window of each block, where there are any."""
    kind, window = family(config), config.get("sliding_window")
    if kind == "llama" and window is not None and window < config["max_position_embeddings"]:
        raise ValueError(f"sliding_window is {window}: a Llama has none")
    if window is None or not config.get("use_sliding_window", kind == "mistral"):
        return None
    blocks, first = range(config["num_hidden_layers"]), config.get("max_window_layers", 0)
    kinds = config.get("layer_types") or ["full" if i < first else "sliding_attention" for i in blocks]
    return [window if each == "sliding_attention" else None for each in kinds]


def from_config(config):
    """Build the model that a config describes, with weights as they are drawn."""
    if config.get("hidden_act", "silu") != "silu":
        raise ValueError(f"hidden_act is {config['hidden_act']}: the mlp has silu alone")
    if asked := [name for name in ("attention_bias", "mlp_bias") if config.get(name)]:
        raise ValueError(f"{asked[0]}: out and the mlp have no biases")
    theta, rule = angles(config)
    sizes = ("vocab_size", "max_position_embeddings", "hidden_size", "num_attention_heads", "num_key_value_heads")
    given = [config[name] for name in (*sizes, "intermediate_size", "num_hidden_layers")]
    width = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    return ModernGPT(
        *given,
        base=theta,
        eps=config["rms_norm_eps"],
        head_dim=width,
        qk_norm=family(config) == "qwen3",
        qkv_bias=family(config) == "qwen2",
        tied=config["tie_word_embeddings"],
        windows=windows_of(config),
        frequencies=None if rule is None else frequencies(width, theta, rule),
    )


def from_llama(state, config):
    """Build a ModernGPT, and copy the weights of a Llama, Mistral or Qwen into it."""
    given = {name: weight for name, weight in state.items() if not name.endswith("rotary_emb.inv_freq")}
    table = given["model.embed_tokens.weight"]
    if config["tie_word_embeddings"]:
        given["lm_head.weight"] = table
    ours = names(config)
    if wrong := ours.keys() ^ given.keys():
        raise ValueError(f"missing or unknown: {', '.join(sorted(wrong))}")
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"], "q_norm": 1, "k_norm": 1}
    weights = {}
    for name, weight in given.items():
        part = name.split(".")[-2]
        weights[ours[name]] = neighbours(weight, heads[part]) if part in heads else weight
    model = from_config(config).to(table.device, torch.promote_types(table.dtype, torch.float32))
    model.load_state_dict(weights)
    return model
