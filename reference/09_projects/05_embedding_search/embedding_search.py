"""Embedding search: notice that a stable sort settles the ties, and that no block outlives its turn in the loop."""

from array_api_compat import array_namespace


def search(queries, corpus, k, block=1024):
    """Find the k vectors of a corpus that have the largest cosine with each query."""
    xp = array_namespace(queries)
    (m, d), (n, size) = queries.shape, corpus.shape
    if size != d:
        raise ValueError(f"queries {tuple(queries.shape)} and corpus {tuple(corpus.shape)} have vectors of other sizes")
    if not 1 <= k <= n:
        raise ValueError(f"k = {k} is not between 1 and the {n} vectors of the corpus")
    directions = _unit(xp, corpus)  # (n, d)
    indices, scores = [], []
    for start in range(0, max(m, 1), block):
        cosines = _unit(xp, queries[start : start + block]) @ directions.T  # (block, n)
        best = xp.argsort(-cosines, axis=1, stable=True)[:, :k]  # (block, k)
        indices.append(xp.asarray(best, copy=True))  # a slice would keep all of the sorted block alive
        scores.append(xp.take_along_axis(cosines, best, axis=1))
    return xp.concat(indices), xp.concat(scores)  # (m, k) each


def _unit(xp, vectors):
    """The same vectors with length 1; zeros stay zeros."""
    norms = xp.linalg.vector_norm(vectors, axis=1, keepdims=True)
    return vectors / xp.where(norms == 0, 1.0, norms)
