"""The rungs of the ladder: what is changed in a question that a test asks, one thing at a time.

What an argument may be is said by a word in the judge's mark. It allows some rungs; ``finite-huge`` leaves one out, and
``real+float16`` adds one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dojo.engine.base.nested import leaves, map_leaves

_SCALES = {"tiny": (-130, -25), "small": (-20, -9), "large": (20, 9), "huge": (130, 15)}
"""Powers of ten by which numbers are multiplied, in float64 and in float32."""
_FINITE = frozenset({*_SCALES, "sign", "zero", "float32", "number", "whole", "empty", "long"})
DOMAINS = {
    "real": _FINITE | {"inf", "nan"},
    "finite": _FINITE,
    "positive": _FINITE - {"sign", "zero"},
    "distribution": frozenset({"sharp", "float32", "empty", "long"}),
    "uniform": frozenset({"ends", "float32", "empty", "long"}),
    "counts": frozenset({"many", "empty", "long"}),
    "integers": frozenset({"sign", "empty", "long"}),
    "labels": frozenset({"empty", "long"}),
    "text": frozenset({"letters"}),
    "fixed": frozenset(),
}
"""What an argument may be, and the rungs that this allows; ``+float16`` and ``+uint8`` are named where a page does."""
TIMES = 1500
"""How often a long axis is repeated."""


@dataclass(frozen=True)
class Rung:
    """One change of a question.

    Parameters
    ----------
    name : str
        As a mark leaves it out.
    where : str
        What a learner reads after "only"; ``{}`` are the names of what is changed.
    change : callable
        From the value of an argument to another; where nothing changes, to the very same.
    dtype : type or None
        What all arrays of floats are cast to before.
    """

    name: str
    where: str
    change: Callable[[Any], Any]
    dtype: type | None = None


def allowed(word: str) -> frozenset[str]:
    """The rungs that a word allows.

    Raises
    ------
    ValueError
        Where there is no such word, or no such rung.
    """
    base, *changes = re.split(r"(?=[+-])", word)
    known = {rung.name for rung in RUNGS} | {"empty", "long"}
    if base not in DOMAINS or not {change[1:] for change in changes} <= known:
        raise ValueError(f"{word!r}: there are {', '.join(DOMAINS)}, less or more of {', '.join(sorted(known))}")
    added, left_out = ({change[1:] for change in changes if change[0] == sign} for sign in "+-")
    return DOMAINS[base] - left_out | added


def differs(tree, other) -> bool:
    """Tell whether a change has changed anything."""
    return any(a is not b for a, b in zip(leaves(tree), leaves(other), strict=True))


def _on_arrays(change: Callable, kinds: str = "f") -> Callable:
    """A change of each array that holds something of some kinds."""

    def of(leaf):
        is_due = isinstance(leaf, np.ndarray) and leaf.size and leaf.dtype.kind in kinds
        return np.asarray(change(leaf)) if is_due else leaf

    return lambda tree: map_leaves(of, tree)


def _on_numbers(change: Callable[[float], Any]) -> Callable:
    return lambda tree: map_leaves(lambda leaf: change(leaf) if type(leaf) is float else leaf, tree)


def _times(power: int, dtype: type) -> Callable:
    """Multiply what is of a dtype by a power of ten, as long as nothing overflows."""

    def scaled(a):
        with np.errstate(all="ignore"):
            product = a * dtype(10.0) ** dtype(power)
        is_right = a.dtype == dtype and np.array_equal(np.isfinite(product), np.isfinite(a))
        return product if is_right else a

    return _on_arrays(scaled)


def _planted(value: float, place: int) -> Callable:
    """Put a value in the place of the first or of the last entry."""

    def planted(a):
        a = a.copy()
        a[np.unravel_index(place % a.size, a.shape)] = value
        return a

    return _on_arrays(planted)


def _sharper(power: float) -> Callable:
    """Raise distributions to a power, along the axis on which they sum to 1."""

    def sharp(p):
        axis = next((axis for axis in range(-1, -p.ndim - 1, -1) if np.allclose(p.sum(axis), 1, atol=1e-5)), None)
        if axis is None:
            return p
        raised = p.astype(np.float64) ** power
        return (raised / raised.sum(axis, keepdims=True)).astype(p.dtype)

    return _on_arrays(sharp)


def _near_the_top(a: np.ndarray) -> np.ndarray:
    """The same whole numbers in uint8, the largest as large as can be; those that are no such stay."""
    top = a.max()
    return (a * (255 // top)).astype(np.uint8) if a.min() >= 0 and 0 < top <= 255 else a


def _letters(new: str) -> Callable:
    """Put other letters in the places of the first ones of a text."""

    def renamed(tree):
        texts = [leaf for leaf in leaves(tree) if isinstance(leaf, str)]
        table = dict(zip(map(ord, sorted({c for text in texts for c in text if c.isalpha()})), new, strict=False))
        return map_leaves(lambda leaf: leaf.translate(table) if isinstance(leaf, str) and leaf else leaf, tree)

    return renamed


def _rungs():
    for name, powers in _SCALES.items():
        for dtype, power in zip((np.float64, np.float32), powers, strict=True):
            kind = "" if dtype is np.float64 else ", in float32"
            cast = None if dtype is np.float64 else dtype
            yield Rung(name, f"with {{}} multiplied by 1e{power}{kind}", _times(power, dtype), cast)
    yield Rung("sign", "with the sign of {} turned", _on_arrays(lambda a: -a, "fi"))
    for name, value in (("zero", -0.0), ("inf", np.inf), ("inf", -np.inf), ("nan", np.nan)):
        for place, what in ((0, "first"), (-1, "last")):
            yield Rung(
                name, f"with {'NaN' if name == 'nan' else value} as the {what} entry of {{}}", _planted(value, place)
            )
    yield Rung("float32", "with arrays of float32", _on_arrays(lambda a: a.astype(np.float32)), np.float32)
    yield Rung("float16", "with arrays of float16", _on_arrays(lambda a: a.astype(np.float16)), np.float16)
    for power in (5, 30):
        yield Rung("sharp", "with nearly all weight of {} on one entry", _sharper(power))
    yield Rung("ends", "with {} at 0", _on_arrays(np.zeros_like))
    just_below = _on_arrays(lambda a: np.full_like(a, np.nextafter(a.dtype.type(1), a.dtype.type(0))))
    yield Rung("ends", "with {} just below 1", just_below)
    yield Rung("many", "with {} multiplied by 1000", _on_arrays(lambda a: a * 1000, "fi"))
    yield Rung("uint8", "with {} in uint8, near 255", _on_arrays(_near_the_top, "iu"))
    for number in (1e-3, 1e3):
        yield Rung("number", f"with {number} for {{}}", _on_numbers(lambda _, number=number: number))
    yield Rung("whole", "with a whole number for {}", _on_numbers(lambda x: int(x) if x.is_integer() else x))
    for letters in ("\0\1\2", "a-z", "]^\\", "c-a", "é👋\ud7ff"):
        yield Rung("letters", "with other letters in {}", _letters(letters))


RUNGS = tuple(_rungs())
