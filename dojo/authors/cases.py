"""The cases of a proof: a kata's files and mistakes, and of all katas a sample."""

from __future__ import annotations

import zlib
from datetime import date

import pytest

from dojo.engine.base.files import KataFiles
from dojo.engine.explain.mistakes import load_mistakes
from dojo.run.choosing import CHOICE

SEEDS = {"mistakes": 5, "model": 10, "variants": 3}
"""Seeds of all proofs; a sample takes the first alone."""
MUTANTS = 2
"""Of each kata, in a sample."""
TRAININGS = 2
"""Of what is right, in a sample, where a test trains with several seeds."""

ONE_IN = {
    "test_a_mistake_is_rejected_in_its_own_words": 20,
    "test_a_right_solution_by_another_way_is_green": 6,
    "test_a_library_is_right_and_not_from_scratch": 6,
    "test_a_library_is_refused_somewhere": 6,
    "test_all_that_is_right_agrees_where_nobody_looked": 12,
    "test_no_function_gives_an_answer_away_that_is_not_forbidden": 12,
    "test_the_model_solution_is_green_where_the_stub_was": 8,
    "test_the_model_solution_is_green_under_grade": 12,
    "test_the_model_solution_is_no_mutant": 12,
    "test_each_check_sees_a_millionth": 12,
    "test_its_red_screens_in_the_book_are_what_is_said_now": 12,
}
"""A sample takes one in so many of the cases of all katas; ``--kata`` and ``--all-proofs`` take every one."""
FEW = 20
"""Katas of a course that is proved whole."""
RULES = {
    "test_a_library_is_refused_somewhere": "from_scratch=[",
    "test_all_that_is_right_agrees_where_nobody_looked": "    ladder={",
    "test_no_function_gives_an_answer_away_that_is_not_forbidden": "test_is_written_from_scratch",
}
"""The text of a judge to which a test applies."""
STOPPED: dict[KataFiles, str] = {}
"""Katas of which nothing more is proved in this run, and why."""


def _beside(place: KataFiles, pattern: str) -> list[str]:
    return sorted(file.stem for file in place.ways.glob(pattern))


def _mistakes(place: KataFiles) -> list[str]:
    try:
        return [mistake.name for mistake in load_mistakes(place)]
    except LookupError as error:
        raise pytest.Collector.CollectError(str(error)) from None


CASES = {
    "variant": lambda place: _beside(place, "variant_*.py"),
    "textbook": lambda place: _beside(place, "textbook_*.py"),
    "stem": lambda place: [stem for stem in ("with_numpy", "with_torch") if place.reference(stem).is_file()],
    "name": _mistakes,
}


def tonight(places: list[KataFiles], night: str) -> list[KataFiles]:
    """Return a tenth of the katas: in ten nights each has its turn."""
    return places[date.fromisoformat(night).toordinal() % 10 :: 10]


def part_of(places: list[KataFiles], words: str) -> list[KataFiles]:
    """Return the katas of ``1/3``, the first of three parts: every third.

    Raises
    ------
    pytest.UsageError
        Where it says no part.
    """
    part, _, parts = words.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise pytest.UsageError(f"--part {words}: say which part of how many, such as 1/3")
    return places[int(part) - 1 :: int(parts)]


def pytest_generate_tests(metafunc):
    """Make a case for each kata that is chosen, and each file or mistake that it has: nothing else is loaded."""
    if "place" not in metafunc.fixturenames:
        return
    choice, test = metafunc.config.stash[CHOICE], metafunc.function.__name__
    places = choice.asked_for(choice.course.places)
    if night := metafunc.config.getoption("--nightly", None):
        places = tonight(places, night)
    if part := metafunc.config.getoption("--part", None):
        places = part_of(places, part)
    is_part = len(places) < len(choice.course.places)
    whole = is_part or len(places) <= FEW or metafunc.config.getoption("--all-proofs", False)
    step = 1 if whole else ONE_IN.get(test, 1)
    if rule := RULES.get(test):
        places = [p for p in places if rule in p.judge.read_text(encoding="utf-8")]
    argument = next((name for name in CASES if name in metafunc.fixturenames), None)
    if argument is None:
        names, cases = "place", {place.id: place for place in places}
    else:
        names = ("place", argument)
        cases = {f"{place.id}-{case}": (place, case) for place in places for case in CASES[argument](place)}
    # a sample is drawn by the names: a new case changes no other
    drawn = [id for id in cases if zlib.crc32(f"{test}[{id}]".encode()) % step == 0]
    metafunc.parametrize(names, [cases[id] for id in drawn], ids=drawn)
