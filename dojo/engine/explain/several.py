"""Find the known mistakes among the faults of a solution that has more than one."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dojo.engine.base.questions import Asked
from dojo.engine.explain.diagnosis import Diagnosis
from dojo.engine.explain.mistakes import Mistake
from dojo.engine.explain.names_used import led_to
from dojo.engine.explain.parts import is_within
from dojo.engine.explain.telling import ENOUGH

SEVERAL = 2
"""On so many pinned questions a mistake is recognised beside another fault, and for each on which it is not."""
_SOME = 2
"""Different wrong things that are as a mistake makes them, without which it is not even a guess."""
_ANCHORS = 3
"""Other wrong answers in which a mistake is looked for, where it is hidden in the one that failed."""

PERHAPS = "Perhaps this is one of several faults:"


@dataclass(frozen=True)
class Fit:
    """A mistake that explains some of what is wrong.

    Parameters
    ----------
    mistake : Mistake
        The mistake.
    is_sure : bool
        Whether it agrees with the solution wherever it is wrong.
    paths : frozenset of str
        The parts of the answer that it explains.
    is_all : bool
        Whether nothing is wrong that it leaves right.
    """

    mistake: Mistake
    is_sure: bool
    paths: frozenset = frozenset()
    is_all: bool = False


def words_for(fits: list[Fit]) -> tuple[list[Mistake], list[str]]:
    """Choose what to say: one mistake that explains all, two that explain different parts, or a guess.

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
    other = next((fit for fit in fits[1:] if fit.is_sure and fit.paths and not fit.paths & first.paths), None)
    if first.is_sure and (other or first.is_all):
        return [first.mistake], [other.mistake.words] if other else []
    return [], [f"{PERHAPS} {first.mistake.words}"]


class Several:
    """Looks for mistakes beside other faults.

    Parameters
    ----------
    diagnosis : Diagnosis
        Knows the mistakes, and what they answer.
    pinned : callable
        Gives what the solution answers to the pinned questions.
    """

    def __init__(self, diagnosis: Diagnosis, pinned: Callable = list):
        self._diagnosis, self._pinned = diagnosis, pinned

    def fits(self, last: Asked, others: Sequence[Asked] = ()) -> list[Fit]:
        """Find the mistakes among the faults of an answer, the likeliest first.

        No right part of the solution's answers may be one that the mistake would have made wrong.

        Parameters
        ----------
        last : Asked
            What the solution answered wrongly.
        others : sequence of Asked
            What else it answered in this test.
        """
        if fits := self._in_answer(last, self._pinned):
            return fits
        in_others = (self._in_another(anchor, last) for anchor in self._anchors(last, others))
        return next(filter(None, in_others), [])

    def _in_answer(self, anchor: Asked, pinned: Callable) -> list[Fit]:
        """The mistakes that explain an answer, or parts of it."""
        scores = {}
        for mistake in self._diagnosis.candidates(anchor):
            here = self._likeness(anchor, mistake, strict=True)
            if here is not None and here[0]:
                about = self._diagnosis.about(anchor, pinned, mistake)
                both = [self._likeness(asked, mistake) for asked in about]
                score = None if _CONTRADICTED in both else _score(here, list(filter(None, both)))
                if score is not None:
                    is_all = all(self._covers(mistake, asked) for asked in (anchor, *about))
                    told = self._told_by([anchor, *about], [here, *both])
                    if told >= _SOME:
                        scores[Fit(mistake, score[0] and told >= ENOUGH, frozenset(here[0]), is_all)] = score
        called = anchor.question.scenario  # at a tie, a mistake in the function that was called comes first
        return sorted(scores, key=lambda fit: (*scores[fit], called in fit.mistake.replaces), reverse=True)

    def _likeness(self, asked: Asked, mistake: Mistake, strict: bool = False) -> _Likeness | None:
        """Find the parts that a mistake makes wrong and that are wrong alike, and otherwise; None where it makes none.

        An empty pair, where the solution has one of them right.
        """
        spoiled = self._diagnosis.spoiled_parts(asked, mistake)
        if spoiled is None:
            return set(), {""}
        if not spoiled:
            return None
        mine = self._diagnosis.wrong_parts(asked)
        is_alike = self._diagnosis.agrees if strict else self._diagnosis.is_consistent
        if mine and is_alike(asked, mistake):
            return set(spoiled), set()
        if any(not is_within(path, mine) for path in spoiled):
            return _CONTRADICTED
        alike = {path for path in spoiled if path in mine and self._diagnosis.is_alike(mine[path], spoiled[path])}
        if not strict and not alike and asked.answer.raised is not None:
            return None  # one fault may end in an error, too
        return alike, set(spoiled) - alike

    def _told_by(self, asked: Sequence[Asked], likenesses: Sequence[_Likeness | None]) -> int:
        """Count what is told by the parts of some answers that are wrong as a mistake is."""
        parts = [
            self._diagnosis.wrong_parts(answered).get(path, answered)
            for answered, likeness in zip(asked, likenesses, strict=True)
            for path in (likeness or _CONTRADICTED)[0]
        ]
        return self._diagnosis.told_by(parts)

    def _covers(self, mistake: Mistake, asked: Asked) -> bool:
        """Tell whether a mistake makes all parts wrong that are; one fault may end in an error, too."""
        spoiled, mine = self._diagnosis.spoiled_parts(asked, mistake), self._diagnosis.wrong_parts(asked)
        if asked.answer.raised is not None:
            return bool(spoiled)
        return spoiled is not None and all(is_within(path, spoiled) for path in mine)

    def _anchors(self, last: Asked, others: Sequence[Asked]) -> list[Asked]:
        """Other wrong answers that a mistake in the last one would have spoiled: the fewest functions first."""
        used = self._diagnosis.used
        reached = led_to(used(last), self._diagnosis.model_file) | used(last)
        wrong = [
            asked for asked in (*others, *self._pinned()) if asked is not last and self._diagnosis.is_at_fault(asked)
        ]
        few = _two_of_each([asked for asked in wrong if used(asked) <= reached], used)
        return sorted(few, key=lambda asked: len(used(asked)))[:_ANCHORS]

    def _in_another(self, anchor: Asked, last: Asked) -> list[Fit]:
        """The mistakes that explain another answer, and that make the last one wrong as well."""
        told_of = functools.partial(self._diagnosis.told_of, [anchor], self._pinned)
        told = {mistake: told_of(mistake) for mistake in self._diagnosis.mistakes([anchor], self._pinned)}
        alone = [Fit(mistake, count >= ENOUGH) for mistake, count in told.items() if count >= _SOME]
        fits = alone or self._in_answer(anchor, lambda: [last, *(a for a in self._pinned() if a is not anchor)])
        same = self._diagnosis.used(last) <= self._diagnosis.used(anchor)  # then it should have explained the last, too
        near = [fit for fit in fits if self._likeness(last, fit.mistake) not in (None, _CONTRADICTED)]
        return [Fit(fit.mistake, fit.is_sure and not same) for fit in near]


_Likeness = tuple[set[str], set[str]]
_CONTRADICTED: _Likeness = (set(), set())


def _score(here: _Likeness, pinned: list[_Likeness]) -> tuple[bool, int] | None:
    """Tell whether a mistake is sure, and how well it fits; None where it does not."""
    whole = here[0] == {""}
    unlike = sum(bool(otherwise - here[1]) for _, otherwise in pinned)
    alike = sum(bool(same) and otherwise <= here[1] for same, otherwise in pinned)
    if alike < SEVERAL * (unlike + bool(here[1])) or (whole and alike < SEVERAL):
        return None
    return not unlike and not here[1] and alike > 0, alike - unlike


def _two_of_each(asked: list[Asked], kind: Callable[[Asked], set[str]]) -> Iterator[Asked]:
    """The first two of each kind: the others tell the same."""
    seen: Counter[frozenset] = Counter()
    for answered in asked:
        key = frozenset(kind(answered))
        seen[key] += 1
        if seen[key] <= 2:
            yield answered
