"""``grades.csv``: a row for each stage of each kata of each student."""

from __future__ import annotations

import csv
import io

from dojo.grading.out.points import Points
from dojo.grading.out.text import in_csv
from dojo.grading.verdicts import Verdict

COLUMNS = ("student", "kata", "stage", "state", "points", "of")


def grades(verdicts: list[Verdict], points: Points) -> str:
    """The table, as text."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for verdict in verdicts:
        rule = points.rule(verdict.kata)
        due, earned = rule.of(list(verdict.stages)), rule.earned(verdict)
        for name, stage in verdict.stages.items():
            cells = (in_csv(verdict.student), verdict.kata, name, stage.state, number(earned[name]), number(due[name]))
            table.writerow(cells)
    return out.getvalue()


def number(value: float) -> str:
    return f"{round(value, 4):g}" if abs(value) < 1e6 else repr(round(value, 4))
