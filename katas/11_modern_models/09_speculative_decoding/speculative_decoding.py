"""Speculative decoding: a small model drafts, a large one checks, and the result is the large one's."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def accept(
    p: Float[Array, "k+1 V"], q: Float[Array, "k V"], tokens: Int[Array, "k"], u: Float[Array, "k+1"]
) -> Int[Array, "m"]:
    """Keep drafted tokens up to the first rejection, then draw one token more.

    Parameters
    ----------
    p : array (k + 1, V)
        The target's distribution at each place: row i is that of draft i, and the last row that of the token
        after all drafts.
    q : array (k, V)
        The distributions that the drafts were drawn from.
    tokens : int64 array (k,)
        The drafts. k may be 0.
    u : array (k + 1,)
        Uniform numbers in [0, 1): ``u[i]`` decides about draft i, the last one draws the token that is added.

    Returns
    -------
    int64 array (m,)
        The accepted drafts and one token more: m is 1 to k + 1.
    """
    xp = array_namespace(p, q)  # numpy for arrays, torch for tensors
    raise NotImplementedError
