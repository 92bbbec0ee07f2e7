"""Singular values: how far a matrix stretches each of its directions, and what it is without the short ones."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def svd(a: Float[Array, "m n"]) -> tuple[Float[Array, "m r"], Float[Array, "r"], Float[Array, "r n"]]:
    """Write a matrix as a rotation, a stretch and a rotation: ``a = U diag(S) Vh``.

    Parameters
    ----------
    a : array (m, n)
        Any matrix with at least one row and one column. The squares of its entries neither overflow nor vanish.

    Returns
    -------
    U : array (m, r)
        Orthonormal columns, r = min(m, n), also where the singular value is 0.
    S : array (r,)
        The singular values, none of them negative, in descending order; equal ones as often as they occur. They are
        right up to rounding errors of the size of the largest.
    Vh : array (r, n)
        Orthonormal rows, as in ``numpy.linalg.svd(a, full_matrices=False)``.

    The signs of column i of ``U`` and row i of ``Vh`` are free, together, and so is the basis if values are equal or
    0. All three have the dtype and the device of ``a``.

    Raises
    ------
    ValueError
        If an entry is NaN or infinite.
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.sqrt works on both
    raise NotImplementedError


def low_rank(a: Float[Array, "m n"], k: int) -> Float[Array, "m n"]:
    """Return the matrix of rank k that is nearest to a matrix.

    Parameters
    ----------
    a : array (m, n)
        As in `svd`.
    k : int
        How many directions to keep. 0 gives zeros; min(m, n) or more gives ``a`` again.

    Returns
    -------
    array (m, n)
        The sum of ``S[i]`` times the outer product of column i of ``U`` and row i of ``Vh``, for the k largest S.

    Raises
    ------
    ValueError
        If ``k`` is negative; the message mentions it.
    """
    xp = array_namespace(a)
    raise NotImplementedError


def pseudo_inverse(a: Float[Array, "m n"]) -> Float[Array, "n m"]:
    """Return the matrix that undoes as much of another as can be undone.

    Parameters
    ----------
    a : array (m, n)
        As in `svd`.

    Returns
    -------
    array (n, m)
        V diag(1/S) Uᵀ, where a singular value of at most ``10 * max(m, n) * eps * S[0]`` counts as 0 and is left out;
        eps is ``xp.finfo(a.dtype).eps``.
    """
    xp = array_namespace(a)
    raise NotImplementedError
