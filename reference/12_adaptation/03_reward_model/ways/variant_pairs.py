"""Two scores side by side, with log-sum-exp; and a loop over the rows."""

from array_api_compat import array_namespace


def _together(chosen, rejected):
    if chosen.shape != rejected.shape:
        raise ValueError(f"{tuple(chosen.shape)} and {tuple(rejected.shape)}")
    return array_namespace(chosen)


def preference_loss(chosen, rejected, margin=0.0):
    xp = _together(chosen, rejected)
    scores = xp.stack([chosen - margin, rejected], axis=-1)
    top = xp.max(scores, axis=-1, keepdims=True)
    total = xp.log(xp.sum(xp.exp(scores - top), axis=-1))
    return -xp.mean(scores[:, 0] - top[:, 0] - total)


def accuracy(chosen, rejected):
    xp = _together(chosen, rejected)
    return xp.mean(xp.where(chosen > rejected, xp.ones_like(chosen), xp.zeros_like(chosen)))


def last_scores(values, mask):
    xp = array_namespace(values)
    scores = []
    for row, real in zip(values, mask, strict=True):
        if not bool(xp.any(real)):
            raise ValueError("no real token")
        scores.append(row[real][-1])
    return xp.stack(scores)
