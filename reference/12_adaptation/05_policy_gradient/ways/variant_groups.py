"""Group by group; the bound of the ratio chosen by the sign of the advantage."""

from array_api_compat import array_namespace


def advantages(rewards, groups, standardise=True):
    if rewards.shape != groups.shape:
        raise ValueError(f"{tuple(rewards.shape)} and {tuple(groups.shape)}")
    xp = array_namespace(rewards)
    result = xp.zeros_like(rewards)
    for label in set(groups.tolist()):
        own = rewards[groups == label]
        if bool(xp.any(own != own[0])):
            centred = own - xp.mean(own)
            result[groups == label] = centred / (xp.sqrt(xp.mean(centred * centred)) if standardise else 1.0)
    return result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2, upper=None, longest=None, sequence=False):
    xp = array_namespace(log_probs)
    if not bool(xp.any(mask)):
        raise ValueError("nothing counts")
    old = getattr(old_log_probs, "detach", lambda: old_log_probs)()
    every = xp.astype(mask, log_probs.dtype)
    apart, gain = log_probs[mask] - old[mask], (xp.zeros_like(log_probs) + advantages[:, None])[mask]
    if sequence:  # each token stands for its answer, with its share of it
        row = (xp.zeros_like(every) + xp.cumulative_sum(xp.ones_like(every[:, :1]), axis=0))[mask]
        same = xp.astype(row[:, None] == row[None, :], every.dtype)
        share = 1 / xp.sum(same, axis=1)
        apart = share * (same @ apart)
    else:
        share = xp.ones_like(apart)
    ratio, above = xp.exp(apart), clip if upper is None else upper
    too_far = xp.where(gain > 0, ratio > 1 + above, ratio < 1 - clip)
    bound = xp.where(gain > 0, xp.ones_like(ratio) + above, xp.ones_like(ratio) - clip)
    total = xp.sum(xp.where(too_far, bound, ratio) * gain * share)
    return -total / (xp.sum(share) if longest is None else mask.shape[0] * longest)
