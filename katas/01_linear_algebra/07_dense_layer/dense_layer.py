"""A dense layer: a matrix multiply, a bias, and an activation."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Keep positive entries; the others become 0.

    Parameters
    ----------
    x : array
        Of any shape.

    Returns
    -------
    array
        The larger of each entry and 0, in the shape and dtype of ``x`` and on its device. NaN
        stays NaN, and infinity stays infinity.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def dense(
    x: Float[Array, "*batch in"], W: Float[Array, "in out"], b: Float[Array, "out"]
) -> Float[Array, "*batch out"]:
    """Apply a dense layer to each row: ``relu(x W + b)``.

    Parameters
    ----------
    x : array (..., in)
        Rows of features, with any number of axes before the last one, or none.
    W : array (in, out)
        The weights: one column for each output.
    b : array (out,)
        The biases: one for each output.

    Returns
    -------
    array (..., out)
        The activations, in the dtype and on the device of the inputs, which are all of one dtype.
        A NaN stays in its row.

    Raises
    ------
    ValueError
        If the rows of ``x`` do not fit ``W``, or if ``b`` is not of shape (out,).
    """
    xp = array_namespace(x)
    raise NotImplementedError
