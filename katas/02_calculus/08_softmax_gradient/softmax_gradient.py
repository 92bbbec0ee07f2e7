"""The gradient with which the training of every language model begins its way back."""

from typing import Any as Array

from jaxtyping import Float, Int


def softmax_cross_entropy_gradient(
    logits: Float[Array, "*batch classes"], targets: Int[Array, "*batch"]
) -> Float[Array, "*batch classes"]:
    """Return the gradient, by the logits, of the mean cross-entropy of their softmax.

    Parameters
    ----------
    logits : array (..., classes)
        Scores of any size, at least one row of them; -inf marks a class of probability 0, and a row has at least one
        other.
    targets : integer array (...)
        The right class of each row, from 0 up to, but not including, ``classes``.

    Returns
    -------
    array (..., classes)
        Of the shape, dtype and device of ``logits``, and finite.

    Raises
    ------
    IndexError
        Where a target is negative, or not below ``classes``.
    """
    raise NotImplementedError
