"""Which known mistake a wrong solution looks like."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from dojo.base.files import KataFiles
from dojo.base.importing import load_ours
from dojo.base.nested import NotAResult, arrays_of, leaves, map_leaves
from dojo.base.questions import Answer, Asked, Ended, Question
from dojo.explain.mistakes import Mistake, Variants, load_mistakes
from dojo.explain.names_used import led_to, public_names, switches, used_by
from dojo.explain.parts import wrong_parts
from dojo.process.answer import answer
from dojo.process.memory import Memory
from dojo.truth.compare import difference, distance, largest_magnitude
from dojo.truth.references import NoAnswer, References

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
        self._folder = place.reference("mistakes").parent
        self._found: dict[tuple, object] = {}
        self._spent = 0.0
        self.is_pinned = True

    def _once(self, find: Callable, *of):
        """What ``find(*of)`` gives, found once: each failing test asks the same of the pinned questions."""
        key = (find.__name__, *of)
        if key not in self._found:
            self._found[key] = find(*of)
        return self._found[key]

    def mistakes(self, asked: Sequence[Asked], pinned: Callable = list) -> list[Mistake]:
        """The mistakes that explain the last thing asked, those that explain more of the others first.

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
        mistakes, told = load_mistakes(self._place), functools.partial(self.told, last, pinned)
        alike = self._explaining(last)
        fits = [known for known, module in alike.items() if self._fits(told(known), known, module)]
        scores = dict.fromkeys(fits, 0)
        with contextlib.suppress(TooLong):
            if says_little(last) and len({known.words for known in fits}) > 1:
                fits = [k for k in fits if any(self.is_shown(one, k, alike[k]) for one in (*others, *told(k)))] or fits
            scores = {known: sum(self.agrees(other, known, mistakes[known]) for other in others) for known in fits}
        return _in_order(scores, last)

    def _fits(self, told: list[Asked], known: Mistake, module) -> bool:
        """Whether a mistake is consistent with some answers, the quickest first, as far as there is time."""
        with contextlib.suppress(TooLong):
            return all(self.is_consistent(one, known, module) for one in sorted(told, key=_seconds))
        return True

    def shared(self, asked: Sequence[Asked], causes: list[str]) -> list[Mistake]:
        """Of several mistakes between which a choice is left, by their words, those that explain this answer, too."""
        if len(set(causes)) < 2 or not asked or not self.is_quick(asked[-1]):
            return []
        left = [known for known in self.known_mistakes if known.words in causes]
        return [known for known in left if self.agrees(asked[-1], known, self.known_mistakes[known])]

    def _explaining(self, last: Asked) -> dict[Mistake, object]:
        """The mistakes that give what the solution gave, where the model solution does not."""
        right, found = self.answer(last, _MODEL, load_model(self._place)), {}
        for known in self.candidates(last):
            module = self.known_mistakes[known]
            wrong = self.answer(last, known, module)
            if wrong is not None and self.is_alike(last, wrong) and not (right and _is_equal(wrong, right)):
                found[known] = module
        return found

    def candidates(self, asked: Asked) -> list[Mistake]:
        """The mistakes that may change an answer, for the others answer as the model solution does.

        None, where to ask them all would take too long.
        """
        return self._reached(asked) if self.is_quick(asked) else []

    def is_quick(self, asked: Asked) -> bool:
        """Whether all mistakes can be asked a question: a training is not repeated for each of them."""
        return self._once(self._is_quick, asked)

    def _is_quick(self, asked: Asked) -> bool:
        seconds, count = asked.answer.seconds, len(self._reached(asked))
        patience = PATIENCE if self.is_pinned else UNPINNED
        if seconds < LONG and self.is_slow(asked, patience):  # is the solution slow, or each right one?
            model = load_model(self._place)
            again = [_safely(lambda: answer(asked.question, model, self._folder)) for _ in range(2)]
            seconds = min([seconds, *(one.seconds for one in again if isinstance(one, Answer))])  # the first imports
        return seconds < LONG and seconds * count <= patience

    def is_slow(self, asked: Asked, seconds: float) -> bool:
        """Whether to ask all mistakes takes longer, if they take as long as the solution."""
        return asked.answer.seconds * max(len(self._reached(asked)), 1) > seconds

    def _reached(self, asked: Asked) -> list[Mistake]:
        """The mistakes in what a question uses."""
        reached = led_to(self.used(asked), self.model_file)
        return [known for known in self.known_mistakes if reached.intersection(known.replaces)]

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
        return public_names(load_model(self._place)).union(*(one.replaces for one in load_mistakes(self._place)))

    def told(self, last: Asked, pinned: Callable, known: Mistake) -> list[Asked]:
        """The pinned questions that say something of a mistake."""
        about = self.used(last).union(known.replaces)
        same = (one for one in pinned() if switches(one.question) == switches(last.question))  # else another branch
        used = [(one, used_by(one.question, self._names)) for one in same]
        # a fault of another function says nothing of it; but what is right has none
        right = (one for one, by in used if about & by and not by <= about and not self.is_at_fault(one))
        return [*(one for one, by in used if by <= about), *right]

    def is_at_fault(self, asked: Asked) -> bool:
        return self._once(self.references.is_wrong, asked)

    def wrong_parts(self, asked: Asked) -> dict[str, Asked]:
        """The parts of an answer that are wrong, by their paths."""
        return self._once(wrong_parts, asked, self.references)

    def spoiled_parts(self, asked: Asked, known: Mistake, module) -> dict[str, Asked] | None:
        """The parts that a mistake makes wrong, by their paths; None where it can't be judged."""
        return self._once(self._spoiled, asked, known, module)

    def _spoiled(self, asked: Asked, known: Mistake, module) -> dict[str, Asked] | None:
        wrong = self.answer(asked, known, module)
        return None if wrong is None else wrong_parts(wrong, self.references)

    def is_as_the_model(self, asked: Asked) -> bool:
        """Whether the model solution gives the same answer."""
        return self.agrees(asked, _MODEL, load_model(self._place))

    def answer_of_the_model(self, question: Question) -> Answer | None:
        """What the model solution answers; None where it has no answer."""
        return self._asked_once(question, _MODEL, load_model(self._place))

    def most_wrong(self, asked: Sequence[Asked]) -> Asked:
        """What was answered furthest from the truth, beside the truth's size; the later one of equals."""

        def away(one: Asked) -> float:
            answer = one.answer
            if answer.raised is not None or one.demand.error is not None or answer.changed or one.ran_on:
                return np.inf
            right = self._truth_or_none(one)
            floats = [np.abs(a[np.isfinite(a)]) for a in arrays_of(right) if a.dtype.kind == "f"]
            size = max([np.max(a, initial=0.0) for a in floats], default=0.0)
            return distance(answer.value, right) / (size or 1.0)

        return max(reversed(asked), key=away)

    def agrees(self, asked: Asked, known: Mistake, module) -> bool:
        return (wrong := self.answer(asked, known, module)) is not None and self.is_alike(asked, wrong)

    def is_shown(self, asked: Asked, known: Mistake, module) -> bool:
        """Whether the solution is wrong as a mistake is."""
        return self.is_at_fault(asked) and self.agrees(asked, known, module)

    def is_consistent(self, asked: Asked, known: Mistake, module) -> bool:
        """Whether a mistake and the solution are both right, or wrong alike."""
        return self._once(self._compare, asked, known, module)

    def _compare(self, asked: Asked, known: Mistake, module) -> bool:
        wrong = self.answer(asked, known, module)
        if wrong is None:
            return False
        mine, its = self.is_at_fault(asked), self.references.is_wrong(wrong)
        if not mine or not its:
            return not mine and not its
        if asked.answer.raised is not None and wrong.answer.raised is not None:
            return True  # the words are the solution's own, or depend on how it has called a library
        return self.is_alike(asked, wrong) or not self._repeats(wrong, module)

    def _repeats(self, asked: Asked, module) -> bool:
        """Whether a mistake answers the same when it is asked again: one that draws without a seed does not."""
        again = _safely(lambda: answer(asked.question, module, self._folder))
        return isinstance(again, Answer) and self.is_alike(asked, replace(asked, answer=again))

    def answer(self, asked: Asked, known: Mistake, module) -> Asked | None:
        """What a mistake answers; None where it can't be judged."""
        found = self._asked_once(asked.question, known, module)
        return found and replace(asked, answer=found)

    def _asked_once(self, question: Question, known: Mistake, module) -> Answer | None:
        found = self.answers.ask(question, (self._place, known.name), lambda: self._asked(question, known, module))
        return found if isinstance(found, Answer) else None

    def _asked(self, question: Question, known: Mistake, module) -> Answer | Ended | None:
        if known is not _MODEL and self._spent > PATIENCE:
            raise TooLong
        found = _safely(lambda: answer(question, module, self._folder))
        self._spent += getattr(found, "seconds", 0.0) * (known is not _MODEL)
        return found

    def is_alike(self, yours: Asked, wrong: Asked) -> bool:
        mine, its = yours.answer, wrong.answer
        if mine.raised is not None or its.raised is not None:
            if mine.raised is None or its.raised is None or mine.raised.kinds[0] != its.raised.kinds[0]:
                return False
            own_words = mine.raised.by_solution and its.raised.by_solution  # those may differ
            return own_words or mine.raised.text == its.raised.text
        if mine.changed != its.changed or yours.ran_on != wrong.ran_on:
            return False
        one, other = _described(mine.value), _described(its.value)
        apart, demand = distance(one, other), yours.demand
        if apart and not NEARER * apart <= self._once(self._from_truth, yours):
            return False

        def near():  # two difference quotients, say, lose digits, and each loses other ones
            more = 0.0 if demand.scale is None else float(np.max(demand.scale, initial=0.0))
            yield map_leaves(lambda scale: scale + more, largest_magnitude(other))

        if demand.figure and apart <= demand.figure.half:
            return True
        return not difference(one, other, other, scales=near(), size=RECOGNISED, tensors=yours.question.on_torch)

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


def _seconds(asked: Asked) -> float:
    return asked.answer.seconds


def says_little(asked: Asked) -> bool:
    """Whether an answer is the outcome of a judge's own scenario in words: "above the bigram"."""
    if isinstance(asked.question.scenario, str) or asked.answer.raised is not None:
        return False
    return all(isinstance(leaf, (str, bool, type(None))) for leaf in leaves(asked.value))


def _in_order(scores: dict[Mistake, float], last: Asked) -> list[Mistake]:
    called = last.question.scenario  # at a tie, a mistake in the function that was called comes first
    return sorted(scores, key=lambda known: (-scores[known], called not in known.replaces))


def _safely(ask: Callable) -> Answer | Ended | None:
    torch = sys.modules.get("torch")
    try:
        with torch.enable_grad() if torch else contextlib.nullcontext():  # a mistake may leave it off
            return ask()
    except Exception:  # of a mistake: any
        return None  # a mistake that has no answer here explains nothing


def _is_equal(one: Asked, other: Asked) -> bool:
    """Whether two answers are alike to the last bit."""
    mine, its = one.answer, other.answer
    if mine.raised is not None or its.raised is not None:
        return mine.raised is not None and its.raised is not None and mine.raised.kinds[0] == its.raised.kinds[0]
    if mine.changed != its.changed or one.ran_on != other.ran_on:
        return False
    a, b = _described(mine.value), _described(its.value)
    return difference(a, b, b, tensors=True) is None and distance(a, b) == 0


def _described(tree):
    """A result in which what is none is told by its description: two functions are alike."""
    return map_leaves(lambda leaf: leaf.description if isinstance(leaf, NotAResult) else leaf, tree)
