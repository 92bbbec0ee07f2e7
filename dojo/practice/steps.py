"""The steps of a hunt on its very code, as hints: reproduce, the smallest input, each line, the first apart, why.

``katas/HUNTS.md`` shows them on one hunt. The line comes fourth, and the idea last.
"""

from __future__ import annotations

import functools

from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.nested import NotAResult, dtype_name, leaves
from dojo.engine.base.questions import Answer, Ended
from dojo.engine.explain.display import show, show_input
from dojo.engine.explain.ideas import ideas_of
from dojo.engine.explain.mistakes import Mistake
from dojo.practice import planting
from dojo.practice.calls import Caller, Seen

HINTS = 5
_TOLD = 12
"""Lines whose values are told."""


class Steps:
    """The steps of one hunt.

    Parameters
    ----------
    bug : Mistake
        The mistake that was planted.
    planted : str
        The code that has it, as the file has it.
    caller : Caller
        Asks.
    """

    def __init__(self, bug: Mistake, planted: str, caller: Caller):
        self.bug, self.planted, self.caller, self.place = bug, planted, caller, caller.place

    def step(self, number: int) -> Lesson:
        """Take a step, from 1 to 5."""
        return (self._reproduce, self._smallest, self._each_line, self._first_apart, self._why)[number - 1]()

    @functools.cached_property
    def _known(self) -> planting.Known:
        """The smallest question of the judge that shows the bug."""
        pinned = planting.pinned(self.place, self.caller)
        if (known := planting.least(pinned, self.planted, self.caller)) is None:
            raise LookupError(f"no small question of the judge shows this bug: dojo debug {self.place.name} --give-up")
        return known

    def _reproduce(self) -> Lesson:
        words = "Which inputs does it speak of? Call the file with such inputs until it goes wrong."
        return Lesson("Reproduce it.", [("red test", self._known.test)], [words])

    def _smallest(self) -> Lesson:
        rows = shown_by(self._known, self.planted, self.caller)
        return Lesson("The smallest input that is known to show it:", rows)

    def _each_line(self) -> Lesson:
        told: dict[tuple[int, str], object] = {}
        for line, name, value in self._traced(self.planted):
            told.setdefault((line, name), value)
        rows = [(f"line {line}", _given(name, value)) for (line, name), value in told.items()]
        words = "These are the values that each line gives when it first runs. Work out by hand what each should be."
        return Lesson("What should each line give on that input?", rows[:_TOLD], [words])

    def _traced(self, text: str) -> list:
        traced = self.caller.traced(text, self._known.asked.question)
        return [seen for seen in traced if not isinstance(seen[-1], NotAResult)]

    def _first_apart(self) -> Lesson:
        both = zip(self._traced(self.planted), self._traced(planting.model_of(self.place)), strict=False)
        if (pair := next((pair for pair in both if not _is_same(*pair)), None)) is None:
            line = beside_sound(self.bug, self.place).split("\n")[0].removeprefix("- ")
            return Lesson("Look at this line:", [("line", line)])
        (line, name, value), (_, _, should) = pair
        code = self.planted.split("\n")[line - 1].strip()
        rows = [(f"line {line}", code), ("gives", _given(name, value)), ("expected", _given(name, should))]
        return Lesson("The first line that gives something else than it should:", rows)

    def _why(self) -> Lesson:
        idea = ideas_of(self.place).get(self.bug.idea)
        return Lesson("Why?", [], [*([str(idea), idea.look] if idea else []), self.bug.words])


def shown_by(known: planting.Known, planted: str, caller: Caller) -> list[tuple[str, str]]:
    """The inputs of a question, what a text gives for them, and what is expected."""
    question = known.asked.question
    with caller.asking(planted) as ask:
        rows = apart(("gives", known.put_to(ask)), ("expected", known.right))
    given = [*map(show_input, question.args), *(f"{k} = {show_input(v)}" for k, v in question.kwargs.items())]
    return [("inputs", "\n".join(given)), *rows]


def _given(name: str, value) -> str:
    return f"{'returns' if name == 'return' else f'{name} ='} {show(value)}"


def _is_same(mine: list, ours: list) -> bool:
    """Tell whether two lines gave one name one value."""
    (_, name, value), (_, right_name, right) = mine, ours
    return name == right_name and Seen(Answer(), value).is_as(Seen(Answer(), right))


def beside_sound(bug: Mistake, place: KataFiles) -> str:
    """The lines of a bug as they are, and as they should be."""
    changes = planting.changes(planting.texts_of(place)[bug], planting.model_of(place))
    signed = ((sign, line) for was, should in changes for sign, lines in (("-", was), ("+", should)) for line in lines)
    return "\n".join(f"{sign} {line.strip()}" for sign, line in signed)


def raised(seen: Seen) -> str:
    return f"{seen.raised.name}: {seen.raised.text.splitlines()[0]}" if seen.raised.text else seen.raised.name


def outcome(seen: Seen) -> str:
    """Write what a call came to."""
    if isinstance(seen.answer, Ended):
        return f"no answer: {seen.answer.title}"
    if seen.raised is not None:
        return f"an error: {raised(seen)}"
    value, changed = seen.value
    return f"{show(value)}{'  (and changes its input)' if any(changed) else ''}"


def apart(*pairs: tuple[str, Seen]) -> list[tuple[str, str]]:
    """Write what two calls came to, with their dtypes where they look the same."""
    rows = [(label, outcome(seen)) for label, seen in pairs]
    if len({outcome for _, outcome in rows}) > 1:
        return rows
    return [(label, f"{outcome}  ({_dtypes(seen)})") for (label, outcome), (_, seen) in zip(rows, pairs, strict=True)]


def _dtypes(seen: Seen) -> str:
    return ", ".join(dict.fromkeys(map(dtype_name, leaves(seen.value[0])))) if seen.value else "nothing"
