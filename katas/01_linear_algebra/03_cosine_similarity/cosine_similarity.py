"""Cosine similarity: do two vectors point the same way?"""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def cosine_similarity(
    a: Float[Array, "..."], b: Float[Array, "..."], axis: int = -1, eps: float = 1e-8
) -> Float[Array, "..."]:
    """Divide the dot product of vectors by both of their lengths.

    Parameters
    ----------
    a, b : array
        Vectors along ``axis``, of one dtype. The other axes broadcast.
    axis : int, default -1
        The axis along which the vectors lie, in `a` and in `b`. If these have a different number
        of axes, it is negative: counted from the end.
    eps : float, default 1e-8
        Positive. Each of the two norms is raised to at least ``eps`` before the division, as in
        ``torch.nn.functional.cosine_similarity``: the result is
        ``dot / (max(norm_a, eps) * max(norm_b, eps))``. So a zero vector gives 0.

    Returns
    -------
    array
        The cosines, without ``axis``, in the dtype and on the device of the input. They lie in
        [-1, 1] up to rounding; you may clip them. They are right as long as the sums of squares
        are finite in that dtype. A vector with a NaN gives NaN. Gradients flow wherever both norms
        are above ``eps``.

    Raises
    ------
    ValueError
        If `a` and `b` have different sizes along ``axis`` (a size of 1 is not stretched).
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def nearest(query: Float[Array, "dim"], corpus: Float[Array, "rows dim"]) -> int:
    """Find the row that points in most nearly the same direction as the query.

    Parameters
    ----------
    query : array, shape (dim,)
        One vector.
    corpus : array, shape (rows, dim)
        One vector a row.

    Returns
    -------
    int or integer array of shape ()
        The index of the row with the largest cosine similarity, with the default ``eps``. If
        several are equal, the first one. A zero row has similarity 0.

    Raises
    ------
    ValueError
        If the corpus has no rows, or if its rows are not as long as the query.
    """
    xp = array_namespace(corpus)
    raise NotImplementedError
