"""Group by group; the bound of the ratio chosen by the sign of the advantage."""

from array_api_compat import array_namespace


def advantages(rewards, groups):
    if rewards.shape != groups.shape:
        raise ValueError(f"{tuple(rewards.shape)} and {tuple(groups.shape)}")
    xp = array_namespace(rewards)
    result = xp.zeros_like(rewards)
    for label in set(groups.tolist()):
        own = rewards[groups == label]
        if bool(xp.any(own != own[0])):
            centred = own - xp.mean(own)
            result[groups == label] = centred / xp.sqrt(xp.mean(centred * centred))
    return result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2):
    xp = array_namespace(log_probs)
    if not bool(xp.any(mask)):
        raise ValueError("nothing counts")
    old = getattr(old_log_probs, "detach", lambda: old_log_probs)()
    gain = (xp.zeros_like(log_probs) + advantages[:, None])[mask]
    ratio = xp.exp(log_probs[mask] - old[mask])
    too_far = xp.where(gain > 0, ratio > 1 + clip, ratio < 1 - clip)
    bound = xp.where(gain > 0, xp.ones_like(ratio) + clip, xp.ones_like(ratio) - clip)
    return -xp.mean(xp.where(too_far, bound, ratio) * gain)
