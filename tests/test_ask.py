"""The last red question is kept, and asked again."""

from __future__ import annotations

import shutil

import pytest

from dojo.base.files import KataFiles
from dojo.run.ask import ask
from tests.judging import ROOT, judge

BLOCK = "10_language_model/04_transformer_block"


@pytest.fixture
def block(tmp_path, monkeypatch) -> KataFiles:
    """A course of one kata, whose questions are too long to paste."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for tree in ("katas", "reference"):
        shutil.copytree(ROOT / tree / BLOCK, tmp_path / tree / BLOCK)
    monkeypatch.chdir(tmp_path)
    return KataFiles(tmp_path.resolve(), *BLOCK.split("/"))


def test_what_was_red_is_asked_again_with_its_inputs_in_full(block):
    file = block.solution(block.root / "katas")
    with pytest.raises(LookupError, match="has not been red yet"):
        next(ask(block, file))
    model = block.reference(block.name).read_text(encoding="utf-8")
    file.write_text(model.replace("return x + self.mlp(self.norm2(x))", "return self.mlp(self.norm2(x))"))
    verdict = judge(block, None, "--target=torch-cpu", "--stage=core")
    assert ("again", "dojo ask transformer_block") in verdict.red[0].lesson.rows
    *inputs, answer = ask(block, file)
    assert [text.partition(" = ")[0] for text in inputs] == ["name", "given", "state", "inputs[0]", "inputs[1]"]
    assert not any("..." in text for text in inputs)
    assert "tensor(" in answer
    file.write_text(model)
    assert list(ask(block, file))[-1] != answer
