"""Sliding windows: many looks at the same memory."""

from typing import Any as Array

from jaxtyping import Float, Real


def windows(x: Real[Array, "*batch n"], size: int, step: int = 1) -> Real[Array, "*batch count size"]:
    """Return a read-only view of the windows that begin at 0, step, 2 step, ... along the last axis.

    Parameters
    ----------
    x : array (*batch, n)
        In any memory layout. It stays as it is: if it could be written into, it still can.
    size : int
        The number of entries in a window, from 1 to n.
    step : int, default 1
        How far one window begins after the one before, at least 1. It may be more than ``size``.

    Returns
    -------
    array (*batch, count, size)
        ``[..., i, j]`` is ``x[..., i * step + j]``, for all windows that fit into ``x``. It shares
        the memory of ``x``, copies none of it, and can't be written into.

    Raises
    ------
    ValueError
        If ``size`` is less than 1 or more than n, or ``step`` is less than 1.
    """
    raise NotImplementedError


def moving_average(x: Real[Array, "*batch n"], size: int) -> Float[Array, "*batch count"]:
    """Average each window of neighbours along the last axis.

    Parameters
    ----------
    x : array (*batch, n)
        Floating-point numbers or integers, in any memory layout; left as it is.
    size : int
        How many neighbours are averaged, from 1 to n.

    Returns
    -------
    array (*batch, n - size + 1)
        The mean of ``x[..., i : i + size]`` at place i, in the dtype of ``x``; float64 if that is
        an integer type. Entries outside a window, even if huge, infinite or NaN, do not change its
        mean.

    Raises
    ------
    ValueError
        If ``size`` is less than 1 or more than n.
    """
    raise NotImplementedError
