"""Cosine similarity with NumPy's norm."""

import numpy as np


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    """Divide the dot product of vectors by both of their lengths."""
    if a.shape[axis] != b.shape[axis]:
        raise ValueError(f"vectors of equal length expected, not {a.shape[axis]} and {b.shape[axis]}")
    unit_a = a / np.maximum(np.linalg.norm(a, axis=axis, keepdims=True), eps)
    unit_b = b / np.maximum(np.linalg.norm(b, axis=axis, keepdims=True), eps)
    return np.sum(unit_a * unit_b, axis=axis)


def nearest(query, corpus):
    """Find the row that points most nearly where the query points."""
    return int(np.argmax(cosine_similarity(query, corpus)))  # ValueError where there are no rows
