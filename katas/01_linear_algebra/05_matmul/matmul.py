"""Matrix multiplication: nearly all the arithmetic of a network."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Real


def matvec(W: Real[Array, "*#batch rows inner"], x: Real[Array, "*#batch inner"]) -> Real[Array, "*batch rows"]:
    """Multiply a matrix by a vector.

    Parameters
    ----------
    W : array (..., rows, inner)
        A matrix, or a batch of them. Any axis may be empty.
    x : array (..., inner)
        A vector, or a batch of them, of the dtype of ``W``.

    Returns
    -------
    array (..., rows)
        Entry i is the sum over j of ``W[i, j] * x[j]``; a sum of nothing is 0. Leading axes
        broadcast. Dtype and device are those of the inputs, and integers stay exact. If a product
        is NaN or infinite, so is its sum.

    Raises
    ------
    ValueError
        If the inner sizes differ, or the leading axes do not broadcast. The message names the
        shapes of both inputs.
    """
    xp = array_namespace(W)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def matmul(
    A: Real[Array, "*#batch rows inner"], B: Real[Array, "*#batch inner cols"]
) -> Real[Array, "*batch rows cols"]:
    """Multiply a matrix by a matrix.

    Parameters
    ----------
    A : array (..., rows, inner)
        A matrix, or a batch of them. Any axis may be empty.
    B : array (..., inner, cols)
        A matrix, or a batch of them, of the dtype of ``A``.

    Returns
    -------
    array (..., rows, cols)
        Entry (i, k) is the sum over j of ``A[i, j] * B[j, k]``; a sum of nothing is 0.
        Leading axes broadcast. Dtype and device are those of the inputs, and integers stay
        exact. If a product is NaN or infinite, so is its sum.

    Raises
    ------
    ValueError
        If the inner sizes differ, or the leading axes do not broadcast. The message names the
        shapes of both inputs.
    """
    xp = array_namespace(A)
    raise NotImplementedError
