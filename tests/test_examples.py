"""The example that loads published weights: on a small random model of the same layout, and without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from tests.judging import ROOT

GPT2 = ROOT / "examples/gpt2.py"
WITH_OURS = """
import pathlib, runpy, sys
import dojo.mine
from dojo.engine.base.files import find_katas
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import all_parts
root = pathlib.Path.cwd()
open_mine(all_parts(find_katas(root), root / "reference"))
sys.modules.update(dict.fromkeys(sys.argv.pop(1).split(), None))  # libraries that are said to be missing
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs an example with our model solutions as ``mine``."""
VOCAB, CONTEXT, DIM, HEADS, LAYERS = 258, 12, 16, 2, 2
TEXT = "the cat"


def weights() -> dict[str, torch.Tensor]:
    """Random weights under GPT-2's names, with a mask for each block."""
    draw = torch.Generator().manual_seed(0)
    shapes = {"wte.weight": (VOCAB, DIM), "wpe.weight": (CONTEXT, DIM), "ln_f.weight": (DIM,), "ln_f.bias": (DIM,)}
    linear = {"attn.c_attn": (DIM, 3 * DIM), "attn.c_proj": (DIM, DIM)}
    linear |= {"mlp.c_fc": (DIM, 4 * DIM), "mlp.c_proj": (4 * DIM, DIM)}
    for i in range(LAYERS):
        shapes |= {f"h.{i}.{norm}.{kind}": (DIM,) for norm in ("ln_1", "ln_2") for kind in ("weight", "bias")}
        shapes |= {f"h.{i}.{name}.weight": shape for name, shape in linear.items()}
        shapes |= {f"h.{i}.{name}.bias": shape[1:] for name, shape in linear.items()}
    masks = {f"h.{i}.attn.bias": torch.ones(CONTEXT, CONTEXT).tril()[None, None] for i in range(LAYERS)}
    return {name: torch.randn(shape, generator=draw) / 2 for name, shape in shapes.items()} | masks


def logits(w: dict[str, torch.Tensor], ids: torch.Tensor) -> torch.Tensor:
    """What GPT-2 says of the next token, by torch's functions on the weights as they are stored."""
    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    for i in range(LAYERS):
        h = {name.removeprefix(f"h.{i}."): value for name, value in w.items()}
        y = F.layer_norm(x, (DIM,), h["ln_1.weight"], h["ln_1.bias"])
        q, k, v = (y @ h["attn.c_attn.weight"] + h["attn.c_attn.bias"]).view(-1, 3, HEADS, DIM // HEADS).unbind(1)
        y = F.scaled_dot_product_attention(*(p.transpose(0, 1)[None] for p in (q, k, v)), is_causal=True)
        y = y[0].transpose(0, 1).flatten(1)
        x = x + y @ h["attn.c_proj.weight"] + h["attn.c_proj.bias"]
        y = F.layer_norm(x, (DIM,), h["ln_2.weight"], h["ln_2.bias"])
        y = F.gelu(y @ h["mlp.c_fc.weight"] + h["mlp.c_fc.bias"], approximate="tanh")
        x = x + y @ h["mlp.c_proj.weight"] + h["mlp.c_proj.bias"]
    return F.layer_norm(x, (DIM,), w["ln_f.weight"], w["ln_f.bias"])[-1] @ w["wte.weight"].T


@pytest.fixture
def folder(tmp_path):
    """The four files of a small GPT-2, whose tokens are the 256 bytes and two merges."""
    save_file = pytest.importorskip("safetensors.torch").save_file
    ByteLevel = pytest.importorskip("tokenizers").pre_tokenizers.ByteLevel
    tokens = [*sorted(ByteLevel.alphabet()), "th", "the"]
    (tmp_path / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}), encoding="utf-8")
    (tmp_path / "merges.txt").write_text("#version: 0.2\nt h\nth e\n", encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps({"n_head": HEADS}), encoding="utf-8")
    save_file(weights(), tmp_path / "model.safetensors")
    return tmp_path


def ran(folder: Path, *words: str, missing: str = "") -> subprocess.CompletedProcess:
    """The example in a process of its own, on the model in a folder."""
    command = [sys.executable, "-c", WITH_OURS, missing, str(GPT2), TEXT, "--model", str(folder), *words]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=ROOT, check=False)


def test_goes_on_with_a_text_as_gpt2_does(folder):
    from tokenizers import ByteLevelBPETokenizer

    tokenizer = ByteLevelBPETokenizer.from_file(str(folder / "vocab.json"), str(folder / "merges.txt"))
    assert tokenizer.encode(TEXT).tokens == ["the", "Ġ", "c", "a", "t"]
    ids = tokenizer.encode(TEXT).ids
    for _ in range(10):  # more than the context holds
        ids.append(int(logits(weights(), torch.tensor(ids[-CONTEXT:])).argmax()))
    done = ran(folder, "--tokens", "10", "--temperature", "0")
    assert done.stdout == tokenizer.decode(ids) + "\n", done.stderr


def test_the_same_seed_writes_the_same_text(folder):
    one, again, other = (ran(folder, "--seed", seed).stdout for seed in "112")
    assert one == again
    assert one != other


def test_says_in_a_sentence_that_there_is_no_network(tmp_path):
    pytest.importorskip("huggingface_hub")
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, str(GPT2), TEXT]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("GPT-2 can't be fetched (")
    assert done.stderr.count("\n") == 1


def test_names_the_files_where_a_folder_lacks_one(folder):
    (folder / "config.json").unlink()
    assert "config.json, model.safetensors, vocab.json, merges.txt" in ran(folder).stderr


@pytest.mark.parametrize("library", ["safetensors", "tokenizers"])
def test_says_how_to_install_what_is_missing(folder, library):
    assert ran(folder, missing=library).stderr.strip().endswith("pip install 'genai-katas[gpt2]'")
