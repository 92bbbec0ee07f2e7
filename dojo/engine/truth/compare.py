"""Tell when two results are equal: the truth in float64, the library's own error as a yardstick.

An error is allowed up to

    32 eps (|truth| + scale) sqrt(n)  +  4 |yardstick - truth|

where eps is that of the solution's dtype, n is the size of the largest input (rounding errors of n operations
add up like their square root: Higham and Mary, 2019), and the scale is the natural one of the result: how much it
moves, relatively, when the inputs move (see `natural_scale`). Of a sum of n products that is about the root of the sum
of their squares. Times sqrt(n) it is no less than the sum of their magnitudes, by Cauchy and Schwarz, however much of
the sum cancels, and in whatever order it is added.
The yardstick is what the library itself gives in the solution's dtype. There is no absolute term but
gradual underflow.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dojo.engine.base.nested import (
    NotAResult,
    children,
    dtype_name,
    eps_of,
    is_0d,
    is_number,
    map_arrays,
    map_leaves,
    zip_leaves,
)

ROUNDING = 32
YARDSTICK = 4
_STEP = 1e-7
"""Relative step of the perturbations, between rounding and curvature of float64."""
DRAWS = 7
"""How often the inputs are moved for a scale; once is enough for nearly every right result."""


@dataclass
class Difference:
    """The place where two results part.

    Parameters
    ----------
    aspect : str
        ``"type"``, ``"dtype"``, ``"shape"``, ``"values"``, or ``"gradient"`` where none flows.
    yours, expected
        The two leaves.
    path : str
        Which part of the result, ``""`` for the whole.
    """

    aspect: str
    yours: Any
    expected: Any
    path: str = ""


def difference(yours, truth, like, *, scales: Iterable = (), size: int = 1, tensors: bool = False) -> Difference | None:
    """The first difference between a result and the truth: type, dtype, shape, then values.

    Parameters
    ----------
    yours, truth, like
        Lowered results of the solution, of the reference in float64, and of the
        reference in the solution's own dtype and target (the yardstick).
    scales : iterable, optional
        Natural scales, as trees like the truth, each at least as large as the one before it: asked for only as far
        as they are needed.
    size : int
        Number of elements of the largest input.
    tensors : bool
        Whether a number that the reference gives as a 0-d tensor must be one.

    Returns
    -------
    Difference or None
    """
    pairs = list(zip_leaves(yours, truth, like))
    for path, a, _, k in pairs if tensors else ():
        if type(a) is float and is_0d(k):
            return Difference("type", a, k, path)
    for aspect, differs in (("type", _differs_in_type), ("dtype", _differs_in_dtype), ("shape", _differs_in_shape)):
        for path, a, t, k in pairs:
            if differs(a, t, k):
                return Difference(aspect, a, t if aspect == "shape" else k, path)
    wrong = pairs
    for scale in itertools.chain([0], scales):
        by_path = {path: entry for path, entry, *_ in zip_leaves(scale, truth, like)}
        wrong = [(path, a, t, k) for path, a, t, k in wrong if not _close(a, t, k, by_path.get(path, 0), size)]
        if not any(kind_of(t) == "f" for _, _, t, _ in wrong):
            break
    return next((Difference("values", a, _as_dtype_of(t, k), path) for path, a, t, k in wrong), None)


def _differs_in_type(yours, truth, like) -> bool:
    if isinstance(yours, np.ndarray) and isinstance(like, np.ndarray):
        return False
    number = (is_number(yours) or is_0d(yours)) and (is_number(like) or is_0d(like))
    if number and kind_of(yours) == kind_of(like):
        return False
    if number and kind_of(yours) in "iu" and kind_of(like) == "f" and is_number(yours) and is_number(like):
        return False
    same = type(yours) is type(like) and not isinstance(like, (np.ndarray, NotAResult))
    return not same or isinstance(like, (list, dict))


_KINDS = {bool: "b", int: "i", float: "f", complex: "f"}


def kind_of(leaf) -> str:
    """``"f"`` for real and complex floats, ``"i"`` for integers, ``"b"`` for truth values, else another letter."""
    kind = leaf.dtype.kind if isinstance(leaf, np.ndarray) else _KINDS.get(type(leaf), "O")
    return {"u": "i", "c": "f"}.get(kind, kind)


def _differs_in_dtype(yours, truth, like) -> bool:
    if not isinstance(like, np.ndarray) or not (isinstance(yours, np.ndarray) or is_number(yours)):
        return False
    if type(yours) is type(like) and yours.dtype == like.dtype:
        return False
    if is_number(yours) and (kind_of(like) != "f" or like.dtype == np.result_type(type(yours))):
        return False  # a Python float is float64
    integers = kind_of(yours) == kind_of(like) == "i"  # int32 is as good an index as int64
    return dtype_name(yours) != dtype_name(like) and not integers


def _differs_in_shape(yours, truth, like) -> bool:
    return isinstance(truth, (np.ndarray, int, float)) and np.shape(yours) != np.shape(truth)


def _as_dtype_of(truth, like):
    if isinstance(truth, np.ndarray) and truth.dtype.kind in "fc" and isinstance(like, np.ndarray):
        with np.errstate(all="ignore"):
            return truth.astype(like.dtype)
    return truth


def _close(yours, truth, like, scale, size) -> bool:
    """Tell whether two leaves of the same type, dtype and shape hold the same values."""
    if kind_of(truth) != "f":
        if isinstance(yours, np.ndarray) or isinstance(truth, np.ndarray):
            return np.array_equal(yours, truth)
        return yours == truth
    return _is_surely_close(yours, truth, like, size) or bool(np.all(close(yours, truth, like, scale, size)))


def _is_surely_close(yours, truth, like, size) -> bool:
    """A quick look, which settles most right results: finite, and within the rounding of the truth itself."""
    if not type(yours) is type(like) is np.ndarray or not yours.dtype.kind == like.dtype.kind == "f":
        return False
    exact = np.asarray(truth, np.float64)
    info, magnitude = np.finfo(like.dtype), np.abs(exact)
    with np.errstate(all="ignore"):
        near = np.abs(yours - exact) <= ROUNDING * float(info.eps) * np.sqrt(max(size, 1)) * magnitude
    return bool(np.all(near & (magnitude <= info.max)))


def close(yours, truth, like, scale=0, size: int = 1) -> np.ndarray:
    """Tell for each entry whether its error is within what is allowed (see the module).

    NaN and infinities must match exactly, where the library in the solution's own dtype
    does not itself give up.
    """
    if any(np.iscomplexobj(side) for side in (yours, truth, like)):
        scale = np.abs(scale) + np.abs(np.asarray(truth))
        y, t, k = (np.asarray(side, np.result_type(side, np.complex64)) for side in (yours, truth, like))
        return close(y.real, t.real, k.real, scale, size) & close(y.imag, t.imag, k.imag, scale, size)
    like = like if isinstance(like, np.ndarray) else np.asarray(like)
    eps, tiny = eps_of(like), np.finfo(like.dtype).tiny if like.dtype.kind == "f" else 0
    expected = np.asarray(_as_dtype_of(np.asarray(truth), like), np.float64)
    yours, like = np.asarray(yours, np.float64), np.asarray(like, np.float64)
    with np.errstate(all="ignore"):
        exact = np.asarray(truth, np.float64)
        scale = np.where(np.isfinite(scale), scale, 0)
        allowed = ROUNDING * eps * np.sqrt(max(size, 1)) * (np.abs(exact) + scale) + ROUNDING * tiny
        allowed = allowed + np.where(np.isfinite(like), YARDSTICK * np.abs(like - exact), 0)
        finite = np.isfinite(expected) & np.isfinite(yours)
        near = finite & (np.abs(yours - exact) <= allowed)
    same = (yours == expected) | (np.isnan(yours) & np.isnan(expected))
    gives_up = ~np.isfinite(like) & ((yours == like) | (np.isnan(yours) & np.isnan(like)))
    return near | same | gives_up


def natural_scale(function: Callable, inputs, centre, draws: int = DRAWS):
    """Measure how much each entry of a result moves, per relative movement of the inputs.

    Each entry of the inputs takes a step of its own, drawn from a normal distribution. To first order the movement of
    the result is then normal too, whatever the function is. Its deviation is sqrt(sum m_i**2), where m_i is how far
    entry i alone would move it. Steps of one size and random sign would not do: two entries cancel every second time.
    The largest of k normal movements is below 1/r of their deviation with a probability of less than (0.8 / r)**k.

    Of a sum of n products p_i the deviation is at least sqrt(2 / n) sum |p_i|, since both factors of each one move.
    So errors up to 45 / r eps sum |p_i| are allowed. Loops in float32 over up to 10,000 products, forwards and
    backwards, were seen off by 3.2 eps sum |p_i| at most. The scale is too small for that where r is above 14: with
    seven draws, for one result in 5e8.

    Parameters
    ----------
    function : callable
        The reference in float64, from the inputs to a result.
    inputs
        Nested arrays and plain values, in float64.
    centre
        The result for them.
    draws : int
        How often they are moved. The first draws are the same for any number, so that more only enlarge a scale.

    Returns
    -------
    tree
        Like the result, with the largest movement of each entry. Where an entry is 0 and does not move, it is the
        rounding of float64 beside the largest entry: no movement below that could have been seen.
    """
    rng, moved = np.random.default_rng(0), []
    for _ in range(draws):
        with np.errstate(all="ignore"):
            nearby = map_arrays(lambda a: _moved(a, rng), inputs)
            with contextlib.suppress(Exception):  # the contract may refuse what is next to x
                moved.append(function(nearby))
    return _largest(centre, moved)


def _moved(a: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.asarray(a * (1 + _STEP * rng.standard_normal(a.shape))) if a.dtype.kind == "f" else a


def _largest(centre, moved: list):
    """The largest movement of each leaf; 0 where the structure of the result moves with its values."""
    if (held := children(centre)) is not None:
        moved = [dict(children(m) or ()) for m in moved if type(m) is type(centre) and len(m) == len(centre)]
        scales = {key: _largest(value, [m[key] for m in moved if key in m]) for key, value in held}
        return scales if isinstance(centre, dict) else list(scales.values())
    moved = [m for m in moved if np.shape(m) == np.shape(centre)]
    if not moved or kind_of(centre) != "f":
        return 0
    with np.errstate(all="ignore"):
        moves = np.abs(np.stack([np.asarray(m) - centre for m in moved]))
        largest = np.max(np.where(np.isfinite(moves), moves, 0), axis=0) / _STEP  # what leaves the domain tells nothing
    unseen = np.finfo(np.float64).eps * largest_magnitude(centre)
    return np.where((largest == 0) & (np.asarray(centre) == 0), unseen, largest)


def distance(one, other) -> float:
    """The largest difference between two results; infinite where they are not alike."""
    return max((_apart(a, b) for _, a, b in zip_leaves(one, other)), default=0.0)


def _apart(one, other) -> float:
    if {kind_of(one), kind_of(other)} not in ({"f"}, {"f", "i"}):  # a whole number may stand where a float does
        if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
            return 0.0 if type(one) is type(other) and np.array_equal(one, other) else np.inf
        return 0.0 if type(one) is type(other) and one == other else np.inf
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        return np.inf
    with np.errstate(all="ignore"):
        apart = np.abs(one - other)
    alike = (one == other) | (np.isnan(one) & np.isnan(other))
    return float(np.max(np.where(alike, 0, np.where(np.isnan(apart), np.inf, apart)), initial=0.0))


def largest_magnitude(tree):
    """The largest magnitude in each leaf, as a tree like it."""

    def of(leaf):
        if kind_of(leaf) != "f":
            return 0
        finite = np.abs(np.asarray(leaf))
        return np.max(finite, where=np.isfinite(finite), initial=0.0)

    return map_leaves(of, tree)
