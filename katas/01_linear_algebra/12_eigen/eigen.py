"""Eigenvalues and eigenvectors of symmetric matrices: the directions that a matrix only stretches."""

from typing import Any as Array

from jaxtyping import Float


def power_iteration(a: Float[Array, "n n"], steps: int) -> tuple[Float[Array, ""], Float[Array, "n"]]:
    """Multiply a vector by a matrix again and again, until it points along an eigenvector.

    Parameters
    ----------
    a : array (n, n)
        A symmetric matrix, which is not checked; n is at least 1.
    steps : int
        How often to multiply and normalise; 0 leaves the vector as it starts.

    Returns
    -------
    value : array ()
        The Rayleigh quotient ``v · a v`` of the vector that is returned, with its sign.
    vector : array (n,)
        The vector, of length 1; its sign does not matter. It starts as n equal entries. A step in
        which ``a v`` is 0 leaves it as it is. It may grow or shrink to any size on the way without
        overflow: in each step it is normalised. Dtype and device are those of ``a``.

    Raises
    ------
    ValueError
        Where ``a`` is not square.
    """
    raise NotImplementedError


def eigh(a: Float[Array, "n n"]) -> tuple[Float[Array, "n"], Float[Array, "n n"]]:
    """Find all eigenvalues and eigenvectors of a symmetric matrix.

    Parameters
    ----------
    a : array (n, n)
        A symmetric matrix, which is not checked; n is at least 1. Eigenvalues may be negative,
        zero, equal, or opposite. The squares of the entries neither overflow nor vanish.

    Returns
    -------
    values : array (n,)
        The eigenvalues in ascending order, -3 before 2; equal ones as often as they occur.
    vectors : array (n, n)
        Column i is an eigenvector for ``values[i]``, as in ``numpy.linalg.eigh``: the columns have
        length 1 and are at right angles. Their signs are free, and so is the basis where values
        are equal. ``a v = value v`` holds up to rounding errors of the size of ``a``.
        Dtype and device are those of ``a``.

    Raises
    ------
    ValueError
        Where ``a`` is not square.
    """
    raise NotImplementedError
