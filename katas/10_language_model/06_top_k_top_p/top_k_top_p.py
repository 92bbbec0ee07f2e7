"""Top-k and top-p: cutting off the tail of a distribution before a token is drawn."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def top_k(logits: Float[Array, "... V"], k: int) -> Float[Array, "... V"]:
    """Keep the logits that are at least the k-th largest of their row.

    Parameters
    ----------
    logits : array (..., V)
        Real numbers, or -inf; V may be 50,000.
    k : int
        1 or more.

    Returns
    -------
    array (..., V)
        The logits that are kept, in their places, and -inf elsewhere. Those that equal the k-th
        largest are all kept. Where k >= V, all of them.

    Raises
    ------
    ValueError
        If k is less than 1. The message gives k.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.sort works on both
    raise NotImplementedError


def top_p(logits: Float[Array, "... V"], p: float) -> Float[Array, "... V"]:
    """Keep the fewest most probable tokens of each row whose probabilities sum to at least p.

    Parameters
    ----------
    logits : array (..., V)
        Real numbers, or -inf; at least one in each row is finite. V may be 50,000.
    p : float
        0 or more.

    Returns
    -------
    array (..., V)
        The logits that are kept, in their places, and -inf elsewhere. One at least is kept, even
        for p = 0; where p >= 1, nothing changes. Which of equal logits are kept is free.

    Raises
    ------
    ValueError
        If p is less than 0. The message gives p.
    """
    xp = array_namespace(logits)
    raise NotImplementedError


def filter_logits(
    logits: Float[Array, "... V"], temperature: float = 1.0, k: int | None = None, p: float | None = None
) -> Float[Array, "... V"]:
    """Apply a temperature, then top-k, then top-p.

    Parameters
    ----------
    logits : array (..., V)
        Real numbers, or -inf; at least one in each row is finite.
    temperature : float, default 1.0
        Divides the logits; above 0.
    k : int, optional
        For `top_k`; without it, that step is left out.
    p : float, optional
        For `top_p`, on the probabilities of what `top_k` has kept; without it, that step is left out.

    Returns
    -------
    array (..., V)
        The logits that are kept, divided by the temperature, and -inf elsewhere.

    Raises
    ------
    ValueError
        If the temperature is 0 or less, k less than 1, or p less than 0. The message gives the value.
    """
    xp = array_namespace(logits)
    raise NotImplementedError
