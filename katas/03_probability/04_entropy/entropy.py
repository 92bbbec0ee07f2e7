"""Entropy: how uncertain a distribution is, in nats."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def entropy(p: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return the entropy of distributions along one axis.

    Parameters
    ----------
    p : array
        Probabilities: not negative, and 1 in total along ``axis``. You need not check that.
    axis : int, default -1
        The axis that is summed away.

    Returns
    -------
    array
        Entropies in nats, of the shape of ``p`` without ``axis``, with its dtype and device.
        A probability of 0 adds nothing.
    """
    xp = array_namespace(p)  # numpy for an array, torch for a tensor: xp.log works on both
    raise NotImplementedError
