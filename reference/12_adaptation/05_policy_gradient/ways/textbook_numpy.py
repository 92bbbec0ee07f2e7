"""As notebooks write it: a dictionary of groups, and the larger of two losses."""

from array_api_compat import array_namespace


def advantages(rewards, groups):
    xp = array_namespace(rewards)
    by_group = {}
    for reward, group in zip(rewards.tolist(), groups.tolist(), strict=True):
        by_group.setdefault(group, []).append(reward)
    result = []
    for reward, group in zip(rewards.tolist(), groups.tolist(), strict=True):
        own = by_group[group]
        mean = sum(own) / len(own)
        std = (sum((r - mean) ** 2 for r in own) / len(own)) ** 0.5
        result.append((reward - mean) / (std + 1e-8))
    return xp.asarray(result)


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2):
    xp = array_namespace(log_probs)
    ratio = xp.exp(log_probs - old_log_probs)
    loss = -advantages[:, None] * ratio
    clipped = -advantages[:, None] * xp.clip(ratio, 1.0 - clip, 1.0 + clip)
    counted = xp.astype(mask, log_probs.dtype)
    return xp.sum(xp.maximum(loss, clipped) * counted) / xp.sum(counted)
