"""Bayes' rule: what to believe of each hypothesis after seeing what happened."""

from typing import Any as Array

from jaxtyping import Float


def posterior(
    prior: Float[Array, "*#batch hypotheses"], likelihood: Float[Array, "*#batch hypotheses"]
) -> Float[Array, "*batch hypotheses"]:
    """The probability of each hypothesis after one observation.

    Parameters
    ----------
    prior : array of shape (..., hypotheses)
        What was believed before: probabilities, 1 in total along the last axis. That is not checked.
    likelihood : array of shape (..., hypotheses)
        How probable each hypothesis finds what was observed: numbers from 0 up, in the dtype of
        ``prior``. They need not sum to 1, and densities may be above 1. The two shapes broadcast.

    Returns
    -------
    array of shape (..., hypotheses)
        Probabilities, 1 in total along the last axis. Exactly 0 for a hypothesis whose prior or
        likelihood is 0. Right also where products of a prior and a likelihood underflow.

    Raises
    ------
    ValueError
        Where, in any slice along the last axis, no hypothesis is left: each has a prior or a
        likelihood of 0.
    """
    raise NotImplementedError


def update(
    prior: Float[Array, "*#batch hypotheses"], likelihoods: Float[Array, "*#batch observations hypotheses"]
) -> Float[Array, "*batch hypotheses"]:
    """The probability of each hypothesis after many observations, independent of each other.

    Parameters
    ----------
    prior : array of shape (..., hypotheses)
        As in `posterior`.
    likelihoods : array of shape (..., observations, hypotheses)
        A row of likelihoods, as in `posterior`, for each observation; there may be none, and there may be ten
        thousand. The axes before these two broadcast with those of ``prior`` before its last.

    Returns
    -------
    array of shape (..., hypotheses)
        As in `posterior`: what its repeated use would give in exact arithmetic. A hypothesis that fell
        behind by a factor of 1e-1000 comes back if later observations speak for it.

    Raises
    ------
    ValueError
        Where, in any slice, no hypothesis is left by all observations together.
    """
    raise NotImplementedError
