"""Rank, kernel and span: how many directions a matrix keeps, which it forgets, and which it can reach."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float, Int


def rank(a: Float[Array, "m n"], tol: float | None = None) -> int | Int[Array, ""]:
    """Return the rank of a matrix: its number of independent rows, or of independent columns.

    Parameters
    ----------
    a : array (m, n)
        Any axis may be empty.
    tol : float, optional
        A pivot of this magnitude or less counts as 0, whatever the size of ``a``. With 0, only an exact 0
        does. The default is a bound for rounding errors: the eps of the dtype, times the size of ``a`` (its
        largest entry, or its norm), times its number of rows or columns, or a few times as much.

    Returns
    -------
    int, or an array without axes
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.abs works on both
    raise NotImplementedError


def null_space(a: Float[Array, "m n"]) -> Float[Array, "n nullity"]:
    """Return an orthonormal basis of the kernel: of all x with a x = 0.

    Parameters
    ----------
    a : array (m, n)
        Any axis may be empty.

    Returns
    -------
    array (n, n - rank)
        The basis as columns, in the dtype and on the device of ``a``. Each column has length 1, and any two
        are at right angles. Any such basis will do. What counts as 0 is as in `rank`.
    """
    xp = array_namespace(a)
    raise NotImplementedError


def in_span(vectors: Float[Array, "n k"], v: Float[Array, "n"]) -> bool | Bool[Array, ""]:
    """Tell whether a vector is a sum of multiples of others.

    Parameters
    ----------
    vectors : array (n, k)
        The others, as columns. They may be dependent, zero, or none at all.
    v : array (n,)
        The vector, of the dtype of ``vectors``.

    Returns
    -------
    bool, or an array without axes
        True if no more than a rounding error of ``v`` sticks out of the span. The lengths of the vectors do
        not matter. The zero vector is in every span.

    Raises
    ------
    ValueError
        If ``v`` has more or fewer entries than the columns of ``vectors``; the message mentions both sizes.
    """
    xp = array_namespace(vectors, v)
    raise NotImplementedError
