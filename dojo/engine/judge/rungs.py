"""The rungs of the ladder: what is changed in a question that a test asks, one thing at a time.

What an argument may be is said by a word in the judge's mark. It allows some rungs; ``finite-huge`` leaves one out, and
``real+float16`` adds one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dojo.engine.base.nested import leaves, map_leaves

_SCALES = {"tiny": (-130, -25), "small": (-20, -9), "large": (20, 9), "huge": (130, 15)}
"""Powers of ten by which numbers are multiplied, or nearly so, in float64 and in float32."""
_ALWAYS = frozenset({"slope", "float32", "empty", "long", "front", "same", "again"})
_FINITE = _ALWAYS | {*_SCALES, "apart", "sign", "zero", "number", "whole"}
DOMAINS = {
    "real": _FINITE | {"inf", "nan"},
    "finite": _FINITE,
    "positive": _FINITE - {"sign", "zero"},
    "distribution": _ALWAYS | {"sharp", "rare"},
    "uniform": _ALWAYS - {"same"} | {"ends"},
    "counts": frozenset({"many", "bytes", "empty", "long", "front", "again"}),
    "integers": frozenset({"sign", "bytes", "empty", "long", "front"}),
    "labels": frozenset({"bytes", "empty", "long", "front"}),
    "text": frozenset({"letters", "length"}),
    "sizes": frozenset({"size", "wide"}),
    "names": frozenset({"cased"}),
    "fixed": frozenset(),
}
"""What an argument may be, and the rungs that this allows; ``+float16`` and ``+uint8`` are named where a page does."""
OF_QUESTIONS = frozenset({"slope", "apart", "empty", "long", "front", "same", "again"})
"""What changes more than each argument by itself: `dojo.engine.judge.ladder` makes it. ``slope`` is the gradients."""


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
    known = {rung.name for rung in RUNGS} | OF_QUESTIONS
    if base not in DOMAINS or not {change[1:] for change in changes} <= known:
        raise ValueError(f"{word!r}: there are {', '.join(DOMAINS)}, less or more of {', '.join(sorted(known))}")
    added, left_out = ({change[1:] for change in changes if change[0] == sign} for sign in "+-")
    return DOMAINS[base] - left_out | added


def differs(tree, other) -> bool:
    """Tell whether a change has changed anything."""
    return any(a is not b for a, b in zip(leaves(tree), leaves(other), strict=True))


def times(power: int, dtype: type = np.float64) -> Callable:
    """Multiply what is of a dtype by the power of two next to one of ten, as long as nothing overflows.

    A sum that is exact stays so, in any order: what is 0 at a kink of relu, say, is 0 for all who are right.
    """
    factor = np.ldexp(dtype(1.0), round(power * math.log2(10)))

    def scaled(a):
        with np.errstate(all="ignore"):
            product = a * factor
        is_right = a.dtype == dtype and np.array_equal(np.isfinite(product), np.isfinite(a))
        return product if is_right else a

    return _on_arrays(scaled)


def turned_round(tree):
    """The same arrays from their last entry to the first."""
    return _on_arrays(lambda a: np.flip(a).copy(), "fiub")(tree)


def in_total(p: np.ndarray) -> tuple[int, ...]:
    """The axes along which distributions sum to 1: one, or both of a table's; none of what holds no distributions."""
    candidates = [*((axis,) for axis in range(-1, -p.ndim - 1, -1)), *[(-2, -1)] * (p.ndim > 1)]
    is_due = p.size and p.dtype.kind == "f"
    return next((axes for axes in candidates if is_due and np.allclose(p.sum(axes), 1, atol=1e-5)), ())


def _on_arrays(change: Callable, kinds: str = "f") -> Callable:
    """A change of each array that holds something of some kinds."""

    def of(leaf):
        is_due = isinstance(leaf, np.ndarray) and leaf.size and leaf.dtype.kind in kinds
        return np.asarray(change(leaf)) if is_due else leaf

    return lambda tree: map_leaves(of, tree)


def _on(kind: type, change: Callable) -> Callable:
    """A change of each value of one of Python's own types."""
    return lambda tree: map_leaves(lambda leaf: change(leaf) if type(leaf) is kind else leaf, tree)


def _planted(value: float, place: int) -> Callable:
    """Put a value in the place of the first or of the last entry."""

    def planted(a):
        a = a.copy()
        a[np.unravel_index(place % a.size, a.shape)] = value
        return a

    return _on_arrays(planted)


def _weighted(weigh: Callable) -> Callable:
    """Weigh the probabilities of distributions, which then sum to 1 again, along the axes on which they did."""

    def weighted(p):
        if not (axes := in_total(p)):
            return p
        weights = weigh(p.astype(np.float64), axes)
        return (weights / weights.sum(axes, keepdims=True)).astype(p.dtype)

    return _on_arrays(weighted)


def _rare(p: np.ndarray, axes: tuple) -> np.ndarray:
    return np.where(p == p.max(axes, keepdims=True), p, (p > 0) * 1e-310)


def _negative(a: np.ndarray) -> np.ndarray:
    """The numbers with the other sign, where all are finite: a page may speak of one infinity, and not of the other."""
    return -a if np.isfinite(a).all() else a


def _near_the_top(a: np.ndarray) -> np.ndarray:
    """The same whole numbers in uint8, the largest as large as can be; those that are no such stay."""
    top = a.max()
    return (a * (255 // top)).astype(np.uint8) if a.min() >= 0 and 0 < top <= 255 else a


def in_bytes(tree):
    """Whole numbers, and truth values, in the type of a byte, where they fit."""
    return _on_arrays(lambda a: a.astype(np.uint8) if a.min() >= 0 and a.max() < 128 else a, "ib")(tree)


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
            yield Rung(name, f"with {{}} multiplied by about 1e{power}{kind}", times(power, dtype), cast)
    yield Rung("sign", "with the sign of {} turned", _on_arrays(_negative, "fi"))
    for name, value in (("zero", -0.0), ("inf", np.inf), ("inf", -np.inf), ("nan", np.nan)):
        for place, what in ((0, "first"), (-1, "last")):
            said = "NaN" if name == "nan" else value
            yield Rung(name, f"with {said} as the {what} entry of {{}}", _planted(value, place))
    yield Rung("zero", "with zeros for {}", _on_arrays(np.zeros_like))
    yield Rung("float32", "with arrays of float32", _on_arrays(lambda a: a.astype(np.float32)), np.float32)
    yield Rung("float16", "with arrays of float16", _on_arrays(lambda a: a.astype(np.float16)), np.float16)
    for power in (5, 30):
        yield Rung("sharp", f"with {{}} to the power of {power}, normalised", _weighted(lambda p, _, k=power: p**k))
    yield Rung("rare", "with all but the largest entry of {} at 1e-310", _weighted(_rare))
    yield Rung("ends", "with {} at 0", _on_arrays(np.zeros_like))
    just_below = _on_arrays(lambda a: np.full_like(a, np.nextafter(a.dtype.type(1), a.dtype.type(0))))
    yield Rung("ends", "with {} just below 1", just_below)
    yield Rung("many", "with {} multiplied by 1000", _on_arrays(lambda a: a * 1000, "fi"))
    yield Rung("uint8", "with {} in uint8, near 255", _on_arrays(_near_the_top, "iu"))
    yield Rung("bytes", "with {} in uint8", in_bytes)
    yield Rung("bytes", "with {} in int32", _on_arrays(lambda a: a.astype(np.int32), "i"))
    for name, number in (("number", 1e-3), ("number", 1e3), ("zero", 0.0)):
        yield Rung(name, f"with {number} for {{}}", _on(float, lambda _, number=number: number))
    yield Rung("whole", "with a whole number for {}", _on(float, lambda x: int(x) if x.is_integer() else x))
    for name, size in (("size", 0), ("size", 1), ("wide", 99_999)):
        yield Rung(name, f"with {size:,} for {{}}", _on(int, lambda _, size=size: size))
    for letters in (" \n\t", "\0\1\2", "a-z", "]^\\", "c-a", "é👋\ud7ff"):
        yield Rung("letters", f"with the letters {letters!a} in {{}}", _letters(letters))
    yield Rung("length", "with {} of 100,000 letters", _on(str, lambda s: s * (100_000 // len(s)) if s else s))
    yield Rung("cased", "with capitals in {}", _on(str, str.upper))


RUNGS = tuple(_rungs())
