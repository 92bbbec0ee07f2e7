"""Right all the same: one query at a time, by rounds of argmax, products divided by both lengths at the end."""

from array_api_compat import array_namespace


def search(queries, corpus, k, block=1024):
    xp = array_namespace(queries, corpus)
    count = corpus.shape[0]
    if not 1 <= k <= count:
        raise ValueError(f"k = {k} is not between 1 and n = {count}")
    if not queries.shape[0]:
        empty = queries[:, :1] @ corpus[:k, :1].T
        return xp.astype(empty, xp.int64), empty
    lengths = xp.sum(corpus**2, axis=1) ** 0.5
    places = xp.arange(count, device=queries.device)
    indices, scores = [], []
    for q in queries:
        both = lengths * xp.sum(q**2) ** 0.5
        row = xp.sum(corpus * q[None, :], axis=1) / xp.where(both == 0, 1.0, both)
        left, best = row, []
        for _ in range(k):
            i = xp.min(xp.where(left == xp.max(left), places, count))
            best.append(i)
            left = xp.where(places == i, -xp.inf, left)
        indices.append(xp.stack(best))
        scores.append(xp.take(row, indices[-1]))
    return xp.stack(indices), xp.stack(scores)
