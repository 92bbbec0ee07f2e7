"""``class.html``: what a class got right, what it misunderstood, and who is stuck where."""

from __future__ import annotations

from collections import Counter, defaultdict

from dojo.base.marks import STAGES
from dojo.classes.out.page import page
from dojo.classes.out.points import Points
from dojo.classes.out.tables import by_student, number
from dojo.classes.out.text import one_line
from dojo.classes.outcome import NOT_FROM_SCRATCH, NOT_JUDGED, PASSED, Verdict

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
    if verdict.state in ("missing", "not started"):
        return "open"
    if verdict.state == NOT_JUDGED:
        return "unjudged"
    return "hung" if verdict.state in ("hung", "crashed", "out of memory") else "wrong"


def class_page(verdicts: list[Verdict], points: Points, anonymous: bool = False) -> str:
    """Write the page.

    Parameters
    ----------
    verdicts : list of Verdict
        Of all students, in order.
    points : Points
        What they bring.
    anonymous : bool
        Leave out who it is, and the examples: what a student wrote may hold a name.
    """
    katas = list(dict.fromkeys(v.kata for v in verdicts))
    by_kata = {kata: [verdict for verdict in verdicts if verdict.kata == kata] for kata in katas}
    students = by_student(verdicts)
    return page(
        "class",
        "The class",
        tiles=_tiles(verdicts, len(students), len(katas), points),
        kinds=_KINDS,
        overview=[_overview(kata, of_kata) for kata, of_kata in by_kata.items()],
        misunderstood=[(kata, stages) for kata, of_kata in by_kata.items() if (stages := _misunderstood(of_kata))],
        students=len(students),
        anonymous=anonymous,
        doubts=[] if anonymous else [(v.student, v.kata, line) for v in verdicts for line in v.to_look_at],
        columns=[*(kata.partition("/")[2] for kata in katas), "all points"],
        grid=_grid(katas, students, points, anonymous),
        layers=sorted({verdict.sandbox for verdict in verdicts} - {""}),
    )


def _tiles(verdicts: list[Verdict], students: int, katas: int, points: Points) -> list[tuple]:
    kinds = Counter(map(kind, verdicts))
    earned, of = points.sums(verdicts)
    done = 100 * (kinds["passed"] + kinds["green"]) // max(len(verdicts) - kinds["unjudged"], 1)
    return [
        (students, "students"),
        (katas, "katas"),
        (f"{done} %", "green or complete"),
        (f"{number(round(100 * earned / of, 1)) if of else 0} %", "of all points"),
        (kinds["hung"], "hung or crashed"),
        (kinds["open"], "not handed in"),
    ]


def _overview(kata: str, verdicts: list[Verdict]) -> dict:
    """Sum up how far a class is with a kata."""
    kinds = Counter(map(kind, verdicts))
    stops = Counter(_call_refused(v) or v.stopped_at for v in verdicts if v.stopped_at and _stage(v) == "core")
    return {
        "kata": kata,
        "count": len(verdicts),
        "green": kinds["passed"] + kinds["green"],
        "complete": kinds["passed"],
        "shares": [(name, words, kinds[name]) for name, words in _KINDS if kinds[name]],
        "stops": stops.most_common(1),
    }


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
    if verdict.state in ("hung", "crashed", "out of memory", NOT_FROM_SCRATCH):
        return verdict.state
    return f"no known mistake; red at: {one_line(verdict.stopped_at)}" if verdict.stopped_at else verdict.state


def _call_refused(verdict: Verdict) -> str:
    """Return the title that names a function which gives the answer away, where that is what a learner reads."""
    lesson = verdict.lesson
    return lesson.title if lesson is not None and lesson.state == NOT_FROM_SCRATCH else ""


def _grid(katas: list[str], students: dict[str, list[Verdict]], points: Points, anonymous: bool) -> list[tuple]:
    """Set out the points of each student and kata; those who are stuck most come first."""
    sum_of = {student: points.sums(theirs)[0] for student, theirs in students.items()}
    done = {who: sum(kind(v) in ("passed", "green") for v in theirs) for who, theirs in students.items()}
    order = sorted(students, key=lambda student: (done[student], sum_of[student], "" if anonymous else student))
    rows = []
    for place, student in enumerate(order, 1):
        by_kata = {verdict.kata: verdict for verdict in students[student]}
        cells = [_cell(by_kata.get(kata), points, anonymous) for kata in katas]
        rows.append((str(place) if anonymous else student, cells, _rounded(sum_of[student])))
    return rows


def _cell(verdict: Verdict | None, points: Points, anonymous: bool) -> tuple[str, str, str]:
    """Set a cell: its colour, what is said of it, and its points; it is empty where there is no verdict."""
    if verdict is None:
        return "", "", ""
    grade = points.grade(verdict)
    stop = f"at: {verdict.stopped_at}" if verdict.stopped_at else ""
    title = "; ".join(filter(None, [f"{verdict.kata}: {verdict.state}", stop, "" if anonymous else grade.words]))
    return kind(verdict), title, f"{_rounded(grade.points)}{'*' if grade.changes else ''}"


def _rounded(points: float | None) -> str:
    return number(points if points is None else round(points, 1))
