"""The gradient, measured: one slope for each entry of an array."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def partial(f: Callable[[Array], Array], x: Float[Array, "..."], i: int | tuple[int, ...]) -> Float[Array, ""]:
    """Return the slope of a function along one entry of its argument.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of ``x`` and returns one number, an array with no axes, in the same dtype. Call it
        with float64.
    x : array
        Where to differentiate: float64 or float32, of any shape.
    i : int or tuple of int
        Which entry, as in ``x[i]``: an integer for a vector, otherwise a tuple with one integer per axis.

    Returns
    -------
    array
        A number with no axes, in the dtype and on the device of ``x``.

    Raises
    ------
    IndexError
        Where ``x`` has no such entry.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.zeros_like works on both
    raise NotImplementedError


def gradient(f: Callable[[Array], Array], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return the slopes of a function along all entries of its argument.

    Parameters
    ----------
    f : callable
        As in `partial`.
    x : array
        Where to differentiate: float64 or float32, of any shape; it may be empty.

    Returns
    -------
    array
        The partial derivative along each entry, in the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)
    raise NotImplementedError
