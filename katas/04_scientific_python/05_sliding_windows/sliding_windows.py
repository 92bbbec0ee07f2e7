"""Sliding windows: many looks at the same memory."""

from typing import Any as Array

from jaxtyping import Float, Real


def windows(x: Real[Array, "*batch n"], size: int, step: int = 1) -> Real[Array, "*batch count size"]:
    """Give a read-only view of the stretches of a size that begin at 0, step, 2 step, ... of the last axis.

    Parameters
    ----------
    x : array (*batch, n)
        In any memory layout. It stays as it is, and what could be written into still can be.
    size : int
        How many neighbours are in a window, from 1 to n.
    step : int, default 1
        How far the next window begins from the last one, at least 1; it may be more than ``size``.

    Returns
    -------
    array (*batch, count, size)
        ``[..., i, j]`` is ``x[..., i * step + j]``, for all windows that lie in ``x`` as a whole. It
        looks at the memory of ``x``, copies none of it, and can't be written into.

    Raises
    ------
    ValueError
        Where ``size`` is less than 1 or more than n, or ``step`` is less than 1.
    """
    raise NotImplementedError


def moving_average(x: Real[Array, "*batch n"], size: int) -> Float[Array, "*batch count"]:
    """Average each stretch of a size along the last axis.

    Parameters
    ----------
    x : array (*batch, n)
        Floating or integer, in any memory layout; left as it is.
    size : int
        How many neighbours are averaged, from 1 to n.

    Returns
    -------
    array (*batch, n - size + 1)
        The mean of ``x[..., i : i + size]`` at place i, in the dtype of ``x``; float64 where that is
        an integer one. What lies outside a window, be it huge, infinite or NaN, has no
        influence on its mean.

    Raises
    ------
    ValueError
        Where ``size`` is less than 1 or more than n.
    """
    raise NotImplementedError
