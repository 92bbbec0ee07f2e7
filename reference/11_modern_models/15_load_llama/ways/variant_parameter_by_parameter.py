"""Right all the same: goes through the parameters of the model, and turns rows by a list of their numbers."""

import re

import torch

from mine.long_context import frequencies
from mine.modern_gpt import ModernGPT


def neighbours(weight, heads):
    rows = torch.arange(len(weight), device=weight.device).reshape(heads, 2, -1).mT.flatten()
    return weight[rows]


def theirs(name):
    if name in ("tokens.weight", "norm", "head.weight"):
        return {"tokens.weight": "model.embed_tokens.weight", "norm": "model.norm.weight"}.get(name, "lm_head.weight")
    _, i, part, *end = name.split(".")
    if part == "mlp":
        return f"model.layers.{i}.mlp.{name.split('.')[3]}_proj.weight"
    if part.startswith("norm"):
        return f"model.layers.{i}.{'input' if part == 'norm1' else 'post_attention'}_layernorm.weight"
    if part.endswith("_norm"):
        return f"model.layers.{i}.self_attn.{part}.weight"
    return f"model.layers.{i}.self_attn.{'o' if part == 'out' else part}_proj.{end[0]}"


def rule(config, width, theta):
    for each in (config.get("rope_parameters") or {}, config.get("rope_scaling") or {}):
        kinds = {each.get("rope_type"), each.get("type")} - {None, "default"}
        if kinds - {"llama3"}:
            raise ValueError(f"rope: {each}")
        if kinds:
            return frequencies(width, theta, each)
    return None


def from_config(c):
    kind, n = c.get("model_type", "llama"), c["num_hidden_layers"]
    if kind not in {"llama", "mistral", "qwen2", "qwen3"}:
        raise ValueError(f"model_type: {kind}")
    for name, usual in (("hidden_act", "silu"), ("attention_bias", False), ("mlp_bias", False)):
        if c.get(name, usual) != usual:
            raise ValueError(f"{name}: {c[name]}")
    window, windows = c.get("sliding_window"), None
    if kind == "llama" and (window or c["max_position_embeddings"]) < c["max_position_embeddings"]:
        raise ValueError(f"sliding_window: {window}")
    if window and c.get("layer_types"):
        windows = [window if "sliding" in each else None for each in c["layer_types"]]
    elif window and kind == "mistral":
        windows = [window] * n
    elif window and c.get("use_sliding_window"):
        windows = [None if i < c["max_window_layers"] else window for i in range(n)]
    theta = (c.get("rope_parameters") or {}).get("rope_theta", c.get("rope_theta"))
    width = c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]
    more = {"head_dim": width, "qkv_bias": kind == "qwen2", "qk_norm": kind == "qwen3", "windows": windows}
    with torch.random.fork_rng(devices=[]):
        return ModernGPT(
            vocab_size=c["vocab_size"],
            context=c["max_position_embeddings"],
            dim=c["hidden_size"],
            n_heads=c["num_attention_heads"],
            n_kv_heads=c["num_key_value_heads"],
            hidden=c["intermediate_size"],
            n_layers=n,
            base=theta,
            eps=c["rms_norm_eps"],
            tied=c["tie_word_embeddings"],
            frequencies=rule(c, width, theta),
            **more,
        )


def from_llama(state, config):
    c, left = config, {name: w for name, w in state.items() if not re.search(r"inv_freq$", name)}
    model = from_config(c)
    tokens = left["model.embed_tokens.weight"]
    model = model.to(tokens if tokens.dtype == torch.float64 else tokens.float())
    if c["tie_word_embeddings"]:
        left.pop("lm_head.weight", None)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            weight = left.pop(theirs(name))
            count = {"q": c["num_attention_heads"], "k": c["num_key_value_heads"]}.get(name.split(".")[-2:][0])
            count = 1 if name.endswith(("q_norm", "k_norm")) else count
            parameter.copy_(neighbours(weight, count) if count else weight)
    if left:
        raise KeyError(f"what are {sorted(left)}?")
    return model
