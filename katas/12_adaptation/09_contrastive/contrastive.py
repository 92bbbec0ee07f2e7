"""Contrastive learning: which of these belongs to which of those?"""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def info_nce(
    a: Float[Array, "N D"], b: Float[Array, "N D"], temperature: float | Float[Array, ""] = 0.07
) -> Float[Array, ""]:
    """Return the symmetric InfoNCE loss of N pairs of vectors.

    Parameters
    ----------
    a, b : array of shape (N, D)
        Row i of ``a`` belongs to row i of ``b``. There is at least one pair. A row may be 0.
    temperature : float or array of shape (), default 0.07
        What the cosines are divided by. An array has the dtype of ``a``.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``a``.

    Raises
    ------
    ValueError
        If ``temperature`` is not above 0, or if the shapes of ``a`` and ``b`` differ. The message mentions what is
        wrong: the temperature, or both shapes.
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
