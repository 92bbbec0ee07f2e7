"""Backpropagation through two layers, by hand."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def two_layer_gradients(
    params: dict[str, Float[Array, "..."]], x: Float[Array, "batch inputs"], y: Float[Array, "batch outputs"]
) -> dict[str, Float[Array, "..."]]:
    """Return the gradients of the mean squared error of a network with one hidden layer.

    The network is ``relu(x @ W1 + b1) @ W2 + b2``. The loss is its squared error against ``y``, added up over the
    outputs of an example and averaged over the batch.

    Parameters
    ----------
    params : dict
        ``"W1"`` of shape (inputs, hidden), ``"b1"`` (hidden,), ``"W2"`` (hidden, outputs) and ``"b2"`` (outputs,), in
        any order. Leave the dict and its arrays as they are.
    x : array (batch, inputs)
        At least one example, of the dtype of the parameters.
    y : array (batch, outputs)
        The targets, of the same dtype.

    Returns
    -------
    dict
        For each name in ``params`` the gradient of the loss with respect to it, in its shape, dtype and device: new
        arrays in each call. The slope of relu at 0 is 0.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.sum works on both
    raise NotImplementedError
