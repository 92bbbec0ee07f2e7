"""Which known mistake a wrong solution looks like."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dojo.compare import difference
from dojo.loading import Place, load_trusted, load_variant
from dojo.targets import Call, Foreign, Memory, arrays_of

RECOGNISED = 10**7
"""Recognition is coarser than judging, as if so many roundings had gone into it;"""
NEARER = 8
"""but a result must be so many times nearer to the mistake's than to the truth."""


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution.

    Parameters
    ----------
    name : str
        What it is called in ``mistakes.py``.
    replaces : str
        The name of the model solution that it takes the place of.
    words : str
        What a learner who made it is told.
    """

    name: str
    replaces: str
    words: str


def mistake(replaces: str, words: str) -> Callable:
    """Mark a function or class of ``mistakes.py`` as a known wrong solution.

    Parameters
    ----------
    replaces : str
        Which name of the model solution it takes the place of.
    words : str
        One or two sentences: the idea that is missing, and the mend.
    """

    def mark(wrong):
        wrong.__mistake__ = Mistake(wrong.__name__, replaces, " ".join(words.split()))
        return wrong

    return mark


@functools.cache
def load_mistakes(place: Place) -> dict[Mistake, object]:
    """The mistakes of a kata, in the order of the file, each with its whole module."""
    file = place.reference("mistakes")
    if not file.is_file():
        return {}
    marked = [v for v in vars(load_trusted(file)).values() if hasattr(v, "__mistake__")]
    model = place.reference(place.name)
    return {wrong.__mistake__: load_variant(model, {wrong.__mistake__.replaces: wrong}) for wrong in marked}


def diagnose(place: Place, calls: list[Call], folder: Path, truth: Callable) -> list[Mistake]:
    """The mistakes that explain the last call, those that explain more calls first.

    A mistake explains a call when it gives, on that very input, what the solution gave: the
    same values, the same error, the same changed inputs, as many lines too many; and when the
    model solution does otherwise.

    Parameters
    ----------
    place : Place
        The kata.
    calls : list of Call
        What the solution did, the last call at fault.
    folder : Path
        Where the mistakes' code is.
    truth : callable
        What the references give for a call, in float64.
    """
    if not calls:
        return []
    scores, right = {}, _again(calls[-1], place, _MODEL, _load_model(place), folder)
    for known, module in load_mistakes(place).items():
        try:
            last = _again(calls[-1], place, known, module, folder)
            if not _same(calls[-1], last, truth) or _equal(last, right):
                continue
            others = (_same(call, _again(call, place, known, module, folder), truth) for call in calls[:-1])
            scores[known] = 1 + sum(others)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
    called = calls[-1].scenario  # at a tie, a mistake in the function that was called comes first
    return sorted(scores, key=lambda known: (-scores[known], known.replaces != called))


_answers = Memory(4096)


def _again(call: Call, place: Place, known: Mistake, module, folder: Path) -> Call:
    """A call with a mistake in the solution's place; a training is not repeated for every red test."""
    answer = _answers.ask(call, (place, known.name), lambda: call.again(module, folder))
    answer.due, answer.scale = call.due, call.scale
    return answer


_MODEL = Mistake("the model solution", "", "")


@functools.cache
def _load_model(place: Place):
    return load_trusted(place.reference(place.name))


def _equal(one: Call, other: Call) -> bool:
    """Whether two calls ended alike to the last bit."""
    if one.error is not None or other.error is not None:
        says = one.due is None or one.due.missing(one.error) == one.due.missing(other.error)
        return type(one.error) is type(other.error) and says
    if one.changed != other.changed or one.ran_on != other.ran_on:
        return False
    one, other = _described(one.value), _described(other.value)
    return difference(one, other, other, tensors=True) is None and _distance(one, other) == 0


def _same(yours: Call, wrong: Call, truth: Callable) -> bool:
    if yours.error is not None or wrong.error is not None:
        alike = str(yours.error) == str(wrong.error) or (yours.meant and wrong.meant)  # one's own words may differ
        return type(yours.error) is type(wrong.error) and alike
    if yours.changed != wrong.changed or yours.ran_on != wrong.ran_on:
        return False
    yours, wrong = (replace(call, value=_described(call.value)) for call in (yours, wrong))
    tensors, near = yours.target.startswith("torch"), functools.partial(_size, wrong.value)
    if difference(yours.value, wrong.value, wrong.value, scale=near, size=RECOGNISED, tensors=tensors):
        return False
    apart = _distance(yours.value, wrong.value)
    return apart == 0 or NEARER * apart <= _distance(yours.value, _or_none(truth, yours))


def _described(tree):
    """A result in which the things that are none are told by what they are: two functions are alike."""
    if isinstance(tree, list):
        return [_described(item) for item in tree]
    if isinstance(tree, dict):
        return {key: _described(item) for key, item in tree.items()}
    return tree.description if isinstance(tree, Foreign) else tree


def furthest(calls: list[Call], truth: Callable) -> Call:
    """The call whose result is furthest from the truth, beside the truth's size; the later one of equals."""

    def away(call: Call) -> float:
        if call.error is not None or call.due is not None or call.changed or call.ran_on:
            return np.inf
        right = _or_none(truth, call)
        floats = [np.abs(a[np.isfinite(a)]) for a in arrays_of(right) if a.dtype.kind == "f"]
        size = max([np.max(a, initial=0.0) for a in floats], default=0.0)
        return _distance(call.value, right) / (size or 1.0)

    return max(reversed(calls), key=away)


def _or_none(truth: Callable, call: Call):
    try:
        return truth(call)
    except Exception:
        return None  # the contract asks for an error: every result is far from that


def _distance(one, other) -> float:
    """The largest difference between two results; infinite where they are not alike."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return max(map(_distance, one, other), default=0.0)
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return max((_distance(one[key], other[key]) for key in one), default=0.0)
    if not isinstance(one, (np.ndarray, float)) or not isinstance(other, (np.ndarray, float)):
        return 0.0 if type(one) is type(other) and np.all(one == other) else np.inf
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape or one.dtype.kind != "f" or other.dtype.kind != "f":
        return 0.0 if np.array_equal(one, other) else np.inf
    with np.errstate(all="ignore"):
        apart = np.abs(one.astype(np.float64) - other.astype(np.float64))
    alike = (one == other) | (np.isnan(one) & np.isnan(other))
    return float(np.max(np.where(alike, 0, np.where(np.isnan(apart), np.inf, apart)), initial=0.0))


def _size(tree):
    """The largest magnitude in each leaf: recognition forgives what cancellation leaves."""
    if isinstance(tree, list):
        return [_size(item) for item in tree]
    if isinstance(tree, dict):
        return {key: _size(item) for key, item in tree.items()}
    if isinstance(tree, (np.ndarray, float)) and np.asarray(tree).dtype.kind == "f":
        finite = np.abs(np.asarray(tree, np.float64))
        return np.max(finite, where=np.isfinite(finite), initial=0.0)
    return 0
