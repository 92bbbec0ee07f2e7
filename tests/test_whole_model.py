"""The hunt in a whole model: each bug is seen by the check of its part alone, and the hunt ends where all are mended."""

from __future__ import annotations

import operator
import re
import types

import pytest
import torch
from torch.nn import functional
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.engine.base.importing import load_trusted
from dojo.practice import whole_model

BUGS, CHECKS = whole_model.bugs(), whole_model.checks()
NAME = operator.itemgetter("name")


def loaded(chosen) -> dict[str, types.ModuleType]:
    """The three files with some bugs, each beside sound ones."""
    sound = {name: whole_model.SOUND / f"{name}.py" for name in ("model", "train")}
    texts = {
        name: re.sub(r"^from (model|train) ", r"from mine.\1 ", text, flags=re.M)
        for name, text in whole_model.planted(chosen).items()
    }
    return {name: load_trusted(whole_model.SOUND / name, sound, text) for name, text in texts.items()}


def failing(chosen) -> set[str]:
    """The parts whose checks fail, with some bugs."""
    modules = loaded(chosen)
    return {part for part, name in CHECKS.FILE_OF.items() if CHECKS.check(modules[name], part, str(whole_model.SOUND))}


def test_the_sound_files_pass_every_check():
    assert failing([]) == set()
    assert set(CHECKS.ABOUT) == set(CHECKS.FILE_OF) == {bug["part"] for bug in BUGS}
    assert len({bug["name"] for bug in BUGS}) == len(BUGS) >= 30


@pytest.mark.parametrize("bug", BUGS, ids=NAME)
def test_a_bug_is_seen_by_the_check_of_its_part_alone(bug):
    assert failing([bug]) == {bug["part"]}
    assert len(bug["words"].split()) > 8


@pytest.mark.parametrize("bug", [bug for bug in BUGS if CHECKS.FILE_OF[bug["part"]] == "train.py"], ids=NAME)
def test_every_window_of_a_training_is_cut(bug):
    train = loaded([bug])["train.py"]
    train.step_of = train.held_out = lambda *_: 0.0
    train.train(say=lambda *_: None)


@pytest.fixture(scope="module")
def sound():
    """The sound files, with a model that they have trained."""
    modules = loaded([])
    return modules, *modules["train.py"].train(say=lambda *_: None)


def _written(modules, model, letters) -> torch.Tensor:
    ids = torch.tensor([[letters.index(letter) for letter in "The "]])
    return modules["sample.py"].generate(model, ids, 400, generator=torch.Generator().manual_seed(0))


def _cost(model, ids) -> float:
    """The nats a letter that a model gives a text of more than 32."""
    windows = ids[0].unfold(0, model.context + 1, 1)
    with torch.no_grad():
        return float(functional.cross_entropy(model.eval()(windows[:, :-1])[:, -1], windows[:, -1]))


@pytest.mark.sampled(25)
@pytest.mark.parametrize("bug", BUGS, ids=NAME)
def test_a_bug_does_to_loss_and_text_what_is_said_of_it(bug, sound):
    """Bounds overlap where the figures of two machines may lie on either side of one."""
    _, judge, letters, right = sound
    modules = loaded([bug])
    modules["train.py"].GPT = modules["model.py"].GPT
    said: list[str] = []
    model, _, end = modules["train.py"].train(say=said.append)
    learnt, cost = float(said[-2].split()[3]), _cost(judge, _written(modules, model, letters))
    falls, low, high, odd = right - 0.3 < end < 2.75, end < right - 0.5, 2.7 < end < 5, learnt < 1 and end > 5
    assert {"falls": falls, "low": low, "high": high, "odd": odd}[bug["loss"]]
    assert {"right": 1.1 < cost < 2.6, "wrong": not 1.2 < cost < 2.45}[bug["text"]]


def test_the_head_of_a_hunt_says_what_is_seen_of_its_bugs():
    kinds = {(bug["loss"], bug["text"]): bug for bug in BUGS}
    falls, low, high = kinds["falls", "right"], kinds["low", "wrong"], kinds["high", "wrong"]
    assert whole_model.seen([falls, falls]) == "The loss falls, and the text looks nearly right."
    assert whole_model.seen([falls, high]) == "The loss stays high, and the text looks wrong."
    assert whole_model.seen([low, high]) == "The loss is not what it should be, and the text looks wrong."


@pytest.mark.sampled(5)
@pytest.mark.parametrize("seed", range(100))
def test_no_bug_of_three_hides_another(seed):
    chosen = whole_model.drawn(3, seed)
    assert failing(chosen) == {bug["part"] for bug in chosen}
    assert len({bug["part"] for bug in chosen}) == 3


def test_as_many_bugs_as_there_are_parts():
    assert failing(whole_model.drawn(len(CHECKS.FILE_OF), 0)) == set(CHECKS.FILE_OF)
    with pytest.raises(ValueError, match="--bugs 14: there are from 1 to 13"):
        whole_model.drawn(14, 0)


@pytest.fixture
def debug(course, monkeypatch):
    monkeypatch.chdir(course.root)

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["debug", *arguments])
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    return run


def test_a_hunt_ends_when_all_is_mended_and_training_goes_as_far(course, debug):
    assert "no hunt in a whole model is on" in debug("--check", "attention", code=1)
    assert "with 2 bugs" in debug("--model", "--bugs", "2", "--seed", "5")
    folder, chosen = course.root / "hunts/whole_model", whole_model.drawn(2, 5)
    texts = {file.name: file.read_text() for file in folder.iterdir()}
    for bug in chosen:
        assert bug["name"] not in "".join(texts.values())
        assert bug["words"] not in "".join(texts.values())
        assert f"{bug['part']}: right" not in debug("--check", bug["part"])
    assert "there is no such part" in debug("--check", "atention", code=1)
    assert "2 parts are not right yet" in debug("--model")
    assert {debug("--model", "--hint"), debug("--model", "--hint")} == {
        f"Look at this part: {CHECKS.ABOUT[bug['part']]}" for bug in chosen
    }
    for name, text in whole_model.planted([]).items():
        (folder / name).write_text(text)
    told = debug("--model")
    assert "Each part is right. Now your three files are trained" in told.partition("yours: ")[0]
    assert "Sound: the training ends at" in told
    assert all(bug["words"] in told for bug in chosen)
    assert not folder.exists()
    assert list(course.root.glob(".dojo/aside/*/hunts/whole_model/model.py"))


def test_a_training_that_goes_less_far_is_told(course, debug):
    debug("--model", "--seed", "5")
    for name, text in whole_model.planted([]).items():
        (course.root / "hunts/whole_model" / name).write_text(text.replace("range(steps)", "range(3)"))
    assert "Each part is right, but your training ends at" in debug("--model")


def test_a_hunt_that_is_given_up_shows_its_bugs_and_a_new_one_keeps_the_old_files(course, debug):
    debug("--model", "--bugs", "1", "--seed", "2")
    (bug,) = whole_model.drawn(1, 2)
    assert bug["words"] in debug("--model", "--give-up")
    debug("--model", "--seed", "3")
    assert len(list(course.root.glob(".dojo/aside/*/hunts/whole_model/model.py"))) == 1
