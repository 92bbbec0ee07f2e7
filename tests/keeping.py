"""Small models of both kinds, as a milestone keeps them, with weights of all sizes."""

from __future__ import annotations

import importlib

import torch

import dojo.mine  # noqa: F401  (importing from mine then finds what is opened)
from dojo.engine.base.files import find_katas
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import all_parts
from dojo.models.kept import Kept
from tests.judging import ROOT

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
