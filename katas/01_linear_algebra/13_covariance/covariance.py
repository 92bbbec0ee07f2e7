"""Covariance and correlation: how features vary together."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def covariance(x: Float[Array, "rows features"], ddof: int = 1) -> Float[Array, "features features"]:
    """How each pair of columns varies together.

    Parameters
    ----------
    x : array (rows, features)
        One observation in each row; at least one feature.
    ddof : int, default 1
        What to subtract from the number of rows before dividing: 1 for a sample, 0 if the rows are
        the whole population.

    Returns
    -------
    array (features, features)
        Entry (i, j) is the covariance of columns i and j, so that the variances are on the diagonal.
        It has the dtype and the device of ``x``, and is a matrix even for a single feature.

    Raises
    ------
    ValueError
        If there are no more rows than ``ddof``; the message mentions the number of rows.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.mean works on both
    raise NotImplementedError


def correlation(x: Float[Array, "rows features"]) -> Float[Array, "features features"]:
    """The covariance of columns that have been given the same spread.

    Parameters
    ----------
    x : array (rows, features)
        One observation in each row; at least one feature.

    Returns
    -------
    array (features, features)
        Entry (i, j) is the covariance of columns i and j, divided by both of their standard
        deviations: a number between -1 and 1, up to rounding. It is NaN if one of the two columns is
        constant, on the diagonal too. It has the dtype and the device of ``x``, and is differentiable
        if no column is constant.

    Raises
    ------
    ValueError
        If there are fewer than two rows; the message mentions the number of rows.
    """
    xp = array_namespace(x)
    raise NotImplementedError
