"""Dropout: in training, a random share of the entries is set to zero."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def dropout(
    x: Float[Array, "..."],
    p: float = 0.5,
    training: bool = True,
    uniform: Float[Array, "..."] | None = None,
) -> Float[Array, "..."]:
    """Drop each entry with probability p, and scale up those that are kept.

    Parameters
    ----------
    x : array, shape (...)
        Finite activations.
    p : float, default 0.5
        The probability of dropping an entry, from 0 to 1, both included.
    training : bool, default True
        If False, nothing is dropped and nothing is scaled.
    uniform : array, shape (...), optional
        A number in [0, 1) for each entry of ``x``, in any floating dtype: the entry is dropped
        if it is less than ``p``. Without it, draw one for each entry, anew in every call, with the
        library that ``x`` belongs to.

    Returns
    -------
    array, shape (...)
        Zero where an entry is dropped and x / (1 - p) where it is kept, in the dtype and on the
        device of ``x``.

    Raises
    ------
    ValueError
        If ``p`` is not from 0 to 1 (NaN is not); the message names it. If the shape of ``uniform``
        is not that of ``x``, even if it would broadcast; the message names both shapes. In training
        and in evaluation.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.where works on both
    raise NotImplementedError
