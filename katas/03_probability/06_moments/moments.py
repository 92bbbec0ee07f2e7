"""Moments: the value to expect, and how far values stray from it."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Real


def expectation(
    values: Real[Array, "*batch outcomes"], probs: Float[Array, "*batch outcomes"]
) -> Float[Array, "*batch"]:
    """The mean of the values, each weighed by its probability.

    Parameters
    ----------
    values : array of shape (..., outcomes)
        A finite number for each outcome; integers are welcome.
    probs : array of shape (..., outcomes)
        Probabilities: not negative, and 1 in total along the last axis. You need not check that.
        The shapes of the two broadcast.

    Returns
    -------
    array of shape (...)
        The last axis is summed away. With the dtype and device of ``probs``.
    """
    xp = array_namespace(values, probs)  # numpy for an array, torch for a tensor: xp.sum works on both
    raise NotImplementedError


def variance(values: Real[Array, "*batch outcomes"], probs: Float[Array, "*batch outcomes"]) -> Float[Array, "*batch"]:
    """The expected squared distance of the values from their expectation.

    Parameters
    ----------
    values, probs : arrays of shape (..., outcomes)
        As in `expectation`.

    Returns
    -------
    array of shape (...)
        Never negative, and right up to rounding for values that are far from 0 and close
        together. With the dtype and device of ``probs``.
    """
    xp = array_namespace(values, probs)
    raise NotImplementedError


class RunningMoments:
    """Mean and variance of observations that come one at a time and are not kept.

    All observations of one object are arrays of one shape, () included, and of one floating
    dtype. Each entry has moments of its own: nothing is averaged within an observation.
    """

    def __init__(self):
        raise NotImplementedError

    def add(self, x: Float[Array, "..."]) -> None:
        """Take in one observation.

        Parameters
        ----------
        x : array
            Finite numbers. The caller may write the next observation into the same array.
        """
        raise NotImplementedError

    def merge(self, other: "RunningMoments") -> None:
        """Take in, at once, all that another object has seen.

        Parameters
        ----------
        other : RunningMoments
            It stays as it is, and both may go on alone. Either may have seen nothing. It may be
            ``self``: then each observation counts twice.
        """
        raise NotImplementedError

    def mean(self) -> Float[Array, "..."]:
        """Return the mean of what was seen, entry by entry.

        Returns
        -------
        array
            With the shape, dtype and device of an observation. It does not change when more is added.

        Raises
        ------
        ValueError
            If nothing was seen yet.
        """
        raise NotImplementedError

    def variance(self, ddof: int = 0) -> Float[Array, "..."]:
        """Return the variance of what was seen, entry by entry.

        Parameters
        ----------
        ddof : int, default 0
            The sum of the squared distances from the mean is divided by n - ddof, where n is the number
            of observations. With 1 it estimates the variance of whatever the observations come from.

        Returns
        -------
        array
            As for `mean`.

        Raises
        ------
        ValueError
            If no more than ``ddof`` observations were seen.
        """
        raise NotImplementedError
