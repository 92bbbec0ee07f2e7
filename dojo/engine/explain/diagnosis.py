"""Recognise the known mistake that a wrong solution looks like."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import load_ours
from dojo.engine.base.nested import NotAResult, arrays_of, leaves, map_leaves
from dojo.engine.base.questions import Answer, Asked, Question
from dojo.engine.explain.mistakes import Mistake, Variants, load_mistakes
from dojo.engine.explain.names_used import led_to, public_names, switches, used_by
from dojo.engine.explain.parts import wrong_parts
from dojo.engine.explain.telling import ENOUGH, told_by
from dojo.engine.process.answer import answer
from dojo.engine.process.memory import Memory
from dojo.engine.truth.compare import difference, distance, largest_magnitude
from dojo.engine.truth.references import NoAnswer, References

RECOGNISED = 10**7
"""A mistake is recognised with the tolerance of so many roundings, which is coarser than a verdict's."""
NEARER = 8
"""A result shows a mistake only if it is so many times nearer to the mistake's result than to the truth."""

PATIENCE, UNPINNED = 10.0, 1.0
"""CPU seconds that mistakes may take to answer while all that is red of a kata is explained, and of those to answer
what a test asks that is not pinned: a training, it may be."""
LONG = 2.0
"""CPU seconds of an answer from which nothing else is asked the same: it is a training."""

_MODEL = Mistake("the model solution", (), "")


class TooLong(Exception):
    """The mistakes have used up their time: what they would answer is not known."""


def _once(find: Callable) -> Callable:
    """Keep what a method finds: each failing test asks the same of the pinned questions."""

    @functools.wraps(find)
    def kept(self: Diagnosis, *of):
        key = (find, *of)
        if key not in self._kept:
            self._kept[key] = find(self, *of)
        return self._kept[key]

    return kept


class Diagnosis:
    """Compares a solution with the mistakes of its kata.

    Parameters
    ----------
    place : KataFiles
        The kata.
    references : References
        What is right.
    answers : Memory
        What mistakes have answered.
    """

    def __init__(self, place: KataFiles, references: References, answers: Memory):
        self._place, self.references, self.answers = place, references, answers
        self._kept: dict[tuple, Any] = {}
        self._spent = 0.0
        self.is_pinned = True

    def mistakes(self, asked: Sequence[Asked], pinned: Callable = list) -> list[Mistake]:
        """Find the mistakes that explain the last thing asked, those that explain more of the others first.

        A mistake explains an answer when it gives, on that very input, what the solution gave: the same values, the
        same error, the same changed inputs, as many lines too many; when the model solution does otherwise; and when
        it and the solution agree on the pinned questions, too: both right, or wrong alike. Of those that
        explain an outcome in words, the ones that another answer shows, too, if there are any.

        Parameters
        ----------
        asked : sequence of Asked
            What the solution answered in this test, the last one at fault.
        pinned : callable
            Gives what the solution answers to the pinned questions; called where a mistake may explain the fault.
        """
        if not asked:
            return []
        last, others = asked[-1], list(filter(self.is_quick, asked[:-1]))
        about = functools.partial(self.about, last, pinned)
        fits = list(self._that_fit(self.candidates(last), last, about))
        scores = dict.fromkeys(fits, 0)
        with contextlib.suppress(TooLong):
            if says_little(last) and len({mistake.words for mistake in fits}) > 1:
                fits = [m for m in fits if any(self._is_shown(a, m) for a in (*others, *about(m)))] or fits
            scores = {mistake: sum(self.agrees(other, mistake) for other in others) for mistake in fits}
        called = last.question.scenario  # at a tie, a mistake in the function that was called comes first
        return sorted(scores, key=lambda mistake: (-scores[mistake], called not in mistake.replaces))

    def pair(self, asked: Sequence[Asked], pinned: Callable) -> Mistake | None:
        """Find two mistakes at once, one of the commonest and another, that explain an answer: the first such pair."""
        *_, last = asked
        is_quick = self.is_quick(last) and last.answer.seconds * len(self._pairs) < UNPINNED
        reached = self._reached(last, self._pairs) if is_quick else []
        fits = self._that_fit(reached, last, functools.partial(self.about, last, pinned))
        return next((pair for pair in fits if self.is_identified(asked, pinned, pair)), None)

    @functools.cached_property
    def _pairs(self) -> Variants:
        return self.known_mistakes.pairs()

    def _that_fit(self, mistakes: Iterable[Mistake], last: Asked, about: Callable) -> Iterator[Mistake]:
        return (m for m in self._explaining(last, mistakes) if self._fits(about(m), m))

    def _fits(self, answers: list[Asked], mistake: Mistake) -> bool:
        """Tell whether a mistake is consistent with some answers, the quickest first, as far as there is time."""
        with contextlib.suppress(TooLong):
            return all(self.is_consistent(a, mistake) for a in sorted(answers, key=lambda a: a.answer.seconds))
        return True

    def bears_out(self, pinned: list[Asked], last: Asked, mistake: Mistake) -> bool:
        """Tell whether a mistake is consistent with what is pinned of all that a question leads to, refusals aside."""
        inside = led_to(self.used(last).union(mistake.replaces), self.model_file)
        results = (a for a in pinned if a.demand.error is None and switches(a.question) == switches(last.question))
        return self._fits([a for a in results if self.used(a) <= inside and self.is_quick(a)], mistake)

    def is_identified(self, asked: Sequence[Asked], pinned: Callable, mistake: Mistake) -> bool:
        """Tell whether the wrong answers that a mistake explains tell enough: others may end alike."""
        return self.told_of(asked, pinned, mistake) >= ENOUGH

    def told_of(self, asked: Sequence[Asked], pinned: Callable, mistake: Mistake) -> int:
        """Count the different wrong things that a mistake explains; as many as are enough, where time is up."""

        def answers() -> Iterator[Asked]:  # the others are asked where the test's own say too little
            yield from reversed(asked)
            yield from self.about(asked[-1], pinned, mistake)

        with contextlib.suppress(TooLong):
            return self.told_by(a for a in answers() if self.is_quick(a) and self._is_shown(a, mistake))
        return ENOUGH

    def told_by(self, wrong: Iterable[Asked]) -> int:
        """Count the different things that are wrong, up to what is enough."""
        return told_by((asked, self._truth_or_none(asked)) for asked in wrong)

    def _is_shown(self, asked: Asked, mistake: Mistake) -> bool:
        """Tell whether the solution is wrong as a mistake is."""
        return self.is_at_fault(asked) and self.agrees(asked, mistake)

    def shared(self, asked: Sequence[Asked], causes: list[str]) -> list[Mistake]:
        """Find those that explain this answer among the mistakes, by their words, between which a choice is left."""
        if len(set(causes)) < 2 or not asked or not self.is_quick(asked[-1]):
            return []
        left = [mistake for mistake in self.known_mistakes if mistake.words in causes]
        return [mistake for mistake in left if self.agrees(asked[-1], mistake)]

    def _explaining(self, last: Asked, among: Iterable[Mistake]) -> Iterator[Mistake]:
        """Those that give what the solution gave, where the model solution does not."""
        right = self.answer(last, _MODEL)
        for mistake in among:
            wrong = self.answer(last, mistake)
            if wrong is not None and self.is_alike(last, wrong) and not (right and _is_equal(wrong, right)):
                yield mistake

    def candidates(self, asked: Asked) -> list[Mistake]:
        """The mistakes that may change an answer, for the others answer as the model solution does.

        None, where to ask them all would take too long.
        """
        return self._reached(asked) if self.is_quick(asked) else []

    @_once
    def is_quick(self, asked: Asked) -> bool:
        """Tell whether all mistakes can be asked a question: a training is not repeated for each of them."""
        seconds, count = asked.answer.seconds, len(self._reached(asked))
        patience = PATIENCE if self.is_pinned else UNPINNED
        if seconds < LONG and self.is_slow(asked, patience):  # is the solution slow, or each right one?
            again = filter(None, [self._ask(asked.question, _MODEL) for _ in range(2)])  # the first imports
            seconds = min([seconds, *(right.seconds for right in again)])
        return seconds < LONG and seconds * count <= patience

    def is_slow(self, asked: Asked, seconds: float) -> bool:
        """Tell whether to ask all mistakes takes longer, if they take as long as the solution."""
        return asked.answer.seconds * max(len(self._reached(asked)), 1) > seconds

    def _reached(self, asked: Asked, among: Iterable[Mistake] | None = None) -> list[Mistake]:
        """The mistakes in what a question uses."""
        reached = led_to(self.used(asked), self.model_file)
        among = self.known_mistakes if among is None else among
        return [mistake for mistake in among if reached.intersection(mistake.replaces)]

    @property
    def known_mistakes(self) -> Variants:
        return load_mistakes(self._place)

    @property
    def model_file(self) -> Path:
        return self._place.reference(self._place.name)

    def used(self, asked: Asked) -> set[str]:
        """The functions and classes that a question uses."""
        return used_by(asked.question, self._names)

    @functools.cached_property
    def _names(self) -> set[str]:
        """The names that a question may use: the public ones of the model solution, and those that mistakes replace."""
        return public_names(load_model(self._place)).union(*(mistake.replaces for mistake in self.known_mistakes))

    def about(self, last: Asked, pinned: Callable, mistake: Mistake) -> list[Asked]:
        """The pinned questions that say something of a mistake."""
        about = self.used(last).union(mistake.replaces)
        same = (a for a in pinned() if switches(a.question) == switches(last.question))  # else another branch
        used = [(a, self.used(a)) for a in same]
        # a fault of another function says nothing of it; but what is right has none
        right = (a for a, names in used if about & names and not names <= about and not self.is_at_fault(a))
        return [*(a for a, names in used if names <= about), *right]

    @_once
    def is_at_fault(self, asked: Asked) -> bool:
        return self.references.is_wrong(asked)

    @_once
    def wrong_parts(self, asked: Asked) -> dict[str, Asked]:
        """The parts of an answer that are wrong, by their paths."""
        return wrong_parts(asked, self.references)

    @_once
    def spoiled_parts(self, asked: Asked, mistake: Mistake) -> dict[str, Asked] | None:
        """The parts that a mistake makes wrong, by their paths; None where it can't be judged."""
        wrong = self.answer(asked, mistake)
        return None if wrong is None else wrong_parts(wrong, self.references)

    def is_as_the_model(self, asked: Asked) -> bool:
        """Tell whether the model solution gives the same answer."""
        return self.agrees(asked, _MODEL)

    def answer_of_the_model(self, question: Question) -> Answer | None:
        """Ask the model solution; None where it has no answer."""
        return self._asked_once(question, _MODEL)

    def most_wrong(self, asked: Sequence[Asked]) -> Asked:
        """Find what was answered furthest from the truth, beside the truth's size; the later one of equals."""

        def away(wrong: Asked) -> float:
            answer = wrong.answer
            if answer.raised is not None or wrong.demand.error is not None or answer.changed or wrong.ran_on:
                return np.inf
            right = self._truth_or_none(wrong)
            floats = [np.abs(a[np.isfinite(a)]) for a in arrays_of(right) if a.dtype.kind == "f"]
            size = max([np.max(a, initial=0.0) for a in floats], default=0.0)
            return distance(answer.value, right) / (size or 1.0)

        return max(reversed(asked), key=away)

    def agrees(self, asked: Asked, mistake: Mistake) -> bool:
        return (wrong := self.answer(asked, mistake)) is not None and self.is_alike(asked, wrong)

    @_once
    def is_consistent(self, asked: Asked, mistake: Mistake) -> bool:
        """Tell whether a mistake and the solution are both right, or wrong alike."""
        wrong = self.answer(asked, mistake)
        if wrong is None:
            return False
        mine, its = self.is_at_fault(asked), self.references.is_wrong(wrong)
        if not mine or not its:
            return not mine and not its
        if asked.answer.raised is not None and wrong.answer.raised is not None:
            return True  # the words are the solution's own, or depend on how it has called a library
        return self.is_alike(asked, wrong) or not self._repeats(wrong, mistake)

    def _repeats(self, wrong: Asked, mistake: Mistake) -> bool:
        """Tell whether a mistake answers the same when it is asked again: one that draws without a seed does not."""
        again = self._ask(wrong.question, mistake)
        return again is not None and self.is_alike(wrong, replace(wrong, answer=again))

    def answer(self, asked: Asked, mistake: Mistake) -> Asked | None:
        """Ask a mistake what was asked; None where it can't be judged."""
        its = self._asked_once(asked.question, mistake)
        return None if its is None else replace(asked, answer=its)

    def _asked_once(self, question: Question, mistake: Mistake) -> Answer | None:
        def asked() -> Answer | None:
            if mistake is not _MODEL and self._spent > PATIENCE:
                raise TooLong
            its = self._ask(question, mistake)
            self._spent += its.seconds if its is not None and mistake is not _MODEL else 0.0
            return its

        return self.answers.ask(question, (self._place, mistake.name), asked)

    def _module_of(self, mistake: Mistake):
        return self.known_mistakes[mistake] if mistake in self.known_mistakes else self._pairs[mistake]

    def _ask(self, question: Question, mistake: Mistake) -> Answer | None:
        """Ask a mistake; one that has no answer here explains nothing."""
        module = load_model(self._place) if mistake is _MODEL else self._module_of(mistake)
        torch = sys.modules.get("torch")
        try:
            with torch.enable_grad() if torch else contextlib.nullcontext():  # a mistake may leave it off
                its = answer(question, module, self._place.reference("mistakes").parent)
        except Exception:  # of a mistake: any
            return None
        return its if isinstance(its, Answer) else None

    def is_alike(self, yours: Asked, wrong: Asked) -> bool:
        if not _end_alike(yours, wrong):
            return False
        if (mine := yours.answer.raised) is not None and (its := wrong.answer.raised) is not None:
            return (mine.by_solution and its.by_solution) or mine.text == its.text  # words of one's own may differ
        one, other = _described(yours.value), _described(wrong.value)
        apart, demand = distance(one, other), yours.demand
        if apart and not NEARER * apart <= self._from_truth(yours):
            return False

        def near():  # two difference quotients, say, lose digits, and each loses other ones
            more = 0.0 if demand.scale is None else float(np.max(demand.scale, initial=0.0))
            yield map_leaves(lambda scale: scale + more, largest_magnitude(other))

        if demand.figure and apart <= demand.figure.half:
            return True
        return not difference(one, other, other, scales=near(), size=RECOGNISED, tensors=yours.question.on_torch)

    @_once
    def _from_truth(self, asked: Asked) -> float:
        return distance(_described(asked.value), self._truth_or_none(asked))

    def _truth_or_none(self, asked: Asked):
        try:
            return self.references.truth(asked)
        except NoAnswer:
            return None  # the contract asks for an error: every result is far from that


@functools.cache
def load_model(place: KataFiles):
    """The model solution of a kata."""
    return load_ours(place, place.name)


def says_little(asked: Asked) -> bool:
    """Tell whether an answer is the outcome of a judge's own scenario in words: "above the bigram"."""
    if isinstance(asked.question.scenario, str) or asked.answer.raised is not None:
        return False
    return all(isinstance(leaf, (str, bool, type(None))) for leaf in leaves(asked.value))


def _is_equal(one: Asked, other: Asked) -> bool:
    """Tell whether two answers are alike to the last bit."""
    if not _end_alike(one, other):
        return False
    a, b = _described(one.value), _described(other.value)  # of what has raised, nothing
    return difference(a, b, b, tensors=True) is None and distance(a, b) == 0


def _end_alike(one: Asked, other: Asked) -> bool:
    """Tell whether two answers raised the same error; where they returned, whether they changed the same inputs."""
    mine, its = one.answer, other.answer
    if mine.raised is not None or its.raised is not None:
        return mine.raised is not None and its.raised is not None and mine.raised.kinds[0] == its.raised.kinds[0]
    return mine.changed == its.changed and one.ran_on == other.ran_on


def _described(tree):
    """Put descriptions in the places of what is no result: two functions are alike."""
    return map_leaves(lambda leaf: leaf.description if isinstance(leaf, NotAResult) else leaf, tree)
