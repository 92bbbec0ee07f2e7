"""KL divergence: how far a distribution is from another, in nats."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def kl_divergence(p: Float[Array, "..."], q: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return the Kullback-Leibler divergence KL(p || q) along one axis.

    Parameters
    ----------
    p : array
        Probabilities of what happens: not negative, and 1 in total along ``axis``. You need not check that.
    q : array
        Probabilities that a model gives, with the dtype of ``p``. The two shapes broadcast.
    axis : int, default -1
        The axis that is summed away, counted in the two as they broadcast.

    Returns
    -------
    array
        Divergences in nats, with the dtype and device of ``p``. An outcome that ``p`` rules out adds
        nothing; one that only ``q`` rules out makes the divergence infinite.
    """
    xp = array_namespace(p, q)  # numpy for an array, torch for a tensor: xp.log works on both
    raise NotImplementedError
