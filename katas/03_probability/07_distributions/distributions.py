"""Distributions: how probable a model finds what happened, in logarithms."""

from typing import Any as Array

from jaxtyping import Float, Int


def normal_log_prob(
    x: Float[Array, "*#shape"], mean: Float[Array, "*#shape"], std: Float[Array, "*#shape"]
) -> Float[Array, "*shape"]:
    """The natural logarithm of the density of normal distributions at x.

    Parameters
    ----------
    x, mean, std : arrays of one floating dtype
        Where the density is asked for, the mean, and the standard deviation (not the variance)
        of the distributions. Their shapes broadcast, () included.

    Returns
    -------
    array of the shape that the three have together
        Of their dtype and device. Nothing is summed. Finite as long as the result itself is
        within the range of the dtype, also where the square of ``std`` is not.

    Raises
    ------
    ValueError
        Where a standard deviation is zero or negative.
    """
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
        Of their dtype and device; -inf where ``x`` is not in the interval.

    Raises
    ------
    ValueError
        Where an interval is empty: ``high`` is not above ``low``.
    """
    raise NotImplementedError


def categorical_log_prob(k: Int[Array, "*#batch"], probs: Float[Array, "*#batch classes"]) -> Float[Array, "*batch"]:
    """The natural logarithm of the probability of a class.

    Parameters
    ----------
    k : integer array of shape (...)
        Which class happened, from 0 up to, but not including, ``classes``.
    probs : array of shape (..., classes)
        Probabilities: not negative, and 1 in total along the last axis. Neither is checked. The
        axes before the last broadcast with those of ``k``.

    Returns
    -------
    array of shape (...)
        Of the dtype and device of ``probs``; -inf for a class of probability 0.

    Raises
    ------
    IndexError
        Where a class is negative, or not below ``classes``.
    """
    raise NotImplementedError
