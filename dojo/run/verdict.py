"""The state of a kata by its results, in a few words, and the lesson of its first red test."""

from __future__ import annotations

from collections import Counter

from dojo.course.results import JUDGE, UNJUDGED, UNTRIED, Result
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.stages import STAGES

_YELLOW, _RED, _GREEN = {"yellow": True}, {"red": True}, {"green": True}


def state(results: list[Result]) -> tuple[str, dict]:
    """The state of a kata by the tests that ran, with its markup.

    ``not judged``, ``not started``, ``missing (...)``, ``red: core 5 of 8, then edges, torch``, ``green``, ``green;
    edges 3 of 7, then torch``, ``complete``, or how many of its tests ran.
    """
    red, states = [r for r in results if r.is_red], {r.state for r in results}
    whole = [stage for stage in STAGES if _is_whole(results, stage)]
    counts, core_is_green = stages(results), "core" in whole
    of_red = {r.state for r in red} if "passed" not in states else set()
    passed = [r for r in results if r.state == "passed"]
    ran = [stage for stage in STAGES if stage in {r.stage for r in passed}]
    title = next((r.lesson.title for r in red if r.lesson), "")
    tests = sum(results[0].tests) or "?"
    rules = (
        (JUDGE in {r.target for r in red}, "the judge itself fails", _RED),
        (UNJUDGED in states, UNJUDGED, _YELLOW),
        (of_red == {"missing"}, f"missing ({title})", _YELLOW),
        (of_red == {"not started"}, "not started", _YELLOW),
        (red and not core_is_green, f"red: {counts}", _RED),
        (red, f"green; {counts}", _GREEN),
        (len(whole) == len(STAGES), "complete", _GREEN),
        (core_is_green and "not reached" in states, f"green; {counts}", _GREEN),
        (core_is_green, "green", _GREEN),
        (not passed, f"not run ({results[0].reason})", _YELLOW),
        (set(ran) <= set(whole), f"{', '.join(ran)} green", _GREEN),
        (True, f"{len(passed)} of {tests} tests run, none red", _GREEN),
    )
    return next((words, markup) for holds, words, markup in rules if holds)


def _is_whole(results: list[Result], stage: str) -> bool:
    """Tell whether every test of a stage has passed, or can't be run on this machine."""
    states = [r.state for r in results if r.stage == stage]
    tests = next((r.tests[STAGES.index(stage)] for r in results if r.tests), -1)
    return len(states) == tests and {*states} <= {"passed", "skipped"}


def stages(results: list[Result]) -> str:
    """Count what is green of each stage that is not, and name those that follow: core 5 of 8, then edges, torch."""
    parts, later = [], []
    for stage in STAGES:
        ran = [r for r in results if r.stage == stage and r.state != "skipped"]
        if any(r.is_red for r in ran):
            parts.append(f"{stage} {sum(r.state == 'passed' for r in ran)} of {len(ran)}")
        elif any(r.state == "not reached" for r in ran) and stage != "cuda":  # who has no GPU need not read of it
            later.append(stage)
    then = [f"then {', '.join(later)}"] if later else []
    return ", ".join([*parts, *then])


def wrong(results: list[Result]) -> list[Result]:
    """The results that are red and explained, in their rank: neither unwritten nor missing, nor the judge's fault."""
    red = [r for r in results if r.is_red and r.state not in UNTRIED and r.target != JUDGE and r.lesson]
    return sorted(red, key=lambda r: r.rank)


def notes(results: list[Result]) -> list[str]:
    """The notes beside green, each once."""
    return list(dict.fromkeys(note for r in results if r.state == "passed" for note in r.notes))


def heading(result: Result) -> str:
    broken = "  passed before this save" if result.is_broken else ""
    return f"{result.sentence}  [{result.target}]{broken}"


def lesson(result: Result, others: list[Result]) -> Lesson:
    """The lesson of a red test: of several mistakes that explain it, with that which explains most of the others."""
    votes = Counter(cause for r in others if r.lesson for cause in r.lesson.causes)
    ours: Lesson = result.lesson  # type: ignore[assignment]  # `wrong` leaves out what has none
    return ours.told_as(max(ours.causes, key=lambda cause: votes[cause], default=None))
