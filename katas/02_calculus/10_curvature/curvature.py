"""Curvature: second derivatives, and what they say about a point where the gradient is 0."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def hessian(f: Callable[[Array], Array], x: Float[Array, "n"]) -> Float[Array, "n n"]:
    """Return the second derivatives of a function along all pairs of entries.

    Parameters
    ----------
    f : callable
        Takes an array (n,) and returns one number, an array with no axes, in the same dtype. Call it with float64.
    x : array (n,)
        Where to differentiate: float64 or float32, with at least one entry.

    Returns
    -------
    array (n, n)
        Entry (i, j) is the slope along entry j of the slope along entry i; symmetric to the last bit, in the dtype and
        on the device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.eye works on both
    raise NotImplementedError


def classify(f: Callable[[Array], Array], x: Float[Array, "n"]) -> str:
    """Say what a point is, from its slopes and from the eigenvalues of the Hessian.

    Parameters
    ----------
    f : callable
        As in `hessian`.
    x : array (n,)
        The point, float64 or float32.

    Returns
    -------
    {"not stationary", "minimum", "maximum", "saddle", "undecided"}
        Whether f has a slope along an axis; if not, whether all eigenvalues are positive, all are negative, there are
        some of both, or anything else. A slope of at most 1e-3 in magnitude counts as 0, and an eigenvalue of at most
        1e-4.
    """
    xp = array_namespace(x)
    raise NotImplementedError


def largest_step(f: Callable[[Array], Array], x: Float[Array, "n"]) -> float:
    """Return the learning rate above which gradient descent runs away from the bottom of a quadratic.

    Parameters
    ----------
    f : callable
        As in `hessian`; a quadratic, so that its Hessian is the same everywhere.
    x : array (n,)
        Where to measure it, float64 or float32.

    Returns
    -------
    float
        2 divided by the largest eigenvalue of the Hessian; infinity if that is at most 1e-4. It is computed in float64.
    """
    xp = array_namespace(x)
    raise NotImplementedError
