"""The script that draws the reliability diagram of the learner's own GPT: on a small model that is kept, with ours."""

from __future__ import annotations

import re
import runpy

import numpy as np
import pytest
import torch

import dojo.mine  # noqa: F401  (the script's own import then changes nothing)
from dojo.engine.base.files import find_katas
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import all_parts
from dojo.milestone import begun
from dojo.models.kept import keep, kept_model
from tests.judging import ROOT

SCRIPT = ROOT / "katas/12_adaptation/07_calibration/your_gpt.py"
TEXT = "When a model is trained on a text, it learns what comes next. " * 20
CONFIG = {
    "part": "gpt",
    "class": "GPT",
    "arguments": {"vocab_size": 280, "context": 16, "dim": 32, "n_heads": 4, "n_layers": 1},
}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An empty course, in which no GPT is kept yet."""
    monkeypatch.setattr("dojo.milestone.find_root", lambda: tmp_path)
    monkeypatch.setattr("dojo.milestone._ours_in", lambda part: [])  # the parts that are opened here count as one's own
    open_mine(all_parts(find_katas(ROOT), ROOT / "reference"))
    return tmp_path


@pytest.fixture
def model(course):
    """A small GPT and its tokenizer, kept as milestone 10 does."""
    from mine.byte_pair_encoding import Tokenizer
    from mine.gpt import GPT

    torch.manual_seed(0)
    model, tokenizer = GPT(**CONFIG["arguments"]).eval(), Tokenizer()
    tokenizer.train(TEXT, 280)
    keep(kept_model(course), model, tokenizer, CONFIG)
    return model, tokenizer


def test_draws_the_gpt_that_is_kept(course, model, capsys):
    file = course / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    with begun():
        assert runpy.run_path(str(SCRIPT))["main"]([str(file)]) is None
    said = capsys.readouterr().out
    gpt, tokenizer = model
    ids = torch.tensor(tokenizer.encode(TEXT[len(TEXT) * 9 // 10 :]))
    with torch.no_grad():
        pieces = [gpt(x[None])[0].softmax(-1) for x in ids[:-1].split(gpt.context)]
    confidence, classes = torch.cat(pieces).max(-1)
    found = np.array([line.split() for line in said.split("\n")[1:11] if len(line.split()) == 3], float)
    assert found[:, 0].sum() == len(ids) - 1
    assert abs(found[:, 0] @ found[:, 1] / (len(ids) - 1) - confidence.mean()) < 1e-3
    assert abs(found[:, 0] @ found[:, 2] / (len(ids) - 1) - (classes == ids[1:]).double().mean()) < 1e-3
    ece = found[:, 0] @ abs(found[:, 2] - found[:, 1]) / (len(ids) - 1)
    assert abs(float(re.search(r"temperature 1: ECE ([0-9.]+)", said)[1]) - ece) < 2e-3
    assert (course / "pictures" / "calibration_of_your_gpt.png").stat().st_size > 2000


def test_says_that_no_gpt_is_kept(course):
    assert "dojo milestone 10" in runpy.run_path(str(SCRIPT))["main"]([])
