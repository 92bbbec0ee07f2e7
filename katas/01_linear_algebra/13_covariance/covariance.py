"""Covariance and correlation: how features vary together."""

from typing import Any as Array

from jaxtyping import Float


def covariance(x: Float[Array, "rows features"], ddof: int = 1) -> Float[Array, "features features"]:
    """How each pair of columns varies together.

    Parameters
    ----------
    x : array (rows, features)
        One observation in each row; at least one feature.
    ddof : int, default 1
        What is taken off the number of rows before dividing: 1 for a sample, 0 where the rows
        are all there is.

    Returns
    -------
    array (features, features)
        Entry (i, j) is the covariance of the columns i and j, so that the variances lie on the
        diagonal. In the dtype and on the device of ``x``; a matrix also for a single feature.

    Raises
    ------
    ValueError
        Where there are no more rows than ``ddof``.
    """
    raise NotImplementedError


def correlation(x: Float[Array, "rows features"]) -> Float[Array, "features features"]:
    """The covariance of columns that were brought to the same spread.

    Parameters
    ----------
    x : array (rows, features)
        One observation in each row; at least one feature.

    Returns
    -------
    array (features, features)
        Entry (i, j) is the covariance of the columns i and j divided by both of their standard
        deviations: a number between -1 and 1, up to rounding. NaN wherever one of the two is
        constant, on the diagonal too. In the dtype and on the device of ``x``; differentiable
        where no column is constant.

    Raises
    ------
    ValueError
        Where there are fewer than two rows.
    """
    raise NotImplementedError
