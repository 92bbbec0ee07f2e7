"""Moments: the value to expect, and how far from it to expect the rest."""

from typing import Any as Array

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
        Probabilities: not negative, and 1 in total along the last axis. Neither is checked. The
        shapes of the two broadcast.

    Returns
    -------
    array of shape (...)
        The last axis is summed away. Of the dtype and device of ``probs``.
    """
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
        Never negative, and exact up to rounding for values that are far from 0 and close
        together. Of the dtype and device of ``probs``.
    """
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
            Finite numbers. It is left as it is, and not held on to: the caller may write the next observation
            into the same array.
        """
        raise NotImplementedError

    def merge(self, other: "RunningMoments") -> None:
        """Take in, at once, all that another object has seen.

        Parameters
        ----------
        other : RunningMoments
            It is left as it is, and either may go on alone. It may have seen nothing, and so may
            ``self``; it may be ``self``, and then each observation counts twice.
        """
        raise NotImplementedError

    def mean(self) -> Float[Array, "..."]:
        """The mean of what was seen, entry by entry.

        Returns
        -------
        array
            Of the shape, dtype and device of an observation. It keeps its numbers when more is
            added later.

        Raises
        ------
        ValueError
            Where nothing was seen yet.
        """
        raise NotImplementedError

    def variance(self, ddof: int = 0) -> Float[Array, "..."]:
        """The variance of what was seen, entry by entry.

        Parameters
        ----------
        ddof : int, default 0
            The sum of the squared distances from the mean is divided by n - ddof, where n is how many
            observations were seen: 1 estimates the variance of what the observations were drawn from.

        Returns
        -------
        array
            As for `mean`.

        Raises
        ------
        ValueError
            Where no more than ``ddof`` observations were seen.
        """
        raise NotImplementedError
