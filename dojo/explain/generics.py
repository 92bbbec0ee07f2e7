"""Mistakes that are made in every kata, each written once: a line in ``mistakes.py`` switches them on."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Generic:
    """A mistake that any function may have.

    Parameters
    ----------
    words : str
        What a learner who made it is told, where the kata has no words of its own.
    swaps : callable
        From the text of a model solution, the beginning and the end of a function in it, and its name: what is changed,
        as beginning, end and new text.
    """

    words: str
    swaps: Callable[[str, int, int, str], Iterator[tuple[int, int, str]]]


def _wrapped(by: Callable) -> Callable:
    """The function that a wrapper makes of the model solution's."""

    def swaps(text, start, end, function):
        wrapper = by.__name__
        yield len(text), len(text), f"\n\nfrom {__name__} import {wrapper}\n\n{function} = {wrapper}({function})\n"

    return swaps


def _asserted(text: str, start: int, end: int, function: str) -> Iterator[tuple[int, int, str]]:
    """Each error of a function as the one that assert raises."""
    for found in re.finditer(r"(?<=raise )\w+Error\b", text[start:end]):
        yield start + found.start(), start + found.end(), "AssertionError"


def _with_floats(change: Callable, value):
    """A value with each array of floats in it changed."""
    if isinstance(value, (list, tuple)):
        parts = [_with_floats(change, part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if isinstance(value, dict):
        return {name: _with_floats(change, part) for name, part in value.items()}
    return change(value) if "float" in str(getattr(value, "dtype", "")) else value


def _as(name: str) -> Callable:
    """A change of an array's dtype."""

    def change(array):
        from array_api_compat import array_namespace

        xp = array_namespace(array)
        return xp.astype(array, getattr(xp, name))

    return change


def through_float32(function: Callable) -> Callable:
    """Compute with what float32 keeps of the arguments."""

    @functools.wraps(function)
    def wrong(*args, **kwargs):
        dtypes: list[str] = []
        _with_floats(lambda array: dtypes.append(str(array.dtype).rpartition(".")[2]) or array, [*args, kwargs])
        args, kwargs = _with_floats(_as("float32"), (args, kwargs))
        result = function(*args, **kwargs)
        return _with_floats(_as(dtypes[0]), result) if dtypes else result

    return wrong


def in_float64(function: Callable) -> Callable:
    """Compute in float64, and stay there."""

    @functools.wraps(function)
    def wrong(*args, **kwargs):
        args, kwargs = _with_floats(_as("float64"), (args, kwargs))
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
        return _with_floats(lambda a: a.detach() if hasattr(a, "detach") else a, function(*args, **kwargs))

    return wrong


GENERICS = {
    "passes_through_float32": Generic(
        "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that"
        " came in.",
        _wrapped(through_float32),
    ),
    "loses_the_dtype": Generic(
        "The dtype of the input is lost on the way. Work in the dtype that came in: float32 in, float32 out.",
        _wrapped(in_float64),
    ),
    "writes_into_its_input": Generic(
        "The input is changed: an assignment in place writes into the caller's array. Compute into a new one.",
        _wrapped(into_its_input),
    ),
    "asserts": Generic(
        "assert raises an AssertionError, and Python skips it when it runs with -O. Use if and raise.",
        _asserted,
    ),
    "detaches": Generic(
        "The result is cut off from autograd: .detach(), .item() or NumPy turns it into a constant. Leave it attached.",
        _wrapped(detached),
    ),
}
"""The mistakes, by the names that a kata switches them on with."""
