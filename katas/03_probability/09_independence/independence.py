"""Independence: what two variables have to do with each other, from the table of their joint probabilities."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float


def marginals(joint: Float[Array, "*batch a b"]) -> tuple[Float[Array, "*batch a"], Float[Array, "*batch b"]]:
    """The distribution of each variable without regard to the other.

    Parameters
    ----------
    joint : array of shape (..., a, b)
        Tables of probabilities: the entry in row i and column j is the probability that A = i and
        B = j. Not negative, and 1 in total for each table. You need not check that.

    Returns
    -------
    p_a : array of shape (..., a)
        The probabilities of A.
    p_b : array of shape (..., b)
        The probabilities of B. Both with the dtype and device of ``joint``, like all results here.
    """
    xp = array_namespace(joint)  # numpy for an array, torch for a tensor: xp.sum works on both
    raise NotImplementedError


def conditional(joint: Float[Array, "*batch a b"], axis: int) -> Float[Array, "*batch a b"]:
    """The distribution of one variable for each value of the other.

    Parameters
    ----------
    joint : array of shape (..., a, b)
        As in `marginals`.
    axis : int
        The axis of the variable whose distribution is asked for: one of the last two, counted from
        either end. With the last one, row i is the distribution of B where A = i.

    Returns
    -------
    array of shape (..., a, b)
        1 in total along ``axis``, for each value of the other variable. All 0 for a value that has
        probability 0.
    """
    xp = array_namespace(joint)
    raise NotImplementedError


def is_independent(joint: Float[Array, "*batch a b"], tol: float) -> Bool[Array, "*batch"]:
    """Whether every joint probability is the product of the two marginal ones, up to a tolerance.

    Parameters
    ----------
    joint : array of shape (..., a, b)
        As in `marginals`.
    tol : float
        How far a joint probability may be from the product, up or down, including ``tol`` itself. It
        is an absolute difference, and every cell must keep within it.

    Returns
    -------
    truth values of shape (...)
        One for each table.
    """
    xp = array_namespace(joint)
    raise NotImplementedError


def mutual_information(joint: Float[Array, "*batch a b"]) -> Float[Array, "*batch"]:
    """How much one of the variables tells about the other, in nats.

    Parameters
    ----------
    joint : array of shape (..., a, b)
        As in `marginals`.

    Returns
    -------
    array of shape (...)
        0 for independent variables, up to rounding. A cell of probability 0 adds nothing.
    """
    xp = array_namespace(joint)
    raise NotImplementedError
