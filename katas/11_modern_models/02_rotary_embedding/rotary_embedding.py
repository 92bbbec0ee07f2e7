"""Rotary embedding: where a token stands, as a turn of its query and its key."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def rope(
    x: Float[Array, "*batch T E"], positions: Int[Array, "T"], base: float = 10000.0
) -> Float[Array, "*batch T E"]:
    """Turn each pair of neighbouring entries by an angle that grows with the token's position.

    Parameters
    ----------
    x : array (..., T, E)
        Queries or keys of T tokens; E is even. In float64, float32 or float16; left as it is.
    positions : integer array (T,)
        The position of each token. They may begin anywhere, and come in any order.
    base : float, default 10000.0
        Pair i is turned by ``p * base ** (-2 * i / E)`` at position p.

    Returns
    -------
    array (..., T, E)
        In the dtype and on the device of ``x``. The angles, their sines and their cosines are exact up to the
        rounding of that dtype, at any position.

    Raises
    ------
    ValueError
        If E is odd; the message gives it. If there is not one position for each token; the message gives
        both numbers.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.cos works on both
    raise NotImplementedError
