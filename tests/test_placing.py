"""Placement: what is asked, how the day is found, and what the days before it are then."""

from __future__ import annotations

import random
import re

import pytest
from typer.testing import CliRunner

from benchmarks.placing import PATHS, days_of, within_a_day
from dojo.cli.command import app
from dojo.course import paths
from dojo.course.choices import kept_of
from dojo.course.course import Course
from dojo.course.endings import of_path
from dojo.practice.placing import PROBE, day_to_begin
from tests.judging import ROOT
from tests.test_due import QUESTIONS

KATAS = {"triple": "x * 3", "third": "x / 3", "fourfold": "x * 4", "quarter": "x / 4"}
KATAS |= {"tenfold": "x * 10", "fifth": "x / 5", "sixfold": "x * 6"}
MOST = 25


@pytest.fixture
def days(course, monkeypatch):
    """A course of nine katas, each with a question that is kept: five are of day 1, one of day 2, three of day 3."""
    monkeypatch.chdir(course.root)
    for number, (name, expression) in enumerate(KATAS.items(), 2):
        gives = [eval(expression, {"x": x}) for x in (1.0, 2.0)]
        day = 1 if number < 6 else 2 if number < 7 else 3
        course._add("01_numbers", f"{number:02}_{name}", day, False, expression, gives)
    for kata in course.places.values():
        course.write(f"reference/{kata}/kept.toml", QUESTIONS.replace("Which", f"Of {kata}: which"))
    return course


def dojo(*arguments: str, code: int = 0, typed: str = "") -> str:
    result = CliRunner().invoke(app, arguments, input=typed)
    assert result.exit_code == code, result.output
    return result.output


class Learner:
    """Somebody who knows some katas, and counts what is asked."""

    def __init__(self, *known: str):
        self.known, self.asked = known, []

    def answers(self, name: str) -> bool:
        self.asked.append(name)
        return name in self.known


# ---------------------------------------------------------------------------- the day that is found


@pytest.mark.parametrize("path", PATHS)
def test_who_knows_all_of_the_days_before_one_is_told_that_one(path):
    days = days_of(path)
    for day in days:
        learner = Learner(*(name for number in days if number < day for name in days[number]))
        assert abs(day_to_begin(days, learner.answers) - day) <= 1
        assert len(learner.asked) == len({*learner.asked}) <= MOST


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("slips", "least"), [(0, 0.95), (0.1, 0.85)])
def test_it_is_within_a_day_also_of_one_who_guesses_and_slips(path, slips, least):
    assert within_a_day(path, slips, random.Random(5), 1000) >= least


@pytest.mark.parametrize("path", PATHS)
def test_who_knows_nothing_says_so_twice_a_probe(path):
    learner = Learner()
    assert day_to_begin(days_of(path), learner.answers) == 1
    assert len(learner.asked) <= MOST * 2 / PROBE


def test_one_of_five_may_go_wrong_and_none_where_there_are_not_five():
    five = {1: "abcde", 2: "f"}
    assert day_to_begin(five, Learner(*"abcd").answers) == 2
    assert day_to_begin(five, Learner(*"abc").answers) == 1
    assert day_to_begin({1: "ab", 2: "c"}, Learner(*"b").answers) == 1


def test_a_short_day_is_asked_about_with_those_before_it():
    learner = Learner(*"abcdefg")
    assert day_to_begin({1: "abc", 2: "de", 3: "f", 4: "g"}, learner.answers) == 4
    assert learner.asked == [*"edcba", "f"], "nothing is asked twice"


# ---------------------------------------------------------------------------- the command


def test_it_asks_and_never_says_which_choice_was_right(days):
    told = dojo("place", typed="e\n" * MOST)
    assert told.count("I do not know") == told.count("Of ") >= 2
    assert not re.search(r"\b(No|Yes|It is|One is|right|wrong)\b", told.replace("Which is it?", ""))
    assert "Begin with day 1: double, triple, third, fourfold, quarter (dojo)." in told
    assert paths.chosen(days.root) == ("numbers", 1)
    assert not (days.root / ".dojo/practice.json").exists()
    assert not (days.root / "hunts").exists()


def knowing(course: Course, day: int) -> str:
    """What somebody types who knows the days before one."""
    known = [choice for number, places in course.days.items() if number < day for p in places for choice in kept_of(p)]
    days = {number: [c for p in places for c in kept_of(p)] for number, places in course.days.items()}
    typed = []
    day_to_begin(days, lambda choice: typed.append(choice.right if choice in known else "e") or choice in known)
    return "".join(f"{letter}\n" for letter in typed)


def test_the_days_before_the_one_that_is_found_are_ours(days):
    told = dojo("place", typed=knowing(Course(days.root), 3))
    assert "Begin with day 3" in told
    assert "dojo path numbers --from 1 takes that back." in told
    assert (days.root / ".dojo/path").read_text() == "numbers 3\n"
    progress = days.progress()
    assert progress.next_of(progress.course.places).name == progress.course.days[3][0].name
    assert "double" in progress.stand_ins
    assert progress.course.on_path[0].name not in progress.stand_ins
    assert len(re.findall(r" known\b", dojo("list"))) == 6
    assert "numbers 0 of 3" in dojo("list")
    dojo("path", "numbers")
    assert days.progress().course.first_day == 3, "the same path goes on where one began"
    dojo("path", "numbers", "--from", "1")
    assert days.progress().course.known == []
    assert "double" not in days.progress().stand_ins


USES = "def half(x):\n    from mine.double import double\n    return double(x) / 4\n"


def test_mine_has_ours_of_the_days_before_until_it_is_begun(days):
    judge = days.root / "katas/02_parts/01_half/test_half.py"
    judge.write_text(judge.read_text().replace("kata(from_scratch", 'kata(uses=["double"], from_scratch'))
    days.solve("half", USES)
    paths.choose(days.root, "numbers", 3)
    told = " ".join(" ".join(days.run("--kata=half").outlines).split())
    assert "by ours, until you write them: double" in told
    assert "is complete" in told
    assert days.green() == {"half"}
    days.solve("half", USES, "handed_in")
    assert days.run("--kata=half", "--solution=handed_in").ret == 1, "in another folder nothing is ours"
    days.solve("double", "def double(x):\n    return x * 5\n")
    assert days.run("--kata=half").ret == 1
    assert "double" not in days.progress().stand_ins


def test_the_path_is_done_without_the_days_before_it_and_then_they_come(days):
    paths.choose(days.root, "numbers", 3)
    for place in days.progress().course.on_path:
        name = place.name
        expression = {**KATAS, "half": "x / 2"}[name]
        days.solve(name, f"def {name}(x):\n    return {expression}\n")
    told = "\n".join(days.run(*(f"--kata={p.name}" for p in days.progress().course.on_path)).outlines)
    assert "3 of 3" in told
    progress = days.progress()
    assert next(of_path(progress.course.path, progress)).startswith("The path numbers is done: 1 day, 3 katas, ")
    assert progress.next_of(progress.course.on_path) is None
    assert progress.next_of(progress.course.places).name == "double"


@pytest.mark.parametrize(
    ("held", "chosen"),
    [
        ("straight\n", ("straight", 1)),
        ("straight 4\n", ("straight", 4)),
        ("straight four\n", ("straight", 1)),
        ("straight 99999999\n", ("straight", 1)),
        ("", ("", 1)),
    ],
)
def test_what_the_file_of_the_path_may_hold(held, chosen, tmp_path):
    (tmp_path / ".dojo").mkdir()
    (tmp_path / ".dojo/path").write_text(held)
    assert paths.chosen(tmp_path) == chosen


def test_a_day_that_the_path_has_not_is_refused_and_counts_as_the_first(days):
    assert "numbers has no day 9" in " ".join(dojo("path", "numbers", "--from", "9", code=2).split())
    paths.choose(days.root, "numbers", 9)
    assert days.progress().course.first_day == 1


def test_it_is_offered_on_day_1_alone(days):
    offered = "Do you know some of it already? dojo place asks"
    assert offered in dojo("path", "numbers")
    assert offered not in dojo("path", "numbers", "--from", "3")


def test_a_hand_out_has_none_and_says_so(days):
    for file in days.root.glob("reference/*/*/kept.toml"):
        file.unlink()
    told = " ".join(dojo("place", code=1).split())
    assert "dojo place has no questions here: they are in no hand-out." in told
    assert "dojo path numbers --from 2 begins with day 2." in told
    assert "dojo place" not in dojo("path", "numbers")


def test_it_ends_in_time_on_every_path():
    """25 questions at most: five probes find one of 32 days."""
    longest = max(len(path.days) for path in Course(ROOT).paths.values())
    assert longest <= 2 ** (MOST // PROBE)
