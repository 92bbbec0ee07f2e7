"""The length of a vector, in three ways, and the distance between two."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def norm(x: Float[Array, "..."], ord: float = 2, axis: int = -1) -> Float[Array, "..."]:
    """Return the norm of vectors that lie along one axis.

    Parameters
    ----------
    x : array
        Vectors along ``axis``, of one entry or more. The other axes may be empty.
    ord : {1, 2, inf}, default 2
        1 for the sum of magnitudes, 2 for the Euclidean length, ``float("inf")`` for the largest magnitude.
    axis : int, default -1
        The axis that is reduced.

    Returns
    -------
    array
        Norms, of the shape of ``x`` without ``axis``, in its dtype and on its device.

    Raises
    ------
    ValueError
        If ``ord`` is none of the three. The message names it.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def distance(u: Float[Array, "*#batch n"], v: Float[Array, "*#batch n"], ord: float = 2) -> Float[Array, "*batch"]:
    """Return the distance between vectors along the last axis: the norm of their difference.

    Parameters
    ----------
    u, v : array
        Vectors along the last axis, of one dtype. The other axes broadcast.
    ord : {1, 2, inf}, default 2
        Which norm.

    Returns
    -------
    array
        Distances, in the dtype and on the device of the input.

    Raises
    ------
    ValueError
        If ``ord`` is none of the three. The message names it.
    """
    xp = array_namespace(u)
    raise NotImplementedError
