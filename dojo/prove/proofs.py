"""What proves a judge: every known wrong solution is rejected, every right one accepted, and its pages are whole.

A file of tests, which ``dojo prove`` runs, and `tests/test_katas.py` for this repository. The katas are those of the
course that pytest stands in: a new one is covered by being there.
"""

from __future__ import annotations

import inspect
import io
import re
import shutil
import zlib
from collections.abc import Iterable

import numpy as np
import pytest

from dojo.base.files import KataFiles
from dojo.explain.mistakes import Mistake, load_mistakes
from dojo.judge.kata import Kata
from dojo.process.shortcuts import plain as plain_name
from dojo.prove import papers
from dojo.prove.checks import blind_checks
from dojo.prove.judging import (
    GRADE,
    HERE,
    PROOF,
    copied,
    drawn_once,
    judge,
    load,
    mistaken,
    submission,
    told,
    watched,
    wrong_on_pinned,
)
from dojo.prove.mutants import Mutant, left_open, listed, mutants_of, survives
from dojo.prove.references import odd_one_out
from dojo.prove.shortcuts import answers
from dojo.prove.signatures import callables, differences
from dojo.run.choosing import CHOICE
from dojo.run.terminal import plain
from dojo.run.verdict import notes

SEEDS = {"mistakes": 5, "model": 10, "variants": 3}
"""Seeds of all proofs; a sample takes the first alone."""
MUTANTS = 2
"""Of each kata, in a sample."""
TRAININGS = 2
"""Of what is right, in a sample, where a test trains with several seeds."""

ONE_IN = {
    "test_a_mistake_is_rejected_in_its_own_words": 5,
    "test_a_right_solution_by_another_way_is_green": 3,
    "test_a_textbook_solution_is_green_at_core": 3,
    "test_a_library_is_right_and_not_from_scratch": 3,
    "test_a_library_is_refused_somewhere": 3,
    "test_no_function_gives_an_answer_away_that_is_not_forbidden": 3,
    "test_the_model_solution_is_green_where_the_stub_was": 4,
    "test_the_model_solution_is_green_under_grade": 8,
    "test_the_model_solution_is_no_mutant": 8,
    "test_each_check_sees_a_millionth": 8,
}
"""A sample takes one in so many of the cases of all katas; ``--kata`` and ``--all-proofs`` take every one."""
FEW = 20
"""Katas of a course that is proved whole."""
RULES = {
    "test_a_library_is_refused_somewhere": "from_scratch=[",
    "test_no_function_gives_an_answer_away_that_is_not_forbidden": 'check_from_scratch("',
}
"""What a judge says to which a test applies."""


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


def pytest_generate_tests(metafunc):
    """A case for each kata that is chosen, and each file or mistake that it has: nothing else is loaded."""
    choice = metafunc.config.stash[CHOICE]
    places = choice.asked_for(choice.course.places)
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


@pytest.fixture(scope="session")
def thorough(request) -> bool:
    """Whether all seeds and mutants are wanted."""
    return bool(request.config.getoption("--all-proofs", False))


@pytest.fixture(scope="session")
def trainings(thorough) -> int | None:
    """With how many seeds a test trains what is right."""
    return None if thorough else TRAININGS


@pytest.fixture(scope="session")
def seeds(thorough):
    """More seeds than the first, for a proof."""
    return lambda proof: range(1, SEEDS[proof] if thorough else 1)


def _all_well(problems: Iterable[str]) -> None:
    """Fail with lines for an author, and without a traceback."""
    if told := "\n".join(problems):
        pytest.fail(told, pytrace=False)


def test_its_files_are_there_and_say_something(place):
    _all_well(papers.problems(place))


def test_the_judge_says_where_the_from_scratch_rule_is_asked(place):
    text = place.judge.read_text(encoding="utf-8")
    assert ("from_scratch=[" in text) == ("def test_is_written_from_scratch(kata)" in text)


def test_no_name_of_a_solution_is_shadowed_by_the_judges_own(place):
    """`kata.check` is the judge's: a solution's function of that name would pass without being run."""
    own = {name for name in dir(Kata) if not name.startswith("_")}
    stub = load(place.solution(place.root / "katas"))
    assert not own & {name for name, value in vars(stub).items() if getattr(value, "__module__", "") == stub.__name__}


# ------------------------------------------------------------------------------ the stub


def test_the_stub_is_documented_and_raises(place):
    module = load(place.solution(place.root / "katas"))
    assert module.__doc__
    classes = [v for v in vars(module).values() if inspect.isclass(v) and v.__module__ == module.__name__]
    assert all(map(inspect.getdoc, classes)), f"{classes}: each has to be documented"
    found = dict(callables(module))
    assert found
    for name, function in found.items():
        assert inspect.getdoc(function) or "__" in name, f"{name} is not documented"
        needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
        by_name = {p.name: np.ones(2) for p in needed if p.kind is p.KEYWORD_ONLY}
        with pytest.raises(NotImplementedError):
            function(*[np.ones(2) for p in needed if p.kind is p.POSITIONAL_OR_KEYWORD], **by_name)


def test_the_stub_has_the_signatures_of_the_model_solution_and_the_references(place):
    _all_well(differences(place))


def test_the_stub_is_red_and_not_started(place):
    verdict = judge(place, place.root / "katas", *HERE)
    assert verdict.exit_code == 1
    assert verdict.red
    assert not verdict.passed
    assert {r.state for r in verdict.red} == {"not started"}
    assert [r.state for r in verdict.results if not r.is_red] == ["not reached"] * (len(verdict.results) - 1)
    assert re.search(f"^edit  .*{place.id}/{place.name}.py$", verdict.output, re.M)


# ------------------------------------------------------------------- what must be accepted


def test_the_model_solution_is_green_under_many_seeds(place, seeds, trainings):
    verdict = judge(place, place.course / "reference", PROOF, trainings=trainings)
    assert not verdict.red, f"{verdict.output}\n{odd_one_out(place)}"
    assert not notes(verdict.results)
    assert {r.target for r in verdict.passed} >= {t.removeprefix("--target=") for t in HERE} & _targets(verdict)
    for seed in seeds("model"):
        again = judge(place, place.course / "reference", f"--hypothesis-seed={seed}", only=verdict.drawn)
        assert not again.red, again.output
        assert bool(again.passed) == bool(verdict.drawn)


def _targets(verdict) -> set[str]:
    return {r.target for r in verdict.results} - {"torch-cuda"}


def test_the_model_solution_is_green_under_grade(place):
    with watched(place) as calls:
        verdict = judge(place, place.course / "reference", GRADE)
    assert not verdict.red, verdict.output
    assert verdict.passed
    assert not calls.of(place.reference("").parent)
    assert re.search(rf"^{place.id} is complete$", verdict.output, re.M)


def test_the_model_solution_is_green_where_the_stub_was(place, tmp_path):
    """A learner's file lies beside its judge, and what the judge does is not the learner's doing."""
    copy = copied(place, tmp_path)
    shutil.copy(copy.reference(place.name), copy.solution(copy.root / "katas"))
    verdict = judge(copy, copy.root / "katas", *HERE, PROOF, "--stage=core")
    assert not verdict.red, verdict.output
    assert verdict.passed


def test_a_right_solution_by_another_way_is_green(place, variant, seeds, trainings, monkeypatch):
    file = place.ways / f"{variant}.py"
    with submission(place, file) as folder:
        with wrong_on_pinned(monkeypatch) as several, watched(place) as calls:
            verdict = judge(place, folder, *HERE, PROOF, trainings=trainings)
        assert not verdict.red, verdict.output
        assert not calls.of(place.solution(folder).parent)
        assert not several, (
            f"more than one answer is right (or rounding is judged by a law): mark it pinned=False {several}"
        )
        assert verdict.passed
        for seed in seeds("variants"):
            again = judge(place, folder, *HERE, f"--hypothesis-seed={seed}", only=verdict.drawn)
            assert not again.red, again.output


def test_a_textbook_solution_is_green_at_core(place, textbook, trainings):
    file = place.ways / f"{textbook}.py"
    with submission(place, file) as folder:
        with watched(place) as calls:
            verdict = judge(place, folder, *HERE, PROOF, "--stage=core", trainings=trainings)
        assert not calls.of(place.solution(folder).parent)
    assert not verdict.red, verdict.output
    assert verdict.passed


def test_a_library_is_right_and_not_from_scratch(place, stem, trainings):
    targets = ["--target=torch-cpu"] if stem == "with_torch" else ["--target=numpy"]
    if len(CASES["stem"](place)) == 1:
        targets.append("--target=python")
    with submission(place, place.reference(stem)) as folder:
        verdict = judge(place, folder, PROOF, *targets, trainings=trainings)
    wrong = [r for r in verdict.red if r.test != "test_is_written_from_scratch"]
    wrong = [r for r in wrong if "Error expected" not in told(r.text)]  # errors are our contract, not the libraries'
    assert not wrong, verdict.output
    assert verdict.results


def test_a_library_is_refused_somewhere(place):
    """At least one of the two references is what the from-scratch rule is about."""
    refused = []
    for stem in CASES["stem"](place):
        with submission(place, place.reference(stem)) as folder:
            verdict = judge(place, folder, *HERE, "-k", "from_scratch")
        refused += [r for r in verdict.red if r.state == "not from scratch"]
    assert refused


def test_no_function_gives_an_answer_away_that_is_not_forbidden(place):
    forbidden = set(load(place.judge).pytestmark.kwargs["from_scratch"])
    assert not {name for name in answers(place) if plain_name(name.rpartition(".")[2]) not in forbidden}


# ------------------------------------------------------------------- what must be rejected


def test_a_mistake_is_rejected_in_its_own_words(place, name, seeds):
    """The words are those that a learner reads: the first failure's, or, where that has others, the whole run's.

    Under the other seeds the tests that told them are asked again, where their input is drawn.
    """
    known = next(m for m in load_mistakes(place) if m.name == name)
    with mistaken(place, known) as folder:
        first = _told_by(place, folder, known, [["--maxfail=1"], []], "--hypothesis-seed=0")
        tellers = first.red[:1]
        if known.words not in told(tellers[0].text):  # others made the words of the first: those that say most
            voters = [r for r in first.red if r.lesson and known.words in r.lesson.causes]
            tellers += sorted(voters, key=lambda r: len(r.lesson.causes))[:3]
        ids = {r.report.nodeid for r in tellers}
        for seed in seeds("mistakes") if ids & first.drawn else ():
            _told_by(place, folder, known, [[], []], f"--hypothesis-seed={seed}", only=ids)


def _told_by(place, folder, known, ways, *options, only=None):
    """The first verdict that has the words, of ways to run pytest from the quickest to the whole."""
    words = told(plain(known.words, io.StringIO()))  # as a stream writes them that knows ASCII alone
    for way in ways:
        first = way is ways[0]
        plugins = [drawn_once(place, *options)] if first else []  # later failures stay as they were drawn
        verdict = judge(place, folder, *HERE, *options, *way, only=only if first else None, plugins=plugins)
        if words in told(verdict.output):
            break
    assert verdict.red, f"{known.name} is accepted with {options}"
    assert words in told(verdict.output), f"{options}: {verdict.output}"
    return verdict


def test_each_check_sees_a_millionth(place):
    """What ``scale=`` allows is rounding: each function's floats are moved by 1e-6 of themselves."""
    _all_well(blind_checks(place))


def test_mutants_are_rejected(place, thorough):
    known, mutants = listed(place), mutants_of(place)
    candidates = [m for m in mutants if (m.was, m.now) not in known]
    step = 1 if thorough else max(1, len(candidates) // MUTANTS)
    survivors = [m for m in candidates[::step] if survives(place, m)]
    assert not survivors, left_open(place, survivors)
    assert set(known) <= {(m.was, m.now) for m in mutants}, "listed, but no such mutant"


def test_the_model_solution_is_no_mutant(place):
    """The way in which mutants are judged accepts what is right."""
    text = place.reference(place.name).read_text(encoding="utf-8")
    assert survives(place, Mutant("", "", text))
