"""Embedding with NumPy's take, and the way back column by column with bincount."""

import numpy as np


def embedding(table, ids):
    """Look up a row for each id."""
    return np.take(table, _checked(ids, len(table)), axis=0)


def embedding_gradient(ids, upstream, num_embeddings):
    """Add up, for each row of the table, what arrived at its places."""
    places = _checked(ids, num_embeddings).reshape(-1)
    columns = upstream.reshape(len(places), upstream.shape[-1]).T
    sums = [np.bincount(places, column, minlength=num_embeddings) for column in columns]
    return np.stack(sums, axis=1).astype(upstream.dtype)


def _checked(ids, n):
    if ids.dtype.kind not in "iu":
        raise TypeError(f"ids are integers, not {ids.dtype}")
    for i in ids.reshape(-1).tolist():
        if not 0 <= i < n:
            raise IndexError(f"id {i} is outside 0 ... {n - 1}")
    return ids.astype(np.int64)
