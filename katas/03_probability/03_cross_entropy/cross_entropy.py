"""Cross-entropy: how surprised a model is by what came next."""

from typing import Any as Array

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
        The right class of each row, from 0 up to, but not including, ``classes``.
    reduction : {"mean", "sum", "none"}, default "mean"
        Whether the losses of the rows are averaged, added up, or given back one by one.

    Returns
    -------
    array
        Of the dtype and device of ``logits``: of shape (...) for "none", else of shape ().
        A loss is finite for finite logits, and inf where the target's own logit is -inf.

    Raises
    ------
    IndexError
        Where a target is negative, or not below ``classes``.
    ValueError
        Where ``reduction`` is none of the three.
    """
    raise NotImplementedError
