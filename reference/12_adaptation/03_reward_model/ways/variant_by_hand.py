"""exp of minus the magnitude, and the last place by multiplication with the mask."""

from array_api_compat import array_namespace, device


def preference_loss(chosen, rejected, margin=0.0):
    if chosen.shape != rejected.shape:
        raise ValueError(f"{tuple(chosen.shape)} and {tuple(rejected.shape)}")
    xp = array_namespace(chosen)
    z = rejected - chosen + margin
    below = xp.where(z > 0, -z, z)
    losses = xp.where(z > 0, z, 0 * z) + xp.log1p(xp.exp(below))
    return xp.sum(losses) / losses.shape[0]


def accuracy(chosen, rejected):
    if chosen.shape != rejected.shape:
        raise ValueError(f"{tuple(chosen.shape)} and {tuple(rejected.shape)}")
    xp = array_namespace(chosen)
    return xp.sum(xp.astype(chosen - rejected > 0, chosen.dtype)) / chosen.shape[0]


def last_scores(values, mask):
    xp = array_namespace(values)
    order = xp.astype(mask, xp.int64) * (xp.arange(mask.shape[1], device=device(mask)) + 1)
    last = xp.max(order, axis=1)
    if xp.min(last) == 0:
        raise ValueError("nothing but padding")
    chosen = order == last[:, None]
    return xp.sum(xp.where(chosen, values, xp.zeros_like(values)), axis=1)
