"""The logarithm of softmax, and the sum of exponentials that it rests on, without leaving the logarithm."""

from typing import Any as Array

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
        Of the shape of ``x`` without ``axis``, in the dtype and on the device of ``x``. A slice of which
        every entry is -inf gives -inf, one that holds inf gives inf, and one that holds NaN gives NaN.
    """
    raise NotImplementedError


def log_softmax(x: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return the logarithm of softmax along one axis.

    Parameters
    ----------
    x : array
        Logits of any size; -inf marks an entry of probability 0. Each slice has a finite entry.
    axis : int, default -1
        The axis along which the probabilities sum to 1.

    Returns
    -------
    array
        Log-probabilities, of the shape, dtype and device of ``x``; NaN throughout a slice that holds NaN.
    """
    raise NotImplementedError
