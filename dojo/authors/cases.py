"""Which cases a proof has: a kata's files and mistakes, and of all katas a sample."""

from __future__ import annotations

import zlib
from datetime import date

import pytest

from dojo.base.files import KataFiles
from dojo.explain.mistakes import Mistake, load_mistakes
from dojo.run.choosing import CHOICE

SEEDS = {"mistakes": 5, "model": 10, "variants": 3}
"""Seeds of all proofs; a sample takes the first alone."""
MUTANTS = 2
"""Of each kata, in a sample."""
TRAININGS = 2
"""Of what is right, in a sample, where a test trains with several seeds."""

ONE_IN = {
    "test_a_mistake_is_rejected_in_its_own_words": 10,
    "test_a_right_solution_by_another_way_is_green": 3,
    "test_a_textbook_solution_is_green_at_core": 3,
    "test_a_library_is_right_and_not_from_scratch": 3,
    "test_a_library_is_refused_somewhere": 3,
    "test_no_function_gives_an_answer_away_that_is_not_forbidden": 3,
    "test_the_model_solution_is_green_where_the_stub_was": 4,
    "test_the_model_solution_is_green_under_grade": 8,
    "test_the_model_solution_is_no_mutant": 8,
    "test_each_check_sees_a_millionth": 8,
    "test_its_red_screens_in_the_book_are_what_is_said_now": 12,
}
"""A sample takes one in so many of the cases of all katas; ``--kata`` and ``--all-proofs`` take every one."""
FEW = 20
"""Katas of a course that is proved whole."""
RULES = {
    "test_a_library_is_refused_somewhere": "from_scratch=[",
    "test_no_function_gives_an_answer_away_that_is_not_forbidden": "test_is_written_from_scratch",
}
"""What a judge says to which a test applies."""


STOPPED: dict[KataFiles, str] = {}
"""Katas of which nothing more is proved in this run, and why."""


def _beside(place: KataFiles, pattern: str) -> list[str]:
    return sorted(file.stem for file in place.ways.glob(pattern))


CASES = {
    "variant": lambda place: _beside(place, "variant_*.py"),
    "textbook": lambda place: _beside(place, "textbook_*.py"),
    "stem": lambda place: [stem for stem in ("with_numpy", "with_torch") if place.reference(stem).is_file()],
    "name": lambda place: [known.name for known in _mistakes(place)],
}


def _mistakes(place: KataFiles) -> list[Mistake]:
    try:
        return list(load_mistakes(place))
    except LookupError as error:
        raise pytest.Collector.CollectError(str(error)) from None


def tonight(places: list[KataFiles], told: str) -> list[KataFiles]:
    """A tenth of the katas: in ten nights each has its turn."""
    return places[date.fromisoformat(told).toordinal() % 10 :: 10]


def part_of(places: list[KataFiles], told: str) -> list[KataFiles]:
    """The katas of ``1/3``, the first of three parts: every third.

    Raises
    ------
    pytest.UsageError
        Where it says no part.
    """
    part, _, parts = told.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise pytest.UsageError(f"--part {told}: say which part of how many, such as 1/3")
    return places[int(part) - 1 :: int(parts)]


def pytest_generate_tests(metafunc):
    """A case for each kata that is chosen, and each file or mistake that it has: nothing else is loaded."""
    choice = metafunc.config.stash[CHOICE]
    places = choice.asked_for(choice.course.places)
    if told := metafunc.config.getoption("--nightly", None):
        places = tonight(places, told)
    if part := metafunc.config.getoption("--part", None):
        places = part_of(places, part)
    is_part = len(places) < len(choice.course.places)
    whole = is_part or len(places) <= FEW or metafunc.config.getoption("--all-proofs", False)
    step = 1 if whole else ONE_IN.get(metafunc.function.__name__, 1)
    if rule := RULES.get(metafunc.function.__name__):
        places = [p for p in places if rule in p.judge.read_text(encoding="utf-8")]
    if "place" not in metafunc.fixturenames:
        return
    argument = next((name for name in CASES if name in metafunc.fixturenames), None)
    if argument is None:
        names, cases = "place", {place.id: place for place in places}
    else:
        names = ("place", argument)
        cases = {f"{place.id}-{case}": (place, case) for place in places for case in CASES[argument](place)}
    drawn = [id for id in cases if _is_drawn(f"{metafunc.function.__name__}[{id}]", step)]
    metafunc.parametrize(names, [cases[id] for id in drawn], ids=drawn)


def _is_drawn(test: str, step: int) -> bool:
    """Whether a test is in a sample of one in so many: by its name, so that a new case changes no other."""
    return zlib.crc32(test.encode()) % step == 0
