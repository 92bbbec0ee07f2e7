"""Draw the sheets of an exam: for each student other bugs, as hard as everybody's, and no kata of a neighbour's."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dojo.classes.exam.bugs import Bug, steps
from dojo.course.choices import LETTERS, Choice
from dojo.practice.hunting import CHOICES

FEWEST_APART = 1
"""The steps by which two sheets may differ."""


@dataclass(frozen=True)
class Hunt:
    """A bug on a sheet.

    Parameters
    ----------
    bug : Bug
        The bug.
    letters : dict of str to str
        The name of an idea by each letter.
    """

    bug: Bug
    letters: dict[str, str]

    @property
    def right(self) -> str:
        """The letter of the bug's idea."""
        return next(letter for letter, idea in self.letters.items() if idea == self.bug.idea)


@dataclass(frozen=True)
class Sheet:
    """One student's.

    Parameters
    ----------
    student : str
        Whose.
    id : str
        What is printed on it, and stands in its files.
    hunts : list of Hunt
        Of different katas.
    questions : list of Choice
        Their choices in an order that is drawn for the student.
    """

    student: str
    id: str
    hunts: list[Hunt]
    questions: list[Choice]

    def items(self) -> Iterator[tuple[str, Hunt | Choice]]:
        """Yield what is asked, by its name: ``hunt_1``, ``question_1``."""
        yield from ((f"hunt_{number}", hunt) for number, hunt in enumerate(self.hunts, 1))
        yield from ((f"question_{number}", choice) for number, choice in enumerate(self.questions, 1))


def lettered(student: str, seed: int, bugs: list[Bug], questions: list[Choice]) -> Sheet:
    """Write the sheet of a student, with letters that are drawn."""
    draw = random.Random(f"{seed} {student}")
    digest = hashlib.sha256(f"{seed} {student}".encode("utf-8", "surrogatepass")).hexdigest()
    return Sheet(student, digest[:8], [_lettered(bug, draw) for bug in bugs], questions)


def _lettered(bug: Bug, draw: random.Random) -> Hunt:
    ideas = [bug.idea, *draw.sample(bug.others, CHOICES - 1)]
    draw.shuffle(ideas)
    return Hunt(bug, dict(zip(LETTERS, ideas, strict=True)))


def drawn(bugs: list[Bug], students: int, hunts: int, draw: random.Random) -> list[list[Bug]]:
    """Draw the bugs of each student, in the order in which they sit.

    Raises
    ------
    ValueError
        Where there are not enough katas.
    """
    katas = list(dict.fromkeys(bug.kata for bug in bugs))
    if hunts > len(katas):
        names = f" ({', '.join(katas)})" if katas else ""
        raise ValueError(
            f"--hunts {hunts}: each is in another kata, and {len(katas)} of these katas have bugs to hunt{names}:"
            " name more katas, or ask for fewer hunts"
        )
    step = steps(bugs)
    mean = hunts * sum(step.values()) / len(step)
    bases = sorted(range(hunts * max(step.values()) + 1), key=lambda base: abs(base + FEWEST_APART / 2 - mean))
    return next(filter(None, (_all(bugs, students, hunts, base, step, draw) for base in bases)))


def _all(bugs, students: int, hunts: int, base: int, step: dict[str, int], draw: random.Random) -> list[list[Bug]]:
    """Draw sheets whose steps add up to a number or to one more; none where some student would have none."""
    sheets: list[list[Bug]] = []
    used: Counter[str] = Counter()
    for _ in range(students):
        fair = _Fair(bugs, hunts, {base, base + FEWEST_APART}, step, used, draw)
        if (chosen := fair.sheet(sheets)) is None:
            return []
        sheets.append(chosen)
        used.update(name for bug in chosen for name in (bug.id, bug.kata))
    return sheets


@dataclass
class _Fair:
    """What the next student may get: what was used least comes first, and else it is drawn."""

    bugs: list[Bug]
    hunts: int
    sums: set[int]
    step: dict[str, int]
    used: Counter[str]
    draw: random.Random

    def sheet(self, before: list[list[Bug]]) -> list[Bug] | None:
        near = {bug.kata for bug in before[-1]} if before else set()
        taken = {frozenset(bug.id for bug in sheet) for sheet in before}
        by_kata: dict[str, list[Bug]] = {}
        for bug in self._ordered(self.bugs, lambda bug: self.used[bug.id]):
            by_kata.setdefault(bug.kata, []).append(bug)
        katas = self._ordered(by_kata, lambda kata: self.used[kata])
        sheets = (self._of(names, by_kata, seen) for seen in (taken, set()) for names in self._sets(katas, near))
        return next(filter(None, sheets), None)

    def _sets(self, katas: list[str], near: set[str]) -> Iterator[tuple[str, ...]]:
        """Yield sets of katas: first those without a neighbour's, then those with the fewest."""
        yield from itertools.combinations([kata for kata in katas if kata not in near], self.hunts)
        yield from sorted(itertools.combinations(katas, self.hunts), key=lambda names: len(near & {*names}))

    def _of(self, katas, by_kata: dict[str, list[Bug]], taken: set[frozenset[str]]) -> list[Bug] | None:
        """Return the first bugs of some katas that add up, and that nobody has together."""
        for bugs in itertools.product(*(by_kata[kata] for kata in katas)):
            if sum(self.step[bug.id] for bug in bugs) in self.sums and frozenset(b.id for b in bugs) not in taken:
                return self._ordered(bugs, lambda bug: 0)
        return None

    def _ordered(self, things, key) -> list:
        things = list(things)
        self.draw.shuffle(things)
        return sorted(things, key=key)
