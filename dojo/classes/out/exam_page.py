"""The page of an exam: which ideas a class does not see, name or mend, beside those that it could not write."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from dojo.classes.out.page import page
from dojo.classes.out.points import Points
from dojo.classes.out.tables import by_student
from dojo.classes.outcome import PASSED, Verdict
from dojo.engine.explain.ideas import Idea

HUNT = "hunt_"


def exam_page(
    verdicts: list[Verdict],
    points: Points,
    anonymous: bool = False,
    ideas: Mapping[str, Idea] = {},
    homework: Sequence[Verdict] = (),
) -> str:
    """Write the page.

    Parameters
    ----------
    verdicts : list of Verdict
        Of all students: an item each.
    points : Points
        What they bring.
    anonymous : bool
        Leave out who it is.
    ideas : mapping of str to Idea
        The ideas of the course, by name.
    homework : sequence of Verdict
        Of what the class has written before.
    """
    students, (earned, of) = by_student(verdicts), points.sums(verdicts)
    sums = {student: points.sums(theirs) for student, theirs in students.items()}
    return page(
        "exam.html",
        title="The exam",
        verdicts=verdicts,
        share=round(100 * earned / of, 1) if of else 0,
        handed_in=sum(any(v.state != "missing" for v in theirs) for theirs in students.values()),
        items=list(dict.fromkeys(verdict.kata for verdict in verdicts)),
        ideas=_ideas(verdicts, ideas, homework),
        homework=len({verdict.student for verdict in homework}),
        rows=[
            (str(place) if anonymous else student, {v.kata: points.grade(v) for v in theirs}, *sums[student])
            for place, (student, theirs) in enumerate(sorted(students.items(), key=lambda s: sums[s[0]][0]), 1)
        ],
        anonymous=anonymous,
    )


def _ideas(verdicts: list[Verdict], ideas: Mapping[str, Idea], homework: Sequence[Verdict]) -> list[tuple]:
    """List ideas with how many hunts had them, and were seen, named, mended; who wrote them; the least seen first."""
    hunts, chosen, wrote = defaultdict[str, list[Verdict]](list), Counter[str](), defaultdict[str, set](set)
    for verdict in verdicts:
        if verdict.kata.startswith(HUNT) and verdict.idea in ideas:
            hunts[verdict.idea].append(verdict)
        elif verdict.idea in ideas:
            chosen[verdict.idea] += 1
    for verdict in homework:
        wrote[verdict.idea].add(verdict.student)
    names = [name for name in ideas if name in hunts or chosen[name] or name in wrote]
    rows = [(ideas[n], len(hunts[n]), *_parts(hunts[n]), chosen[n], len(wrote[n])) for n in names]
    return sorted(rows, key=lambda row: (not row[1], row[2] / max(row[1], 1), -row[1]))


def _parts(hunts: list[Verdict]) -> list[int]:
    return [sum(v.stages[part].state == PASSED for v in hunts if v.stages) for part in ("call", "idea", "mend")]
