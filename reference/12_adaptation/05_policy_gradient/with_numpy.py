"""Group by group, and only the tokens that count."""

import numpy as np


def advantages(rewards, groups):
    """Return how much better each answer is than its group, in standard deviations."""
    if rewards.shape != groups.shape:
        raise ValueError(f"the shapes differ: {rewards.shape} and {groups.shape}")
    result = np.zeros_like(rewards)
    for label in np.unique(groups):
        own = rewards[groups == label]
        if own.max() > own.min():
            result[groups == label] = (own - own.mean()) / own.std()
    return result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2):
    """Return the mean of the clipped loss over the tokens that count."""
    if not mask.any():
        raise ValueError("no token counts")
    ratio = np.exp(log_probs[mask] - old_log_probs[mask])
    gain = np.broadcast_to(advantages[:, None], mask.shape)[mask]
    limit = np.where(gain > 0, 1 + clip, 1 - clip).astype(ratio.dtype)
    surrogate = np.where(gain > 0, np.minimum(ratio, limit), np.maximum(ratio, limit)) * gain
    return -np.mean(surrogate)
