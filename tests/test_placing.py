"""Placement: what is asked, what passes, what known means, and that guessing leads nowhere."""

from __future__ import annotations

import json
import random
import re

import pytest
from typer.testing import CliRunner

from dojo.classes.intake.packing import pack
from dojo.cli.command import app
from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.course.practice import Practice, now
from dojo.course.progress import Progress
from dojo.course.record import Record, record_of
from dojo.practice.placing import HUNTS, LEAST, Placing, groups, is_passed
from tests.judging import ROOT

PATHS = [path for path in Course(ROOT).paths.values() if path.is_in_days]
MISTAKES = """
from dojo import edit

edit("forgets", "It is given back as it came: {name} it.", ("{expression}", "x"))
edit("negates", "The sign is turned: keep it.", ("{expression}", "-({expression})"))
edit("adds_one", "One is added: leave it as it is.", ("{expression}", "{expression} + 1"))
edit("squares", "It is squared: {name} it once.", ("{expression}", "({expression}) * ({expression})"))
"""
KATAS = {"triple": "x * 3", "third": "x / 3", "fourfold": "x * 4", "quarter": "x / 4"}
KATAS |= {"tenfold": "x * 10", "fifth": "x / 5", "sixfold": "x * 6"}


@pytest.fixture
def days(course, monkeypatch):
    """A course of nine katas: five of them are of day 1, and four of day 3."""
    monkeypatch.chdir(course.root)
    for number, (name, expression) in enumerate(KATAS.items(), 2):
        day = 1 if number < 6 else 3
        gives = [eval(expression, {"x": x}) for x in (1.0, 2.0)]
        course._add("01_numbers", f"{number:02}_{name}", day, False, expression, gives)
        file = f"reference/01_numbers/{number:02}_{name}/mistakes.py"
        course.write(file, MISTAKES.format(name=name, expression=expression))
    return course


def dojo(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    return result.output


# ---------------------------------------------------------------------------- what is asked


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_the_groups_are_all_days_and_end_with_milestones(path):
    course = Course(ROOT, path.name)
    found = groups(course)
    assert [place for group in found for place in group.katas] == course.on_path
    assert all(len(group.katas) >= LEAST for group in found)
    parts = [{course.find(name) for name in one.parts} for one in milestones(course) if one.parts]
    ends = {max(map(course.day_of, of)) for of in parts if all(map(course.day_of, of))}
    if ends:
        assert {group.days[1] for group in found[:-1]} <= ends


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_it_never_asks_what_is_due_next_nor_the_same_twice(path, tmp_path):
    course = Course(ROOT, path.name)
    progress = Progress(course, tmp_path, Record(None))
    for place in course.places:
        if place in course.on_path:  # untouched
            file = place.solution(tmp_path)
            file.parent.mkdir(parents=True)
            file.write_text("def f(x):\n    raise NotImplementedError\n")
    placing = Placing(progress)
    for group in groups(course):
        asked = [placing.to_recall(group), *list(placing.to_hunt(group))[:HUNTS]]
        assert len(set(asked)) == HUNTS + 1
        assert progress.next_of(group.katas) not in asked
        assert set(asked) <= set(group.katas)
        assert placing.can_begin(group)


def answered(name: str, course, code=lambda text: text) -> str:
    """Write a call into a hunt's file, or mend its code, and go on."""
    file = course.root / f"hunts/{name}.py"
    file.write_text(code(file.read_text()).replace("return ...", f"return {name}(np.array([3.0, 2.0]))"))
    return dojo("place")


def mended(name: str):
    return lambda text: re.sub(r"    return (?!\.\.\.).*", f"    return {KATAS[name]}", text)


def test_two_bugs_and_a_kata_and_what_is_passed_is_known(days):
    told = dojo("place")
    assert "Do you know day 1 of numbers already?" in told
    assert "1 of 3" in told
    assert "hunts/quarter.py" in told, "the last of the day, which rests on most"
    assert "no call yet" in dojo("place"), "it is resumed"
    assert "What is wrong?" in answered("quarter", days)
    assert "Mended" in answered("quarter", days, mended("quarter"))
    assert "hunts/fourfold.py" in dojo("place")
    assert "dojo place goes on." in answered("fourfold", days, mended("fourfold"))
    assert "Write triple from memory, without hints." in dojo("place")
    assert "there are no hints" in dojo("hint", "triple")
    days.solve("triple", "def triple(x):\n    return x * 3\n")
    ran = days.run("--kata=triple")
    assert "triple is written in 1 minute, at the first run. dojo place goes on." in "\n".join(ran.outlines)
    assert "You know day 1." in dojo("place")
    assert "day 3 · 0 of 4 · numbers 1 of 9, 4 known" in dojo("list")
    assert len(re.findall(r" known\b", dojo("list", "known"))) == 1 + 4
    assert days.green() == {"triple"}
    progress = days.progress()
    assert progress.next_of(progress.course.on_path).name == "half"
    assert {place.name for place in pack(progress.course).katas} == {"triple"}
    assert "Do you know day 3 of numbers already?" in dojo("place")
    assert "Next: 02_parts/01_half" in dojo("place", "--undo"), "what is on is over"
    told = dojo("place", "--undo")
    assert "No longer known: double, third, fourfold, quarter. Next: 01_numbers/01_double" in told
    assert days.progress().passed_over == set()
    assert "no placement to take back" in dojo("place", "--undo", code=1)


def test_who_gives_up_goes_on_as_before(days):
    dojo("place")
    dojo("debug", "quarter", "--give-up")
    assert "Not yet: day 1 is worth writing. Next: 01_numbers/01_double" in dojo("place")
    assert days.progress().passed_over == set()
    told = dojo("place")
    assert "hunts/fourfold.py" in told, "what was asked is not asked again"
    dojo("place", "--give-up")
    assert "too little of day 1 is left to ask about" in dojo("place", code=1)


def test_a_placement_ends_where_no_stub_is_left_to_write(days):
    dojo("place")
    answered("quarter", days, mended("quarter"))
    dojo("place")
    answered("fourfold", days, mended("fourfold"))
    for name in ("triple", "third"):
        days.solve(name, f"def {name}(x):\n    return x\n")
    assert "day 1 can't be asked about. Next: 01_numbers/01_double" in dojo("place", code=1)
    assert "too little of day 1 is left to ask about" in dojo("place", code=1), "it has ended"


def test_a_placement_that_is_on_is_ended_with_its_hunt(days):
    dojo("place")
    assert "The placement is over." in dojo("place", "--give-up")
    assert not (days.root / "hunts/quarter.py").exists()
    assert all("ended" in entry for entry in json.loads((days.root / ".dojo/practice.json").read_text()).values())


# ---------------------------------------------------------------------------- what passes


HUNT = {"kata": "a", "guesses": 1, "hints": 0, "named": True, "how": "mended"}
RECALL = {"kata": "a", "kind": "recall", "runs": 0, "how": "first run"}


@pytest.mark.parametrize(
    ("task", "passes"),
    [
        (HUNT, True),
        (HUNT | {"how": "rewritten"}, True),
        (HUNT | {"guesses": 2}, True),
        (HUNT | {"guesses": 3}, False),
        (HUNT | {"guesses": 0, "named": False, "runs": 3}, True),
        (HUNT | {"runs": 4}, False),
        (HUNT | {"hints": 1}, False),
        (HUNT | {"how": "given up"}, False),
        ({**HUNT, "how": "no word of ours"}, False),
        (RECALL, True),
        (RECALL | {"how": "later", "runs": 3}, True),
        (RECALL | {"how": "later", "runs": 4}, False),
        (RECALL | {"how": "given up"}, False),
        ({"kata": "a", "kind": "recall", "runs": 0}, False),
    ],
)
def test_what_passes(task, passes):
    assert is_passed(task) == passes


CHOICES = [f"    return {left} {sign} {right}" for left in "x23" for sign in "+-*/" for right in ("x", "2", "3", "4")]
"""Lines that a player may write in place of one of the file, without knowing which is right."""


class Player:
    """Somebody who knows nothing, and chooses among what is offered: a call, an idea, a line; now and then a hint."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)

    def hunts(self) -> dict:
        """What is kept of a hunt in which each choice was drawn."""
        task = {"kata": "a", "guesses": 0, "hints": self.draw.random() < 0.2, "how": "given up"}
        if self.draw.random() < 0.5:  # the call shows the bug
            ideas = self.draw.sample(range(4), 3)
            tries = ideas.index(0) + 1 if 0 in ideas else 3
            task |= {"guesses": tries, "named": 0 in ideas}
        return self.writes(task, "    return x * 2", "mended")

    def recalls(self) -> dict:
        return self.writes({"kata": "a", "kind": "recall"}, "    return x * 3", "later")

    def writes(self, task: dict, right: str, how: str) -> dict:
        """Try some lines, or leave the file as it is, which ends nothing."""
        tries = [self.draw.choice(CHOICES) for _ in range(self.draw.choice([0, 0, 1, 2, 4, 8, 16]))]
        red = tries.index(right) if right in tries else len(tries)
        return task | {"runs": red} | ({"how": how} if right in tries else {})


def test_a_thousand_players_who_guess_are_not_placed():
    players = [Player(seed) for seed in range(1000)]
    tasks = [[player.hunts(), player.hunts(), player.recalls()] for player in players]
    mended = sum(task.get("how") == "mended" for hunts in tasks for task in hunts)
    assert mended > 50, "a guess may be right now and then"
    placed = sum(all(map(is_passed, task)) for task in tasks)
    assert placed <= 10


def test_three_guesses_and_an_untouched_file_end_nothing(days):
    dojo("place")
    shown = answered("quarter", days)
    assert "What is wrong?" in shown
    for answer in "123":
        dojo("debug", "quarter", "--answer", answer)
    before = Practice(days.root).entries()
    for _ in range(3):
        dojo("place")
    assert Practice(days.root).entries() == before
    assert days.progress().passed_over == set()


# ---------------------------------------------------------------------------- what known means


USES = """
def {name}(x):
    from mine.double import double
    return double(x) / 4
"""


@pytest.fixture
def beyond(days):
    """A learner who was placed beyond double, on which half builds."""
    judge = days.root / "katas/02_parts/01_half/test_half.py"
    judge.write_text(judge.read_text().replace("kata(from_scratch", 'kata(uses=["double"], from_scratch'))
    placing = Placing(days.progress())
    placing.practice.begin(placing, kind="placement", katas=["double", "triple"], told=[])
    placing.practice.change(placing, "placement", ended=now(), how="passed")
    days.solve("half", USES.format(name="half"))
    return days


def test_mine_has_ours_and_says_so_once(beyond):
    first, second = (" ".join(" ".join(beyond.run("--kata=half").outlines).split()) for _ in range(2))
    told = "You were placed beyond double: mine has ours until you write your own."
    assert "is complete" in first
    assert told in first
    assert told not in second
    assert beyond.green() == {"half"}


def test_mine_has_ones_own_once_it_is_begun(beyond):
    assert beyond.run("--kata=half").ret == 0
    beyond.solve("double", "def double(x):\n    return x * 5\n")
    assert beyond.run("--kata=half").ret == 1
    assert "double" not in beyond.progress().stand_ins


def test_in_another_folder_nothing_is_known(beyond):
    beyond.solve("half", USES.format(name="half"), "handed_in")
    assert beyond.run("--kata=half", "--solution=handed_in").ret == 1
    assert beyond.progress("handed_in").passed_over == set()


def test_it_is_passed_over_and_never_green(beyond):
    progress = beyond.progress()
    double = progress.course.find("double")
    assert not progress.is_green(double)
    assert progress.is_passed(double)
    assert progress.next_of(progress.course.on_path).name == "third"
    assert beyond.run("--next").ret == 1
    assert re.search(r"01_double .*known", dojo("list", "double"))
    assert "double" not in json.dumps(record_of(beyond.root, beyond.root / "katas").read())


def test_a_kata_that_is_known_is_so_under_its_new_name(beyond):
    path = beyond.root / "katas/path.toml"
    path.write_text(path.read_text().replace('"triple", ', "") + '\n[renamed]\ntriple = "third"\n')
    assert beyond.progress().passed_over == {"double", "third"}
