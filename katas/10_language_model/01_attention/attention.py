"""Attention: every query collects values, weighted by how well their keys match."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float


def attention(
    q: Float[Array, "... L E"],
    k: Float[Array, "... S E"],
    v: Float[Array, "... S Ev"],
    mask: Bool[Array, "... L S"] | None = None,
    causal: bool = False,
) -> Float[Array, "... L Ev"]:
    """Weigh the values by a softmax over the scaled scores of queries and keys.

    Parameters
    ----------
    q : array (..., L, E)
        The queries.
    k : array (..., S, E)
        The keys. S is 1 or more.
    v : array (..., S, Ev)
        The values, one for each key; Ev may differ from E.
    mask : bool array (..., L, S), optional
        True where a query may attend to a key. Leading axes of all arrays broadcast.
    causal : bool, default False
        Whether query i attends only to the keys 0 ... i. As in torch, it is not given together with a
        mask.

    Returns
    -------
    array (..., L, Ev)
        In the dtype and on the device of ``q``; 0 for a query that may attend to no key.

    Raises
    ------
    ValueError
        If ``causal`` and there are not as many queries as keys; the message mentions both numbers.
    """
    xp = array_namespace(q, k, v)  # numpy for arrays, torch for tensors: xp.exp works on both
    raise NotImplementedError
