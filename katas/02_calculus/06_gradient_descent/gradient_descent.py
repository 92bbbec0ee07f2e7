"""Gradient descent: step by step against the slope."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def gradient_descent(
    grad: Callable[[Array], Array], x0: Float[Array, "*shape"], lr: float, steps: int
) -> Float[Array, "points *shape"]:
    """Walk downhill from a point, and keep every point on the way.

    Parameters
    ----------
    grad : callable
        Takes a point, an array of the shape of ``x0``, and returns the gradient there. It may need the array that it
        returns again, so do not change it.
    x0 : array (...)
        Where the descent starts: float64 or float32, of any shape, also without axes.
    lr : float
        The learning rate: the step is this multiple of the gradient.
    steps : int
        How many steps to take, 0 or more.

    Returns
    -------
    array (steps + 1, ...)
        The points in order, ``x0`` first, in the dtype and on the device of ``x0``. ``grad`` is called once for each
        step, at the point where the step starts.

    Raises
    ------
    ValueError
        Where the shape of a gradient is not that of the point. The message names both shapes.
    """
    xp = array_namespace(x0)  # numpy for an array, torch for a tensor: xp.stack works on both
    raise NotImplementedError
