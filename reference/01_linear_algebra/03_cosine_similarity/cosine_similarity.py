"""Cosine similarity: do two vectors point the same way?

Notice that a zero vector needs no case of its own: its norm is raised to eps, and 0 / eps is 0.
"""

from array_api_compat import array_namespace


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    """Divide the dot product of vectors by both of their lengths."""
    if a.shape[axis] != b.shape[axis]:
        raise ValueError(f"expected vectors of equal length, got shapes {tuple(a.shape)} and {tuple(b.shape)}")
    xp = array_namespace(a)
    dot = xp.sum(a * b, axis=axis)
    norm_a = xp.sqrt(xp.sum(a * a, axis=axis))
    norm_b = xp.sqrt(xp.sum(b * b, axis=axis))
    return dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)  # one by one: eps * eps may be 0


def nearest(query, corpus):
    """Find the row that points most nearly where the query points."""
    if corpus.shape[0] == 0:
        raise ValueError("a corpus without rows has no nearest one")
    similarities = cosine_similarity(query, corpus)  # (dim,), (rows, dim) -> (rows,)
    return int(array_namespace(corpus).argmax(similarities))
