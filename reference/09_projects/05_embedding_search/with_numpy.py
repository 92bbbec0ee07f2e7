"""The cosines of one query after the other with NumPy, and a stable sort."""

import numpy as np


def search(queries, corpus, k, block=1024):
    """Find the k vectors of a corpus that have the largest cosine with each query."""
    if queries.shape[1] != corpus.shape[1]:
        raise ValueError("vectors of different sizes")
    if not 1 <= k <= len(corpus):
        raise ValueError("k is between 1 and n")
    indices, scores = np.zeros((len(queries), k), int), np.zeros((len(queries), k), corpus.dtype)
    for i, query in enumerate(queries):
        norms = np.linalg.norm(query) * np.linalg.norm(corpus, axis=1)
        cosines = corpus @ query / np.where(norms == 0, 1, norms)
        indices[i] = np.argsort(-cosines, kind="stable")[:k]
        scores[i] = cosines[indices[i]]
    return indices, scores
