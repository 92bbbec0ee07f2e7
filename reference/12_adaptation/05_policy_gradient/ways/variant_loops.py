"""Loops over answers and tokens, and a rectifier for the clipped part."""

from array_api_compat import array_namespace


def advantages(rewards, groups):
    if rewards.shape != groups.shape:
        raise ValueError(f"{tuple(rewards.shape)} and {tuple(groups.shape)}")
    xp = array_namespace(rewards)
    results = []
    for i in range(rewards.shape[0]):
        own = rewards[groups == groups[i]]
        if bool(xp.max(own) == xp.min(own)):
            results.append(xp.zeros_like(rewards[i]))
        else:
            mean = xp.sum(own) / own.shape[0]
            results.append((rewards[i] - mean) / (xp.sum((own - mean) ** 2) / own.shape[0]) ** 0.5)
    return xp.stack(results)


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2):
    xp = array_namespace(log_probs)
    old = old_log_probs.detach() if hasattr(old_log_probs, "detach") else old_log_probs
    losses = []
    for new_row, old_row, gain, counted in zip(log_probs, old, advantages, mask, strict=True):
        for t in range(new_row.shape[0]):
            if bool(counted[t]):
                plain = xp.exp(new_row[t] - old_row[t]) * gain
                most = (1 + clip) * gain if float(gain) > 0 else (1 - clip) * gain
                losses.append(-xp.where(plain > most, most, plain))
    if not losses:
        raise ValueError("nothing counts")
    return xp.mean(xp.stack(losses))
