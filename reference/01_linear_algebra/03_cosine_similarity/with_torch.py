"""Cosine similarity as torch has it."""

import torch


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    """Divide the dot product of vectors by both of their lengths."""
    if a.shape[axis] != b.shape[axis]:
        raise ValueError(f"vectors of equal length expected, not {a.shape[axis]} and {b.shape[axis]}")
    return torch.nn.functional.cosine_similarity(a, b, dim=axis, eps=eps)


def nearest(query, corpus):
    """Find the row that points most nearly where the query points."""
    if corpus.shape[0] == 0:
        raise ValueError("a corpus without rows has no nearest one")
    return int(torch.argmax(cosine_similarity(query, corpus)))
