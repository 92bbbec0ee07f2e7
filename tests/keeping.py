"""Small models of both kinds, as a milestone keeps them, with weights of all sizes; and folders of published ones."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import torch

import dojo.mine  # noqa: F401  (importing from mine then finds what is opened)
from dojo.engine.base.files import find_katas
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import all_parts
from dojo.models.kept import Kept
from tests.judging import KATAS, ROOT

TEXT = "When a model is trained on a text, it learns what comes next: naïve — ☃ 😀. " * 20
HOSTILE = "naïve — ☃ 😀 \x00 </script> \r\n é e\u0301 \U0010ffff"
GPT = {"vocab_size": 300, "context": 12, "dim": 32, "n_heads": 4, "n_layers": 2}
CONFIGS = {
    "gpt": {"part": "gpt", "class": "GPT", "arguments": GPT},
    "tanh": {"part": "gpt", "class": "GPT", "arguments": {**GPT, "approximate": "tanh"}},
    "modern_gpt": {
        "part": "modern_gpt",
        "class": "ModernGPT",
        "arguments": {**GPT, "n_kv_heads": 2, "hidden": 24, "base": 500.0, "eps": 1e-5},
    },
}


def opened() -> None:
    """Make our model solutions what is imported from ``mine``."""
    open_mine(all_parts(find_katas(ROOT), ROOT / "reference"))


def kept_of(name: str, moved: float = 0.5) -> Kept:
    """A small model, its weights moved from where they begin, and a tokenizer."""
    opened()
    from mine.byte_pair_encoding import Tokenizer

    config = CONFIGS[name]
    torch.manual_seed(0)
    model = getattr(importlib.import_module(f"mine.{config['part']}"), config["class"])(**config["arguments"]).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * moved)
    tokenizer = Tokenizer()
    tokenizer.train(TEXT, 300)
    return Kept(model, tokenizer, config, 600)


# ---------------------------------------------------------------------------- published models

LLAMA = {
    "model_type": "llama",
    "vocab_size": 258,
    "max_position_embeddings": 24,
    "hidden_size": 16,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "rope_theta": 500.0,
    "rms_norm_eps": 1e-3,
    "tie_word_embeddings": True,
}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
FAMILIES = {
    "llama": {},
    "own_head": {"tie_word_embeddings": False},
    "llama31": {"rope_scaling": {**LLAMA3, "original_max_position_embeddings": 16}},
    "mistral": {"model_type": "mistral", "sliding_window": 5},
    "qwen2": {"model_type": "qwen2"},
    "qwen3": {"model_type": "qwen3", "head_dim": 6},
}


def published(folder: Path, parts: int = 1, **given) -> tuple[dict, dict]:
    """Write a folder of a model, as transformers does, in one file of weights or several; its weights and config."""
    folder.mkdir(parents=True)
    config = LLAMA | given
    state = random_weights(config)
    save_weights(folder, state, parts)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    save_tokenizer(folder)
    return state, config


def random_weights(config: dict) -> dict[str, torch.Tensor]:
    """Random weights of 16 bits under the names of a family."""
    draw, dim, hidden = torch.Generator().manual_seed(0), config["hidden_size"], config["intermediate_size"]
    width = config.get("head_dim", dim // config["num_attention_heads"])
    q, kv = (config[f"num_{heads}_heads"] * width for heads in ("attention", "key_value"))
    block = {"input_layernorm.weight": (dim,), "post_attention_layernorm.weight": (dim,)}
    block |= {f"self_attn.{name}_proj.weight": (rows, dim) for name, rows in (("q", q), ("k", kv), ("v", kv))}
    block |= {"self_attn.o_proj.weight": (dim, q), "mlp.down_proj.weight": (dim, hidden)}
    block |= {f"mlp.{name}_proj.weight": (hidden, dim) for name in ("gate", "up")}
    if config["model_type"] == "qwen2":
        block |= {f"self_attn.{name}_proj.bias": (rows,) for name, rows in (("q", q), ("k", kv), ("v", kv))}
    if config["model_type"] == "qwen3":
        block |= {f"self_attn.{name}_norm.weight": (width,) for name in "qk"}
    shapes = {"model.embed_tokens.weight": (config["vocab_size"], dim), "model.norm.weight": (dim,)}
    shapes |= {} if config["tie_word_embeddings"] else {"lm_head.weight": (config["vocab_size"], dim)}
    layers = range(config["num_hidden_layers"])
    shapes |= {f"model.layers.{i}.{name}": shape for i in layers for name, shape in block.items()}
    return {name: torch.randn(shape, generator=draw).bfloat16() / 2 for name, shape in shapes.items()}


def save_weights(folder: Path, state: dict[str, torch.Tensor], parts: int) -> None:
    """Write the weights in one file or several; beside these lies a file that is no part of them, as some have it."""
    from safetensors.torch import save_file

    names = [f"model-{i:05}-of-{parts:05}.safetensors" for i in range(1, parts + 1)]
    held = {name: names[i % parts] for i, name in enumerate(state)}
    for file in names:
        one = {name: state[name] for name in state if held[name] == file}
        save_file(one, folder / (file if parts > 1 else "model.safetensors"))
    if parts > 1:
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": held}), encoding="utf-8")
        save_file({"adapter": torch.zeros(1)}, folder / "model-of-others.safetensors")


def save_tokenizer(folder: Path) -> None:
    """Write a tokenizer of the 256 bytes and two merges, which cuts a text as GPT-2's does."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    tokens = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "th", "the"]
    vocab, merges = {token: i for i, token in enumerate(tokens)}, [("t", "h"), ("th", "e")]
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.save(str(folder / "tokenizer.json"))


def course_in(root: Path, filled: bool = True) -> None:
    """Make a course of a folder: its stubs, or our solutions as the learner's own."""
    for place in KATAS:
        stub = root / place.solution(place.root / "katas").relative_to(place.root)
        stub.parent.mkdir(parents=True)
        stub.with_name(f"test_{place.name}.py").touch()
        held = place.reference(place.name) if filled else place.solution(ROOT / "katas")
        stub.write_bytes(held.read_bytes())
    (root / "reference").mkdir()
