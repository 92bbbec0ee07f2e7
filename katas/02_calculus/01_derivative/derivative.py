"""The derivative, measured: the slope of a function from two of its values."""

from collections.abc import Callable
from typing import Any as Array

from jaxtyping import Float


def derivative(f: Callable[[Array], Array], x: Float[Array, "..."], h: float = 1e-4) -> Float[Array, "..."]:
    """Return the central difference quotient of a function, (f(x + h) - f(x - h)) / 2h.

    Parameters
    ----------
    f : callable
        Takes an array and gives one of the same shape and dtype, entry by entry. It is called with float64.
    x : array
        Where to differentiate: float32 or float64, of any shape.
    h : float, default 1e-4
        The step to either side, the same for every entry; positive.

    Returns
    -------
    array
        The quotient for every entry, computed in float64, in the shape, the dtype and on the device of ``x``.
    """
    raise NotImplementedError
