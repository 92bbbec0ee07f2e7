"""Write what a student gets back: the texts that learners see, in Markdown and in HTML."""

from __future__ import annotations

import urllib.parse

from dojo.base.lesson import Lesson
from dojo.classes.out.page import page
from dojo.classes.out.points import Points
from dojo.classes.out.tables import number
from dojo.classes.out.text import lesson_in_markdown, one_line, word_in_markdown
from dojo.classes.outcome import NOT_FROM_SCRATCH, NOT_JUDGED, PASSED, Stage, Verdict
from dojo.classes.work.store import file_name

_NAMED = 5
"""So many tests of a stage are named."""
_NOT_JUDGED = "This kata was not judged: the grading failed, and not your solution."


def state_words(verdict: Verdict) -> str:
    """Say what came of a kata, on a line."""
    stages = ", ".join(f"{name} {stage.passed} of {stage.of}" for name, stage in verdict.stages.items() if stage.of)
    too = verdict.state != NOT_FROM_SCRATCH and not verdict.from_scratch
    state = f"{verdict.state}, {NOT_FROM_SCRATCH}" if too else verdict.state
    return f"{state}{f' ({stages})' if stages and verdict.state != PASSED else ''}"


def lesson_of(verdict: Verdict) -> Lesson | None:
    """Return what a student reads of a kata; of the grading's own failures there is nothing to learn."""
    return Lesson(_NOT_JUDGED) if verdict.state == NOT_JUDGED else verdict.lesson


def picture_file(student: str, verdict: Verdict) -> str:
    """Say where the picture of a kata lies, from the folder of the feedback."""
    return f"pictures/{file_name(student)}/{verdict.kata.replace('/', '__')}.png"


def _is_worth_a_word(verdict: Verdict) -> bool:
    return bool(verdict.state != PASSED or verdict.notes or verdict.picture)


def still_open(verdict: Verdict) -> list[str]:
    """Say of each stage that is not whole how many tests pass, and name the first few that are red."""
    return [_stage(verdict, name, stage) for name, stage in verdict.stages.items() if stage.passed < stage.of]


def _stage(verdict: Verdict, name: str, stage: Stage) -> str:
    tests = [test.removeprefix(f"{name}: ") for test in verdict.open if test.startswith(f"{name}: ")]
    red = list(dict.fromkeys(test.rpartition(" [")[0] for test in tests))
    more = f", and {len(red) - _NAMED} more" if len(red) > _NAMED else ""
    rest = f"red: {', '.join(red[:_NAMED])}{more}" if red else "the others were not reached"
    return f"{name}: {stage.passed} of {stage.of} tests pass; {rest}"


def notes_on_all(verdicts: list[Verdict]) -> list[str]:
    """List what was found of the whole submission: it is noted of each kata, and is said once."""
    if len(verdicts) < 2:
        return []
    return [note for note in verdicts[0].notes if all(note in other.notes for other in verdicts[1:])]


def markdown(student: str, verdicts: list[Verdict], points: Points) -> str:
    """Write the feedback as Markdown; hidden katas are left out."""
    shown = points.shown(verdicts)
    earned, of = points.sums(shown)
    lines = [f"# {word_in_markdown(student)}", "", f"{number(earned)} of {number(of)} points", ""]
    on_all = notes_on_all(shown)
    lines += [*(f"- {word_in_markdown(note)}" for note in on_all), ""] if on_all else []
    lines += ["| kata | state | points | of |", "| --- | --- | --- | --- |"]
    for verdict in shown:
        grade = points.grade(verdict)
        state = word_in_markdown("; ".join(filter(None, [state_words(verdict), grade.words])), most=None)
        lines.append(f"| {verdict.kata} | {state} | {number(grade.points)} | {number(grade.of)} |")
    for verdict in filter(_is_worth_a_word, shown):
        lines += ["", f"## {verdict.kata}: {state_words(verdict)}", "", *_about(student, verdict, on_all)]
    return "\n".join(lines) + "\n"


def _about(student: str, verdict: Verdict, on_all: list[str]) -> list[str]:
    """Write what is said of a kata below its heading."""
    lines = [f"- {word_in_markdown(note)}" for note in verdict.notes if note not in on_all]
    if (lesson := lesson_of(verdict)) is not None:
        heading = ["", f"The first test that is red: {verdict.stopped_at}"] if verdict.stopped_at else []
        lines += [*heading, "", lesson_in_markdown(lesson)]
    if verdict.open:
        lines += ["", "Still open:", "", *(f"- {word_in_markdown(line, most=None)}" for line in still_open(verdict))]
    if verdict.picture:
        lines += ["", f"![what it draws]({urllib.parse.quote(picture_file(student, verdict))})"]
    return lines


def html(student: str, verdicts: list[Verdict], points: Points) -> str:
    """Write the same as a page of its own."""
    shown = points.shown(verdicts)
    earned, of = map(number, points.sums(shown))
    return page(
        "feedback",
        one_line(student),
        earned=earned,
        of=of,
        on_all=notes_on_all(shown),
        rows=[(v, points.grade(v), state_words(v).removeprefix(v.state)) for v in shown],
        explained_katas=[(v, lesson_of(v), still_open(v)) for v in shown if _is_worth_a_word(v)],
    )
