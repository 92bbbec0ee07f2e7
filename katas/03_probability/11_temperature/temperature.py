"""Temperature: how boldly a model picks its next token."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def greedy(logits: Float[Array, "*batch classes"]) -> Int[Array, "*batch"]:
    """The class with the largest logit of each slice along the last axis.

    Parameters
    ----------
    logits : array of shape (..., classes)
        Real scores of any size.

    Returns
    -------
    integer array of shape (...)
        Among equal logits, the first.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def with_temperature(logits: Float[Array, "*batch classes"], temperature: float) -> Float[Array, "*batch classes"]:
    """The distribution that a model samples from at a temperature.

    Parameters
    ----------
    logits : array of shape (..., classes)
        Real scores of any size; -inf marks a class that gets probability 0. No slice is all -inf.
    temperature : float
        1 leaves the distribution as it is, less sharpens it, more flattens it. At 0 the class
        that `greedy` picks has probability 1.

    Returns
    -------
    array of shape (..., classes)
        Probabilities over the last axis, with the dtype and device of ``logits``.

    Raises
    ------
    ValueError
        If the temperature is negative. The message mentions it.
    """
    xp = array_namespace(logits)
    raise NotImplementedError


def sample_with_temperature(
    logits: Float[Array, "*batch classes"], temperature: float, u: Float[Array, "*batch"]
) -> Int[Array, "*batch"]:
    """Draw a class from each slice, by the inverse of its cumulative distribution.

    Parameters
    ----------
    logits : array of shape (..., classes)
        As in `with_temperature`.
    temperature : float
        As in `with_temperature`.
    u : array of shape (...)
        A number in [0, 1) for each slice, with the dtype of ``logits``: the only source of chance.
        For a single slice, a Python float will do.

    Returns
    -------
    integer array of shape (...)
        The smallest index whose cumulative probability exceeds ``u``. Never a class of
        probability 0, and never past the last one, whatever is lost to rounding.

    Raises
    ------
    ValueError
        If the temperature is negative. The message mentions it.
    """
    xp = array_namespace(logits)
    raise NotImplementedError
