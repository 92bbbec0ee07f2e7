"""Right all the same: how many are kept says which logit is the last, and equal ones fill up what room is left."""

from array_api_compat import array_namespace


def top_k(logits, k):
    if k < 1:
        raise ValueError(f"top_k with k = {k}")
    return _best(logits, lambda ranked, xp: min(k, logits.shape[-1]), ties=True)


def top_p(logits, p):
    if p < 0:
        raise ValueError(f"top_p with p = {p}")
    if p >= 1:
        return logits + 0

    def count(ranked, xp):
        weights = xp.exp(ranked - ranked[..., :1])
        total = xp.cumulative_sum(weights, axis=-1)
        enough = xp.astype(total - weights < p * total[..., -1:], xp.int64)
        return xp.clip(xp.sum(enough, axis=-1, keepdims=True), min=1)

    return _best(logits, count, ties=False)


def _best(logits, count, ties):
    xp = array_namespace(logits)
    ranked = xp.flip(xp.sort(logits, axis=-1), axis=-1)
    number = count(ranked, xp)
    if isinstance(number, int):
        last = ranked[..., number - 1 : number]
    else:
        last = xp.take_along_axis(ranked, number - 1, axis=-1)
    if ties:
        return xp.where(logits < last, xp.full_like(logits, -xp.inf), logits)
    above, equal = xp.astype(logits > last, xp.int64), xp.astype(logits == last, xp.int64)
    room = number - xp.sum(above, axis=-1, keepdims=True)
    kept = above + equal * xp.astype(xp.cumulative_sum(equal, axis=-1) <= room, xp.int64)
    return xp.where(kept > 0, logits, xp.full_like(logits, -xp.inf))


def filter_logits(logits, temperature=1.0, k=None, p=None):
    if not temperature > 0:
        raise ValueError(f"filter_logits with temperature = {temperature}")
    found = logits / temperature
    if k is not None:
        found = top_k(found, k)
    if p is not None:
        found = top_p(found, p)
    return found
