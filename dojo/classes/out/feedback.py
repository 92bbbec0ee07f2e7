"""Write what a student gets back: the texts that learners see, in Markdown and in HTML."""

from __future__ import annotations

from dojo.classes.out.page import page
from dojo.classes.out.points import Points
from dojo.classes.out.tables import number
from dojo.classes.out.text import one_line
from dojo.classes.outcome import NOT_FROM_SCRATCH, NOT_JUDGED, NOTHING, PASSED, Stage, Verdict
from dojo.classes.work.store import file_name
from dojo.engine.base.lesson import Lesson

_NAMED = 5
"""So many tests of a stage are named."""
_NOTHING = {"missing": "No file was taken for", "not started": "Nothing is written yet in"}
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


def picture_file(verdict: Verdict) -> str:
    """Say where the picture of a kata lies, from the folder of the feedback."""
    return f"pictures/{file_name(verdict.student)}/{verdict.kata.replace('/', '__')}.png"


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
    return _feedback("feedback.md", student, verdicts, points)


def html(student: str, verdicts: list[Verdict], points: Points) -> str:
    """Write the same as a page of its own."""
    return _feedback("feedback.html", one_line(student), verdicts, points)


def _feedback(template: str, title: str, verdicts: list[Verdict], points: Points) -> str:
    shown = points.shown(verdicts)
    earned, of = map(number, points.sums(shown))
    on_all = notes_on_all(shown)
    nothing = [v for v in shown if v.state in NOTHING and not set(v.notes) - set(on_all)]
    explained = [v for v in shown if v not in nothing and (v.state != PASSED or v.notes or v.picture)]
    return page(
        template,
        title=title,
        earned=earned,
        of=of,
        on_all=on_all,
        nothing={words: [v.kata for v in nothing if v.state == state] for state, words in _NOTHING.items()},
        rows=[(v, points.grade(v), state_words(v)) for v in shown],
        explained_katas=[(v, state_words(v), lesson_of(v), still_open(v), picture_file(v)) for v in explained],
    )
