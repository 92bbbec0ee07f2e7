"""Slopes along any direction, and the direction along which a function rises fastest."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def directional_derivative(
    f: Callable[[Array], Array], x: Float[Array, "*shape"], d: Float[Array, "*shape"]
) -> Float[Array, ""]:
    """Return the slope of a function along a direction.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of ``x`` and returns one number, an array with no axes, in the same dtype. Call it
        with float64.
    x : array
        Where to differentiate: float64 or float32, of any shape, with at least one entry.
    d : array
        Where to go, of the shape and dtype of ``x``. Its length does not matter.

    Returns
    -------
    array
        How much f rises along ``d`` per unit of length: a number with no axes, in the dtype and on the device of
        ``x``.

    Raises
    ------
    ValueError
        Where ``d`` is zero in all entries, or has another shape than ``x``; the message names both shapes then.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.sqrt works on both
    raise NotImplementedError


def steepest_ascent(f: Callable[[Array], Array], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return the direction along which a function rises fastest.

    Parameters
    ----------
    f : callable
        As in `directional_derivative`.
    x : array
        Where to start: float64 or float32, of any shape, with at least one entry.

    Returns
    -------
    array
        A direction of length 1, in the shape, the dtype and on the device of ``x``; zeros where the gradient is 0.
    """
    xp = array_namespace(x)
    raise NotImplementedError
