"""Advice on a result of another kind, or of another dtype, than is due."""

from __future__ import annotations

import numpy as np

from dojo.engine.base.nested import NotAResult, arrays_of, is_number
from dojo.engine.base.questions import Asked
from dojo.engine.base.targets import A_NUMPY_ARRAY, A_NUMPY_NUMBER
from dojo.engine.truth.compare import Difference, kind_of

_NUMPYS = (
    "The input is a torch tensor, and some step turned it into a NumPy array. Ask the input for its library, and use"
    " its functions: xp = array_namespace(x), from array_api_compat, is numpy for an array and torch for a tensor."
)
_ANOTHER_DTYPE = (
    "The result has the dtype of the input. Which constant, array or function on the way has a different one?"
)
_ONE_OF_SEVERAL = (
    "The inputs have different dtypes here, and arithmetic takes the wider one. The page says which of them the result"
    " has: convert the others to it, or the result at the end."
)
_COUNTS = "Whole numbers or truth values are expected here, and yours are floats."
_TRUTHS = "Truth values are expected here, and yours are whole numbers: arithmetic turns truth values into numbers."
_FRACTIONS = (
    "Floats are expected here, and yours are whole numbers, which cannot hold a fraction. Which array on the way is"
    " made of whole numbers, or made like one that is?"
)
_AN_INT = (
    "A float is expected here, and yours is a Python int. Is it a constant, or the value that a loop starts from? Use a"
    " float of the input's dtype."
)
_ONE_COUNT = (
    "A whole number is expected here, and yours is a float. / gives a float, and so does np.prod of no numbers at all;"
    " // and math.prod keep whole numbers whole."
)
_WHOLE = "Whole numbers are expected here, and yours are truth values."
_NOTHING = "Yours is None. Does the function end without a return, or return what an in-place function gives?"
_NO_PART = "This part is None. Was it never made, or set to None, or does the function that makes it lack a return?"
_A_LIST = (
    "One array is expected, and this is a Python list or tuple. xp.stack(arrays) makes one array of a list of them, and"
    " xp.asarray(numbers) makes one of numbers."
)
_MORE_THAN_DUE = "One array is expected, and these are several results. Return only the one that is asked for."
VALUES_AND_INDICES = (
    "On torch, x.max(axis=...) and methods like it return values and indices together. xp.max(x, axis=...) returns the"
    " values alone, in both libraries."
)


def advice(asked: Asked, apart: Difference | None) -> str | None:
    """Say why the kind or the dtype of a result is not the one that is due; None where that is not it."""
    if apart is None or apart.aspect not in ("dtype", "type"):
        return None
    yours, expected, on_torch = apart.yours, apart.expected, asked.question.on_torch
    if apart.aspect == "dtype":
        found = of_another_kind(yours, expected)
        several = len({array.dtype for array in asked.question.arrays if array.dtype.kind == "f"}) > 1
        return _ONE_OF_SEVERAL if several and found == _ANOTHER_DTYPE else found
    if type(yours) is int and isinstance(expected, np.ndarray) and kind_of(expected) == "f":
        return _AN_INT
    if on_torch and isinstance(yours, NotAResult) and yours in (A_NUMPY_ARRAY, A_NUMPY_NUMBER):
        return _NUMPYS
    if yours is None:
        return _NO_PART if apart.path else _NOTHING
    if type(expected) is int and kind_of(yours) == "f" and np.ndim(yours) == 0:
        return _ONE_COUNT
    if is_number(yours) and is_number(expected):
        due = type(expected).__name__
        return f"The type should be {due}, and yours is {type(yours).__name__}, {yours!r}: {due}(x) converts it."
    if on_torch and _has_indices(asked.value):
        return VALUES_AND_INDICES
    if isinstance(yours, list) and isinstance(expected, np.ndarray):
        among = any(a.shape == expected.shape for a in arrays_of(asked.value))
        return _MORE_THAN_DUE if among else _A_LIST if isinstance(asked.question.scenario, str) else None
    return None


def of_another_kind(yours, expected) -> str:
    """Say what is wrong with a leaf whose dtype is not the one that is due."""
    mine, due = kind_of(yours), kind_of(expected)
    if mine == "f" != due:
        return _COUNTS
    if mine == "i" and due == "f":
        return _FRACTIONS
    if mine == "i" and due == "b":
        return _TRUTHS
    return _WHOLE if mine == "b" and due == "i" else _ANOTHER_DTYPE


def _has_indices(value) -> bool:
    """Tell whether a result is a pair of values and whole numbers of one shape, as torch's max gives."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, np.ndarray) for part in value):
        return False
    return value[0].shape == value[1].shape and value[0].dtype.kind == "f" and value[1].dtype == np.int64
