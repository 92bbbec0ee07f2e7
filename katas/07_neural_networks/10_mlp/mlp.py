"""A multilayer perceptron: forwards with a cache, and backwards by hand."""

from typing import Any
from typing import Any as Array

import numpy as np
from array_api_compat import array_namespace
from jaxtyping import Float


def init(sizes: list[int], rng: np.random.Generator) -> list[dict[str, np.ndarray]]:
    """Draw the parameters of a network.

    Parameters
    ----------
    sizes : list of int
        The sizes of the input, of each hidden layer, and of the output: two or more numbers.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    list of dict
        For each layer, from first to last, ``{"W": array (in, out), "b": array (out,)}`` in float64. W is
        normal with mean 0 and standard deviation sqrt(2 / in), b is zero.
    """
    raise NotImplementedError


def forward(
    params: list[dict[str, Float[Array, "..."]]], x: Float[Array, "batch inputs"]
) -> tuple[Float[Array, "batch outputs"], Any]:
    """Compute the output of a network: relu between the layers, none after the last.

    From h = x on, each layer computes z = h W + b and hands on h = relu(z). The z of the last layer is the output o.

    Parameters
    ----------
    params : list of dict
        As `init` returns them, of one layer or more; arrays or tensors of the dtype of ``x``.
    x : array, shape (batch, in)
        One row for each example; there may be none.

    Returns
    -------
    output : array, shape (batch, out)
    cache
        Whatever `backward` needs. A later call of `forward` leaves it as it is.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.where works on both
    raise NotImplementedError


def backward(
    params: list[dict[str, Float[Array, "..."]]], cache: Any, upstream: Float[Array, "batch outputs"]
) -> list[dict[str, Float[Array, "..."]]]:
    """Compute the gradient of a loss with respect to each parameter.

    Parameters
    ----------
    params : list of dict
        What was given to `forward`.
    cache
        What `forward` returned.
    upstream : array, shape (batch, out)
        The gradient of the loss with respect to the output: ∂L/∂o.

    Returns
    -------
    list of dict
        Like ``params``: the same keys, shapes and order. The slope of relu at 0 is 0.
    """
    raise NotImplementedError
