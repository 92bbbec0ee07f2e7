"""The derivative, measured: the slope of a function from two of its values."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def derivative(f: Callable[[Array], Array], x: Float[Array, "..."], h: float = 1e-4) -> Float[Array, "..."]:
    """Return the central difference quotient of a function, (f(x + h) - f(x - h)) / 2h.

    Parameters
    ----------
    f : callable
        Takes an array and returns one of the same shape and dtype, entry by entry. Call it with float64.
    x : array
        Where to differentiate: float64 or float32, of any shape.
    h : float, default 1e-4
        The step to either side, the same for every entry; positive.

    Returns
    -------
    array
        The quotient for every entry, computed in float64, in the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.astype works on both
    raise NotImplementedError
