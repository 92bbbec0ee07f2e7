"""Solve linear equations, and undo a matrix."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def solve(
    a: Float[Array, "*#batch n n"], b: Float[Array, "n"] | Float[Array, "*#batch n k"]
) -> Float[Array, "*batch n"] | Float[Array, "*batch n k"]:
    """Solve the linear equations a x = b, for one right side or for several.

    Parameters
    ----------
    a : array (n, n) or (..., n, n)
        A square matrix, or a batch of them. Any axis may be empty.
    b : array (n,), (n, k) or (..., n, k)
        With one axis it is one right side. With two it has a right side in each of its k columns, and with
        more it is a batch of such.

    Returns
    -------
    array (n,), (n, k) or (..., n, k)
        The solutions, laid out like ``b``. Leading axes broadcast. The dtype and the device are those of
        the inputs.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is singular: no row has a pivot other than 0. On torch as well.
    ValueError
        If ``a`` is not square, or ``b`` has more or fewer rows; the message mentions the sizes.
    """
    xp = array_namespace(a, b)  # numpy for arrays, torch for tensors: xp.abs works on both
    raise NotImplementedError


def inverse(a: Float[Array, "*batch n n"]) -> Float[Array, "*batch n n"]:
    """Return the inverse of a matrix, or of each matrix of a batch.

    Parameters
    ----------
    a : array (n, n) or (..., n, n)
        A square matrix, or a batch of them. Any axis may be empty.

    Returns
    -------
    array (n, n) or (..., n, n)
        The matrix that gives the identity when it is multiplied by ``a``, from either side. It has the dtype
        and the device of ``a``.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is singular: no row has a pivot other than 0. On torch as well.
    ValueError
        If ``a`` is not square; the message mentions both sizes.
    """
    xp = array_namespace(a)
    raise NotImplementedError
