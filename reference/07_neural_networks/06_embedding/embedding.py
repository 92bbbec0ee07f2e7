"""Embedding: notice that looking up is indexing, and that its gradient must add up where ids repeat."""

import math

import numpy as np
from array_api_compat import array_namespace


def embedding(table, ids):
    """Look up a row for each id."""
    return table[_checked(ids, table.shape[0])]  # (..., D)


def embedding_gradient(ids, upstream, num_embeddings):
    """Add up, for each row of the table, the gradients of all places where it was looked up."""
    xp, D = array_namespace(upstream), upstream.shape[-1]
    places = xp.reshape(_checked(ids, num_embeddings), (-1,))  # (ids,)
    rows = xp.reshape(upstream, (math.prod(ids.shape), D))  # (ids, D)
    gradient = xp.zeros((num_embeddings, D), dtype=upstream.dtype, device=upstream.device)
    if isinstance(gradient, np.ndarray):
        np.add.at(gradient, places, rows)  # gradient[places] += rows would add once per row
        return gradient
    return gradient.index_add(0, places, rows)


def _checked(ids, n):
    """The ids as int64, all of them from 0 to n - 1."""
    xp = array_namespace(ids)
    if not xp.isdtype(ids.dtype, "integral"):
        raise TypeError(f"ids are integers, not {ids.dtype}")
    ids = xp.astype(ids, xp.int64)
    wrong = ids[(ids < 0) | (ids >= n)]
    if wrong.shape[0]:
        raise IndexError(f"id {int(wrong[0])} is outside a table of {n} rows")
    return ids
