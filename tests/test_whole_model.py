"""The hunt in a whole model: each bug is seen by the check of its part alone, and the hunt ends where all are mended."""

from __future__ import annotations

import types

import pytest
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.practice import whole_model
from dojo.practice.whole import checks

BUGS = whole_model.bugs()


def failing(chosen) -> set[str]:
    """The parts whose checks fail, with some bugs."""
    modules = {}
    for name, text in whole_model.planted(chosen).items():
        text = text.replace("from model ", "from dojo.practice.whole.model ").replace(
            "from train ", "from dojo.practice.whole.train "
        )
        modules[name] = types.ModuleType(name.removesuffix(".py"))
        exec(compile(text, name, "exec"), vars(modules[name]))
    return {part for part, name in checks.FILE_OF.items() if checks.check(modules[name], part)}


def test_the_sound_files_pass_every_check():
    assert failing([]) == set()
    assert set(checks.ABOUT) == set(checks.FILE_OF) == {bug["part"] for bug in BUGS}
    assert len({bug["name"] for bug in BUGS}) == len(BUGS) >= 30


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug["name"])
def test_a_bug_is_seen_by_the_check_of_its_part_alone(bug):
    assert failing([bug]) == {bug["part"]}
    assert len(bug["words"].split()) > 8


@pytest.mark.sampled(5)
@pytest.mark.parametrize("seed", range(100))
def test_no_bug_of_three_hides_another(seed):
    chosen = whole_model.drawn(3, seed)
    assert failing(chosen) == {bug["part"] for bug in chosen}
    assert len({bug["part"] for bug in chosen}) == 3


def test_as_many_bugs_as_there_are_parts():
    assert failing(whole_model.drawn(len(checks.FILE_OF), 0)) == set(checks.FILE_OF)
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
        f"Look at this part: {checks.ABOUT[bug['part']]}" for bug in chosen
    }
    for name, text in whole_model.planted([]).items():
        (folder / name).write_text(text)
    told = debug("--model")
    assert "Sound: the training ends at" in told
    assert all(bug["words"] in told for bug in chosen)
    assert not folder.exists()
    assert list(course.root.glob(".dojo/aside/*/hunts/whole_model/model.py"))


def test_a_training_that_goes_less_far_is_told(course, debug):
    debug("--model", "--seed", "5")
    for name, text in whole_model.planted([]).items():
        (course.root / "hunts/whole_model" / name).write_text(text.replace("range(steps)", "range(3)"))
    assert "each part is right, and the training ends at" in debug("--model")


def test_a_hunt_that_is_given_up_shows_its_bugs_and_a_new_one_keeps_the_old_files(course, debug):
    debug("--model", "--bugs", "1", "--seed", "2")
    (bug,) = whole_model.drawn(1, 2)
    assert bug["words"] in debug("--model", "--give-up")
    debug("--model", "--seed", "3")
    assert len(list(course.root.glob(".dojo/aside/*/hunts/whole_model/model.py"))) == 1
