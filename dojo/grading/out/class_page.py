"""``class.html``: what a class got right, what it misunderstood, and who is stuck where."""

from __future__ import annotations

from collections import Counter, defaultdict

from dojo.grading.out.feedback import sums
from dojo.grading.out.page import page
from dojo.grading.out.points import Points
from dojo.grading.out.tables import number
from dojo.grading.out.text import in_html, lesson_in_html, one_line
from dojo.grading.verdicts import PASSED, Verdict

_KINDS = (
    ("passed", "complete: every stage"),
    ("green", "green: its core, and not all stages"),
    ("wrong", "red: wrong, or not from scratch"),
    ("hung", "hung, crashed or out of memory"),
    ("open", "not started, or missing"),
)
_SELF_REPORTED = (
    "The process of a solution itself reports how many lines ran, which inputs it changed and which device it used: "
    "a solution that tampers with its process can report something else."
)
_MOST = 6
"""Mistakes that are named of a kata; the others are counted."""


def kind(verdict: Verdict) -> str:
    """The colour of a verdict."""
    if verdict.state == PASSED:
        return "passed"
    if verdict.is_green and verdict.from_scratch:
        return "green"
    if verdict.state in ("missing", "not started", "not judged"):
        return "open"
    return "hung" if verdict.state in ("hung", "crashed", "out of memory") else "wrong"


def class_page(verdicts: list[Verdict], points: Points, sandbox: str) -> str:
    """The page.

    Parameters
    ----------
    verdicts : list of Verdict
        Of all students, in order.
    points : Points
        What they bring.
    sandbox : str
        What stood around the solutions.
    """
    katas = list(dict.fromkeys(v.kata for v in verdicts))
    students = list(dict.fromkeys(v.student for v in verdicts))
    by_kata = defaultdict(list)
    for verdict in verdicts:
        by_kata[verdict.kata].append(verdict)
    parts = [_tiles(verdicts, students, katas, points), _legend(), _overview(katas, by_kata)]
    parts.append("<h2>What the class misunderstood</h2>")
    told = [_misunderstood(kata, by_kata[kata], len(students)) for kata in katas]
    parts.append("".join(told) or "<p>Nothing is red.</p>")
    parts += [_to_look_at(verdicts), _grid(students, katas, verdicts)]
    parts.append(f'<p class="note">Judged in a sandbox: {in_html(sandbox)}. {_SELF_REPORTED}</p>')
    return page("The class", "".join(parts))


def _tiles(verdicts: list[Verdict], students: list[str], katas: list[str], points: Points) -> str:
    kinds = Counter(map(kind, verdicts))
    earned, of = sums(verdicts, points)
    done = 100 * (kinds["passed"] + kinds["green"]) // max(len(verdicts), 1)
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
        stops = Counter(v.stopped_at for v in by_kata[kata] if v.stopped_at)
        most = stops.most_common(1)
        stop = f"{in_html(one_line(most[0][0]))} <small>({most[0][1]})</small>" if most else ""
        rows.append(
            f'<tr><td>{in_html(kata)}</td><td class="number">{kinds["passed"] + kinds["green"]}</td>'
            f'<td class="number">{kinds["passed"]}</td><td><div class="bar">{bar}</div></td><td>{stop}</td></tr>'
        )
    head = "<th>kata</th><th>green</th><th>complete</th><th>the class</th><th>most stop at</th>"
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _misunderstood(kata: str, verdicts: list[Verdict], students: int) -> str:
    """The mistakes of a kata, the most frequent first, with an example each."""
    red = [v for v in verdicts if kind(v) in ("wrong", "hung", "green")]
    if not red:
        return ""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in red:
        groups[_cause(verdict)].append(verdict)
    named = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    parts = [f"<h3>{in_html(kata)}</h3>"]
    for cause, own in named[:_MOST]:
        example, width = own[0], max(100 * len(own) / max(students, 1), 1)
        parts.append(
            f'<div class="misread"><span class="count">{len(own)} of {students}</span> {in_html(cause)}'
            f'<div class="meter" style="width:{width:.1f}%"></div>'
            f"<details><summary>an example: {in_html(one_line(example.student, 60))}</summary>"
            f"{lesson_in_html(example.lesson)}</details></div>"
        )
    if len(named) > _MOST:
        parts.append(f'<p class="note">{sum(len(own) for _, own in named[_MOST:])} more, each otherwise.</p>')
    return "".join(parts)


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
    """The mistake that explains it; else how it ended, or where it stopped."""
    if verdict.cause:
        return verdict.cause
    if verdict.state in ("hung", "crashed", "out of memory", "not from scratch"):
        return verdict.state
    return f"no known mistake; red at: {one_line(verdict.stopped_at)}" if verdict.stopped_at else verdict.state


def _grid(students: list[str], katas: list[str], verdicts: list[Verdict]) -> str:
    """A field for each student and kata; those who are stuck most come first."""
    found = {(v.student, v.kata): v for v in verdicts}
    done = Counter(v.student for v in verdicts if kind(v) in ("passed", "green"))
    order = sorted(students, key=lambda student: (done[student], student))
    head = "".join(f'<th class="turned"><div>{in_html(kata.partition("/")[2])}</div></th>' for kata in katas)
    rows = []
    for student in order:
        cells = []
        for kata in katas:
            verdict = found.get((student, kata))
            if verdict is None:
                cells.append("<td></td>")
                continue
            told = f"{kata}: {verdict.state}" + (f", at: {verdict.stopped_at}" if verdict.stopped_at else "")
            cells.append(f'<td><div class="cell {kind(verdict)}-bg" title="{in_html(one_line(told))}"></div></td>')
        rows.append(f'<tr><td class="who">{in_html(one_line(student, 60))}</td>{"".join(cells)}</tr>')
    table = f'<table class="grid"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    said = '<h2>Who is stuck where</h2><p class="note">Those who are stuck most come first.</p>'
    return f'{said}<div class="scroll">{table}</div>'
