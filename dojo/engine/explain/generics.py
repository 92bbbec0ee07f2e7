"""Mistakes that are made in every kata, each written once: a line in ``mistakes.py`` switches them on."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dojo.engine.base.nested import leaves, map_leaves


@dataclass(frozen=True)
class Generic:
    """A mistake that any function may have.

    Parameters
    ----------
    words : str
        What a learner who made it is told, where the kata has no words of its own.
    idea : str
        The misconception behind it, a name in ``reference/ideas.toml``.
    swaps : callable
        From the text of a model solution, the beginning and the end of a function in it, and its name: what is changed,
        as beginning, end and new text.
    """

    words: str
    idea: str
    swaps: Callable[[str, int, int, str], Iterator[tuple[int, int, str]]]


def _wrapped(by: Callable) -> Callable:
    """The function that a wrapper makes of the model solution's."""

    def swaps(text, start, end, function):
        wrapper = by.__name__
        yield len(text), len(text), f"\n\nfrom {__name__} import {wrapper}\n\n{function} = {wrapper}({function})\n"

    return swaps


def _asserted(text: str, start: int, end: int, function: str) -> Iterator[tuple[int, int, str]]:
    """Each error of a function as the one that assert raises."""
    for match in re.finditer(r"(?<=raise )\w+Error\b", text[start:end]):
        yield start + match.start(), start + match.end(), "AssertionError"


def _dtype_of(leaf) -> str:
    """The name of the dtype of an array or a tensor."""
    return str(getattr(leaf, "dtype", "")).rpartition(".")[2]


def _as(name: str, value):
    """A value with each array of floats in it in another dtype."""
    from array_api_compat import array_namespace

    def cast(leaf):
        if "float" not in _dtype_of(leaf):
            return leaf
        xp = array_namespace(leaf)
        return xp.astype(leaf, getattr(xp, name))

    return map_leaves(cast, value)


def through_float32(function: Callable) -> Callable:
    """Compute with what float32 keeps of the arguments."""

    @functools.wraps(function)
    def wrong(*args, **kwargs):
        dtypes = [name for name in map(_dtype_of, leaves((args, kwargs))) if "float" in name]
        args, kwargs = _as("float32", (args, kwargs))
        result = function(*args, **kwargs)
        return _as(dtypes[0], result) if dtypes else result

    return wrong


def in_float64(function: Callable) -> Callable:
    """Compute in float64, and stay there."""

    @functools.wraps(function)
    def wrong(*args, **kwargs):
        args, kwargs = _as("float64", (args, kwargs))
        return function(*args, **kwargs)

    return wrong


def into_its_input(function: Callable) -> Callable:
    """Write the result into the first array."""

    @functools.wraps(function)
    def wrong(first, *args, **kwargs):
        result = function(first, *args, **kwargs)
        first[...] = result
        return first

    return wrong


def detached(function: Callable) -> Callable:
    """Cut the result off from autograd."""

    @functools.wraps(function)
    def wrong(*args, **kwargs):
        return map_leaves(lambda leaf: leaf.detach() if hasattr(leaf, "detach") else leaf, function(*args, **kwargs))

    return wrong


GENERICS = {
    "passes_through_float32": Generic(
        "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that"
        " came in.",
        "cancellation",
        _wrapped(through_float32),
    ),
    "loses_the_dtype": Generic(
        "The dtype of the input is lost on the way. Work in the dtype that came in: float32 in, float32 out.",
        "dtype_lost",
        _wrapped(in_float64),
    ),
    "writes_into_its_input": Generic(
        "The input is changed: an assignment in place writes into the caller's array. Compute into a new one.",
        "writes_into_input",
        _wrapped(into_its_input),
    ),
    "asserts": Generic(
        "assert raises an AssertionError, and Python skips it when it runs with -O. Use if and raise.",
        "wrong_exception",
        _asserted,
    ),
    "detaches": Generic(
        "The result is cut off from autograd: .detach(), .item() or NumPy turns it into a constant. Leave it attached.",
        "gradient_cut",
        _wrapped(detached),
    ),
}
"""The mistakes, by the names that a kata switches them on with."""
