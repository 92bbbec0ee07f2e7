"""The last red question is kept, and asked again."""

from __future__ import annotations

import shutil

import pytest

from dojo.authors.solutions import copied
from dojo.engine.base.files import KataFiles
from dojo.engine.base.mine import our_parts_of
from dojo.engine.process import wire
from dojo.run.ask import ask, kept
from tests.judging import judge_stub, place_of

BLOCK = "10_language_model/04_transformer_block"


@pytest.fixture
def block(tmp_path, monkeypatch) -> KataFiles:
    """A course of one kata and its parts, whose questions are too long to paste."""
    place = copied(place_of(BLOCK), tmp_path)
    for file in our_parts_of(place).values():
        shutil.copy(file, place.root / "katas" / file.relative_to(place.root / "reference"))
    monkeypatch.chdir(tmp_path)
    return place


def test_what_was_red_is_asked_again_with_its_inputs_in_full(block):
    file = block.solution(block.root / "katas")
    with pytest.raises(LookupError, match="has not been red yet"):
        ask(block, file, our_parts_of(block))
    model = block.reference(block.name).read_text(encoding="utf-8")
    file.write_text(model.replace("return x + self.mlp(self.norm2(x))", "return self.mlp(self.norm2(x))"))
    verdict = judge_stub(block, "--target=torch-cpu", "--stage=core")
    assert ("again", "dojo ask transformer_block") in verdict.red[0].lesson.rows
    *inputs, answer = ask(block, file, our_parts_of(block))
    inputs_of_it = [f"inputs[{i}]" for i in range(3)]
    assert [text.partition(" = ")[0] for text in inputs] == ["name", "given", "state", *inputs_of_it]
    assert not any("..." in text for text in inputs)
    assert "tensor(" in answer
    file.write_text(model)
    assert list(ask(block, file, our_parts_of(block)))[-1] != answer


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (None, "can't be read: "),
        (b"", "is of another version"),
        (wire.pack(7), "is of another version"),
        (wire.pack((["x"], 7)), "is of another version"),
    ],
    ids=["a folder", "nothing", "a number", "no question"],
)
def test_what_is_kept_and_is_no_question_is_told_in_one_line(block, held, words):
    there = kept(block)
    if held is None:
        there.mkdir(parents=True)
    else:
        there.parent.mkdir(parents=True)
        there.write_bytes(held)
    with pytest.raises(LookupError, match=words):
        ask(block, block.solution(block.root / "katas"), {})
