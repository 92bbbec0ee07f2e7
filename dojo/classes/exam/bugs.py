"""The bugs that an exam may draw: each in one line, shown by a small call, with three ideas that a call excludes."""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dojo.engine.base.files import KataFiles
from dojo.engine.base.mine import named_in
from dojo.engine.explain.ideas import ideas_of, unlike
from dojo.engine.explain.mistakes import Mistake
from dojo.practice import planting
from dojo.practice.calls import Caller, Seen
from dojo.practice.hunting import CHOICES, ideas_nearby, mistakes_by_idea, said_of
from dojo.practice.looks import rank
from dojo.practice.steps import shown_by

STEPS = 3
"""The strata of a measure: the third of the bugs for which it is smallest, the next, the last."""


@dataclass(frozen=True)
class Bug:
    """A bug in a line of a kata.

    Parameters
    ----------
    kata, name : str
        The id of the kata, and the name of the mistake.
    text : str
        The code that has it, with what it imports.
    line : int
        The number of its line in the text.
    mend : str
        That line as it should be.
    idea, words : str
        The misconception behind it, and what a learner who made it is told.
    others : tuple of str
        Ideas that it does not come from: a call on which it shows excludes each.
    size : int
        The entries of the smallest call that is known to show it.
    test : str
        The sentence of the test that asks this call.
    shown : tuple of (str, str)
        The inputs of this call, what the text gives, and what is expected.
    also : tuple of str
        The names of the kata's other mistakes on which this call shows, too.
    """

    kata: str
    name: str
    text: str
    line: int
    mend: str
    idea: str
    words: str
    others: tuple[str, ...]
    size: int
    test: str
    shown: tuple[tuple[str, str], ...]
    also: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.kata}:{self.name}"

    @property
    def is_wrong_in(self) -> str:
        """The line as it is."""
        return self.text.split("\n")[self.line - 1].strip()

    @property
    def mended(self) -> str:
        lines = self.text.split("\n")
        lines[self.line - 1] = self.mend
        return "\n".join(lines)

    @property
    def lines(self) -> int:
        """Count the lines to read."""
        return sum(map(bool, map(str.strip, self.text.split("\n"))))


def bugs_of(place: KataFiles) -> list[Bug]:
    """List the bugs of a kata that an exam may draw; none of one that imports others' files, which a room has not."""
    if not place.shows_solution or any(named_in(place.reference(place.name))):
        return []
    with contextlib.closing(Caller(place)) as caller:
        return list(_Pool(place, caller).bugs())


class _Pool:
    """The mistakes of a kata, with what each answers to the small questions of the judge."""

    def __init__(self, place: KataFiles, caller: Caller):
        self._place, self._caller, self._texts = place, caller, planting.texts_of(place)
        self._ideas, self._by_idea = ideas_of(place), mistakes_by_idea(self._texts)
        self._known = planting.pinned(place, caller)
        self._answers = {mistake: self._answered(text) for mistake, text in self._texts.items() if not mistake.is_two}

    def _answered(self, text: str) -> list[Seen]:
        with self._caller.asking(text) as ask:
            return [known.put_to(ask) for known in self._known]

    def bugs(self) -> Iterator[Bug]:
        model = planting.with_library(self._place, planting.model_of(self._place))
        for mistake, planted in planting.fitting(self._place).items():
            text = planting.with_library(self._place, planted)
            if mistake.idea in self._ideas and (line := only_line(text, model)) and (shows := self._shows(mistake)):
                others, known = self._others(mistake, shows), self._known[shows[0]]
                rows = shown_by(known, planted, self._caller)
                if len(others) >= CHOICES - 1 and rows[-2][1] != rows[-1][1]:  # it is to be seen in what is printed
                    named = (self._place.id, mistake.name, text, line, model.split("\n")[line - 1], mistake.idea)
                    size, also = known.size, self._also(shows[0])
                    yield Bug(*named, mistake.words, tuple(others), size, known.test, tuple(rows), also)

    def _shows(self, mistake: Mistake) -> list[int]:
        """List the questions that a mistake answers wrong, the smallest first."""
        pairs = zip(self._known, self._answers[mistake], strict=True)
        return [number for number, (known, seen) in enumerate(pairs) if not seen.is_as(known.right)]

    def _also(self, number: int) -> tuple[str, ...]:
        """Name the mistakes that answer a question wrong."""
        right = self._known[number].right
        return tuple(m.name for m, answers in self._answers.items() if not answers[number].is_as(right))

    def _others(self, bug: Mistake, shows: list[int]) -> list[str]:
        """List ideas that a call excludes, of which no two are easily confused, and none can be said of the bug.

        Where they are few, those are with them that no mistake of the kata comes from.
        """
        fits = said_of(bug, self._place)
        excluded = (idea for idea in self._by_idea if idea not in fits and self._is_excluded(idea, bug, shows))
        own = list(unlike(excluded, self._ideas, fits))
        return own if len(own) >= CHOICES - 1 else list(unlike([*own, *self._elsewhere], self._ideas, fits))

    @functools.cached_property
    def _elsewhere(self) -> list[str]:
        names = ideas_nearby(self._place, random.Random(self._place.id))
        return [idea for idea in names if idea not in self._by_idea]

    def _is_excluded(self, idea: str, bug: Mistake, shows: Iterable[int]) -> bool:
        """Tell whether on some call that shows a bug no mistake of an idea would have come to the same."""
        mine, theirs = self._answers[bug], [self._answers[mistake] for mistake in self._by_idea[idea]]
        return any(not any(other[n].is_as(mine[n]) for other in theirs) for n in shows)


def only_line(planted: str, model: str) -> int:
    """Return the number of the one line in which two texts differ; 0 where it is more than a line."""
    one, other = planted.split("\n"), model.split("\n")
    if len(one) != len(other):
        return 0
    apart = [number for number, pair in enumerate(zip(one, other, strict=True), 1) if pair[0] != pair[1]]
    return apart[0] if len(apart) == 1 else 0


def steps(bugs: list[Bug]) -> dict[str, int]:
    """Grade bugs, by their ids: by the entries of the smallest call and by the lines to read, a step for each third."""
    sizes, lines = [bug.size for bug in bugs], [bug.lines for bug in bugs]
    return {bug.id: _step(bug.size, sizes) + _step(bug.lines, lines) for bug in bugs}


def _step(value: int, values: list[int]) -> int:
    return min(int(rank(value, values) * STEPS), STEPS - 1)
