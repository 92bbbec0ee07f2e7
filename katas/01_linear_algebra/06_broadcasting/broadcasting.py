"""Broadcasting: how arrays of different shapes meet."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Shaped


def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape in which arrays of these shapes meet.

    Parameters
    ----------
    *shapes : tuple of int
        Any number of shapes. A size may be 0, a shape may be ``()``.

    Returns
    -------
    tuple of int
        The common shape. No shapes at all give ``()``.

    Raises
    ------
    ValueError
        If two sizes of an axis differ and neither is 1.
    """
    raise NotImplementedError


def broadcast_to(x: Shaped[Array, "..."], shape: tuple[int, ...]) -> Shaped[Array, "*shape"]:
    """Stretch an array to a shape.

    Parameters
    ----------
    x : array
        Of any shape and dtype.
    shape : tuple of int
        The shape of the result.

    Returns
    -------
    array, shape ``shape``
        The entries of ``x``, in its dtype and on its device, repeated along new axes in front and
        along axes in which ``x`` has size 1. You may copy them, or look at the memory of ``x``.

    Raises
    ------
    ValueError
        If ``x`` would have to lose an axis, or to change a size that is not 1.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def scale_features(batch: Float[Array, "*batch features"], scale: Float[Array, "features"]) -> Float[Array, "..."]:
    """Multiply each feature of every row by its own number.

    Parameters
    ----------
    batch : array, shape (..., features)
        Rows of features, with any number of axes before the last one, or none.
    scale : array, shape (features,)
        A number for each feature, in the dtype of ``batch``.

    Returns
    -------
    array, shape (..., features)
        Of the shape and dtype of ``batch``, and on its device.

    Raises
    ------
    ValueError
        If ``scale`` is not of shape (features,): nothing but the rows is stretched here.
    """
    xp = array_namespace(batch)
    raise NotImplementedError
