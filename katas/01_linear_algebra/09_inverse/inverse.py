"""Solve linear equations, and undo a matrix."""

from typing import Any as Array

from jaxtyping import Float


def solve(
    a: Float[Array, "*#batch n n"], b: Float[Array, "n"] | Float[Array, "*#batch n k"]
) -> Float[Array, "*batch n"] | Float[Array, "*batch n k"]:
    """Solve the linear equations a x = b, for one right side or for several.

    Parameters
    ----------
    a : array (..., n, n)
        A square matrix, or a batch of them. Any axis may be empty.
    b : array (n,) or (..., n, k)
        With one axis: one right side. With two or more: a right side in each of its k columns, or a
        batch of such. Of the dtype of ``a``.

    Returns
    -------
    array (..., n) or (..., n, k)
        The solutions, where ``b`` has its right sides. Leading axes broadcast. The dtype and the device
        are those of the inputs.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a matrix is singular: no row has a pivot other than 0. On torch as well.
    ValueError
        Where ``a`` is not square, or ``b`` has not as many rows.
    """
    raise NotImplementedError


def inverse(a: Float[Array, "*batch n n"]) -> Float[Array, "*batch n n"]:
    """Return the inverse of a matrix, or of each matrix of a batch.

    Parameters
    ----------
    a : array (..., n, n)
        A square matrix, or a batch of them. Any axis may be empty.

    Returns
    -------
    array (..., n, n)
        The matrix which multiplied by ``a``, from either side, gives the identity. In the dtype and on the
        device of ``a``.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a matrix is singular: no row has a pivot other than 0. On torch as well.
    ValueError
        Where ``a`` is not square.
    """
    raise NotImplementedError
