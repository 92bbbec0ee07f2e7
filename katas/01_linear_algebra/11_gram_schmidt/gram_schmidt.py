"""Projection and the Gram-Schmidt process."""

from typing import Any as Array

from jaxtyping import Float


def project(v: Float[Array, "*batch n"], basis: Float[Array, "n k"]) -> Float[Array, "*batch n"]:
    """Project vectors onto the span of an orthonormal basis.

    Parameters
    ----------
    v : array (..., n)
        A vector along the last axis, or a batch of them.
    basis : array (n, k)
        Orthonormal vectors as columns, which is not checked. There may be none.

    Returns
    -------
    array (..., n)
        For each vector the one of the span that is nearest to it, in the dtype and on the device of ``v``.

    Raises
    ------
    ValueError
        Where the vectors have more or fewer entries than the columns of ``basis``.
    """
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
        The basis as columns, in the dtype and on the device of ``vectors``: each has length 1, any two are at
        right angles, and together they span what the vectors span. Which of all such bases it is, is free. A
        vector of which no more sticks out of the span of the others than 1000 eps of its length is dependent
        on them, and adds nothing.
    """
    raise NotImplementedError
