"""The delta rule: a state of fixed size that is corrected by what it lacks, token by token."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def delta_rule(
    q: Float[Array, "... T E"],
    k: Float[Array, "... T E"],
    v: Float[Array, "... T F"],
    beta: Float[Array, "... T"],
    state: Float[Array, "... E F"] | None = None,
) -> tuple[Float[Array, "... T F"], Float[Array, "... E F"]]:
    """Write each pair of key and value over what the state holds for that key, then read with the query.

    Parameters
    ----------
    q, k : array (..., T, E)
        The queries and the keys of T tokens.
    v : array (..., T, F)
        Their values.
    beta : array (..., T)
        Which share of the difference each token writes, from 0 to 1.
    state : array (..., E, F), optional
        The state before the first token; zeros by default. It is left as it is.

    Returns
    -------
    y : array (..., T, F)
        What the state answers to each query, after its token has written. In the dtype and on the device of ``v``.
    state : array (..., E, F)
        The state after the last token.
    """
    xp = array_namespace(q, k, v, beta)  # numpy for arrays, torch for tensors: xp.zeros works on both
    raise NotImplementedError


def chunked_delta(
    q: Float[Array, "... T E"],
    k: Float[Array, "... T E"],
    v: Float[Array, "... T F"],
    beta: Float[Array, "... T"],
    state: Float[Array, "... E F"] | None = None,
    size: int = 16,
) -> tuple[Float[Array, "... T F"], Float[Array, "... E F"]]:
    """Do the same for ``size`` tokens at a time, by solving a triangular system. Asked for at the edges alone.

    Parameters
    ----------
    q, k, v, beta, state
        As for ``delta_rule``.
    size : int, default 16
        How many tokens are taken at a time, 1 or more. The last ones may be fewer.

    Returns
    -------
    y, state : array
        As from ``delta_rule``.

    Raises
    ------
    ValueError
        If ``size`` is below 1; the message gives it.
    """
    xp = array_namespace(q, k, v, beta)
    raise NotImplementedError
