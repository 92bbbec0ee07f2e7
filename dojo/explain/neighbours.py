"""The question nearby that a wrong result answers rightly: another axis, arguments swapped, an entry left out.

What is told was computed: the reference, asked that other question, gives what the solution gave. It speaks where no
known mistake fits, and only where the solution's right answers to the pinned questions do not contradict it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from dojo.base.nested import arrays_of, zip_leaves
from dojo.base.questions import Asked, Question
from dojo.explain.agreement import half_the_digits, same, says_enough
from dojo.truth.references import NoAnswer, References

_MOST = 2000
"""Entries of an input that is asked about once more."""


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
    asked: Asked, references: References, pinned: Callable = list, is_told: bool = False
) -> str | None:
    """What to say of a result that is the right answer to a question nearby; None where it is of none.

    Parameters
    ----------
    asked : Asked
        What was answered wrongly.
    references : References
        What is right, of other questions too.
    pinned : callable
        Gives what the solution answers to the pinned questions.
    is_told : bool
        Whether something is told already: then only the likely questions are tried.
    """
    question, inputs = asked.question, arrays_of((asked.question.args, asked.question.kwargs))
    if question.kind != "result" or asked.demand.error is not None:
        return None
    if asked.answer.raised is not None or asked.answer.changed or not says_enough(_floats(asked.value)):
        return None
    if sum(a.size for a in inputs) > _MOST or _is_right(asked, question, references):
        return None
    others = [one for one in pinned() if one.question.scenario == question.scenario]
    for near in _neighbours(question, references, others):
        if is_told and not near.is_likely:
            continue
        if _is_right(asked, near.question, references) and not any(
            _contradicts(one, near.key, references, others) for one in others
        ):
            return near.words
    return None


def _is_right(asked: Asked, question: Question, references: References) -> bool:
    """Whether what was answered is the right answer to a question."""
    try:
        truth = references.in_float64(question)
    except NoAnswer:
        return False
    return all(_is_same(mine, right) for _, mine, right in zip_leaves(asked.value, truth))


def _is_same(yours, right) -> bool:
    numbers = [np.asarray(leaf) for leaf in (yours, right) if isinstance(leaf, (int, float, np.ndarray))]
    if not numbers:
        return type(yours) is type(right) and yours == right
    if len(numbers) < 2 or numbers[0].shape != numbers[1].shape or any(n.dtype.kind not in "biuf" for n in numbers):
        return False
    one, other = numbers
    largest = np.max(np.abs(other), where=np.isfinite(other), initial=0.0)
    digits = half_the_digits(one.dtype)
    return bool(np.all(same(one, other, within=digits, beside=digits * float(largest))))


def _floats(value) -> np.ndarray:
    """The finite numbers of a result, in a row."""
    arrays = [np.array(value)] if isinstance(value, float) else arrays_of(value)
    floats = [np.asarray(a, np.float64).ravel() for a in arrays if a.dtype.kind in "biuf"]
    return np.concatenate([a[np.isfinite(a)] for a in floats] or [np.zeros(0)])


def _contradicts(asked: Asked, key: tuple, references: References, others: list[Asked]) -> bool:
    """Whether the solution is right where it should be wrong if it had answered the other question."""
    if asked.answer.raised is not None or asked.demand.error is not None or references.is_wrong(asked):
        return False
    near = next((near for near in _neighbours(asked.question, references, others) if near.key == key), None)
    return near is not None and not _is_right(asked, near.question, references)


# ---------------------------------------------------------------------- the questions nearby


def _neighbours(question: Question, references: References, others: list[Asked]) -> Iterator[Neighbour]:
    named = references.arguments(question)
    yield from _of_names(question, named, references, others)
    if not isinstance(question.scenario, str):
        return  # it may be a whole training: it is not asked about again and again
    yield from _of_options(question, named, references)
    yield from _of_pairs(question, named)
    for place, (name, value) in enumerate(named):
        for key, words, other in _instead_of(name, value):
            yield Neighbour((name, key), words, _with(question, place, other))
    for place, (name, value) in enumerate(named):
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
            for words, other in _made_of(name, value):
                if np.all(np.isfinite(value)) and not np.all(np.isfinite(other)):
                    continue  # of a matrix with an infinity, LAPACK may never return
                if np.all(other == 0) or np.all(other == 1):
                    continue  # the logarithms of ones: that is asked above as what it is
                told = f"Yours is the right result for {words}."
                yield Neighbour((name, words), told, _with(question, place, other), is_likely=False)


def _with(question: Question, place: int, value) -> Question:
    """The same question with another value for one argument, counted as `References.arguments` does."""
    args, kwargs = list(question.args), dict(question.kwargs)
    if place < len(args):
        args[place] = value
    else:
        kwargs[list(kwargs)[place - len(args)]] = value
    return replace(question, args=tuple(args), kwargs=kwargs)


def _of_names(question: Question, named: list, references: References, others: list[Asked]) -> Iterator[Neighbour]:
    """Another of the texts that an argument may be."""
    for place, (name, value) in enumerate(named):
        if isinstance(value, str):
            known = [dict(references.arguments(one.question)).get(name) for one in others]
            for text in dict.fromkeys(text for text in known if isinstance(text, str) and text != value):
                words = f"Yours is the right result for {name} = {text!r}, not for {name} = {value!r}."
                yield Neighbour((name, text), words, _with(question, place, text))


def _of_options(question: Question, named: list, references: References) -> Iterator[Neighbour]:
    """An argument that is not looked at: its default instead."""
    defaults = references.defaults(question)
    for place, (name, value) in enumerate(named):
        default = defaults.get(name, inspect.Parameter.empty)
        if default is inspect.Parameter.empty or (type(default) is type(value) and np.array_equal(default, value)):
            continue
        words = f"Yours is the right result for {name} = {default!r}, its default. Is {name} used?"
        yield Neighbour((name, "default"), words, _with(question, place, default))


def _of_pairs(question: Question, named: list) -> Iterator[Neighbour]:
    """Two arguments of one kind that have changed places."""
    for i, (name, one) in enumerate(named):
        for j, (other_name, other) in list(enumerate(named))[i + 1 :]:
            both = [np.asarray(v) for v in (one, other) if isinstance(v, (float, np.ndarray))]
            if len(both) < 2 or both[0].shape != both[1].shape or both[0].dtype != both[1].dtype:
                continue
            words = f"Yours is the right result if {name} and {other_name} are swapped."
            yield Neighbour((name, other_name), words, _with(_with(question, i, other), j, one))


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
        yield "-", f"Yours is the right result for {name} = {-value:g}: its sign is flipped.", -value
        if abs(value) != 1:
            words = f"Yours is the right result for {name} = 1/{value:g}. Do you multiply by it in place of dividing?"
            yield "1/", words, 1 / value
        if 0 < value < 1 and value != 0.5:
            words = f"Yours is the right result for {name} = 1 - {value:g}. Are {name} and 1 - {name} swapped?"
            yield "1-", words, 1 - value
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        yield from _instead_of_array(name, value)


def _instead_of_array(name: str, value: np.ndarray) -> Iterator[tuple]:
    for axis in range(value.ndim):
        if value.shape[axis] > 1:
            where = f" along axis {axis}" if value.ndim > 1 else ""
            for key, end, words in (
                ("last", slice(None, -1), "ends too early"),
                ("first", slice(1, None), "begins too late"),
            ):
                told = f"Yours is the right result without the {key} entry of {name}{where}: a loop or a slice {words}."
                yield (key, axis), told, np.moveaxis(np.moveaxis(value, axis, 0)[end], 0, axis)
    yield 1, f"Yours is the right result if every entry of {name} is 1. Is {name} used?", np.ones_like(value)
    yield 0, f"Yours is the right result if every entry of {name} is 0. Is {name} used?", np.zeros_like(value)


def _made_of(name: str, value: np.ndarray) -> Iterator[tuple]:
    """What a step too many, or too few, makes of an input: the words, the array."""
    if value.ndim == 2:
        yield f"the transpose of {name}", np.ascontiguousarray(value.T)
    yield f"minus {name}: perhaps a plus and a minus are swapped", -value
    yield f"1 + {name}", 1 + value
    with np.errstate(all="ignore"):
        yield f"the magnitudes of {name}, without signs", np.abs(value)
        yield f"the squares of {name}", np.square(value)
        yield f"the roots of {name}", np.sqrt(value)
        yield f"the logarithms of {name}", np.log(value)
        yield f"the exponentials of {name}", np.exp(value)
        yield f"1 divided by {name}", 1 / value
