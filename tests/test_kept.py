"""The last green version of a kata, going back to it, and doing a kata again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import record_of
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
