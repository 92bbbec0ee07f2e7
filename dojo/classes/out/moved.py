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
_MOST = 20
"""So many are shown in the terminal."""


def moves(before: list[Verdict], after: list[Verdict], points: Points) -> list[Move]:
    """List the stages whose points differ, of what was judged in both; the same rules count both, as judged.

    Parameters
    ----------
    before, after : list of Verdict
        Of the two gradings.
    points : Points
        The rules.
    """
    old, new = ({(v.student, v.kata): v for v in each if v.state != NOT_JUDGED} for each in (whole(before), after))
    both = [(old[whose], verdict) for whose, verdict in new.items() if whose in old]
    return [move for pair in both for move in _moves_of(*pair, points)]


def _moves_of(old: Verdict, new: Verdict, points: Points) -> list[Move]:
    was, is_now = points.grade(old).earned, points.grade(new).earned
    stages = {stage: (number(was.get(stage)), number(is_now.get(stage))) for stage in {**was, **is_now}}
    return [(new.student, new.kata, stage, *pair) for stage, pair in stages.items() if pair[0] != pair[1]]


def as_csv(listed: list[Move]) -> str:
    return table([COLUMNS, *listed])


def as_lines(listed: list[Move]) -> list[str]:
    """Set the table for the terminal, or say that there is nothing in it."""
    if not listed:
        return ["no points have moved"]
    shown = [COLUMNS, *listed[:_MOST]]
    widths = [max(len(row[column]) for row in shown) for column in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    more = [f"and {len(listed) - _MOST} more: {FILE} has all"] if len(listed) > _MOST else []
    return [*map(harmless, lines), *more]
