"""The transpose: rows become columns."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Shaped


def transpose(a: Shaped[Array, "*batch rows cols"]) -> Shaped[Array, "*batch cols rows"]:
    """Swap the last two axes.

    Parameters
    ----------
    a : array (..., rows, cols)
        A matrix, or a batch of them: floats, integers or truth values. Any axis may be empty.

    Returns
    -------
    array (..., cols, rows)
        Entry (j, i) of each matrix is entry (i, j) of the input. All axes before the last two
        stay where they are, and so do dtype and device.

    Raises
    ------
    ValueError
        If ``a`` has fewer than two axes.
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
