"""A reward model: a score for each answer, learnt from pairs of answers."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float


def preference_loss(
    chosen: Float[Array, "B"], rejected: Float[Array, "B"], margin: float | Float[Array, "B"] = 0.0
) -> Float[Array, ""]:
    """Return the mean of -log sigmoid(chosen - rejected - margin), the loss of Bradley and Terry.

    Parameters
    ----------
    chosen, rejected : array of shape (B,)
        The scores of the better and of the worse answer of each pair, of any size. There is at least one pair.
    margin : float or array of shape (B,), default 0.0
        By how much the better answer has to win. An array has the dtype of ``chosen``.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``chosen``. It is finite for finite scores.

    Raises
    ------
    ValueError
        If the shapes of ``chosen`` and ``rejected`` differ. The message mentions both.
    """
    xp = array_namespace(chosen)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def accuracy(chosen: Float[Array, "B"], rejected: Float[Array, "B"]) -> Float[Array, ""]:
    """Return the share of pairs in which the chosen answer has the higher score.

    Parameters
    ----------
    chosen, rejected : array of shape (B,)
        The scores, at least one pair of them. A tie counts as wrong.

    Returns
    -------
    array of shape ()
        From 0 to 1, with the dtype and device of ``chosen``.

    Raises
    ------
    ValueError
        If the shapes of ``chosen`` and ``rejected`` differ. The message mentions both.
    """
    xp = array_namespace(chosen)
    raise NotImplementedError


def last_scores(values: Float[Array, "B T"], mask: Bool[Array, "B T"]) -> Float[Array, "B"]:
    """Return the value at the last real token of each row.

    Parameters
    ----------
    values : array of shape (B, T)
        One number for each token.
    mask : bool array of shape (B, T)
        True for real tokens, False for padding, which may be on either side.

    Returns
    -------
    array of shape (B,)
        With the dtype and device of ``values``.

    Raises
    ------
    ValueError
        If a row has no real token.
    """
    xp = array_namespace(values)
    raise NotImplementedError
