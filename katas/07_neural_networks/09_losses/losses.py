"""Losses: the squared error, Huber's loss, and binary cross-entropy from logits."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def mse(pred: Float[Array, "..."], target: Float[Array, "..."], reduction: str = "mean") -> Float[Array, "..."]:
    """Return the squared error.

    Parameters
    ----------
    pred, target : array, shape (...)
        Of one shape and dtype.
    reduction : str, default "mean"
        "mean" over all entries, "sum", or "none".

    Returns
    -------
    number or array
        One number, in the dtype of ``pred``; with "none" an array, shape (...).

    Raises
    ------
    ValueError
        If the shapes differ, even if they would broadcast; the message names both. If
        ``reduction`` is another string; the message mentions it.
    """
    xp = array_namespace(pred)  # numpy for an array, torch for a tensor: xp.mean works on both
    raise NotImplementedError


def binary_cross_entropy_with_logits(
    logits: Float[Array, "..."], targets: Float[Array, "..."], reduction: str = "mean"
) -> Float[Array, "..."]:
    """Return the cross-entropy of targets between 0 and 1 with the sigmoid of logits.

    Parameters
    ----------
    logits : array, shape (...)
        Finite numbers of any size.
    targets : array, shape (...)
        The probability of a yes, from 0 to 1, in the dtype of ``logits``.
    reduction : str, default "mean"
        "mean" over all entries, "sum", or "none".

    Returns
    -------
    number or array
        One finite number, in the dtype of ``logits``; with "none" an array, shape (...).

    Raises
    ------
    ValueError
        As `mse` does.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def huber(
    pred: Float[Array, "..."], target: Float[Array, "..."], delta: float = 1.0, reduction: str = "mean"
) -> Float[Array, "..."]:
    """Return Huber's loss: square up to delta, a straight line beyond.

    Parameters
    ----------
    pred, target : array, shape (...)
        Of one shape and dtype.
    delta : float, default 1.0
        Where the line begins; positive.
    reduction : str, default "mean"
        "mean" over all entries, "sum", or "none".

    Returns
    -------
    number or array
        One number, in the dtype of ``pred``; with "none" an array, shape (...).

    Raises
    ------
    ValueError
        As `mse` does, and if ``delta`` is not positive; the message mentions it.
    """
    xp = array_namespace(pred)  # numpy for an array, torch for a tensor: xp.where works on both
    raise NotImplementedError
