"""Online softmax: the maximum and the sum of a softmax in one pass, and attention in blocks of keys."""

from collections.abc import Iterable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def online_softmax(chunks: Iterable[Float[Array, "... n"]]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Find the maximum of each row and its sum of exponentials, in one pass over pieces of the rows.

    Parameters
    ----------
    chunks : iterable of array (..., n)
        Pieces of the rows, one after the other; each has one entry or more in a row, and n may differ. An
        entry may be -inf. It may be a generator.

    Returns
    -------
    top : array (...)
        The maximum of each row.
    total : array (...)
        The sum of exp(entry - top) over each row; 0 where the maximum is -inf.
    """
    raise NotImplementedError


def merge(
    a: tuple[Float[Array, "..."], Float[Array, "..."]], b: tuple[Float[Array, "..."], Float[Array, "..."]]
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Join the maximum and the sum of one part of a row with those of another part.

    Parameters
    ----------
    a, b : tuple of two arrays (...)
        The maximum and the sum of each part, as `online_softmax` returns them.

    Returns
    -------
    top, total : array (...)
        Those of both parts together.
    """
    xp = array_namespace(a[0], b[0])  # numpy for arrays, torch for tensors: xp.exp works on both
    raise NotImplementedError


def flash_attention(
    q: Float[Array, "... L E"],
    k: Float[Array, "... S E"],
    v: Float[Array, "... S Ev"],
    block: int = 64,
    causal: bool = False,
) -> Float[Array, "... L Ev"]:
    """Compute attention over blocks of keys, with a running maximum, sum and weighted sum of values.

    Parameters
    ----------
    q : array (..., L, E)
        The queries.
    k : array (..., S, E)
        The keys, with the leading axes of ``q``.
    v : array (..., S, Ev)
        The values, with the leading axes of ``q``.
    block : int, default 64
        How many keys are read at a time, 1 or more. The last block may be shorter.
    causal : bool, default False
        Whether query i attends to the keys 0 ... i alone.

    Returns
    -------
    array (..., L, Ev)
        In the dtype and on the device of ``q``; 0 where there are no keys.

    Raises
    ------
    ValueError
        If ``block`` is below 1; or if ``causal`` and L is not S. The message mentions the numbers.
    """
    xp = array_namespace(q, k, v)
    raise NotImplementedError
