"""Query after query: all vectors sorted by score, then by index."""

from array_api_compat import array_namespace


def search(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    if tuple(queries.shape[1:]) != tuple(corpus.shape[1:]):
        raise ValueError(f"shapes {tuple(queries.shape)} and {tuple(corpus.shape)}")
    n = corpus.shape[0]
    if k < 1 or k > n:
        raise ValueError(f"there are {n} vectors, not {k}")
    lengths = xp.sqrt(xp.sum(corpus * corpus, axis=1))
    lengths = xp.where(lengths > 0, lengths, xp.ones_like(lengths))
    rows, values = [], []
    for i in range(queries.shape[0]):
        query = queries[i, :]
        length = xp.sqrt(xp.sum(query * query))
        scores = xp.sum(corpus * query[None, :], axis=1) / lengths / xp.where(length > 0, length, xp.ones_like(length))
        plain = scores.tolist()
        chosen = sorted(range(n), key=lambda j: (-plain[j], j))[: int(k)]
        rows.append(xp.asarray(chosen, device=queries.device))
        values.append(scores[rows[-1]])
    if not rows:
        return xp.zeros((0, k), dtype=xp.int64, device=queries.device), queries[:, :1] @ corpus[:k, :1].T
    return xp.stack(rows), xp.stack(values)
