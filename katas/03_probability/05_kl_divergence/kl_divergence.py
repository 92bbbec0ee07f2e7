"""KL divergence: how far a distribution is from another, in nats."""

from typing import Any as Array

from jaxtyping import Float


def kl_divergence(p: Float[Array, "..."], q: Float[Array, "..."], axis: int = -1) -> Float[Array, "..."]:
    """Return the Kullback-Leibler divergence KL(p || q) along one axis.

    Parameters
    ----------
    p : array
        Probabilities of what happens: not negative, and 1 in total along ``axis``. Neither is checked.
    q : array
        Probabilities that a model gives, of the dtype of ``p`` and of a shape that broadcasts with it.
    axis : int, default -1
        The axis that is summed away, of the two as they broadcast.

    Returns
    -------
    array
        Divergences in nats, at least 0, in the dtype and on the device of ``p``. An outcome that ``p`` rules
        out adds nothing; one that ``q`` alone rules out makes the divergence infinite.
    """
    raise NotImplementedError
