"""Right all the same: goes through the parameters of the model, and looks each up under GPT-2's name."""

import re

import torch

from mine.gpt import GPT

THEIRS = [
    (r"^tokens", "wte"),
    (r"^positions", "wpe"),
    (r"^norm\.", "ln_f."),
    (r"^blocks", "h"),
    (r"norm(\d)", r"ln_\1"),
    (r"attention\.qkv", "attn.c_attn"),
    (r"attention\.out", "attn.c_proj"),
    (r"\.up\.", ".mlp.c_fc."),
    (r"\.down\.", ".mlp.c_proj."),
]


def theirs(name):
    for ours, gpt2 in THEIRS:
        name = re.sub(ours, gpt2, name)
    return name


def from_gpt2(state, n_heads):
    prefix = "transformer." if any(name.startswith("transformer.") for name in state) else ""
    tokens, positions = state[f"{prefix}wte.weight"], state[f"{prefix}wpe.weight"]
    found = [re.match(rf"{re.escape(prefix)}h\.(\d+)\.", name) for name in state]
    n_layers = 1 + max(int(number[1]) for number in found if number)
    model = GPT(*tokens.shape[:1], len(positions), tokens.shape[1], n_heads, n_layers, "tanh")
    model = model.to(device=tokens.device, dtype=tokens.dtype)
    left = {name for name in state if not re.search(r"\.attn\.(masked_)?bias$", name)} - {"lm_head.weight"}
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            weight = state[prefix + theirs(name)]
            is_linear = parameter.ndim == 2 and name.startswith("blocks")
            parameter.copy_(weight.t() if is_linear else weight)
            left.remove(prefix + theirs(name))
    if left:
        raise KeyError(f"what are {left}?")
    return model


def to_gpt2(model):
    found = {}
    for name, parameter in model.named_parameters():
        weight = parameter.detach().clone()
        is_linear = weight.ndim == 2 and name.startswith("blocks")
        found[theirs(name)] = weight.t().contiguous() if is_linear else weight
    return found
