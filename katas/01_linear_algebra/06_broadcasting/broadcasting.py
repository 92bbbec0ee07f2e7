"""Broadcasting: how arrays of different shapes meet."""

from typing import Any as Array

from jaxtyping import Float, Shaped


def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape in which arrays of these shapes meet.

    Parameters
    ----------
    *shapes : tuple of int
        Any number of shapes. A size may be 0, a shape may be ``()``.

    Returns
    -------
    tuple of int
        The common shape; ``()`` where there are no shapes at all.

    Raises
    ------
    ValueError
        Where two sizes of an axis differ and neither is 1.
    """
    raise NotImplementedError


def broadcast_to(x: Shaped[Array, "..."], shape: tuple[int, ...]) -> Shaped[Array, "*shape"]:
    """Stretch an array to a shape, where that is possible.

    Parameters
    ----------
    x : array
        Of any shape and dtype.
    shape : tuple of int
        The shape of the result.

    Returns
    -------
    array, shape ``shape``
        The entries of ``x``, in its dtype and on its device: along new axes, and along those in
        which ``x`` has size 1, they are repeated.

    Raises
    ------
    ValueError
        Where ``x`` would have to lose an axis, or change a size that is not 1.
    """
    raise NotImplementedError


def scale_features(batch: Float[Array, "*batch features"], scale: Float[Array, "features"]) -> Float[Array, "..."]:
    """Multiply each feature of every row by a number of its own.

    Parameters
    ----------
    batch : array, shape (..., features)
        Rows of features, with any number of axes before the last one, or none.
    scale : array, shape (features,)
        A number for each feature, in the dtype of ``batch``.

    Returns
    -------
    array, shape (..., features)
        Of the shape and the dtype of ``batch``, and on its device.

    Raises
    ------
    ValueError
        Where ``scale`` is not of shape (features,): here nothing is stretched but the rows.
    """
    raise NotImplementedError
