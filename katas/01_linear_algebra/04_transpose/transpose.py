"""The transpose: rows become columns."""

from typing import Any as Array

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
        Entry (j, i) of a matrix is entry (i, j) of the one that it was. All axes before the
        last two stay where they are, and so do dtype and device.

    Raises
    ------
    ValueError
        Where ``a`` has fewer than two axes.
    """
    raise NotImplementedError
