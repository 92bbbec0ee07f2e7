"""What the results of one kata come to: its state in a few words, and the lesson of its first red test."""

from __future__ import annotations

from collections import Counter

from dojo.base.lesson import Lesson
from dojo.base.marks import STAGES
from dojo.course.results import JUDGE, UNJUDGED, UNTRIED, Result

_YELLOW, _RED, _GREEN = {"yellow": True}, {"red": True}, {"green": True}


def state(results: list[Result]) -> tuple[str, dict]:
    """The state of a kata by the tests that ran, with its markup.

    ``not judged``, ``not started``, ``missing (...)``, ``red: core 5 of 8, then edges, torch``, ``green``, ``green;
    edges 3 of 7, then torch``, ``complete``, or how many of its tests ran.
    """
    red = [r for r in results if r.is_red]
    if any(r.target == JUDGE for r in red):
        return "the judge itself fails", _RED
    if any(r.state == UNJUDGED for r in red):
        return UNJUDGED, _YELLOW
    for word in UNTRIED:
        own = [r for r in red if r.state == word]
        if own and len(own) == len(red) and not any(r.state == "passed" for r in results):
            return (f"missing ({own[0].lesson.title})" if word == "missing" else word), _YELLOW
    counts = stages(results)
    if any(r.stage == "core" for r in red):
        return f"red: {counts}", _RED
    core_is_green = _is_whole(results, "core")
    if red:
        return (f"green; {counts}", _GREEN) if core_is_green else (f"red: {counts}", _RED)
    if core_is_green:
        whole = all(_is_whole(results, stage) for stage in STAGES)
        waiting = "" if whole or not any(r.state == "not reached" for r in results) else f"; {counts}"
        return ("complete" if whole else f"green{waiting}"), _GREEN
    passed = [r for r in results if r.state == "passed"]
    if not passed:
        return f"not run ({results[0].reason})", _YELLOW
    if not core_is_green and all(_is_whole(results, stage) for stage in {r.stage for r in passed}):
        return f"{', '.join(stage for stage in STAGES if stage in {r.stage for r in passed})} green", _GREEN
    tests = sum(passed[0].tests)
    return f"{len(passed)} of {tests or '?'} tests run, none red", _GREEN


def _is_whole(results: list[Result], stage: str) -> bool:
    """Whether every test of a stage has passed, or can't be run on this machine."""
    own = [r for r in results if r.stage == stage]
    tests = next((r.tests[STAGES.index(stage)] for r in results if r.tests), -1)
    return len(own) == tests and all(r.state in ("passed", "skipped") for r in own)


def stages(results: list[Result]) -> str:
    """How far it has come in each stage that is not green, and which stages follow: core 5 of 8, then edges, torch."""
    parts, later = [], []
    for stage in STAGES:
        own = [r for r in results if r.stage == stage and r.state != "skipped"]
        if any(r.is_red for r in own):
            parts.append(f"{stage} {sum(r.state == 'passed' for r in own)} of {len(own)}")
        elif any(r.state == "not reached" for r in own) and stage != "cuda":  # who has no GPU need not read of it
            later.append(stage)
    then = [f"then {', '.join(later)}"] if later else []
    return ", ".join([*parts, *then])


def wrong(results: list[Result]) -> list[Result]:
    """What is red and explained, by stage: neither unwritten nor missing, nor a fault of the judge's own."""
    red = [r for r in results if r.is_red and r.state not in UNTRIED and r.target != JUDGE and r.lesson]
    return sorted(red, key=lambda r: STAGES.index(r.stage))


def notes(results: list[Result]) -> list[str]:
    """What is said beside green, each once."""
    return list(dict.fromkeys(note for r in results if r.state == "passed" for note in r.notes))


def heading(result: Result) -> str:
    return f"{result.sentence}  [{result.target}]"


def lesson(result: Result, others: list[Result]) -> Lesson:
    """What a red test says: of several mistakes that explain it, the one that explains most of the other red tests."""
    votes = Counter(told for r in others if r.lesson for told in r.lesson.causes)
    return result.lesson.told_as(max(result.lesson.causes, key=lambda told: votes[told], default=None))
