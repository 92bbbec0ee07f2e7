"""Entropy: how uncertain a distribution is, in nats."""

from typing import Any as Array

from jaxtyping import Float


def entropy(p: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return the entropy of distributions along one axis.

    Parameters
    ----------
    p : array
        Probabilities: not negative, and 1 in total along ``axis``. Neither is checked.
    axis : int, default -1
        The axis that is summed away.

    Returns
    -------
    array
        Entropies in nats, at least 0, of the shape of ``p`` without ``axis``, in its dtype and on its device.
        A probability of 0 adds nothing.
    """
    raise NotImplementedError
