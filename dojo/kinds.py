"""What to say of a result of another kind, or of another dtype, than is due."""

from __future__ import annotations

import numpy as np

from dojo.compare import Difference
from dojo.nested import arrays_of
from dojo.questions import Asked

_NUMPYS = (
    "A torch tensor came in, and something on the way made NumPy's of it. Ask the input for its library, and stay with"
    " its functions: xp = array_namespace(x), from array_api_compat, is numpy for an array and torch for a tensor."
)
_ANOTHER_DTYPE = (
    "The result has the dtype of the input. Which constant, array or function on the way has one of its own?"
)
_COUNTS = "Whole numbers or truth values are due here, and yours are floats."
_TRUTHS = "Truth values are due here, and yours are whole numbers: arithmetic makes numbers of truth values."
_FRACTIONS = (
    "Floats are due here, and yours are whole numbers, which hold no fraction. Which array on the way is made of whole"
    " numbers, or like one that is?"
)
_AN_INT = (
    "A float is due here, and this is a whole number of Python's. Is it a constant, or what a loop begins with? Take a"
    " float of the input's dtype."
)
_ONE_COUNT = (
    "A whole number is due here, and yours is a float. / gives a float, and so does np.prod of no numbers at all; //"
    " and math.prod keep whole numbers whole."
)
_WHOLE = "Whole numbers are due here, and yours are truth values."
_NOTHING = "The function gives None: it ends without a return, or returns what a function in place gives."
_NO_PART = "This part is None. Was it never made, or set to None, or does the function that gives it lack a return?"
_A_LIST = (
    "One array is due, and this is a Python list or tuple. xp.stack(arrays) makes one array of a list of them, and"
    " xp.asarray(numbers) makes one of numbers."
)
_MORE_THAN_DUE = "One array is due, and these are several results. Which of them is asked for? Return it alone."
VALUES_AND_INDICES = (
    "On torch, x.max(axis=...) and its like give values and indices together. xp.max(x, axis=...) gives the values"
    " alone, on both libraries."
)


def advice(asked: Asked, found: Difference) -> list[str]:
    """What to say of a result whose kind or dtype is not the one that is due; nothing where that is not it."""
    yours, expected, on_torch = str(found.yours), str(found.expected), asked.question.on_torch
    if found.aspect == "dtype":
        return [of_another_kind(yours, expected)]
    if found.aspect != "type":
        return []
    if yours == "a Python int" and "dtype float" in expected:
        return [_AN_INT]
    if "NumPy" in yours and on_torch:
        return [_NUMPYS]
    if yours == "None":
        return [_NO_PART if found.path else _NOTHING]
    if expected == "a Python int" and _is_a_float(yours):
        return [_ONE_COUNT]
    if on_torch and _has_indices(asked.value):
        return [VALUES_AND_INDICES]
    if "a tuple or list" in yours and "of shape" in expected:
        among = any(f"of shape {a.shape} " in expected for a in arrays_of(asked.value))
        return [_MORE_THAN_DUE if among else _A_LIST]
    return []


def of_another_kind(yours: str, expected: str) -> str:
    """What to say of a dtype that is not the one that is due."""
    mine, due = (any(kind in dtype for kind in ("float", "complex")) for dtype in (yours, expected))
    if mine and not due:
        return _COUNTS
    if due and "int" in yours:
        return _FRACTIONS
    if "int" in yours and expected == "bool":
        return _TRUTHS
    return _WHOLE if yours == "bool" and "int" in expected else _ANOTHER_DTYPE


def _is_a_float(described: str) -> bool:
    return described == "a Python float" or described.startswith("an array of shape () and dtype float")


def _has_indices(value) -> bool:
    """Whether a result is a pair of values and whole numbers of one shape, as torch's max gives."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, np.ndarray) for part in value):
        return False
    return value[0].shape == value[1].shape and value[0].dtype.kind == "f" and value[1].dtype == np.int64
