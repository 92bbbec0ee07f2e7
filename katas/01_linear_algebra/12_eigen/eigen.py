"""Eigenvalues and eigenvectors of symmetric matrices: the directions that a matrix only stretches."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def power_iteration(a: Float[Array, "n n"], steps: int) -> tuple[Float[Array, ""], Float[Array, "n"]]:
    """Multiply a vector by a matrix again and again, until it points along an eigenvector.

    Parameters
    ----------
    a : array (n, n)
        A symmetric matrix, which is not checked; n is at least 1.
    steps : int
        How often to multiply and normalise; with 0 the vector stays as it starts.

    Returns
    -------
    value : number
        The Rayleigh quotient ``v · a v`` of the vector that is returned, with its sign.
    vector : array (n,)
        The vector, of length 1; its sign does not matter. It starts as n equal entries. A step in
        which ``a v`` is 0 leaves it as it is. The entries of ``a`` may be so large that their squares
        overflow, or so small that they vanish. Dtype and device are those of ``a``.

    Raises
    ------
    ValueError
        If ``a`` is not square; the message mentions both sizes.
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.sqrt works on both
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
        length 1 and are at right angles. Their signs are free, and so is the basis if values are
        equal. ``a v = value v`` holds up to rounding errors of the size of ``a``.
        Dtype and device are those of ``a``.

    Raises
    ------
    ValueError
        If ``a`` is not square; the message mentions both sizes.
    """
    xp = array_namespace(a)
    raise NotImplementedError
