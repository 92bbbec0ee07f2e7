"""Which known mistakes are among the faults of a solution that has more than one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dojo.base.questions import Asked
from dojo.explain.mistakes import Mistake
from dojo.explain.names_used import led_to
from dojo.explain.parts import is_within

SEVERAL = 2
"""On so many pinned questions a mistake is recognised beside another fault, and for each on which it is not."""
_ANCHORS = 3
"""Other wrong answers in which a mistake is looked for, where it is hidden in the one that failed."""

MORE_IS_WRONG = "More is wrong than this alone explains; some of it may be a consequence."
PERHAPS = "Perhaps this is one of several faults:"


@dataclass(frozen=True)
class Fit:
    """A mistake that explains some of what is wrong.

    Parameters
    ----------
    known : Mistake
        The mistake.
    is_sure : bool
        Whether it agrees with the solution wherever it is wrong.
    paths : frozenset of str
        The parts of the answer that it explains.
    is_all : bool
        Whether nothing is wrong that it leaves right.
    """

    known: Mistake
    is_sure: bool
    paths: frozenset = frozenset()
    is_all: bool = False


def words_for(fits: list[Fit]) -> tuple[list[Mistake], list[str]]:
    """What to say: one mistake and that there is more, two that explain different parts, or a guess.

    Parameters
    ----------
    fits : list of Fit
        The likeliest first.

    Returns
    -------
    list of Mistake
        The one that explains it, where one surely does.
    list of str
        What is said beside its words.
    """
    if not fits:
        return [], []
    first = fits[0]
    if not first.is_sure:
        return [], [f"{PERHAPS} {first.known.words}"]
    other = next((fit for fit in fits[1:] if fit.is_sure and fit.paths and not fit.paths & first.paths), None)
    if other:
        return [first.known], [other.known.words]
    return [first.known], [] if first.is_all else [MORE_IS_WRONG]


class Several:
    """Looks for mistakes beside other faults.

    Parameters
    ----------
    diagnosis : dojo.explain.diagnosis.Diagnosis
        Knows the mistakes, and what they answer.
    pinned : callable
        Gives what the solution answers to the pinned questions.
    """

    def __init__(self, diagnosis, pinned: Callable = list):
        self._diagnosis, self._pinned = diagnosis, pinned

    def fits(self, last: Asked, others=()) -> list[Fit]:
        """The mistakes among the faults of an answer, the likeliest first.

        No right part of the solution's answers may be one that the mistake would have made wrong.

        Parameters
        ----------
        last : Asked
            What the solution answered wrongly.
        others : sequence of Asked
            What else it answered in this test.
        """
        if found := self._in_answer(last, self._pinned):
            return found
        for anchor in self._anchors(last, others):
            if found := self._in_another(anchor, last):
                return found
        return []

    def _in_answer(self, anchor: Asked, pinned: Callable) -> list[Fit]:
        """The mistakes that explain an answer, or parts of it."""
        found = {}
        for known in self._diagnosis.candidates(anchor):
            module = self._diagnosis.known_mistakes[known]
            here = self._likeness(anchor, known, module, strict=True)
            if here is not None and here[0]:
                told = self._diagnosis.told(anchor, pinned, known)
                both = [self._likeness(one, known, module) for one in told]
                score = None if _CONTRADICTED in both else _score(here, [one for one in both if one])
                if score is not None:
                    is_all = all(self._covers(known, module, one) for one in (anchor, *told))
                    found[Fit(known, score[0], frozenset(here[0]), is_all)] = score
        called = anchor.question.scenario  # at a tie, a mistake in the function that was called comes first
        return sorted(found, key=lambda fit: (*found[fit], called in fit.known.replaces), reverse=True)

    def _likeness(self, asked: Asked, known: Mistake, module, strict: bool = False) -> tuple[set, set] | None:
        """Of the parts that a mistake makes wrong, those that are wrong alike, and otherwise; None where it makes none.

        An empty pair, where the solution has one of them right.
        """
        spoiled = self._diagnosis.spoiled_parts(asked, known, module)
        if spoiled is None:
            return set(), {""}
        if not spoiled:
            return None
        mine = self._diagnosis.wrong_parts(asked)
        if mine and self._is_alike(asked, known, module, strict):
            return set(spoiled), set()
        if any(not is_within(path, mine) for path in spoiled):
            return _CONTRADICTED
        alike = {path for path in spoiled if path in mine and self._diagnosis.is_alike(mine[path], spoiled[path])}
        if not strict and not alike and asked.answer.raised is not None:
            return None  # one fault may end in an error, too
        return alike, set(spoiled) - alike

    def _covers(self, known: Mistake, module, asked: Asked) -> bool:
        """Whether a mistake makes all parts wrong that are; one fault may end in an error, too."""
        spoiled, mine = self._diagnosis.spoiled_parts(asked, known, module), self._diagnosis.wrong_parts(asked)
        if asked.answer.raised is not None:
            return bool(spoiled)
        return spoiled is not None and all(is_within(path, spoiled) for path in mine)

    def _is_alike(self, asked: Asked, known: Mistake, module, strict: bool) -> bool:
        if strict:
            return self._diagnosis.agrees(asked, known, module)
        return self._diagnosis.is_consistent(asked, known, module)

    def _anchors(self, last: Asked, others) -> list[Asked]:
        """Other wrong answers that a mistake in the last one would have spoiled: the fewest functions first."""
        used = self._diagnosis.used(last)
        reached = led_to(used, self._diagnosis.model_file) | used
        wrong = [one for one in (*others, *self._pinned()) if one is not last and self._diagnosis.is_at_fault(one)]
        near = [one for one in wrong if self._diagnosis.used(one) <= reached]
        few = _two_of_each(near, self._diagnosis.used)
        return sorted(few, key=lambda one: len(self._diagnosis.used(one)))[:_ANCHORS]

    def _in_another(self, anchor: Asked, last: Asked) -> list[Fit]:
        """The mistakes that explain another answer, and that make the last one wrong as well."""
        alone = [Fit(known, True) for known in self._diagnosis.mistakes([anchor], self._pinned)]
        found = alone or self._in_answer(anchor, lambda: [last, *(one for one in self._pinned() if one is not anchor)])
        mistakes, used = self._diagnosis.known_mistakes, self._diagnosis.used
        near = {fit: self._likeness(last, fit.known, mistakes[fit.known]) for fit in found}
        same = used(last) <= used(anchor)  # then it should have explained the last one, too
        return [Fit(fit.known, fit.is_sure and not same) for fit in found if near[fit] and near[fit] != _CONTRADICTED]


_CONTRADICTED = (set(), set())


def _score(here: tuple[set, set], pinned: list[tuple[set, set]]) -> tuple[bool, int] | None:
    """Whether a mistake is sure, and how well it fits; None where it does not."""
    whole = here[0] == {""}
    unlike = sum(bool(otherwise - here[1]) for _, otherwise in pinned)
    alike = sum(bool(same) and otherwise <= here[1] for same, otherwise in pinned)
    if alike < SEVERAL * (unlike + bool(here[1])) or (whole and alike < SEVERAL):
        return None
    return not unlike and not here[1] and alike > 0, alike - unlike


def _two_of_each(asked: list[Asked], kind: Callable) -> Iterator[Asked]:
    """The first two of each kind: the others tell the same."""
    seen: dict[frozenset, int] = {}
    for one in asked:
        key = frozenset(kind(one))
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 2:
            yield one
