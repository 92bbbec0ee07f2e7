"""Embedding search: the passages whose vectors point the same way as the question's."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def search(
    queries: Float[Array, "m d"], corpus: Float[Array, "n d"], k: int, block: int = 1024
) -> tuple[Int[Array, "m k"], Float[Array, "m k"]]:
    """Find the k vectors of a corpus that have the largest cosine with each query.

    Parameters
    ----------
    queries : array, shape (m, d)
        float64 or float32; m may be 0. A vector of zeros has cosine 0 with every other.
    corpus : array, shape (n, d)
        In the dtype of ``queries``.
    k : int
        How many to find, from 1 to n.
    block : int, default 1024
        How many queries are scored at a time, at least 1: it bounds the memory, and changes
        nothing else.

    Returns
    -------
    indices : array, shape (m, k)
        Rows of ``corpus``, integers: the best first, and of equal scores the lower index first.
    scores : array, shape (m, k)
        Their cosines, in the dtype of ``queries``.

    Raises
    ------
    ValueError
        Unless 1 <= k <= n: the message says k. If the vectors of ``queries`` and ``corpus`` have
        different sizes: the message names both shapes.
    """
    xp = array_namespace(queries)  # numpy for an array, torch for a tensor: xp.argsort works on both
    raise NotImplementedError
