"""``dojo export``: the learner's model as a folder that ``transformers`` loads."""

from __future__ import annotations

import json
from pathlib import Path

from dojo.engine.base.disk import write_whole
from dojo.engine.base.targets import load_torch
from dojo.models.borrowed import by_yours
from dojo.models.kept import Kept
from dojo.models.published import INDEX, read

TAKES = {"gpt": ("load_gpt2", "to_gpt2"), "modern_gpt": ("load_llama", "neighbours")}
"""For each kind of model the kata that is asked for the way back, and the function in it."""
GPT = ("norm1", "attention.qkv", "attention.out", "norm2", "up", "down")
"""The layers of a block of a GPT, which its statement names."""
LLAMA = {
    "norm1": "input_layernorm.weight",
    "q.weight": "self_attn.q_proj.weight",
    "k.weight": "self_attn.k_proj.weight",
    "v.weight": "self_attn.v_proj.weight",
    "out.weight": "self_attn.o_proj.weight",
    "norm2": "post_attention_layernorm.weight",
    "mlp.gate.weight": "mlp.gate_proj.weight",
    "mlp.up.weight": "mlp.up_proj.weight",
    "mlp.down.weight": "mlp.down_proj.weight",
}
"""The weights of a block of a ModernGPT, which its statement names, and Llama's names for them."""
FAMILIES = {f"{name}.bias": f"self_attn.{name}_proj.bias" for name in "qkv"}
FAMILIES |= {f"{name}_norm": f"self_attn.{name}_norm.weight" for name in "qk"}
"""Those that a block of some families has beside them."""


def export(kept: Kept, folder: Path) -> dict[str, int]:
    """Write a folder: config, weights and tokenizer. The learner's parts are open.

    Parameters
    ----------
    kept : Kept
        The model, its tokenizer and how it is made.
    folder : Path
        A new one, or one that is empty.

    Returns
    -------
    dict of str to int
        The size in bytes of each file.

    Raises
    ------
    ImportError
        Where ``safetensors`` is not installed.
    LookupError
        Where a part is not written or raises, or the model has not the weights that its statement names.
    ValueError
        Where there is something in the folder, or two tokens spell the same bytes.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty: name a new folder")
    files = files_of(kept)
    folder.mkdir(parents=True, exist_ok=True)
    for name, held in files.items():
        write_whole(folder / name, held)
    return {name: len(held) for name, held in files.items()}


def files_of(kept: Kept) -> dict[str, bytes]:
    """Return what each file holds, by its name; `export` says what it takes and raises."""
    try:
        from safetensors.torch import save
    except ModuleNotFoundError:
        raise ImportError("dojo export needs safetensors: pip install safetensors") from None
    settings = settings_of(kept)
    settings["tied"] = kept.model.head.weight is kept.model.tokens.weight
    config, weights = {"gpt": as_gpt2, "modern_gpt": as_llama}[kept.config["part"]](kept.model, settings)
    head = {} if settings["tied"] else {"lm_head.weight": kept.model.head.weight.detach()}
    texts = its_texts(kept.config["folder"]) if "folder" in kept.config else texts_of(kept, config, settings)
    files = {name: json.dumps(held, indent=2).encode() for name, held in texts.items()}
    return files | {"model.safetensors": save(weights | head, metadata={"format": "pt"})}


def texts_of(kept: Kept, config: dict, settings: dict) -> dict[str, dict]:
    """Return what the files beside the weights say, by their names."""
    return {
        "config.json": config | {"tie_word_embeddings": settings["tied"], "bos_token_id": None, "eos_token_id": None},
        "tokenizer.json": tokenizer_of(kept.tokenizer),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": settings["context"],
            "clean_up_tokenization_spaces": False,
        },
    }


def its_texts(folder: str) -> dict[str, dict]:
    """Return what the files of a published model say: the same, but that its weights have 32 bits now."""
    texts = {file.name: read(file) for file in Path(folder).glob("*.json") if file.name != INDEX}
    wide = {"dtype": "float32", "torch_dtype": "float32"}  # transformers 4 reads the second one
    return texts | {"config.json": texts["config.json"] | wide}


# ---------------------------------------------------------------------------- config and weights


def settings_of(kept: Kept) -> dict:
    """Return what another program needs beside the weights, which have to be there.

    Raises
    ------
    LookupError
        Where the model has not the weights that its statement names.
    """
    model, given, dim = kept.model, kept.config["arguments"], kept.model.tokens.weight.shape[1]
    is_modern = kept.config["part"] == "modern_gpt"
    first = ["tokens.weight", "norm"] if is_modern else ["tokens.weight", "positions.weight", "norm.weight"]
    each = LLAMA if is_modern else [f"{layer}.weight" for layer in GPT]
    names = first + [f"blocks.{layer}.{name}" for layer in range(given["n_layers"]) for name in each]
    if missing := [name for name in names if name not in model.state_dict()]:
        raise LookupError(f"your {kept.config['class']} has no weight {missing[0]}, which its statement names")
    eps = 1e-6 if is_modern else getattr(model.norm, "eps", 1e-5)  # torch's own, where a norm of theirs does not say
    return {
        "part": kept.config["part"],
        "context": model.context,
        "vocab": model.tokens.weight.shape[0],
        "dim": dim,
        "layers": given["n_layers"],
        "heads": given["n_heads"],
        "kvHeads": given.get("n_kv_heads", given["n_heads"]),
        "width": given.get("head_dim") or dim // given["n_heads"],
        "hidden": given.get("hidden", 4 * dim),
        "eps": given.get("eps", eps),
        "base": given.get("base", 10000.0),
        "tanh": given.get("approximate", "none") == "tanh",
    }


def as_gpt2(model, settings: dict) -> tuple[dict, dict]:
    """Return the config of a GPT as GPT-2's, and its weights, by the learner's ``to_gpt2``."""
    config = {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "vocab_size": settings["vocab"],
        "n_positions": settings["context"],
        "n_embd": settings["dim"],
        "n_layer": settings["layers"],
        "n_head": settings["heads"],
        "n_inner": settings["hidden"],
        "activation_function": "gelu_new" if settings["tanh"] else "gelu",
        "layer_norm_epsilon": settings["eps"],
    }
    return config, {f"transformer.{name}": weight for name, weight in by_yours(*TAKES["gpt"], model).items()}


def as_llama(model, settings: dict) -> tuple[dict, dict]:
    """Return the config of a ModernGPT as Llama's, and its weights, by the way back of the learner's ``neighbours``."""
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": settings["vocab"],
        "max_position_embeddings": settings["context"],
        "hidden_size": settings["dim"],
        "intermediate_size": settings["hidden"],
        "num_hidden_layers": settings["layers"],
        "num_attention_heads": settings["heads"],
        "num_key_value_heads": settings["kvHeads"],
        "head_dim": settings["width"],
        "rms_norm_eps": settings["eps"],
        "rope_theta": settings["base"],  # transformers 4 reads this one, and 5 the next
        "rope_parameters": {"rope_type": "default", "rope_theta": settings["base"]},
    }
    state = model.state_dict()
    weights = {"model.embed_tokens.weight": state["tokens.weight"], "model.norm.weight": state["norm"]}
    heads = {
        f"{part}.{kind}": settings[n] for part, n in (("q", "heads"), ("k", "kvHeads")) for kind in ("weight", "bias")
    }
    heads |= {"q_norm": 1, "k_norm": 1}
    for layer in range(settings["layers"]):
        there = {ours: theirs for ours, theirs in (LLAMA | FAMILIES).items() if f"blocks.{layer}.{ours}" in state}
        for ours, theirs in there.items():
            weight = state[f"blocks.{layer}.{ours}"]
            weight = halves(weight, heads[ours]) if ours in heads else weight
            weights[f"model.layers.{layer}.{theirs}"] = weight.contiguous()
    return config, weights


def halves(weight, heads: int):
    """Return the rows of a weight in the order of Llama's files, which the learner's ``neighbours`` turns into this."""
    rows = load_torch().arange(len(weight))
    return weight[by_yours(*TAKES["modern_gpt"], rows[:, None], heads).flatten().argsort()]


# ---------------------------------------------------------------------------- tokenizer


def tokenizer_of(tokenizer) -> dict:
    """Return a tokenizer in the format of the library ``tokenizers``: byte pairs, in a text that is not cut into words.

    Raises
    ------
    ValueError
        Where two tokens spell the same bytes: the library knows a token by its spelling, so it would lose one of them.
    """
    numbers: dict[bytes, int] = {}
    for number, token in tokenizer.vocab.items():
        if (first := numbers.setdefault(token, number)) != number:
            raise ValueError(
                f"tokens {first} and {number} of your tokenizer both spell {token!r}. transformers knows a token by its"
                " spelling, so one of them would be lost. Train on another text, or with fewer merges"
            )
    spelled = {number: spelling(token) for token, number in numbers.items()}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    merges = [[spelled[left], spelled[right]] for left, right in tokenizer.merges]
    model = {"type": "BPE", "vocab": {word: number for number, word in spelled.items()}, "merges": merges}
    return {"version": "1.0", "added_tokens": [], "pre_tokenizer": level, "decoder": level, "model": model}


def spelling(token: bytes) -> str:
    """Spell a token with a printable character for each byte, as GPT-2 does: those not printable begin at 256."""
    return "".join(LETTERS[byte] for byte in token)


_PRINTABLE = {*range(33, 127), *range(161, 173), *range(174, 256)}
_OTHERS = [byte for byte in range(256) if byte not in _PRINTABLE]
LETTERS = [chr(byte if byte in _PRINTABLE else 256 + _OTHERS.index(byte)) for byte in range(256)]
