"""Cross-entropy: how surprised a model is by what came next."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def cross_entropy(
    logits: Float[Array, "*batch classes"], targets: Int[Array, "*batch"], reduction: str = "mean"
) -> Float[Array, "..."]:
    """Minus the log-probability that the softmax of the logits gives to the targets.

    Parameters
    ----------
    logits : array of shape (..., classes)
        Real scores of any size, at least one row of them; -inf marks a class of probability 0.
    targets : integer array of shape (...)
        The right class of each row, from 0 to ``classes`` - 1, in any integer type.
    reduction : {"mean", "sum", "none"}, default "mean"
        Average the losses of all rows, add them up, or return them one by one.

    Returns
    -------
    array
        With the dtype and device of ``logits``: of shape (...) for "none", else of shape ().
        A loss is finite for finite logits, and inf where the target's own logit is -inf.

    Raises
    ------
    IndexError
        If a target is negative, or not below ``classes``. The message mentions it.
    ValueError
        If ``reduction`` is not one of the three. The message mentions it.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
