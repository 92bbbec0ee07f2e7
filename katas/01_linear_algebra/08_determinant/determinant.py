"""The determinant: how a matrix stretches space."""

from typing import Any as Array

from jaxtyping import Float


def determinant(a: Float[Array, "*batch n n"]) -> Float[Array, "*batch"]:
    """Return the determinant of a matrix, or of each matrix of a batch.

    Parameters
    ----------
    a : array (..., n, n)
        A square matrix, or a batch of them. Any axis may be empty.

    Returns
    -------
    array (...)
        One determinant for each matrix, in the dtype and on the device of ``a``. That of a singular
        matrix is 0, give or take rounding; that of a matrix without entries is 1.

    Raises
    ------
    ValueError
        Where the matrices are not square.
    """
    raise NotImplementedError
