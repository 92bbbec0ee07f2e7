"""Matrix multiplication: what every layer of a network spends its time on."""

from typing import Any as Array

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
        broadcast. The dtype and the device are those of the inputs; integers stay exact. Where a
        product is not finite, its sum is not either.

    Raises
    ------
    ValueError
        Where the inner sizes differ or the leading axes don't broadcast. The message names
        the shapes of both inputs, written like ``(2, 3)``.
    """
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
        Leading axes broadcast. The dtype and the device are those of the inputs; integers
        stay exact. Where a product is not finite, its sum is not either.

    Raises
    ------
    ValueError
        Where the inner sizes differ or the leading axes don't broadcast. The message names
        the shapes of both inputs, written like ``(2, 3)``.
    """
    raise NotImplementedError
