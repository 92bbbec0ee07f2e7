"""When are two results equal: the truth in float64, the library's own error as a yardstick.

An error is allowed up to

    32 eps (|truth| + scale) sqrt(n)  +  4 |yardstick - truth|

where eps is that of the solution's dtype, n is the size of the largest input (rounding errors of n operations
add up like their square root: Higham and Mary, 2019), and the scale is the natural one of the result: how much it
moves, relatively, when the inputs move, which for a matrix product is the sum of the magnitudes that were added.
The yardstick is what the library itself gives in the solution's dtype. There is no absolute term but
gradual underflow.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dojo.targets import Foreign

ROUNDING = 32
YARDSTICK = 4
_STEP = 1e-7
"""Relative step of the perturbations, between rounding and curvature of float64."""


_BITS = 6


@dataclass
class Difference:
    """Where two results part.

    Parameters
    ----------
    aspect : str
        ``"type"``, ``"dtype"``, ``"shape"`` or ``"values"``.
    yours, expected
        The two leaves, or what is to be said of them.
    path : str
        Which part of the result, ``""`` for the whole.
    """

    aspect: str
    yours: object
    expected: object
    path: str = ""


def difference(
    yours, truth, like, *, scale: Callable | None = None, size: int = 1, tensors: bool = False
) -> Difference | None:
    """The first difference between a result and the truth: type, dtype, shape, then values.

    Parameters
    ----------
    yours, truth, like
        Lowered results of the solution, of the reference in float64, and of the
        reference in the solution's own dtype and target (the yardstick).
    scale : callable, optional
        Returns the natural scale, as a tree like the truth; asked only when needed.
    size : int
        Number of elements of the largest input.
    tensors : bool
        Whether a number that the reference gives as a 0-d tensor must be one.

    Returns
    -------
    Difference or None
    """
    pairs = list(_walk(yours, truth, like))
    for path, a, _, k in pairs if tensors else ():
        if type(a) is float and _is_0d(k):
            return Difference("type", describe(a), describe(k), path)
    for aspect in (_type_of, _dtype_of, _shape_of):
        for path, a, t, k in pairs:
            if found := aspect(a, t, k):
                return Difference(*found, path)
    wrong = [(p, a, t, k) for p, a, t, k in pairs if not _close(a, t, k, 0, size)]
    if scale is not None and any(_kind(t) == "f" for _, _, t, _ in wrong):
        scales = {p: s for p, s, *_ in _walk(scale(), truth, like)}
        wrong = [(p, a, t, k) for p, a, t, k in wrong if not _close(a, t, k, scales.get(p, 0), size)]
    for path, a, t, k in wrong:
        return Difference("values", a, _as_dtype_of(t, k), path)
    return None


def _walk(yours, truth, like, path=""):
    """Pairs of leaves; where the structures part, the two structures are the pair."""
    if isinstance(truth, list) and isinstance(yours, list) and len(truth) == len(yours):
        for i, (a, t, k) in enumerate(zip(yours, truth, like, strict=True)):
            yield from _walk(a, t, k, f"{path}[{i}]")
    elif isinstance(truth, dict) and isinstance(yours, dict) and truth.keys() == yours.keys():
        for key in truth:
            yield from _walk(yours[key], truth[key], like[key], f"{path}[{key!r}]")
    else:
        yield path, yours, truth, like


def is_number(leaf) -> bool:
    return type(leaf) in (bool, int, float)


def describe(leaf) -> str:
    """What kind of thing a leaf is, in a few words."""
    if isinstance(leaf, Foreign):
        return leaf.description
    if isinstance(leaf, np.ndarray):
        return f"an array of shape {leaf.shape} and dtype {leaf.dtype}"
    if isinstance(leaf, list):
        if len(leaf) <= 8 and all(map(is_number, leaf)):
            return f"{tuple(leaf)} (a tuple or list)"
        return f"{len(leaf)} thing{'s' * (len(leaf) != 1)} (a tuple or list)"
    if isinstance(leaf, dict):
        return f"a dict with the keys {', '.join(map(repr, leaf)) or 'of nothing'}"
    return "None" if leaf is None else f"a Python {type(leaf).__name__}"


def _type_of(yours, truth, like):
    if isinstance(yours, np.ndarray) and isinstance(like, np.ndarray):
        return None
    number = (is_number(yours) or _is_0d(yours)) and (is_number(like) or _is_0d(like))
    if number and _kind(yours) == _kind(like):
        return None
    if number and _kind(yours) in "iu" and _kind(like) == "f" and is_number(yours) and is_number(like):
        return None
    if type(yours) is type(like) and not isinstance(like, (np.ndarray, Foreign)):
        if isinstance(like, (list, dict)):
            return "type", describe(yours), describe(like)
        return None
    return "type", describe(yours), describe(like)


def _is_0d(leaf) -> bool:
    return isinstance(leaf, np.ndarray) and leaf.ndim == 0


def _kind(leaf) -> str:
    kind = np.asarray(leaf).dtype.kind
    return "i" if kind == "u" else kind


def _dtype_of(yours, truth, like):
    if isinstance(yours, np.ndarray) and isinstance(like, np.ndarray) and yours.dtype != like.dtype:
        integers = _kind(yours) == _kind(like) == "i"  # int32 is as good an index as int64
        return None if integers else ("dtype", str(yours.dtype), str(like.dtype))
    return None


def _shape_of(yours, truth, like):
    if isinstance(truth, (np.ndarray, int, float)) and np.shape(yours) != np.shape(truth):
        return "shape", np.shape(yours), np.shape(truth)
    return None


def _as_dtype_of(truth, like):
    if isinstance(truth, np.ndarray) and truth.dtype.kind == "f" and isinstance(like, np.ndarray):
        with np.errstate(all="ignore"):
            return truth.astype(like.dtype)
    return truth


def _close(yours, truth, like, scale, size) -> bool:
    """Whether two leaves of the same type, dtype and shape hold the same values."""
    if _kind(truth) != "f":
        return bool(np.all(np.asarray(yours) == np.asarray(truth)))
    return bool(np.all(close(yours, truth, like, scale, size)))


def close(yours, truth, like, scale=0, size: int = 1) -> np.ndarray:
    """Entry by entry, whether an error is within what is allowed (see the module).

    NaN and infinities must match exactly, where the library in the solution's own dtype
    does not itself give up.
    """
    like = np.asarray(like)
    eps, tiny = (np.finfo(like.dtype).eps, np.finfo(like.dtype).tiny) if like.dtype.kind == "f" else (0, 0)
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


def natural_scale(function: Callable, args, kwargs, perturb: Callable):
    """How much each entry of a result moves, per relative movement of the inputs.

    Parameters
    ----------
    function : callable
        The reference in float64, from (args, kwargs) to a lowered result.
    args, kwargs
        The inputs, in float64.
    perturb : callable
        ``perturb(change, tree)`` applies a change to each floating array.

    Returns
    -------
    tree
        Like the result, with the largest movement found in seven directions.
    """
    centre, moved = function(args, kwargs), []
    for flipped in (None, *range(_BITS)):
        with np.errstate(all="ignore"), contextlib.suppress(Exception):  # the contract may refuse what is next to x
            moved.append(function(*perturb(_Nudge(flipped), (args, kwargs))))
    return _largest(centre, moved)


class _Nudge:
    """Moves each entry up or down by chance; a flip of a bit of its index turns the direction.

    Two entries whose indices differ in that bit move together with the flip where they move apart without it, so
    that what cancels between them shows in one of the two.
    """

    def __init__(self, flipped: int | None):
        self.flipped, self.seen, self.rng = flipped, 0, np.random.default_rng(0)

    def __call__(self, a: np.ndarray) -> np.ndarray:
        signs = self.rng.choice([-1.0, 1.0], size=a.shape)
        if self.flipped is not None:
            index = self.seen + np.arange(a.size).reshape(a.shape)
            signs = np.where(index >> self.flipped & 1, -signs, signs)
        self.seen += a.size
        return np.asarray(a * (1 + _STEP * signs))


def _largest(centre, moved):
    """The largest movement of each leaf; 0 where the structure of the result moves with its values."""
    if isinstance(centre, (list, dict)):
        moved = [m for m in moved if type(m) is type(centre) and len(m) == len(centre)]
        parts = centre if isinstance(centre, dict) else range(len(centre))
        scales = {k: _largest(centre[k], [m[k] for m in moved if isinstance(m, list) or k in m]) for k in parts}
        return scales if isinstance(centre, dict) else list(scales.values())
    moved = [m for m in moved if np.shape(m) == np.shape(centre)]
    if not moved or not isinstance(centre, (np.ndarray, float)) or _kind(centre) != "f":
        return 0
    with np.errstate(all="ignore"):
        moves = np.abs(np.stack([np.asarray(m) - centre for m in moved]))
        return np.max(np.where(np.isfinite(moves), moves, 0), axis=0) / _STEP  # what leaves the domain tells nothing
