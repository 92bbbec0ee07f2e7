"""Whose points a mended judge moves: the verdicts of an earlier grading beside those of this one."""

from __future__ import annotations

from dojo.classes.out.collect import whole
from dojo.classes.out.points import Points
from dojo.classes.out.tables import number, table
from dojo.classes.out.text import harmless
from dojo.classes.outcome import NOT_JUDGED, Verdict

FILE = "moved.csv"
COLUMNS = ("student", "kata", "stage", "before", "after")
Move = tuple[str, str, str, str, str]


def moves(before: list[Verdict], after: list[Verdict], points: Points) -> list[Move]:
    """The stages whose points differ, of what was judged in both; the same rules count both, as judged.

    Parameters
    ----------
    before, after : list of Verdict
        Of the two gradings.
    points : Points
        The rules.
    """
    old, new = ({(v.student, v.kata): v for v in own if v.state != NOT_JUDGED} for own in (whole(before), after))
    both = [(old[whose], verdict) for whose, verdict in new.items() if whose in old]
    return [move for pair in both for move in _moves_of(*pair, points)]


def _moves_of(old: Verdict, new: Verdict, points: Points) -> list[Move]:
    was, is_now = points.grade(old).earned, points.grade(new).earned
    stages = {stage: (_told(was.get(stage)), _told(is_now.get(stage))) for stage in {**was, **is_now}}
    return [(new.student, new.kata, stage, *pair) for stage, pair in stages.items() if pair[0] != pair[1]]


def _told(points: float | None) -> str:
    """The points of a stage, and nothing of one that a judge does not have."""
    return "" if points is None else number(points)


def as_csv(found: list[Move]) -> str:
    return table([COLUMNS, *found])


def as_lines(found: list[Move], most: int = 20) -> list[str]:
    """For the terminal: the table, or that there is nothing in it."""
    if not found:
        return ["no points have moved"]
    shown = [COLUMNS, *found[:most]]
    widths = [max(len(row[column]) for row in shown) for column in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    return [*map(harmless, lines), *([f"and {len(found) - most} more: {FILE} has all"] if len(found) > most else [])]
