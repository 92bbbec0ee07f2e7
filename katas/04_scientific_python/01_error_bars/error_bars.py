"""Error bars: how far a score would move with other questions, and one generator for all that is drawn."""

from typing import Any as Array

from jaxtyping import Float, Int, Real
from numpy.random import Generator


def standardised_normal(rng: Generator, shape: int | tuple[int, ...]) -> Float[Array, "..."]:
    """Draw standard normal numbers, then shift and scale them to mean 0 and standard deviation 1.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of chance; it moves on.
    shape : int or tuple of int
        The shape of the result, as in NumPy: 6 means (6,).

    Returns
    -------
    array of shape ``shape``
        float64. The mean of all its numbers is 0 and their standard deviation, as ``np.std``
        counts it, is 1, up to rounding.

    Raises
    ------
    ValueError
        If ``shape`` asks for fewer than two numbers.
    """
    raise NotImplementedError


def split(rng: Generator, n: int, fraction: float) -> tuple[Int[Array, "first"], Int[Array, "second"]]:
    """Deal the indices 0 to n - 1 into two parts at random.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of chance; it moves on.
    n : int
        How many indices there are; may be 0.
    fraction : float
        The share of the first part, from 0 to 1.

    Returns
    -------
    first : integer array (round(fraction * n),)
        Indices in any order; every subset of this size is equally likely.
    second : integer array (n - round(fraction * n),)
        The others, in any order. An empty part is an integer array too.

    Raises
    ------
    ValueError
        If ``fraction`` is not between 0 and 1, or is NaN.
    """
    raise NotImplementedError


def bootstrap_means(rng: Generator, x: Real[Array, "rows *features"], n: int) -> Float[Array, "n *features"]:
    """Average n resamples of the rows of x.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of chance; it moves on. The draws do not depend on the numbers in ``x``.
    x : array (rows, *features)
        Any number of axes after the first; floating or integer. Left as it is.
    n : int
        How many resamples; may be 0.

    Returns
    -------
    array (n, *features)
        The mean of each resample. A resample has ``rows`` rows, each drawn with replacement from
        all rows of ``x``. The dtype is that of ``x``; float64 if that is an integer type.

    Raises
    ------
    ValueError
        If ``x`` has no rows.
    """
    raise NotImplementedError
