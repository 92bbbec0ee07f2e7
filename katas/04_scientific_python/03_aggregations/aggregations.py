"""Aggregations: what an array says about itself along an axis."""

from typing import Any as Array

from jaxtyping import Float, Int, Real


def standardize(x: Float[Array, "..."], axis: int) -> Float[Array, "..."]:
    """Bring each slice along an axis to mean 0 and standard deviation 1.

    Parameters
    ----------
    x : array
        Floating numbers with any number of axes. There is at least one entry along ``axis``;
        other axes may be empty.
    axis : int
        The axis along which mean and standard deviation are taken, counted from either end.

    Returns
    -------
    array
        ``(x - mean) / std``, of the shape, the dtype and on the device of ``x``, where ``std`` is
        the root of the mean squared deviation (divided by n, not by n - 1). Where all entries of a
        slice are equal, zeros, exactly. A NaN makes its whole slice NaN. Differentiable
        where a slice is not constant. Right wherever the squares of the deviations neither
        overflow nor vanish.
    """
    raise NotImplementedError


def top_k(x: Real[Array, "*batch n"], k: int) -> tuple[Real[Array, "*batch k"], Int[Array, "*batch k"]]:
    """Find the k largest entries along the last axis, and where they stand.

    Parameters
    ----------
    x : array (..., n)
        Floating numbers or integers, infinities included; no NaN.
    k : int
        How many, from 0 to n.

    Returns
    -------
    values : array (..., k)
        The largest entries in descending order, in the dtype of ``x``. Differentiable.
    indices : integer array (..., k)
        Their positions along the last axis. Of equal entries the one that stands first in ``x``
        comes first.

    Raises
    ------
    ValueError
        Where ``k`` is negative or larger than n.
    """
    raise NotImplementedError


def histogram(x: Real[Array, "..."], edges: Real[Array, "bins+1"]) -> Int[Array, "bins"]:
    """Count the entries in each bin.

    Parameters
    ----------
    x : array
        Floating numbers or integers with any number of axes; there may be none.
    edges : array (bins + 1,)
        Where one bin ends and the next begins, ascending, of the dtype of ``x``. The bins may
        have different widths.

    Returns
    -------
    integer array (bins,)
        How many entries have ``edges[i] <= x < edges[i + 1]``; the last bin has its right edge
        as well. What lies outside, and a NaN, is not counted.

    Raises
    ------
    ValueError
        Where there are fewer than two edges, or where one is not larger than the one before.
    """
    raise NotImplementedError
