"""Log-softmax, and the log-sum-exp inside it."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def logsumexp(x: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return log(sum(exp(x))) along one axis.

    Parameters
    ----------
    x : array
        Real numbers of any size; -inf stands for the logarithm of 0.
    axis : int, default -1
        The axis that is summed away.

    Returns
    -------
    array
        Of the shape of ``x`` without ``axis``, with the dtype and device of ``x``. A slice of nothing
        but -inf gives -inf, one that holds inf gives inf, and one that holds NaN gives NaN.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def log_softmax(x: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return the logarithm of softmax along one axis.

    Parameters
    ----------
    x : array
        Logits of any size; -inf marks an entry of probability 0. No slice is all -inf, none holds inf.
    axis : int, default -1
        The axis along which the probabilities sum to 1.

    Returns
    -------
    array
        Log-probabilities, of the shape, dtype and device of ``x``. A NaN makes all of its slice NaN.
    """
    xp = array_namespace(x)
    raise NotImplementedError
