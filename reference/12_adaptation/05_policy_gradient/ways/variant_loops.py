"""Loops over answers and tokens, and a rectifier for the clipped part."""

from array_api_compat import array_namespace


def advantages(rewards, groups, standardise=True):
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
            std = (xp.sum((own - mean) ** 2) / own.shape[0]) ** 0.5 if standardise else 1.0
            results.append((rewards[i] - mean) / std)
    return xp.stack(results)


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2, upper=None, longest=None, sequence=False):
    xp = array_namespace(log_probs)
    old = old_log_probs.detach() if hasattr(old_log_probs, "detach") else old_log_probs
    losses = []
    for new_row, old_row, gain, counted in zip(log_probs, old, advantages, mask, strict=True):
        apart = [new_row[t] - old_row[t] for t in range(new_row.shape[0]) if bool(counted[t])]
        if sequence and apart:
            apart = [sum(apart) / len(apart)]
        for difference in apart:
            plain = xp.exp(difference) * gain
            most = (1 + (clip if upper is None else upper)) * gain if float(gain) > 0 else (1 - clip) * gain
            losses.append(-xp.where(plain > most, most, plain))
    if not losses:
        raise ValueError("nothing counts")
    total = xp.sum(xp.stack(losses))
    return total / (len(losses) if longest is None else longest * mask.shape[0])
