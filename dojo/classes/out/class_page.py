"""``class.html``: what a class got right, what it misunderstood, and who is stuck where."""

from __future__ import annotations

from collections import Counter, defaultdict

from dojo.base.marks import STAGES
from dojo.classes.out.page import page
from dojo.classes.out.points import Points
from dojo.classes.out.tables import by_student, number
from dojo.classes.out.text import in_html, lesson_in_html, one_line
from dojo.classes.outcome import NOT_FROM_SCRATCH, NOT_JUDGED, PASSED, Verdict

_KINDS = (
    ("passed", "complete: every stage"),
    ("green", "green: its core, and not all stages"),
    ("wrong", "red: wrong, or not from scratch"),
    ("hung", "hung, crashed or out of memory"),
    ("open", "not started, or missing"),
    ("unjudged", "not judged: the grading failed"),
)
_SELF_REPORTED = (
    "The process of a solution itself reports how many lines ran, which inputs it changed and which device it used: "
    "a solution that tampers with its process can report something else."
)
_MOST = 6
"""Mistakes that are named of a stage of a kata; the others are counted."""
_AFTER_CORE = {"edges": "The core is right, an edge is not", "torch": "Right on NumPy, red on torch alone"}


def kind(verdict: Verdict) -> str:
    """The colour of a verdict."""
    if verdict.state == PASSED:
        return "passed"
    if verdict.is_green and verdict.from_scratch:
        return "green"
    if verdict.state in ("missing", "not started"):
        return "open"
    if verdict.state == NOT_JUDGED:
        return "unjudged"
    return "hung" if verdict.state in ("hung", "crashed", "out of memory") else "wrong"


def class_page(verdicts: list[Verdict], points: Points, sandbox: str, anonymous: bool = False) -> str:
    """The page.

    Parameters
    ----------
    verdicts : list of Verdict
        Of all students, in order.
    points : Points
        What they bring.
    sandbox : str
        What stood around the solutions.
    anonymous : bool
        Leave out who it is, and the examples: what a student wrote may hold a name.
    """
    katas = list(dict.fromkeys(v.kata for v in verdicts))
    students = list(dict.fromkeys(v.student for v in verdicts))
    by_kata = defaultdict(list)
    for verdict in verdicts:
        by_kata[verdict.kata].append(verdict)
    parts = [_tiles(verdicts, students, katas, points), _legend(), _overview(katas, by_kata)]
    parts.append("<h2>What the class misunderstood</h2>")
    told = [_misunderstood(kata, by_kata[kata], len(students), anonymous) for kata in katas]
    parts.append("".join(told) or "<p>Nothing is red.</p>")
    parts += [] if anonymous else [_to_look_at(verdicts)]
    parts.append(_grid(katas, verdicts, points, anonymous))
    parts.append(f'<p class="note">Judged in a sandbox: {in_html(sandbox)}. {_SELF_REPORTED}</p>')
    return page("The class", "".join(parts))


def _tiles(verdicts: list[Verdict], students: list[str], katas: list[str], points: Points) -> str:
    kinds = Counter(map(kind, verdicts))
    earned, of = points.sums(verdicts)
    done = 100 * (kinds["passed"] + kinds["green"]) // max(len(verdicts) - kinds["unjudged"], 1)
    tiles = [
        (len(students), "students"),
        (len(katas), "katas"),
        (f"{done} %", "green or complete"),
        (f"{number(round(100 * earned / of, 1)) if of else 0} %", "of all points"),
        (kinds["hung"], "hung or crashed"),
        (kinds["open"], "not handed in"),
    ]
    inner = "".join(f'<div class="tile"><b>{value}</b><span>{what}</span></div>' for value, what in tiles)
    return f'<div class="tiles">{inner}</div>'


def _legend() -> str:
    inner = "".join(f'<span><i class="{name}-bg"></i>{words}</span>' for name, words in _KINDS)
    return f'<div class="legend">{inner}</div>'


def _overview(katas: list[str], by_kata: dict[str, list[Verdict]]) -> str:
    rows = []
    for kata in katas:
        kinds, count = Counter(map(kind, by_kata[kata])), len(by_kata[kata])
        bar = "".join(
            f'<i class="{name}-bg" style="width:{100 * kinds[name] / count:.2f}%" title="{kinds[name]} {words}"></i>'
            for name, words in _KINDS
            if kinds[name]
        )
        stops = Counter(v.stopped_at for v in by_kata[kata] if v.stopped_at and _stage(v) == "core")
        most = stops.most_common(1)
        stop = f"{in_html(one_line(most[0][0]))} <small>({most[0][1]})</small>" if most else ""
        rows.append(
            f'<tr><td>{in_html(kata)}</td><td class="number">{kinds["passed"] + kinds["green"]}</td>'
            f'<td class="number">{kinds["passed"]}</td><td><div class="bar">{bar}</div></td><td>{stop}</td></tr>'
        )
    head = "<th>kata</th><th>green</th><th>complete</th><th>the class</th><th>most stop in the core at</th>"
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _misunderstood(kata: str, verdicts: list[Verdict], students: int, anonymous: bool) -> str:
    """The mistakes of a kata: those in its core, and apart from them what is red when the core is right."""
    by_stage = defaultdict(list)
    for verdict in verdicts:
        if kind(verdict) in ("wrong", "hung", "green"):
            by_stage[_stage(verdict)].append(verdict)
    stages = [name for name in STAGES if name in by_stage]
    parts = [_heading(name) + _mistakes(by_stage[name], students, anonymous) for name in stages]
    return f"<h3>{in_html(kata)}</h3>{''.join(parts)}" if parts else ""


def _heading(stage: str) -> str:
    return f'<p class="lead">{_AFTER_CORE.get(stage, f"Red at {stage} alone")}</p>' if stage != "core" else ""


def _stage(verdict: Verdict) -> str:
    """The first stage that is red."""
    return next((name for name, stage in verdict.stages.items() if stage.state != PASSED), "core")


def _mistakes(red: list[Verdict], students: int, anonymous: bool) -> str:
    """The mistakes of a stage, the most frequent first, with an example each."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in red:
        groups[_cause(verdict)].append(verdict)
    named = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    parts = [_mistake(cause, own, students, anonymous) for cause, own in named[:_MOST]]
    if len(named) > _MOST:
        parts.append(f'<p class="note">{sum(len(own) for _, own in named[_MOST:])} more, each otherwise.</p>')
    return "".join(parts)


def _mistake(cause: str, own: list[Verdict], students: int, anonymous: bool) -> str:
    width = max(100 * len(own) / max(students, 1), 1)
    example = (
        f"<details><summary>an example: {in_html(one_line(own[0].student, 60))}</summary>"
        f"{lesson_in_html(own[0].lesson)}</details>"
    )
    return (
        f'<div class="misread"><span class="count">{len(own)} of {students}</span> {in_html(cause)}'
        f'<div class="meter" style="width:{width:.1f}%"></div>{"" if anonymous else example}</div>'
    )


def _to_look_at(verdicts: list[Verdict]) -> str:
    """What the grading could not decide: a teacher does."""
    found = [(one_line(v.student, 60), v.kata, one_line(told)) for v in verdicts for told in v.to_look_at]
    if not found:
        return ""
    rows = "".join(f"<tr>{''.join(f'<td>{in_html(cell)}</td>' for cell in row)}</tr>" for row in found)
    said = '<h2>To be looked at</h2><p class="note">These lines may hide a call that the kata forbids. No points'
    said += " depend on this list.</p>"
    head = "<thead><tr><th>student</th><th>kata</th><th>line</th></tr></thead>"
    return f'{said}<div class="scroll"><table>{head}<tbody>{rows}</tbody></table></div>'


def _cause(verdict: Verdict) -> str:
    """The mistake that explains it; else what gives the answer away, how it ended, or where it stopped."""
    if verdict.cause:
        return verdict.cause
    if verdict.state == NOT_FROM_SCRATCH and verdict.lesson:
        return verdict.lesson.title
    if verdict.state in ("hung", "crashed", "out of memory", NOT_FROM_SCRATCH):
        return verdict.state
    return f"no known mistake; red at: {one_line(verdict.stopped_at)}" if verdict.stopped_at else verdict.state


def _grid(katas: list[str], verdicts: list[Verdict], points: Points, anonymous: bool) -> str:
    """The points of each student and kata; those who are stuck most come first."""
    students = by_student(verdicts)
    sum_of = {student: points.sums(own)[0] for student, own in students.items()}
    done = {s: sum(kind(v) in ("passed", "green") for v in own) for s, own in students.items()}
    order = sorted(students, key=lambda student: (done[student], sum_of[student], "" if anonymous else student))
    names = [in_html(kata.partition("/")[2]) for kata in katas]
    head = "".join(f'<th class="turned"><div>{name}</div></th>' for name in [*names, "all points"])
    rows = []
    for place, student in enumerate(order, 1):
        found = {v.kata: v for v in students[student]}
        cells = "".join(_cell(found.get(kata), points, anonymous) for kata in katas)
        who = str(place) if anonymous else in_html(one_line(student, 60))
        rows.append(f'<tr><td class="who">{who}</td>{cells}<td class="number">{_rounded(sum_of[student])}</td></tr>')
    table = f'<table class="grid"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    said = "Points; those who are stuck most come first. A star: late, or set by hand."
    return f'<h2>Who is stuck where</h2><p class="note">{said}</p><div class="scroll">{table}</div>'


def _cell(verdict: Verdict | None, points: Points, anonymous: bool) -> str:
    if verdict is None:
        return "<td></td>"
    grade = points.grade(verdict)
    told = [f"{verdict.kata}: {verdict.state}", f"at: {verdict.stopped_at}" if verdict.stopped_at else ""]
    title = "; ".join(filter(None, [*told, "" if anonymous else grade.words]))
    star = "*" if grade.changes else ""
    return (
        f'<td><div class="cell {kind(verdict)}-bg" title="{in_html(one_line(title, 400))}">'
        f"{_rounded(grade.points)}{star}</div></td>"
    )


def _rounded(points: float | None) -> str:
    return number(points if points is None else round(points, 1))
