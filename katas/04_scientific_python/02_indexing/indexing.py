"""Indexing: which part of an array, and whether it is a view or a copy."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Int, Real


def take_rows(x: Real[Array, "n *rest"], rows: Sequence[int] | Int[Array, "k"]) -> Real[Array, "k *rest"]:
    """Copy rows of x, in any order and as often as they are named.

    Parameters
    ----------
    x : array (n, *rest)
        Left as it is.
    rows : list, tuple or 1-D integer array
        Which rows, from -n to n - 1; -1 is the last. There may be none.

    Returns
    -------
    array (k, *rest)
        Row ``rows[i]`` of ``x`` at place i, in the dtype of ``x``. It has memory of its own: a
        write into it leaves ``x`` as it is.

    Raises
    ------
    IndexError
        If ``x`` has no such row.
    """
    raise NotImplementedError


def every_other(x: Real[Array, "..."], axis: int = 0) -> Real[Array, "..."]:
    """Return a view of the entries 0, 2, 4, ... along one axis.

    Parameters
    ----------
    x : array
        In any memory layout; any of its axes may be empty.
    axis : int, default 0
        Which axis; negative ones count from the end.

    Returns
    -------
    array
        The shape is that of ``x``, but ``axis`` has half the size, rounded up. Always a view that
        can be written into: a write into it is a write into ``x``.

    Raises
    ------
    IndexError
        If ``x`` has no such axis.
    """
    raise NotImplementedError


def where_between(x: Real[Array, "..."], low: float, high: float) -> Real[Array, "k"]:
    """Copy the entries from low to high, both included, into one row.

    Parameters
    ----------
    x : array
        Any number of axes, in any memory layout; left as it is. It may hold NaN, which is never
        between two bounds.
    low, high : float
        The bounds; infinite ones are bounds too.

    Returns
    -------
    array (k,)
        The entries x with low <= x <= high in reading order, row after row, in the dtype of
        ``x``. It has memory of its own.
    """
    raise NotImplementedError


def set_diagonal(x: Real[Array, "*batch n m"], value: Real[Array, "#*batch #k"] | float) -> None:
    """Write a value onto the diagonal of each matrix in x.

    Parameters
    ----------
    x : array (*batch, n, m)
        Only its diagonals are written, whatever its memory layout: it may itself be a view of
        another array.
    value : number or array
        One number for all, or an array that broadcasts to (*batch, k), where k is the smaller of
        n and m. It may be a view of ``x``: what is written are its contents from before the write.

    Returns
    -------
    None
        As usual for a function that changes its input.

    Raises
    ------
    ValueError
        If ``value`` does not broadcast to the diagonals. Then ``x`` is left as it was.
    """
    raise NotImplementedError
