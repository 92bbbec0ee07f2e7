"""Sampling: from uniform numbers to draws from any distribution."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def sample_categorical(probs: Float[Array, "*#batch classes"], u: Float[Array, "*#batch"]) -> Int[Array, "*batch"]:
    """Draw classes by the inverse of their cumulative distribution.

    Parameters
    ----------
    probs : array of shape (..., classes)
        Probabilities: not negative, and 1 in total along the last axis, up to rounding.
    u : array of shape (...)
        Numbers in [0, 1), with the dtype of ``probs``: the only source of chance. The axes of ``probs``
        before its last broadcast with them.

    Returns
    -------
    integer array of shape (...)
        For each ``u`` the smallest index whose cumulative probability exceeds it. Never a class of
        probability 0, and never past the last one, whatever is lost to rounding.
    """
    xp = array_namespace(probs, u)  # numpy for an array, torch for a tensor: xp.sum works on both
    raise NotImplementedError


def box_muller(
    u1: Float[Array, "*shape"], u2: Float[Array, "*shape"]
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """Two independent standard normal numbers for each pair of uniform ones.

    Parameters
    ----------
    u1 : array
        Numbers in [0, 1), 0 included: the radius is the root of -2 log(1 - u1).
    u2 : array of the shape and dtype of ``u1``
        Numbers in [0, 1): the angle in turns.

    Returns
    -------
    z1, z2 : arrays of the shape, dtype and device of ``u1``
        Radius times cosine and radius times sine. Always finite.
    """
    xp = array_namespace(u1, u2)
    raise NotImplementedError
