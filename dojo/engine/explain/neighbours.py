"""The question nearby that a wrong result answers rightly: another axis, arguments swapped, an entry left out.

What is told was computed: the reference, asked that other question, gives what the solution gave. It speaks where no
known mistake fits, and only where the solution answers a further question so, too, on which it could have been right,
and none otherwise.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dojo.engine.base.nested import leaves, zip_leaves
from dojo.engine.base.questions import Asked, Question
from dojo.engine.explain.agreement import same_leaf, says_enough
from dojo.engine.truth.references import NoAnswer, References

_MOST = 2000
"""Entries of an input that is asked about once more."""
_QUICK = 0.01
"""CPU seconds of an answer up to which a judge's own scenario is asked about once more."""


@dataclass(frozen=True)
class Neighbour:
    """Another question.

    Parameters
    ----------
    key : tuple
        In what it differs, in the same words for every input.
    words : str
        What a learner is told whose result is the right answer to it.
    question : Question
        The other question.
    is_likely : bool
        Whether it says more than any symptom.
    """

    key: tuple
    words: str
    question: Question
    is_likely: bool = True


def answered_instead(
    asked: Asked, references: References, answers: Callable = list, further: Callable = list, only_likely: bool = False
) -> str | None:
    """Say which question nearby a result is the right answer to; None where it is of none.

    Parameters
    ----------
    asked : Asked
        What was answered wrongly.
    references : References
        What is right, of other questions too.
    answers : callable
        Gives what else the solution has answered: in this test, and to the pinned questions.
    further : callable
        Gives what it answers to the same question with other numbers.
    only_likely : bool
        Whether only the likely questions are tried.
    """
    question = asked.question
    if not _is_a_result(asked) or asked.answer.changed or sum(a.size for a in question.arrays) > _MOST:
        return None
    if _is_right(asked.value, question, references):
        return None
    others, more = [a for a in answers() if a.question.scenario == question.scenario], further()
    numbers = np.concatenate([_floats(a.value) for a in (asked, *more)])
    if not (says_enough(numbers) or (more and np.unique(numbers).size > 2)):  # of truth values many are alike
        return None
    for near in _neighbours(question, references, others, asked.answer.seconds < _QUICK):
        if (near.is_likely or not only_likely) and _is_right(asked.value, near.question, references):
            stands = [_stands(a, near.key, references, others, a in more) for a in (*more, *others)]
            if True in stands and False not in stands:
                return near.words
    return None


def _is_a_result(asked: Asked) -> bool:
    """Tell whether a solution gave a result where one was due."""
    return asked.question.kind == "result" and asked.answer.raised is None and asked.demand.error is None


def _is_right(value, question: Question, references: References) -> bool:
    """Tell whether a value is the right answer to a question."""
    try:
        truth = references.in_float64(question)
    except NoAnswer:
        return False
    return all(same_leaf(mine, right) for _, mine, right in zip_leaves(value, truth))


def _floats(value) -> np.ndarray:
    """The finite numbers of a result, in a row."""
    arrays = [np.asarray(leaf) for leaf in leaves(value) if isinstance(leaf, (int, float, np.ndarray))]
    floats = [np.asarray(a, np.float64).ravel() for a in arrays if a.dtype.kind in "biuf"]
    return np.concatenate([a[np.isfinite(a)] for a in floats] or [np.zeros(0)])


def _stands(asked: Asked, key: tuple, references: References, others: list[Asked], is_alike: bool) -> bool | None:
    """Tell whether the other question is what was answered here, too; None where that can't be told.

    Where the question is another one, and not the same with other numbers, another fault may make it wrong.
    """
    if not _is_a_result(asked):
        return None
    near = next((near for near in _neighbours(asked.question, references, others, True) if near.key == key), None)
    if near is None:
        return None
    has_answer = references.answers_to(near.question)
    if has_answer and _is_right(references.in_float64(near.question), asked.question, references):
        return None  # both questions have one answer: nothing tells them apart
    if _is_right(asked.value, near.question, references):
        return True
    return False if is_alike or not references.is_wrong(asked) else None


# ---------------------------------------------------------------------- the questions nearby


@dataclass(frozen=True)
class Place:
    """A value among the arguments of a question, or in a dict among them."""

    name: str
    value: Any
    path: tuple

    def filled(self, question: Question, value) -> Question:
        """The question with another value here, counted as `References.arguments` does."""
        args, kwargs = list(question.args), dict(question.kwargs)
        index, *key = self.path
        held = args if index < len(args) else kwargs
        index = index if index < len(args) else list(kwargs)[index - len(args)]
        held[index] = {**held[index], key[0]: value} if key else value
        return replace(question, args=tuple(args), kwargs=kwargs)


def places_of(question: Question, references: References) -> list[Place]:
    """List where a question has a value; the options and the parameters of a module stand in dicts."""
    places = []
    for i, (name, value) in enumerate(references.arguments(question)):
        inside = value.items() if type(value) is dict else ()
        held = [Place(key, part, (i, key)) for key, part in inside if isinstance(key, str)]
        places += held or [Place(name, value, (i,))]
    return places


def _neighbours(question: Question, references: References, others: list[Asked], is_quick: bool) -> Iterator[Neighbour]:
    places = places_of(question, references)
    yield from _of_names(question, places, references, others)
    if not isinstance(question.scenario, str) and not is_quick:
        return  # it may be a whole training: it is not asked about again and again
    yield from _of_options(question, places, references)
    yield from _of_pairs(question, places)
    yield from _of_ends(question, places)
    for place in places:
        for key, words, other in _instead_of(place.name, place.value):
            yield Neighbour((place.name, key), words, place.filled(question, other))
    for place in places:
        if _is_of_floats(place.value):
            for words, other in _made_of(place.name, place.value):
                if np.all(np.isfinite(place.value)) and not np.all(np.isfinite(other)):
                    continue  # of a matrix with an infinity, LAPACK may never return
                if np.all(other == 0) or np.all(other == 1):
                    continue  # the logarithms of ones: that is asked above as what it is
                sentence = f"Yours is the right result for {words}."
                yield Neighbour((place.name, words), sentence, place.filled(question, other), is_likely=False)


def _is_of_floats(value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 0


def _of_names(question: Question, places: list, references: References, others: list[Asked]) -> Iterator[Neighbour]:
    """Another of the texts that an argument may be."""
    for place in places:
        if isinstance(place.value, str):
            name, value = place.name, place.value
            texts = [dict(references.arguments(other.question)).get(name) for other in others]
            for text in dict.fromkeys(text for text in texts if isinstance(text, str) and text != value):
                words = f"Yours is the right result for {name} = {text!r}, not for {name} = {value!r}."
                yield Neighbour((name, text), words, place.filled(question, text))


def _of_options(question: Question, places: list[Place], references: References) -> Iterator[Neighbour]:
    """An argument that is not looked at: its default instead."""
    defaults = references.defaults(question)
    for place in places:
        name, value, default = place.name, place.value, defaults.get(place.name, inspect.Parameter.empty)
        if default is inspect.Parameter.empty or (type(default) is type(value) and np.array_equal(default, value)):
            continue
        words = f"Yours is the right result for {name} = {default!r}, its default. Is {name} used?"
        yield Neighbour((name, "default"), words, place.filled(question, default))


def _of_pairs(question: Question, places: list[Place]) -> Iterator[Neighbour]:
    """Two arguments of one kind that have changed places, or one in both places."""
    for i, one in enumerate(places):
        for other in places[i + 1 :]:
            both = [np.asarray(v) for v in (one.value, other.value) if isinstance(v, (float, np.ndarray))]
            if len(both) < 2 or both[0].shape != both[1].shape or both[0].dtype != both[1].dtype:
                continue
            if any(np.isin(value, (0, 1)).all() for value in both):  # a step that fails leaves zeros, too
                continue
            words = f"Yours is the right result if {one.name} and {other.name} are swapped."
            swapped = one.filled(other.filled(question, one.value), other.value)
            yield Neighbour((one.name, other.name), words, swapped)
            for left, kept in ((other, one), (one, other)):
                words = f"Yours is the right result with {kept.name} in place of {left.name}. Is {left.name} used?"
                yield Neighbour((left.name, "is", kept.name), words, left.filled(question, kept.value))


_ENDS = (
    ("without the last entry", slice(None, -1), "does a loop or a slice end too early?"),
    ("without the first entry", slice(1, None), "does a loop or a slice begin too late?"),
    ("for the first entry alone", slice(None, 1), "does a return stand inside the loop?"),
    ("for the last entry alone", slice(-1, None), "is each entry put in the place of the one before?"),
)


def _of_ends(question: Question, places: list[Place]) -> Iterator[Neighbour]:
    """Entries left out at one end of an axis: of one array, or of all that have as many along some axis."""
    at = [
        (p, axis) for p in places if _is_of_floats(p.value) for axis in range(p.value.ndim) if p.value.shape[axis] > 1
    ]
    groups = [[(p, axis)] for p, axis in at]
    for size in {p.value.shape[axis] for p, axis in at}:
        same = [(p, axis) for p, axis in at if p.value.shape[axis] == size]
        if len(same) == len({p.path for p, _ in same}) > 1:  # an array with two such axes may be cut along either
            groups.append(same)
    for group in groups:
        where = " and ".join(p.name + (f" along axis {axis}" if p.value.ndim > 1 else "") for p, axis in group)
        alone = len(group) > 1 or len({p.path for p, _ in at}) == 1  # one entry stretches to fit the other arrays
        for key, part, words in _ENDS if alone else _ENDS[:2]:
            cut = question
            for place, axis in group:
                cut = place.filled(cut, place.value[(slice(None),) * axis + (part,)])
            yield Neighbour((key, where), f"Yours is the right result {key} of {where}: {words}", cut)


def _instead_of(name: str, value) -> Iterator[tuple]:
    """Other values of one argument: a key, the words, the value."""
    if isinstance(value, bool):
        yield "not", f"Yours is the right result for {name} = {not value}.", not value
    elif name == "axis" and isinstance(value, int):
        for axis in (0, 1, -1, None):
            if axis != value:
                yield axis, f"Yours is the right result for axis = {axis}, not for axis = {value}.", axis
    elif isinstance(value, int):
        for other in (value - 1, value + 1):
            yield other - value, f"Yours is the right result for {name} = {other}, not for {name} = {value}.", other
    elif isinstance(value, float) and value and np.isfinite(value):
        yield "-", f"Yours is the right result for {name} = {-value:g}. Is its sign flipped?", -value
        for plain in (0.0, 1.0):
            yield plain, f"Yours is the right result for {name} = {plain:g}. Is {name} used?", plain
        if abs(value) != 1:
            words = f"Yours is the right result for {name} = 1/{value:g}. Do you multiply by it in place of dividing?"
            yield "1/", words, 1 / value
        if 0 < value < 1 and value != 0.5:
            words = f"Yours is the right result for {name} = 1 - {value:g}. Are {name} and 1 - {name} swapped?"
            yield "1-", words, 1 - value
    elif isinstance(value, np.ndarray) and value.dtype.kind in "fb" and value.size:
        for plain in (1, 0) if value.dtype.kind == "f" else (True, False):
            words = f"Yours is the right result if every entry of {name} is {plain}. Is {name} used?"
            yield plain, words, np.full_like(value, plain)


def _made_of(name: str, value: np.ndarray) -> Iterator[tuple]:
    """Make of an input what a step too many, or too few, makes of it: the words, the array."""
    if value.ndim > 1:
        yield f"the transpose of {name}", np.ascontiguousarray(np.swapaxes(value, -1, -2))
    for axis in range(value.ndim):
        yield f"{name} reversed along axis {axis}", np.flip(value, axis)
    yield f"minus {name}: perhaps a plus and a minus are swapped", -value
    yield f"1 + {name}", 1 + value
    yield f"{name} without what is negative", np.maximum(value, 0)
    with np.errstate(all="ignore"):
        yield f"the magnitudes of {name}, without signs", np.abs(value)
        yield f"the squares of {name}", np.square(value)
        yield f"the roots of {name}", np.sqrt(value)
        yield f"the logarithms of {name}", np.log(value)
        yield f"the exponentials of {name}", np.exp(value)
        yield f"1 divided by {name}", 1 / value
