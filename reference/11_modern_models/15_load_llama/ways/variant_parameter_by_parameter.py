"""Right all the same: goes through the parameters of the model, and turns rows by a list of their numbers."""

import re

import torch

from mine.modern_gpt import ModernGPT


def neighbours(weight, heads):
    rows = torch.arange(len(weight), device=weight.device).reshape(heads, 2, -1).mT.flatten()
    return weight[rows]


def theirs(name):
    if name in ("tokens.weight", "norm", "head.weight"):
        return {"tokens.weight": "model.embed_tokens.weight", "norm": "model.norm.weight"}.get(name, "lm_head.weight")
    _, i, part, *_ = name.split(".")
    if part == "mlp":
        return f"model.layers.{i}.mlp.{name.split('.')[3]}_proj.weight"
    if part.startswith("norm"):
        return f"model.layers.{i}.{'input' if part == 'norm1' else 'post_attention'}_layernorm.weight"
    return f"model.layers.{i}.self_attn.{'o' if part == 'out' else part}_proj.weight"


def from_llama(state, config):
    c, left = config, {name: w for name, w in state.items() if not re.search(r"inv_freq$", name)}
    rope = c.get("rope_parameters") or {}
    for each in (rope, c.get("rope_scaling") or {}):
        if {each.get("rope_type"), each.get("type")} - {None, "default"}:
            raise ValueError(f"rope: {each}")
    if c.get("hidden_act", "silu") != "silu":
        raise ValueError(f"hidden_act: {c['hidden_act']}")
    if (c.get("sliding_window") or c["max_position_embeddings"]) < c["max_position_embeddings"]:
        raise ValueError(f"sliding_window: {c['sliding_window']}")
    with torch.random.fork_rng(devices=[]):
        model = ModernGPT(
            vocab_size=c["vocab_size"],
            context=c["max_position_embeddings"],
            dim=c["hidden_size"],
            n_heads=c["num_attention_heads"],
            n_kv_heads=c["num_key_value_heads"],
            hidden=c["intermediate_size"],
            n_layers=c["num_hidden_layers"],
            base=rope.get("rope_theta", c["rope_theta"]),
            eps=c["rms_norm_eps"],
        )
    tokens = left["model.embed_tokens.weight"]
    model = model.to(tokens if tokens.dtype == torch.float64 else tokens.float())
    if c["tie_word_embeddings"]:
        left.pop("lm_head.weight", None)
    else:
        model.head.weight = torch.nn.Parameter(torch.zeros_like(model.tokens.weight))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            weight = left.pop(theirs(name))
            count = {"q": c["num_attention_heads"], "k": c["num_key_value_heads"]}.get(name.split(".")[-2:][0])
            parameter.copy_(neighbours(weight, count) if count else weight)
    if left:
        raise KeyError(f"what are {sorted(left)}?")
    return model
