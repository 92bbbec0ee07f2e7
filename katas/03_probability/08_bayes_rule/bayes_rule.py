"""Bayes' rule: what to believe of each hypothesis after seeing what happened."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def posterior(
    prior: Float[Array, "*#batch hypotheses"], likelihood: Float[Array, "*#batch hypotheses"]
) -> Float[Array, "*batch hypotheses"]:
    """The probability of each hypothesis after one observation.

    Parameters
    ----------
    prior : array of shape (..., hypotheses)
        What was believed before: probabilities, 1 in total along the last axis. You need not check that.
    likelihood : array of shape (..., hypotheses)
        How probable each hypothesis finds what was observed: numbers from 0 up, with the dtype of
        ``prior``. They need not sum to 1, and densities may be above 1. The two shapes broadcast.

    Returns
    -------
    array of shape (..., hypotheses)
        Probabilities, 1 in total along the last axis, with the dtype and device of ``prior``. Exactly 0 for
        a hypothesis whose prior or likelihood is 0. Right even if every product underflows.

    Raises
    ------
    ValueError
        If, in any slice along the last axis, no hypothesis is left: each has a prior or a
        likelihood of 0.
    """
    xp = array_namespace(prior, likelihood)  # numpy for an array, torch for a tensor: xp.log works on both
    raise NotImplementedError


def update(
    prior: Float[Array, "*#batch hypotheses"], likelihoods: Float[Array, "*#batch observations hypotheses"]
) -> Float[Array, "*batch hypotheses"]:
    """The probability of each hypothesis after many observations, which are independent given the hypothesis.

    Parameters
    ----------
    prior : array of shape (..., hypotheses)
        As in `posterior`.
    likelihoods : array of shape (..., observations, hypotheses)
        A row of likelihoods, as in `posterior`, for each observation; there may be none. The axes before
        these two broadcast with those of ``prior`` before its last.

    Returns
    -------
    array of shape (..., hypotheses)
        As in `posterior`: what its repeated use would give in exact arithmetic.

    Raises
    ------
    ValueError
        If, in any slice, all observations together leave no hypothesis.
    """
    xp = array_namespace(prior, likelihoods)
    raise NotImplementedError
