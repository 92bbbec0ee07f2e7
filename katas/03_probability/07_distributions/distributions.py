"""Distributions: how probable a model finds what happened, in logarithms."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def normal_log_prob(
    x: Float[Array, "*#shape"], mean: Float[Array, "*#shape"], std: Float[Array, "*#shape"]
) -> Float[Array, "*shape"]:
    """The natural logarithm of the density of normal distributions at x.

    Parameters
    ----------
    x, mean, std : arrays of one floating dtype
        Where the density is asked for, the mean, and the standard deviation (not the variance).
        Their shapes broadcast, () included.

    Returns
    -------
    array of the shape that the three have together
        With their dtype and device. Nothing is summed. It is finite even if the square of ``std``
        is not.

    Raises
    ------
    ValueError
        If a standard deviation is zero or negative.
    """
    xp = array_namespace(x, mean, std)  # numpy for an array, torch for a tensor: xp.log works on both
    raise NotImplementedError


def uniform_log_prob(
    x: Float[Array, "*#shape"], low: Float[Array, "*#shape"], high: Float[Array, "*#shape"]
) -> Float[Array, "*shape"]:
    """The natural logarithm of the density of uniform distributions at x.

    Parameters
    ----------
    x, low, high : arrays of one floating dtype
        Where the density is asked for, and the ends of the intervals: ``low`` belongs to its
        interval and ``high`` does not. Their shapes broadcast, () included.

    Returns
    -------
    array of the shape that the three have together
        With their dtype and device; -inf where ``x`` is not in the interval.

    Raises
    ------
    ValueError
        If an interval is empty: ``high`` is not above ``low``.
    """
    xp = array_namespace(x, low, high)
    raise NotImplementedError


def categorical_log_prob(k: Int[Array, "*#batch"], probs: Float[Array, "*#batch classes"]) -> Float[Array, "*batch"]:
    """The natural logarithm of the probability of a class.

    Parameters
    ----------
    k : integer array of shape (...)
        Which class happened, from 0 to ``classes`` - 1, in any integer type that holds ``classes``.
    probs : array of shape (..., classes)
        Probabilities: not negative, and 1 in total along the last axis. You need not check that.
        The axes before the last broadcast with those of ``k``.

    Returns
    -------
    array of shape (...)
        With the dtype and device of ``probs``; -inf for a class of probability 0.

    Raises
    ------
    IndexError
        If a class is negative, or not below ``classes``. The message mentions it.
    """
    xp = array_namespace(k, probs)
    raise NotImplementedError
