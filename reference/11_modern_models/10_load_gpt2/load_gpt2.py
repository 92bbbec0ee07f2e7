"""Load GPT-2: notice that nothing but names and a transpose lies between its weights and your model."""

import torch

from mine.gpt import GPT

PARTS = {
    "ln_1": "norm1",
    "attn.c_attn": "attention.qkv",
    "attn.c_proj": "attention.out",
    "ln_2": "norm2",
    "mlp.c_fc": "up",
    "mlp.c_proj": "down",
}
MASKS = (".attn.bias", ".attn.masked_bias")
LINEAR = ("c_attn.weight", "c_proj.weight", "c_fc.weight")


def names(n_layers):
    """Our name for each of GPT-2's."""
    parts = {f"h.{i}.{theirs}": f"blocks.{i}.{ours}" for i in range(n_layers) for theirs, ours in PARTS.items()}
    parts |= {"ln_f": "norm"}
    both = {f"{theirs}.{kind}": f"{ours}.{kind}" for theirs, ours in parts.items() for kind in ("weight", "bias")}
    return both | {"wte.weight": "tokens.weight", "wpe.weight": "positions.weight"}


def from_gpt2(state, n_heads):
    """Build a GPT, and copy GPT-2's weights into it."""
    given = {name.removeprefix("transformer."): weight for name, weight in state.items()}
    given = {name: weight for name, weight in given.items() if not name.endswith(MASKS) and name != "lm_head.weight"}
    n_layers = len({name.split(".")[1] for name in given if name.startswith("h.")})
    ours = names(n_layers)
    if wrong := ours.keys() ^ given.keys():
        raise ValueError(f"missing or unknown: {', '.join(sorted(wrong))}")
    (vocab_size, dim), (context, _) = given["wte.weight"].shape, given["wpe.weight"].shape
    model = GPT(vocab_size, context, dim, n_heads, n_layers, approximate="tanh").to(given["wte.weight"])
    weights = {ours[name]: weight.T if name.endswith(LINEAR) else weight for name, weight in given.items()}
    model.load_state_dict(weights | {"head.weight": given["wte.weight"]})
    return model


def to_gpt2(model):
    """Give GPT-2's names to copies of a GPT's weights, as its files have them."""
    own, weights = model.state_dict(), {}
    for theirs, ours in names(len(model.blocks)).items():
        weight = own[ours].T if theirs.endswith(LINEAR) else own[ours]
        weights[theirs] = weight.clone(memory_format=torch.contiguous_format)
    return weights
