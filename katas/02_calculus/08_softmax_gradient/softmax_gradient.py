"""The gradient at which the backward pass of every language model begins."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def softmax_cross_entropy_gradient(
    logits: Float[Array, "*batch classes"], targets: Int[Array, "*batch"]
) -> Float[Array, "*batch classes"]:
    """Return the gradient of the mean cross-entropy of a softmax with respect to its logits.

    Parameters
    ----------
    logits : array (..., classes)
        Scores of any size, at least one row of them; -inf marks a class of probability 0, and no row has only these.
    targets : integer array (...)
        The right class of each row, from 0 to ``classes - 1``, in any integer dtype.

    Returns
    -------
    array (..., classes)
        Of the shape, dtype and device of ``logits``, and finite.

    Raises
    ------
    IndexError
        Where a target is negative, or not below ``classes``.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
