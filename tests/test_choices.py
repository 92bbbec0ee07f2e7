"""The questions after green: their form, the figures in them, who they can be guessed by, and where they may stand."""

from __future__ import annotations

import io
import json
import math
import re
import tomllib
import zipfile
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from dojo.authors.tables import pages
from dojo.classes.release import files_of
from dojo.classes.work.submission import _model
from dojo.cli.command import app
from dojo.course import practice
from dojo.course.choices import LETTERS, kept_of, questions_of, with_questions
from dojo.course.course import Course
from dojo.engine.base.importing import load_ours
from dojo.engine.base.sealed import SEALED
from tests.judging import KATAS, ROOT, of_each
from tests.test_due import make_green, practise

IDEAS = tomllib.loads((ROOT / "reference/ideas.toml").read_text(encoding="utf-8"))["ideas"]
KEYS = {"ask", "right", "answer", "check", "wrong"}


def rows(place, stem: str) -> list[dict]:
    """The questions of a file, as they are written."""
    text = place.reference(stem).with_suffix(".toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["questions"]


def all_of(place) -> list:
    return [*questions_of(place), *kept_of(place)]


@of_each(KATAS)
def test_two_are_asked_on_the_page_and_one_is_kept_each_with_three_ideas(place):
    written = [*rows(place, "questions"), *rows(place, "kept")]
    assert [choice.number for choice in all_of(place)] == [1, 2, 3]
    assert len({row["ask"] for row in written}) == 3
    for row in written:
        assert {*row} | {"check"} == KEYS
        assert len(row["wrong"]) == 3
        assert all({*wrong} == {"says", "idea", "because"} and wrong["idea"] in IDEAS for wrong in row["wrong"])
        texts = [row["right"], row["answer"], *(text for wrong in row["wrong"] for text in wrong.values())]
        assert all(texts)
        assert len({row["right"], *(wrong["says"] for wrong in row["wrong"])}) == 4


# ---------------------------------------------------------------------------- figures

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")


def printed(text: str) -> list[tuple[float, float]]:
    """The numbers in a text, each with half of its last place."""
    found = [number.replace(",", "") for number in _NUMBER.findall(text.replace("\N{MINUS SIGN}", "-"))]
    return [(float(number), _half_of_last_place(number)) for number in found]


def _half_of_last_place(number: str) -> float:
    mantissa, _, exponent = number.partition("e")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def test_a_number_is_read_with_its_last_place():
    assert printed("12,000 and -0.25, or 3e-4") == [(12000, 0.5), (-0.25, 0.005), (3e-4, 0.5e-4)]


@of_each(KATAS)
def test_the_figures_are_those_of_the_model_solution(place):
    names = {**vars(load_ours(place, place.name)), "np": np, "math": math, "torch": torch}
    for choice in all_of(place):
        if choice.check:
            right = choice.options[choice.right]
            there = printed(f"{right.says} {right.because}")
            for value in np.asarray(eval(choice.check, dict(names)), float).ravel():
                assert any(abs(number - value) <= half * (1 + 1e-6) for number, half in there), (choice.ask, value)


# ---------------------------------------------------------------------------- who knows nothing

_HEDGES = [
    "may",
    "might",
    "usually",
    "often",
    "about",
    "roughly",
    "can",
    "some",
    "mostly",
    "nearly",
    "only",
    "unless",
    "until",
    "except",
]


def _words(text: str) -> set[str]:
    return {*re.findall(r"\w+", text.lower())}


GUESSERS = {
    "the longest": lambda _, says: len(says),
    "the most hedged": lambda _, says: len(_words(says) & {*_HEDGES}),
    "the one with a figure": lambda _, says: bool(re.search(r"\d", says)),
    "the one with most words of the question": lambda ask, says: len(_words(ask) & _words(says)),
}


def chance(choice, guesser) -> float:
    """The probability that a guesser is right: of those that look alike, it takes one at random."""
    looks = {letter: guesser(choice.ask, option.says) for letter, option in choice.options.items()}
    best = [letter for letter, look in looks.items() if look == max(looks.values())]
    return (choice.right in best) / len(best)


@of_each(GUESSERS, str)
def test_who_looks_at_the_form_alone_is_right_in_a_third_at_most(name):
    chances = [chance(choice, GUESSERS[name]) for place in KATAS for choice in all_of(place)]
    assert len(chances) == 3 * len(KATAS)
    assert sum(chances) / len(chances) <= 0.35


def test_each_letter_is_right_as_often():
    """No letter is right in a third of the questions."""
    right = [choice.right for place in KATAS for choice in all_of(place)]
    assert all(len(right) / 6 < right.count(letter) < len(right) / 3 for letter in LETTERS)


def test_the_order_is_drawn_for_each_kata_number_seed_and_student():
    place = KATAS[0]
    drawn = {str(kept_of(place, seed, student)[0].options) for seed in range(9) for student in ("", "ada", "ben")}
    assert len(drawn) > 9
    assert kept_of(place, 3, "ada") == kept_of(place, 3, "ada")


# ---------------------------------------------------------------------------- where they stand


def test_what_stood_below_the_heading_goes_and_what_comes_after_it_stays():
    choices = questions_of(KATAS[0])
    page = with_questions("# A\n\n## After green\n\nOld.\n\n## Read on\n\nMore.\n", choices)
    assert "Old." not in page
    assert page.startswith("# A\n\n## After green\n\n**1. ")
    assert page.endswith("</details>\n\n## Read on\n\nMore.\n")
    assert with_questions(page, choices) == page
    assert with_questions("# A\n", []) == "# A\n"


def test_a_kept_question_is_in_no_hand_out_and_no_page():
    course = Course(ROOT)
    handed_out = files_of(course, course.places, solutions=True)
    with zipfile.ZipFile(io.BytesIO(handed_out.pop(SEALED))) as archive:
        sealed = [archive.read(name) for name in archive.namelist()]
    everything = b"".join([*handed_out.values(), *sealed, *(text.encode() for text in pages(ROOT).values())])
    for place in KATAS:
        (kept,) = kept_of(place)
        assert kept.ask.encode() not in everything, place.id
        assert questions_of(place)[0].ask.encode() in everything


def test_no_question_is_where_a_solution_runs():
    for place in KATAS:
        assert {name.rpartition(".")[2] for name in _model(place)} == {"py"}


# ---------------------------------------------------------------------------- the command

ONE = """
[[questions]]
ask = "What becomes of 0?"
right = "It stays 0"
answer = "Twice nothing is nothing."
wrong = [
    { says = "It is 2", idea = "sign", because = "That adds 2." },
    { says = "It is 1", idea = "shift", because = "That adds 1." },
    { says = "It fails", idea = "axis", because = "No division is there." },
]
"""


@pytest.fixture
def asked(course, monkeypatch):
    """A course whose first kata has a question."""
    monkeypatch.chdir(course.root)
    course.write("reference/01_numbers/01_double/questions.toml", ONE)
    return course


def dojo(*arguments: str, code: int = 0, typed: str = "") -> str:
    result = CliRunner().invoke(app, arguments, input=typed)
    assert result.exit_code == code, result.output
    return result.output


def test_a_letter_its_reason_then_the_explanation_and_when_it_comes_back(asked):
    make_green(asked, "double")
    (choice,) = questions_of(asked.progress().course.find("double"))
    wrong = next(letter for letter, option in choice.options.items() if option.idea == "shift")
    told = dojo("questions", typed=f"x\n{wrong}\n")
    order = [choice.ask, "a to d", "No. That adds 1.", f"It is {choice.right}: It stays 0", choice.explanation]
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)
    assert "double comes back in 2 days. Nothing else is due today." in told
    assert "Yes. Twice nothing is nothing." in dojo("questions", "double", typed=choice.right.upper())
    kept = json.loads((asked.root / ".dojo/practice.json").read_text()).values()
    assert [(entry["kata"], entry["number"], entry["chosen"]) for entry in kept] == [
        ("double", 1, "shift"),
        ("double", 1, ""),
    ]
    assert all(entry["format"] == 1 and datetime.fromisoformat(entry["when"]) for entry in kept)


def test_nothing_is_asked_before_green_nor_kept_of_who_does_not_answer(asked):
    assert "nothing is green yet: the questions about a kata come once it is green" in dojo("questions", code=1)
    assert "01_numbers/01_double is not green yet" in dojo("questions", "double", code=1)
    for name in ("double", "half"):
        make_green(asked, name)
    assert "there are no questions about half" in dojo("questions", "half", code=1)
    dojo("questions", "double", code=1)
    assert not (asked.root / ".dojo/practice.json").exists()


def test_today_asks_a_question_in_its_turn(asked, monkeypatch):
    make_green(asked, "double")
    practise(asked, "double", "hunt", "given up")
    monkeypatch.setattr(practice, "clock", lambda: datetime.now(UTC) + timedelta(days=3))
    (choice,) = questions_of(asked.progress().course.find("double"))
    told = " ".join(dojo("today", typed=choice.right).split())
    assert "double a question about 1 min" in told
    assert "double comes back in 7 days. Nothing else is due today." in told
