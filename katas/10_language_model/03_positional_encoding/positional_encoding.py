"""Positional encoding: where a token is, as sines and cosines."""

from typing import Any as Array

import numpy as np
from array_api_compat import array_namespace
from jaxtyping import Float


def positional_encoding(n: int, dim: int) -> Float[np.ndarray, "n dim"]:
    """Encode the positions 0 to n - 1.

    Parameters
    ----------
    n : int
        How many positions, 0 or more.
    dim : int
        The size of an encoding: even.

    Returns
    -------
    numpy.ndarray (n, dim)
        In float64. ``[p, 2i]`` is the sine, ``[p, 2i + 1]`` the cosine of ``p / 10000 ** (2i / dim)``.

    Raises
    ------
    ValueError
        If ``dim`` is odd. The message gives it.
    """
    raise NotImplementedError


def add_positions(x: Float[Array, "*batch T dim"]) -> Float[Array, "*batch T dim"]:
    """Add to each vector the encoding of its position.

    Parameters
    ----------
    x : array (..., T, dim)
        Vectors of T tokens, in float64, float32 or float16; left as it is.

    Returns
    -------
    array (..., T, dim)
        ``x`` plus ``positional_encoding(T, dim)``, in the dtype and on the device of ``x``. What is
        added is exact up to the rounding of that dtype, at any position.

    Raises
    ------
    ValueError
        If ``dim`` is odd. The message gives it.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor
    raise NotImplementedError
