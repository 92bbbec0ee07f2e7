"""Aggregations: standardized slices, the k largest entries, and a histogram."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int, Real


def standardize(x: Float[Array, "..."], axis: int) -> Float[Array, "..."]:
    """Bring each slice along an axis to mean 0 and standard deviation 1.

    Parameters
    ----------
    x : array
        Floating-point numbers with any number of axes. There is at least one entry along ``axis``;
        other axes may be empty.
    axis : int
        The axis along which mean and standard deviation are taken, counted from either end.

    Returns
    -------
    array
        ``(x - mean) / std``, with the shape, dtype and device of ``x``, where ``std`` is the root
        of the mean squared deviation (divided by n, not by n - 1). If all entries of a slice are
        equal, it becomes zeros, exactly. A NaN makes its whole slice NaN. Differentiable where a
        slice is not constant. No input makes the squared deviations overflow or underflow.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.mean works on both
    raise NotImplementedError


def top_k(x: Real[Array, "*batch n"], k: int) -> tuple[Real[Array, "*batch k"], Int[Array, "*batch k"]]:
    """Find the k largest entries along the last axis, and their positions.

    Parameters
    ----------
    x : array (..., n)
        Floating-point numbers or integers, infinities included; no NaN.
    k : int
        How many, from 0 to n.

    Returns
    -------
    values : array (..., k)
        The largest entries in descending order, in the dtype of ``x``. Differentiable.
    indices : integer array (..., k)
        Their positions along the last axis. Of equal entries, the one that is first in ``x`` comes
        first.

    Raises
    ------
    ValueError
        If ``k`` is negative or larger than n.
    """
    xp = array_namespace(x)
    raise NotImplementedError


def histogram(x: Real[Array, "..."], edges: Real[Array, "bins+1"]) -> Int[Array, "bins"]:
    """Count the entries in each bin.

    Parameters
    ----------
    x : array
        Floating-point numbers or integers with any number of axes; there may be none.
    edges : array (bins + 1,)
        Where one bin ends and the next begins, in ascending order and in the dtype of ``x``. The
        bins may differ in width.

    Returns
    -------
    integer array (bins,)
        How many entries have ``edges[i] <= x < edges[i + 1]``; the last bin has its right edge
        too. Entries outside, and NaN, are not counted.

    Raises
    ------
    ValueError
        If there are fewer than two edges, or if one is not larger than the one before.
    """
    xp = array_namespace(x)
    raise NotImplementedError
