"""Group by group, and only the tokens that count, in torch."""

import torch


def advantages(rewards, groups):
    """Return how much better each answer is than its group, in standard deviations."""
    if rewards.shape != groups.shape:
        raise ValueError(f"the shapes differ: {tuple(rewards.shape)} and {tuple(groups.shape)}")
    result = torch.zeros_like(rewards)
    for label in torch.unique(groups):
        own = rewards[groups == label]
        if own.max() > own.min():
            result[groups == label] = (own - own.mean()) / own.std(correction=0)
    return result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2):
    """Return the mean of the clipped loss over the tokens that count."""
    if not mask.any():
        raise ValueError("no token counts")
    ratio = torch.exp(log_probs[mask] - old_log_probs[mask].detach())
    gain = advantages[:, None].expand(mask.shape)[mask]
    return -torch.min(ratio * gain, ratio.clamp(1 - clip, 1 + clip) * gain).mean()
