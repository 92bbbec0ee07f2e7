"""Right all the same: row after row, and token after token until enough is kept."""

from array_api_compat import array_namespace


def _each_row(logits, kept):
    xp = array_namespace(logits)
    if 0 in logits.shape:
        return xp.zeros_like(logits)
    rows = [kept(xp, row) for row in xp.reshape(logits, (-1, logits.shape[-1]))]
    return xp.reshape(xp.stack(rows), tuple(logits.shape))


def top_k(logits, k):
    if k <= 0:
        raise ValueError(f"k = {k} keeps nothing")

    def kept(xp, row):
        ranked = xp.flip(xp.sort(row), axis=0)
        return xp.where(row < ranked[min(k, len(row)) - 1], -xp.inf, row)

    return _each_row(logits, kept)


def top_p(logits, p):
    if p < 0:
        raise ValueError(f"p = {p} is below 0")

    def kept(xp, row):
        if p >= 1:
            return row
        order = [int(i) for i in xp.argsort(row, stable=True, descending=True)]
        weights = xp.exp(row - row[order[0]])
        chances = weights / xp.sum(weights)
        total, stays = chances[order[0]] * 0, xp.zeros_like(row)
        for token in order:
            stays[token] = 1
            total = total + chances[token]
            if total >= p:
                break
        return xp.where(stays == 1, row, -xp.inf)

    return _each_row(logits, kept)


def filter_logits(logits, temperature=1.0, k=None, p=None):
    if temperature <= 0:
        raise ValueError(f"temperature = {temperature} is not above 0")
    warm = logits / temperature
    best = warm if k is None else top_k(warm, k)
    return best if p is None else top_p(best, p)
