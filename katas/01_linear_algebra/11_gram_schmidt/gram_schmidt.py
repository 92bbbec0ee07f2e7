"""Projection and the Gram-Schmidt process."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def project(v: Float[Array, "*batch n"], basis: Float[Array, "n k"]) -> Float[Array, "*batch n"]:
    """Project vectors onto the span of an orthonormal basis.

    Parameters
    ----------
    v : array (n,) or (..., n)
        A vector, or a batch of vectors along the last axis.
    basis : array (n, k)
        Orthonormal vectors as columns; nobody checks that they are. There may be none.

    Returns
    -------
    array (n,) or (..., n)
        For each vector, the nearest one in the span, in the dtype and on the device of ``v``.

    Raises
    ------
    ValueError
        If the vectors have more or fewer entries than the columns of ``basis``; the message mentions both
        sizes.
    """
    xp = array_namespace(v, basis)  # numpy for arrays, torch for tensors: xp.sum works on both
    raise NotImplementedError


def orthonormal_basis(vectors: Float[Array, "n k"]) -> Float[Array, "n rank"]:
    """Return an orthonormal basis of the span of some vectors.

    Parameters
    ----------
    vectors : array (n, k)
        The vectors as columns. They may be dependent, zero, or none at all.

    Returns
    -------
    array (n, rank)
        The basis as columns, in the dtype and on the device of ``vectors``. Each has length 1, any two are at
        right angles, and together they span what the vectors span. Any such basis will do. A vector adds
        nothing if no more than 1000 eps of its length sticks out of the span of the others.
    """
    xp = array_namespace(vectors)
    raise NotImplementedError
