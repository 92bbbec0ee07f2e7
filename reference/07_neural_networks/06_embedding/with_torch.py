"""Embedding as torch has it, and the way back by autograd."""

import torch
from torch.nn import functional


def embedding(table, ids):
    """Look up a row for each id."""
    return functional.embedding(_checked(ids, len(table)), table)


def embedding_gradient(ids, upstream, num_embeddings):
    """Add up, for each row of the table, what arrived at its places."""
    table = upstream.new_zeros(num_embeddings, upstream.shape[-1]).requires_grad_()
    with torch.enable_grad():
        rows = functional.embedding(_checked(ids, num_embeddings), table)
    return torch.autograd.grad(rows, table, upstream)[0]


def _checked(ids, n):
    if ids.dtype == torch.bool or ids.is_floating_point():
        raise TypeError(f"ids are integers, not {ids.dtype}")
    for i in ids.reshape(-1).tolist():
        if not 0 <= i < n:
            raise IndexError(f"id {i} is outside 0 ... {n - 1}")
    return ids.long()
