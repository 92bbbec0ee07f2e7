"""Embedding: rows of a table for token ids, and the gradient of the table."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Integer


def embedding(table: Float[Array, "n D"], ids: Integer[Array, "..."]) -> Float[Array, "... D"]:
    """Look up a row for each id.

    Parameters
    ----------
    table : array, shape (n, D)
        One row for each token.
    ids : array, shape (...)
        Token ids from 0 to n - 1, of any integer type; no axes, or no entries, are fine.

    Returns
    -------
    array, shape (..., D)
        In the dtype and on the device of ``table``.

    Raises
    ------
    IndexError
        If an id is below 0 or at least n; the message mentions such an id.
    TypeError
        If the ids are not integers: bool or floating.
    """
    xp = array_namespace(table)  # numpy for an array, torch for a tensor: xp.astype works on both
    raise NotImplementedError


def embedding_gradient(
    ids: Integer[Array, "..."], upstream: Float[Array, "... D"], num_embeddings: int
) -> Float[Array, "n D"]:
    """Add up, for each row of the table, the gradients of all places where it was looked up.

    Parameters
    ----------
    ids : array, shape (...)
        The ids that were looked up.
    upstream : array, shape (..., D)
        The gradient of the loss with respect to each row that was looked up.
    num_embeddings : int
        n, the number of rows of the table.

    Returns
    -------
    array, shape (num_embeddings, D)
        The gradient of the loss with respect to the table, in the dtype and on the device of ``upstream``;
        zero for a row that was not looked up.

    Raises
    ------
    IndexError, TypeError
        As `embedding` does.
    """
    xp = array_namespace(upstream)  # numpy for an array, torch for a tensor: xp.zeros works on both
    raise NotImplementedError
