"""What proves a judge: every known wrong solution is rejected, every right one accepted, and its pages are whole.

A file of tests, which ``dojo prove`` runs, and `tests/test_katas.py` for this repository. The katas are those of the
course that pytest stands in: a new one is covered by being there.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterable

import pytest

from dojo.authors import papers, stub
from dojo.authors.cases import CASES, MUTANTS, STOPPED, pytest_generate_tests  # noqa: F401
from dojo.authors.checks import blind_checks
from dojo.authors.giveaways import answers
from dojo.authors.judged import GRADE, HERE, PROOF, drawn_once, judge, on_one_line, wrong_on_pinned
from dojo.authors.ladders import climbed
from dojo.authors.mutants import Mutant, left_open, list_of, listed, mutants_of, stale_of, survives
from dojo.authors.papers import named
from dojo.authors.references import odd_one_out
from dojo.authors.shown import screens
from dojo.authors.solutions import copied, mistaken, submission
from dojo.book.katas import screens_of
from dojo.engine.base.importing import load_trusted
from dojo.engine.base.marks import asks_from_scratch
from dojo.engine.base.signs import plain
from dojo.engine.explain.mistakes import load_mistakes
from dojo.engine.process.forbidden import plain as plain_name
from dojo.run.verdict import notes


def _hold(holds, message: str) -> None:
    """Fail with what an author has to do, and without a traceback."""
    if not holds:
        pytest.fail(message, pytrace=False)


def _all_well(problems: Iterable[str]) -> None:
    """Hold that nothing is wrong: each problem names its file."""
    message = "\n".join(problems)
    _hold(not message, message)


def _accepted(place, file, verdict, more: str = "") -> None:
    """Hold that a right solution is green."""
    message = f"{named(file, place)}: the judge refuses it. Which of the two is wrong?"
    _hold(not verdict.red, f"{message}\n{more}\n{verdict.output}")
    assert verdict.passed, f"{named(file, place)}: no test has run"


def test_its_files_are_whole(place):
    """What is said of them before anything is judged; of a stub only where all of them are there."""
    _all_well([*papers.problems(place)] or stub.problems(place))


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
    file = place.reference(place.name)
    verdict = judge(place, place.course / "reference", PROOF, trainings=trainings)
    odd = odd_one_out(place) if verdict.red else ""
    if odd:
        STOPPED[place] = f"{place.id}: {odd} Nothing more of this kata is proved before it is right"
    _accepted(place, file, verdict, odd)
    assert not notes(verdict.results)
    assert {r.target for r in verdict.passed} >= {t.removeprefix("--target=") for t in HERE} & _targets(verdict)
    for seed in seeds("model"):
        if verdict.drawn:
            again = judge(place, place.course / "reference", f"--hypothesis-seed={seed}", only=verdict.drawn)
            _accepted(place, file, again, f"with --hypothesis-seed={seed}")


def _targets(verdict) -> set[str]:
    return {r.target for r in verdict.results} - {"torch-cuda"}


def test_the_model_solution_is_green_under_grade(place):
    verdict = judge(place, place.course / "reference", GRADE)
    _accepted(place, place.reference(place.name), verdict)
    assert re.search(rf"^{place.id} is complete$", verdict.output, re.M)


def test_the_model_solution_is_green_where_the_stub_was(place, tmp_path):
    """A learner's file lies beside its judge, and what the judge does is not the learner's doing."""
    copy = copied(place, tmp_path)
    shutil.copy(copy.reference(place.name), copy.solution(copy.root / "katas"))
    _accepted(copy, copy.reference(place.name), judge(copy, copy.root / "katas", *HERE, PROOF, "--stage=core"))


def test_a_right_solution_by_another_way_is_green(place, variant, seeds, trainings, monkeypatch):
    file = place.ways / f"{variant}.py"
    with submission(place, file) as folder:
        with wrong_on_pinned(monkeypatch) as several:
            verdict = judge(place, folder, *HERE, PROOF, trainings=trainings)
        _accepted(place, file, verdict)
        message = f"{file.name} has another right answer to {several}: mark the test pinned=False"
        _hold(not several, f"{named(place.judge, place)}: {message}")
        for seed in seeds("variants") if verdict.drawn else ():
            again = judge(place, folder, *HERE, f"--hypothesis-seed={seed}", only=verdict.drawn)
            _accepted(place, file, again, f"with --hypothesis-seed={seed}")


def test_all_that_is_right_agrees_where_nobody_looked(place):
    """On all that a learner is asked."""
    for file in (place.reference(place.name), *sorted(place.ways.glob("variant_*.py"))):
        climb = climbed(place, file)
        missed = "\n".join(f"{step.rung} of {', '.join(step.names)}: {why}" for step, why in climb.missed)
        mend = "Is it wrong, or does the mark's ladder= allow too much?"
        _hold(not missed, f"{named(file, place)}: {mend}\n{missed}")
        assert climb.held, f"{named(place.judge, place)}: the ladder asks nothing"


def test_a_textbook_solution_is_green_at_core(place, textbook, trainings):
    file = place.ways / f"{textbook}.py"
    with submission(place, file) as folder:
        verdict = judge(place, folder, *HERE, PROOF, "--stage=core", trainings=trainings)
    _accepted(place, file, verdict)


def test_a_library_is_right_and_not_from_scratch(place, stem, trainings):
    targets = ["--target=torch-cpu"] if stem == "with_torch" else ["--target=numpy"]
    if len(CASES["stem"](place)) == 1:
        targets.append("--target=python")
    with submission(place, place.reference(stem)) as folder:
        verdict = judge(place, folder, PROOF, *targets, trainings=trainings)
    wrong = [r for r in verdict.red if not asks_from_scratch(r.test)]
    wrong = [r for r in wrong if "Error expected" not in on_one_line(r.text)]  # that is our contract, not theirs
    _hold(not wrong, f"{named(place.reference(stem), place)}: the judge refuses it\n{verdict.output}")
    assert verdict.results


def test_a_library_is_refused_somewhere(place):
    """At least one of the two references is what the from-scratch rule is about."""
    refused = []
    for stem in CASES["stem"](place):
        with submission(place, place.reference(stem)) as folder:
            verdict = judge(place, folder, *HERE, "-k", "from_scratch")
        refused += [r for r in verdict.red if r.state == "not from scratch"]
    message = "from_scratch= names no function that the references call: name those"
    mend = "Where no library has it, leave it out, and its test"
    _hold(refused, f"{named(place.judge, place)}: {message}. {mend}")


def test_no_function_gives_an_answer_away_that_is_not_forbidden(place):
    forbidden = set(load_trusted(place.judge).pytestmark.kwargs["from_scratch"])
    left = {name for name in answers(place) if plain_name(name.rpartition(".")[2]) not in forbidden}
    _hold(not left, f"{named(place.judge, place)}: from_scratch= leaves out {', '.join(left)}, which gives the answer")


# ------------------------------------------------------------------- what must be rejected


def test_a_mistake_is_rejected_in_its_own_words(place, name, seeds):
    """The words are those that a learner reads: the first failure's, or, where that has others, the whole run's.

    Under the other seeds the tests that told them are asked again, where their input is drawn.
    """
    mistake = next(m for m in load_mistakes(place) if m.name == name)
    with mistaken(place, mistake) as folder:
        first = _refused(place, folder, mistake, [["--maxfail=1"], []], "--hypothesis-seed=0")
        tellers = first.red[:1]
        if mistake.words not in on_one_line(tellers[0].text):  # others made the words of the first: those that say most
            voters = [r for r in first.red if r.lesson and mistake.words in r.lesson.causes]
            tellers += sorted(voters, key=lambda r: len(r.lesson.causes))[:3]
        ids = {r.report.nodeid for r in tellers}
        for seed in seeds("mistakes") if ids & first.drawn else ():
            _refused(place, folder, mistake, [[], []], f"--hypothesis-seed={seed}", only=ids)


def _refused(place, folder, mistake, ways, *options, only=None):
    """Return the first verdict that has a mistake's words, of ways to run pytest from the quickest to the whole."""
    words = on_one_line(plain(mistake.words, io.StringIO()))  # as a stream writes them that knows ASCII alone
    for way in ways:
        first = way is ways[0]
        plugins = [drawn_once(place, *options)] if first else []  # later failures stay as they were drawn
        verdict = judge(place, folder, *HERE, *options, *way, only=only if first else None, plugins=plugins)
        if words in on_one_line(verdict.output):
            break
    where = f"{_line_of(place, mistake)}: {mistake.name}"
    differ = "Pin a question on which they differ (@example, kata.check_figure)"
    _hold(verdict.red, f"{where} is accepted ({' '.join(options)}): the judge takes it for right. {differ}.")
    _hold(
        words in on_one_line(verdict.output),
        f"{where} is refused ({' '.join(options)}), but not in its own words. Does it look like another one? {differ}."
        f"\n{verdict.output}",
    )
    return verdict


def _line_of(place, mistake) -> str:
    """Return the file and the line in which a mistake is written."""
    file = place.reference("mistakes")
    lines = file.read_text(encoding="utf-8").split("\n")
    spelled = re.compile(rf'"{mistake.function}"|(def|class) {mistake.function}\b')
    return named(file, place, next((n for n, line in enumerate(lines, 1) if spelled.search(line)), None))


def test_each_check_sees_a_millionth(place):
    """What ``scale=`` allows is rounding: each function's floats are moved by 1e-6 of themselves."""
    _all_well(blind_checks(place))


def test_mutants_are_rejected(place, thorough):
    allowed, mutants = listed(place), mutants_of(place)
    candidates = [m for m in mutants if (m.was, m.now) not in allowed]
    step = 1 if thorough else max(1, len(candidates) // MUTANTS)
    survivors = [m for m in candidates[::step] if survives(place, m)]
    _hold(not survivors, left_open(place, survivors))
    stale = "\n".join(stale_of(allowed, mutants))
    _hold(not stale, f"{named(list_of(place), place)}: listed, but no such mutant: {stale}")


def test_the_model_solution_is_no_mutant(place):
    """The way in which mutants are judged accepts what is right."""
    text = place.reference(place.name).read_text(encoding="utf-8")
    is_accepted = survives(place, Mutant("", "", text))
    _hold(is_accepted, f"{named(place.judge, place)}: judged as a mutant is, the model solution itself is refused")


def test_its_red_screens_in_the_book_are_what_is_said_now(place):
    """Numbers aside, which differ a little from machine to machine."""
    shown = json.loads(file.read_text(encoding="utf-8")) if (file := screens_of(place)).is_file() else {"screens": []}
    for kept, now in zip(shown["screens"][:2], screens(place), strict=False):
        same = _without_numbers(kept) == _without_numbers(now)
        _hold(same, f"{named(file, place)}: {kept['mistake']} brings another screen: dojo prove {place.name} writes it")


def _without_numbers(screen: dict) -> str:
    return re.sub(r"\s+", " ", re.sub(r"-?\d[\d.,e+-]*", "#", json.dumps(screen)).replace("\\n", " "))
