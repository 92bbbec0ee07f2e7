"""The last green version of a kata, going back to it, and doing a kata again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.cli.ends import in_words
from dojo.course.course import Course
from dojo.course.pictures import folder_of
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.course.reset import reset
from dojo.course.states import state
from dojo.engine.base.disk import write_whole
from dojo.practice import recall as kept
from dojo.practice.due import Schedule
from dojo.watch.actions import right_way, right_ways
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, RIGHT_HALF, small_course, write
from tests.judging import judge_folder, place_of


@pytest.fixture
def course(tmp_path) -> Course:
    """Two katas, both green and kept."""
    root = small_course(tmp_path.resolve())
    write(root / "katas" / DOUBLE / "double.py", RIGHT_DOUBLE)
    write(root / "katas" / HALF / "half.py", RIGHT_HALF)
    judged(root)
    return Course(root)


def judged(root: Path):
    return judge_folder(root, "--hypothesis-profile=grade", "-p", "cacheprovider")


def position(course: Course) -> Progress:
    return Progress(course, course.root / "katas", record_of(course.root, course.root / "katas"))


def stub_of(course: Course, name: str, monkeypatch) -> Path:
    """The file of a kata whose stub as shipped is known."""
    monkeypatch.setattr("dojo.course.reset.shipped", lambda place: "def double(x):\n    raise NotImplementedError\n")
    return course.find(name).solution(course.root / "katas")


def test_a_wrong_version_does_not_take_the_place_of_the_green_one(course):
    place, file = course.find("double"), course.find("double").solution(course.root / "katas")
    write(file, "def double(x):\n    return x\n")
    judged(course.root)
    assert kept.green_version(place).read_text() == RIGHT_DOUBLE
    aside = kept.bring_back(place, position(course).practice)
    assert (file.read_text(), aside.read_text()) == (RIGHT_DOUBLE, "def double(x):\n    return x\n")
    assert kept.bring_back(place, position(course).practice) is None


def test_what_was_complete_and_is_asked_more_says_that_edges_are_new_and_is_never_red(course):
    place = course.find("double")
    assert state(place, position(course)) == "complete"
    more = "\n\n@edges\ndef test_refuses_text(kata):\n    kata.check_raises(TypeError, 'double', 'a', says=[])\n"
    place.judge.write_text(place.judge.read_text() + more)
    assert state(place, position(course)) == "complete, judge changed"
    command = [sys.executable, "-m", "dojo", "watch", "double"]  # without a terminal it is judged once
    ended = subprocess.run(command, cwd=course.root, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert "01_numbers/01_double is green (edges are new): edges 1 of 2" in ended.stdout
    assert "red: " not in ended.stdout
    assert state(place, position(course)) == "green, edges are new"
    write(place.solution(course.root / "katas"), RIGHT_DOUBLE + "# begun\n")
    judged(course.root)
    assert state(place, position(course)) == "green, edges are new"
    write(
        place.solution(course.root / "katas"), "def double(x):\n    return x * 2 if hasattr(x, 'dtype') else 2 * None\n"
    )
    judged(course.root)
    assert state(place, position(course)) == "complete"
    write(place.solution(course.root / "katas"), RIGHT_DOUBLE)
    judged(course.root)
    assert state(place, position(course)) == "green"


def test_there_is_no_way_back_to_what_never_was_green(course):
    kept.green_version(course.find("half")).unlink()
    with pytest.raises(LookupError, match="has not been green yet"):
        kept.bring_back(course.find("half"), position(course).practice)


def test_what_has_waited_longest_comes_again(course, monkeypatch):
    os.utime(kept.green_version(course.find("half")), (10**9, 10**9))
    assert Schedule(position(course)).first.place == course.find("half")
    os.utime(kept.green_version(course.find("double")), (0, 0))
    place, file = Schedule(position(course)).first.place, stub_of(course, "double", monkeypatch)
    assert place == course.find("double")
    aside = kept.again(place, position(course).practice)
    assert "NotImplementedError" in file.read_text()
    assert aside.read_text() == RIGHT_DOUBLE
    assert not position(course).is_green(place)
    assert Schedule(position(course)).first.place == course.find("half")
    kept.bring_back(place, position(course).practice)
    assert file.read_text() == RIGHT_DOUBLE


def test_each_right_way_is_shown_with_its_idea():
    place = place_of("03_probability/01_softmax")
    ways = right_ways(place)
    assert len(ways) > 2
    told = [right_way(place, number) for number in range(len(ways) + 1)]
    assert told[0] == told[-1]
    assert len(set(told)) == len(ways)
    assert all(text.endswith(f"right way {i % len(ways) + 1} of {len(ways)}") for i, text in enumerate(told))
    assert not any("\n\nRight all the same" in text for text in told)


# ---------------------------------------------------------------------------- a disk that is full, or read-only


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "softmax.py")


@pytest.mark.parametrize("way", ["again", "reset", "back"])
def test_on_a_full_disk_a_file_stays_what_it_is(course, monkeypatch, way):
    place, file = course.find("double"), stub_of(course, "double", monkeypatch)
    mine = "def double(x):\n    return x + x\n"
    write(file, mine)
    practice = position(course).practice
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        {"again": kept.again, "back": kept.bring_back, "reset": lambda place, _: reset(place)}[way](place, practice)
    assert file.read_text() == mine
    assert [other.name for other in file.parent.iterdir() if "kept" in other.name or other.name[0] == "."] == []
    assert position(course).practice.open(place, "recall") is None


@pytest.mark.parametrize("fails", [1, 2])
def test_where_a_file_can_t_be_put_in_its_place_the_learner_s_is_put_back(course, monkeypatch, fails):
    """As in a folder that is read-only: the stub is not put there, or theirs can't be moved at all."""
    place, file = course.find("double"), stub_of(course, "double", monkeypatch)
    write(file, "def double(x):\n    return x + x\n")
    replace, calls = os.replace, iter(range(1, 9))
    monkeypatch.setattr(os, "replace", lambda *of: full() if next(calls) == fails else replace(*of))
    with pytest.raises(OSError, match="No space left"):
        reset(place)
    assert file.read_text() == "def double(x):\n    return x + x\n"


def test_reset_that_can_t_write_ends_in_a_sentence(course, monkeypatch):
    file = stub_of(course, "double", monkeypatch)
    write(file, "def double(x):\n    return x + x\n")
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(os, "fsync", full)
    ended = CliRunner().invoke(app, ["reset", "double", "--yes"])
    assert ended.exit_code == 1
    assert ended.stdout == "nothing is changed: No space left on device (softmax.py)\n"


def test_what_a_killed_program_has_left_beside_a_file_is_cleared(tmp_path):
    file, left, other = tmp_path / "a.py", tmp_path / ".a.py.123", tmp_path / ".a.py.kept"
    for held in (left, other):
        held.write_text("half")
        os.utime(held, (0, 0))
    write_whole(file, "whole")
    assert sorted(f.name for f in tmp_path.iterdir()) == [".a.py.kept", "a.py"]


def test_an_error_of_the_disk_is_told_without_its_number():
    assert in_words(OSError(errno.ENOSPC, "No space left on device", "x")) == (
        "x can't be read or written: No space left on device"
    )


def test_a_folder_that_is_read_only_has_no_pictures():
    def refuse(_):
        full()

    assert folder_of(SimpleNamespace(cache=SimpleNamespace(mkdir=refuse))) is None
