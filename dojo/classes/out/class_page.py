"""``class.html``: what a class got right, what it misunderstood, and who is stuck where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from dojo.classes.out.page import page
from dojo.classes.out.points import Points
from dojo.classes.out.tables import by_student
from dojo.classes.out.text import one_line
from dojo.classes.outcome import ENDED, NOT_FROM_SCRATCH, NOT_JUDGED, NOTHING, PASSED, Verdict
from dojo.engine.base.stages import STAGES
from dojo.engine.explain.ideas import Idea

_KINDS = (
    ("passed", "complete: every stage"),
    ("green", "green: its core, and not all stages"),
    ("wrong", "red: wrong, or not from scratch"),
    ("hung", "hung, crashed or out of memory"),
    ("open", "not started, or missing"),
    ("unjudged", "not judged: the grading failed"),
)
_MOST = 6
"""Mistakes that are named of a stage of a kata; the others are counted."""
_AFTER_CORE = {"edges": "The core is right, an edge is not", "torch": "Right on NumPy, red on torch alone"}


def kind(verdict: Verdict) -> str:
    """Return the colour of a verdict."""
    if verdict.state == PASSED:
        return "passed"
    if verdict.is_green and verdict.from_scratch:
        return "green"
    if verdict.state in NOTHING:
        return "open"
    if verdict.state == NOT_JUDGED:
        return "unjudged"
    return "hung" if verdict.state in ENDED else "wrong"


def class_page(verdicts: list[Verdict], points: Points, anonymous: bool = False, ideas: Mapping[str, Idea] = {}) -> str:
    """Write the page.

    Parameters
    ----------
    verdicts : list of Verdict
        Of all students, in order.
    points : Points
        What they bring.
    anonymous : bool
        Leave out who it is, and the examples: what a student wrote may hold a name.
    ideas : mapping of str to Idea
        The ideas of the course, by name.
    """
    katas = list(dict.fromkeys(v.kata for v in verdicts))
    by_kata = {kata: [verdict for verdict in verdicts if verdict.kata == kata] for kata in katas}
    students = by_student(verdicts)
    earned, of = points.sums(verdicts)
    return page(
        "class.html",
        title="The class",
        verdicts=verdicts,
        katas=katas,
        kind=kind,
        kinds=_KINDS,
        all=Counter(map(kind, verdicts)),
        share=round(100 * earned / of, 1) if of else 0,
        overview=[(kata, Counter(map(kind, of_kata)), _stops(of_kata)) for kata, of_kata in by_kata.items()],
        misunderstood=[(kata, stages) for kata, of_kata in by_kata.items() if (stages := _misunderstood(of_kata))],
        students=students,
        missed=_missed(verdicts, ideas),
        anonymous=anonymous,
        grid=_grid(students, points, anonymous),
        points=points,
    )


def _missed(verdicts: list[Verdict], ideas: Mapping[str, Idea]) -> list[tuple[Idea, int, list[tuple[str, int]]]]:
    """List the ideas that several students missed, the most frequent first: how many, and in which katas."""
    who, where = defaultdict[str, set](set), defaultdict[str, Counter](Counter)
    for verdict in (verdict for verdict in verdicts if verdict.idea in ideas):
        who[verdict.idea].add(verdict.student)
        where[verdict.idea][verdict.kata] += 1
    names = sorted((name for name in who if len(who[name]) > 1), key=lambda name: (-len(who[name]), name))
    return [(ideas[name], len(who[name]), where[name].most_common()) for name in names[:_MOST]]


def _stops(verdicts: list[Verdict]) -> list[tuple[str, int]]:
    """Return where most who are red in the core of a kata stop, and how many they are."""
    red = [verdict for verdict in verdicts if verdict.stopped_at and _stage(verdict) == "core"]
    return Counter(_call_refused(verdict) or verdict.stopped_at for verdict in red).most_common(1)


def _misunderstood(verdicts: list[Verdict]) -> list[tuple]:
    """List the mistakes of a kata: those in its core, and apart from them what is red when the core is right."""
    by_stage = defaultdict(list)
    for verdict in verdicts:
        if kind(verdict) in ("wrong", "hung", "green"):
            by_stage[_stage(verdict)].append(verdict)
    return [(_heading(name), *_mistakes(by_stage[name])) for name in STAGES if name in by_stage]


def _heading(stage: str) -> str:
    return _AFTER_CORE.get(stage, f"Red at {stage} alone") if stage != "core" else ""


def _stage(verdict: Verdict) -> str:
    """Return the first stage that is red."""
    return next((name for name, stage in verdict.stages.items() if stage.state != PASSED), "core")


def _mistakes(red: list[Verdict]) -> tuple[list[tuple[str, list[Verdict]]], int]:
    """List the mistakes of a stage with who made them, the most frequent first; count the verdicts that are left."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in red:
        groups[_cause(verdict)].append(verdict)
    named = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return named[:_MOST], sum(len(others) for _, others in named[_MOST:])


def _cause(verdict: Verdict) -> str:
    """Name the mistake that explains it; else what gives the answer away, how it ended, or where it stopped."""
    if cause := verdict.cause or _call_refused(verdict):
        return cause
    if verdict.state in (*ENDED, NOT_FROM_SCRATCH):
        return verdict.state
    return f"no known mistake; red at: {one_line(verdict.stopped_at)}" if verdict.stopped_at else verdict.state


def _call_refused(verdict: Verdict) -> str:
    """Return the title that names a function which gives the answer away, where that is what a learner reads."""
    lesson = verdict.lesson
    return lesson.title if lesson is not None and lesson.state == NOT_FROM_SCRATCH else ""


def _grid(students: dict[str, list[Verdict]], points: Points, anonymous: bool) -> list[tuple]:
    """List each student's verdicts by kata, and the sum of the points; those who are stuck most come first."""
    rows = []
    for student, theirs in students.items():
        done, sum_ = sum(kind(verdict) in ("passed", "green") for verdict in theirs), points.sums(theirs)[0]
        rows.append((done, sum_, "" if anonymous else student, {verdict.kata: verdict for verdict in theirs}))
    rows.sort(key=lambda row: row[:3])
    return [(who or str(place), by_kata, sum_) for place, (_, sum_, who, by_kata) in enumerate(rows, 1)]
