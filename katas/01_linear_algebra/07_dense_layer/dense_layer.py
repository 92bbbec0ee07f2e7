"""A dense layer: a matrix multiply, a bias, and an activation."""

from typing import Any as Array

from jaxtyping import Float


def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Keep what is positive; the rest becomes 0.

    Parameters
    ----------
    x : array
        Of any shape.

    Returns
    -------
    array
        The larger one of each entry and 0, in the shape and the dtype of ``x`` and on its device.
        NaN stays NaN, and infinity stays infinity.
    """
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
        A row with a NaN has NaNs; no other row has.

    Raises
    ------
    ValueError
        Where the rows of ``x`` are not as long as ``W`` has rows, or ``b`` is not of shape (out,).
    """
    raise NotImplementedError
