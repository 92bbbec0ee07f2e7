"""Dropout: in training, a random share of the entries is set to zero."""

from typing import Any as Array

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
        The probability of each entry to be dropped, from 0 to 1, both included.
    training : bool, default True
        Where False, nothing is dropped and nothing is scaled.
    uniform : array, shape (...), optional
        A number in [0, 1) for each entry of ``x``, in any floating dtype: the entry is dropped
        where it is less than ``p``. Without it, draw one for each entry, anew in every call,
        from the random generator of the library that ``x`` belongs to.

    Returns
    -------
    array, shape (...)
        Zero where an entry is dropped and x / (1 - p) where it is kept, in the dtype and on the
        device of ``x``.

    Raises
    ------
    ValueError
        Where ``p`` is not from 0 to 1 (NaN is not); where ``uniform`` has not the shape of ``x``:
        nothing broadcasts. Both in training or not.
    """
    raise NotImplementedError
