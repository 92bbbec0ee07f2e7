"""Group by group, and only the tokens that count."""

import numpy as np


def advantages(rewards, groups, standardise=True):
    """Return how much better each answer is than its group, in standard deviations or as it is."""
    if rewards.shape != groups.shape:
        raise ValueError(f"the shapes differ: {rewards.shape} and {groups.shape}")
    result = np.zeros_like(rewards)
    for label in np.unique(groups):
        own = rewards[groups == label]
        if own.max() > own.min():
            result[groups == label] = (own - own.mean()) / (own.std() if standardise else 1)
    return result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2, upper=None, longest=None, sequence=False):
    """Return the mean of the clipped loss over the tokens that count, or over the answers."""
    if not mask.any():
        raise ValueError("no token counts")
    if sequence:
        answers = [i for i in range(len(mask)) if mask[i].any()]
        apart = [np.mean(log_probs[i, mask[i]] - old_log_probs[i, mask[i]]) for i in answers]
        ratio, gain = np.exp(np.array(apart, log_probs.dtype)), advantages[answers]
    else:
        ratio = np.exp(log_probs[mask] - old_log_probs[mask])
        gain = np.broadcast_to(advantages[:, None], mask.shape)[mask]
    limit = np.where(gain > 0, 1 + (clip if upper is None else upper), 1 - clip).astype(ratio.dtype)
    surrogate = np.where(gain > 0, np.minimum(ratio, limit), np.maximum(ratio, limit)) * gain
    return -np.mean(surrogate) if longest is None else -np.sum(surrogate) / (len(mask) * longest)
