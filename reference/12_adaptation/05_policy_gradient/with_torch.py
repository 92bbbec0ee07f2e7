"""Group by group, and only the tokens that count, in torch."""

import torch


def advantages(rewards, groups, standardise=True):
    """Return how much better each answer is than its group, in standard deviations or as it is."""
    if rewards.shape != groups.shape:
        raise ValueError(f"the shapes differ: {tuple(rewards.shape)} and {tuple(groups.shape)}")
    result = torch.zeros_like(rewards)
    for label in torch.unique(groups):
        own = rewards[groups == label]
        if own.max() > own.min():
            result[groups == label] = (own - own.mean()) / (own.std(correction=0) if standardise else 1)
    return result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2, upper=None, longest=None, sequence=False):
    """Return the mean of the clipped loss over the tokens that count, or over the answers."""
    if not mask.any():
        raise ValueError("no token counts")
    high, apart = 1 + (clip if upper is None else upper), log_probs[mask] - old_log_probs[mask].detach()
    lengths = mask.sum(1)
    if sequence:
        apart = torch.stack([answer.mean() for answer in apart.split(lengths.tolist()) if len(answer)])
        gain = advantages[lengths > 0]
    else:
        gain = advantages.repeat_interleave(lengths)
    ratio = torch.exp(apart)
    losses = -torch.min(ratio * gain, ratio.clamp(1 - clip, high) * gain)
    return losses.mean() if longest is None else losses.sum() / (len(mask) * longest)
