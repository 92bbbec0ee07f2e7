"""Softmax: from logits to a distribution."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def softmax(logits: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Turn logits into probabilities along one axis.

    Parameters
    ----------
    logits : array
        Real scores of any size; -inf marks an entry that gets probability 0.
        A NaN makes all of its slice NaN.
    axis : int, default -1
        The axis along which the result sums to 1.

    Returns
    -------
    array
        Probabilities, of the shape, dtype and device of ``logits``.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
