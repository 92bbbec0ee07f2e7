"""The corpus in pieces too: the k best so far are merged with those of the next piece."""

from array_api_compat import array_namespace


def search(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    if queries.shape[1] != corpus.shape[1]:
        raise ValueError(f"{tuple(queries.shape)}, {tuple(corpus.shape)}: vectors of two sizes")
    if not 0 < k <= corpus.shape[0]:
        raise ValueError(f"{k} of {corpus.shape[0]} vectors")
    answers = [_of(xp, queries[i : i + block, :], corpus, k) for i in range(0, queries.shape[0], block)]
    if not answers:
        answers = [_of(xp, queries, corpus, k)]
    return xp.concat([a[0] for a in answers]), xp.concat([a[1] for a in answers])


def _of(xp, queries, corpus, k, piece=5):
    ids = scores = None
    for start in range(0, corpus.shape[0], piece):
        part = corpus[start : start + piece, :]
        fresh = _directions(xp, queries) @ _directions(xp, part).T
        names = xp.broadcast_to(xp.arange(part.shape[0], device=queries.device) + start, fresh.shape)
        ids = names if ids is None else xp.concat([ids, names], axis=1)
        scores = fresh if scores is None else xp.concat([scores, fresh], axis=1)
        order = xp.argsort(scores, axis=1, descending=True, stable=True)[:, :k]
        ids, scores = xp.take_along_axis(ids, order, axis=1), xp.take_along_axis(scores, order, axis=1)
    return ids, scores


def _directions(xp, x):
    squares = xp.sum(x**2, axis=1, keepdims=True)
    return xp.where(squares == 0, xp.zeros_like(x), x / xp.sqrt(xp.where(squares == 0, xp.ones_like(squares), squares)))
