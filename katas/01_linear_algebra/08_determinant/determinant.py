"""The determinant: how a matrix stretches space."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def determinant(a: Float[Array, "*batch n n"]) -> Float[Array, "*batch"]:
    """Return the determinant of a matrix, or of each matrix of a batch.

    Parameters
    ----------
    a : array (n, n) or (..., n, n)
        A square matrix, or a batch of them.

    Returns
    -------
    number or array (...)
        One determinant for each matrix, in the dtype and on the device of ``a``. It is 0, up to rounding,
        if the matrix is singular, and 1 if the matrix has no entries.

    Raises
    ------
    ValueError
        If the matrices are not square; the message mentions both sizes.
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.abs works on both
    raise NotImplementedError
