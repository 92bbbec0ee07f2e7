"""Linear attention: a state of fixed size in place of a cache, and the same answers all at once."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def recurrent(
    q: Float[Array, "... T E"],
    k: Float[Array, "... T E"],
    v: Float[Array, "... T F"],
    decay: Float[Array, "... T"] | None = None,
    state: Float[Array, "... E F"] | None = None,
) -> tuple[Float[Array, "... T F"], Float[Array, "... E F"]]:
    """Read a text token by token, with a state of fixed size.

    Parameters
    ----------
    q, k : array (..., T, E)
        The queries and the keys of T tokens.
    v : array (..., T, F)
        Their values.
    decay : array (..., T), optional
        By what each token multiplies the state before it writes, above 0 and at most 1; 1 by default.
    state : array (..., E, F), optional
        The state before the first token; zeros by default. It is left as it is.

    Returns
    -------
    y : array (..., T, F)
        What the state answers to each query, after its token has written. In the dtype and on the device of ``v``.
    state : array (..., E, F)
        The state after the last token.
    """
    xp = array_namespace(q, k, v)  # numpy for arrays, torch for tensors: xp.zeros works on both
    raise NotImplementedError


def parallel(
    q: Float[Array, "... T E"],
    k: Float[Array, "... T E"],
    v: Float[Array, "... T F"],
    decay: Float[Array, "... T"] | None = None,
) -> Float[Array, "... T F"]:
    """Give the answers of ``recurrent`` for all tokens at once, from a table of T rows and T columns.

    Parameters
    ----------
    q, k, v, decay
        As for ``recurrent``. The state before the first token is zero.

    Returns
    -------
    array (..., T, F)
        The answers.
    """
    xp = array_namespace(q, k, v)
    raise NotImplementedError


def chunked(
    q: Float[Array, "... T E"],
    k: Float[Array, "... T E"],
    v: Float[Array, "... T F"],
    decay: Float[Array, "... T"] | None = None,
    state: Float[Array, "... E F"] | None = None,
    size: int = 16,
) -> tuple[Float[Array, "... T F"], Float[Array, "... E F"]]:
    """Do the same for ``size`` tokens at a time. Asked for at the edges alone.

    Parameters
    ----------
    q, k, v, decay, state
        As for ``recurrent``.
    size : int, default 16
        How many tokens are taken at a time, 1 or more. The last ones may be fewer.

    Returns
    -------
    y, state : array
        As from ``recurrent``.

    Raises
    ------
    ValueError
        If ``size`` is below 1; the message gives it.
    """
    xp = array_namespace(q, k, v)
    raise NotImplementedError
