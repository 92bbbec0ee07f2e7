"""Maximum likelihood: the parameters under which what happened is most probable."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def fit_normal(x: Float[Array, "*batch n"]) -> tuple[Float[Array, "*batch"], Float[Array, "*batch"]]:
    """Fit a normal distribution to a sample.

    Parameters
    ----------
    x : array (..., n)
        A sample along the last axis, in a floating dtype.

    Returns
    -------
    mean : array (...)
        The mean of each sample.
    std : array (...)
        The standard deviation that makes the sample most probable; 0 if all its entries are equal.

    Both have the dtype and the device of ``x``.

    Raises
    ------
    ValueError
        If n is 0.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.log works on both
    raise NotImplementedError


def normal_nll(
    x: Float[Array, "*batch n"], mean: Float[Array, "*batch"], std: Float[Array, "*batch"]
) -> Float[Array, "*batch"]:
    """Return how improbable a sample is under a normal distribution.

    Parameters
    ----------
    x : array (..., n)
        A sample along the last axis, at least one entry long.
    mean, std : arrays (...)
        The mean and the standard deviation for each sample, in the dtype of ``x``.

    Returns
    -------
    array (...)
        Minus the natural logarithm of the density, as a mean over the n entries.

    Raises
    ------
    ValueError
        If a standard deviation is 0 or negative.
    """
    xp = array_namespace(x, mean, std)
    raise NotImplementedError


def fit_categorical(counts: Float[Array, "*batch classes"]) -> Float[Array, "*batch classes"]:
    """Fit a categorical distribution to counts.

    Parameters
    ----------
    counts : array (..., classes)
        How often each class occurred, as floats. None is negative, which you need not check.

    Returns
    -------
    array (..., classes)
        The probabilities that make the counts most probable, in the dtype of ``counts``; 0 for what never occurred.

    Raises
    ------
    ValueError
        If all counts along the last axis are 0.
    """
    xp = array_namespace(counts)
    raise NotImplementedError


def categorical_nll(
    counts: Float[Array, "*batch classes"], probs: Float[Array, "*batch classes"]
) -> Float[Array, "*batch"]:
    """Return how improbable counts are under a categorical distribution.

    Parameters
    ----------
    counts : array (..., classes)
        As in `fit_categorical`.
    probs : array (..., classes)
        A probability for each class, in the dtype of ``counts``.

    Returns
    -------
    array (...)
        Minus the natural logarithm of the probability, as a mean over everything that was counted. A class that never
        occurred adds 0, even if its probability is 0. One that occurred with probability 0 makes it infinite.

    Raises
    ------
    ValueError
        If all counts along the last axis are 0.
    """
    xp = array_namespace(counts, probs)
    raise NotImplementedError
