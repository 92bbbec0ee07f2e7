"""What becomes of a wrong result as an input changes, beside what becomes of the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from dojo.engine.base.nested import zip_leaves
from dojo.engine.base.questions import Asked, Question
from dojo.engine.explain.agreement import half_the_digits, same
from dojo.engine.explain.neighbours import places_of
from dojo.engine.truth.references import NoAnswer, References

_MOST, _SECONDS = 2000, 0.01
"""Entries of an input, and CPU seconds of an answer, from which nothing is changed and asked again."""
_MANY = 30
"""So many changes are tried."""
_POWERS = (0, 1, 0.5, 2, -1, -0.5, 1.5, 3, -2)


@dataclass(frozen=True)
class Kind:
    """A way to change an input, in two sizes, and what a rule makes of a result then.

    Parameters
    ----------
    words : str
        What has changed, as a condition, with a gap for the name of the input.
    once, more : callable
        Give the changed input.
    rules : dict of float to (float, float)
        For each power, the factors of the result; that of 0 leaves it as it is.
    """

    words: str
    once: Callable
    more: Callable
    rules: dict[float, tuple[float, float]]


_KINDS = (
    Kind("If {} is doubled", lambda x: 2 * x, lambda x: 3 * x, {k: (2.0**k, 3.0**k) for k in _POWERS}),
    Kind("If 1 is added to all of {}", lambda x: x + 1, lambda x: x + 2.5, {0: (1, 1)}),
    Kind("If the signs in {} are turned round", lambda x: -x, lambda x: -x, {0: (1, 1), 1: (-1, -1)}),
)


@dataclass(frozen=True)
class Change:
    """Two other questions, where one input has changed by little and by more."""

    kind: Kind
    name: str
    questions: tuple[Question, Question]


def behaviour(asked: Asked, path: str, references: References, ask: Callable) -> str | None:
    """Say what should become of a part of a result as an input changes, where yours does otherwise.

    Parameters
    ----------
    asked : Asked
        What was answered wrongly.
    path : str
        The part.
    references : References
        What is right.
    ask : callable
        Gives the solution's answer to another question, or None.
    """
    if asked.answer.seconds > _SECONDS or sum(a.size for a in asked.question.arrays) > _MOST:
        return None
    before, said = _part(asked, path, references), []
    if before is None or not all(map(np.any, before)):  # a result of zeros follows every rule
        return None
    for change in islice(_changes(asked.question, references), _MANY):
        after = [_part(other, path, references) for question in change.questions if (other := ask(question))]
        if len(after) == 2 and None not in after:
            mine, due = (_power(change.kind, *results) for results in zip(before, *after, strict=True))
            said.append(_compared(change, mine, due))
    return min(filter(None, said), key=lambda words: words[0], default=(0, None))[1]


def _part(asked: Asked, path: str, references: References) -> tuple[np.ndarray, np.ndarray] | None:
    """The part of an answer, and of the right one: numbers of one shape; None where it is no such part."""
    try:
        parts = {at: both for at, *both in zip_leaves(asked.value, references.truth(asked))}
    except NoAnswer:
        return None
    both = [np.asarray(leaf) for leaf in parts.get(path, ()) if isinstance(leaf, (float, np.ndarray))]
    if len(both) < 2 or both[0].shape != both[1].shape or {both[0].dtype.kind, both[1].dtype.kind} != {"f"}:
        return None
    return (both[0], both[1]) if np.isfinite(both).all() and both[0].size else None


def _changes(question: Question, references: References) -> Iterator[Change]:
    for place in places_of(question, references):
        value = place.value
        if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size):
            for kind in _kinds_for(np.asarray(value)):
                both = (place.filled(question, change(value)) for change in (kind.once, kind.more))
                yield Change(kind, place.name, tuple(both))


def _kinds_for(value: np.ndarray) -> tuple[Kind, ...]:
    """The changes that leave an input what it is: a distribution and a mask have none, and no sign is new."""
    is_share = value.ndim and np.all(value >= 0) and any(np.allclose(value.sum(a), 1) for a in range(value.ndim))
    if is_share or np.isin(value, (0, 1)).all() or not np.isfinite(value).all():
        return ()
    return _KINDS[: 3 if np.any(value < 0) else 2] if value.ndim else _KINDS[:1]


def _power(kind: Kind, before: np.ndarray, once: np.ndarray, more: np.ndarray) -> float | None:
    """The rule by which a result follows a change, where it does by one."""
    if not before.shape == once.shape == more.shape:
        return None
    within = max(1e-6, half_the_digits(before.dtype))

    def is_by(factor: float, after: np.ndarray) -> bool:
        return bool(np.all(same(after, before * factor, within)))

    return next((k for k, (one, other) in kind.rules.items() if is_by(one, once) and is_by(other, more)), None)


def _compared(change: Change, mine: float | None, due: float | None) -> tuple[int, str] | None:
    """What tells two rules apart, with a number that is the smaller the more it says; None where nothing does."""
    words = change.kind.words.format(change.name)
    if mine == due or (due is None and mine != 0):
        return None
    if mine == 0:
        asks = f" Is {change.name} used?" if change.kind is _KINDS[0] else ""
        return 0, f"{words}, yours stays the same, and the right result does not.{asks}"
    if due == 0:
        return 1, f"{words}, the right result stays the same, and yours changes."
    if change.kind is not _KINDS[0]:
        return 2, f"{words}, so are those of the right result, and those of yours are not."
    how = "not" if mine is None else f"{2.0**mine:.3g} times"
    return 2, f"{words}, the right result is {2.0**due:.3g} times as large, and yours is {how}."
