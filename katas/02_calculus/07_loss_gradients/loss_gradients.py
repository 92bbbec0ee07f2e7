"""The gradients of squared error and cross-entropy, by hand."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def mse_gradient(
    W: Float[Array, "inputs *outputs"], X: Float[Array, "batch inputs"], y: Float[Array, "batch *outputs"]
) -> Float[Array, "inputs *outputs"]:
    """Return the gradient of the mean squared error of a linear layer with respect to its weights.

    The loss is the squared error of ``X @ W`` against ``y``, added up over the outputs of an example and averaged over
    the batch.

    Parameters
    ----------
    W : array (inputs,) or (inputs, outputs)
        The weights.
    X : array (batch, inputs)
        At least one example, of at least one input; of the dtype of ``W``.
    y : array (batch,) or (batch, outputs)
        The targets; of the shape of ``X @ W`` and the dtype of ``W``.

    Returns
    -------
    array
        Of the shape, dtype and device of ``W``.

    Raises
    ------
    ValueError
        Where the shape of ``y`` is not that of ``X @ W``. The message names both.
    """
    xp = array_namespace(X)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def logistic_gradient(
    w: Float[Array, "inputs"], X: Float[Array, "batch inputs"], y: Float[Array, "batch"]
) -> Float[Array, "inputs"]:
    """Return the gradient of the cross-entropy of a logistic regression with respect to its weights.

    The loss of an example is ``-y log p - (1 - y) log(1 - p)`` with ``p = 1 / (1 + exp(-z))`` and ``z = X @ w``, and
    the loss is averaged over the batch.

    Parameters
    ----------
    w : array (inputs,)
        The weights.
    X : array (batch, inputs)
        At least one example, of at least one input; of the dtype of ``w``.
    y : array (batch,)
        Labels, 0 or 1, or anything between them; of the dtype of ``w``.

    Returns
    -------
    array (inputs,)
        Of the dtype and device of ``w``. It is finite wherever ``z`` is, however large.

    Raises
    ------
    ValueError
        Where the shape of ``y`` is not that of ``X @ w``. The message names both.
    """
    xp = array_namespace(X)
    raise NotImplementedError
