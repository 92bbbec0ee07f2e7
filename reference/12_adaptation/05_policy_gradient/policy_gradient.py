"""Policy gradients: notice what is a constant: the rewards, the advantages, and the old log-probabilities."""

from array_api_compat import array_namespace


def advantages(rewards, groups, standardise=True):
    """Return how much better each answer is than its group, in standard deviations or as it is."""
    if rewards.shape != groups.shape:
        raise ValueError(f"the shapes differ: {tuple(rewards.shape)} and {tuple(groups.shape)}")
    xp = array_namespace(rewards)
    same = groups[:, None] == groups[None, :]  # (N, N): row i marks the group of answer i
    least = xp.min(xp.where(same, rewards[None, :], xp.inf), axis=1)
    above = rewards - least  # exactly 0 where all rewards of a group are equal
    weights = xp.astype(same, rewards.dtype)
    weights = weights / xp.sum(weights, axis=1, keepdims=True)
    centred = above - weights @ above
    if not standardise:
        return centred
    std = xp.sqrt(weights @ centred**2)
    return centred / xp.where(std == 0, 1.0, std)


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2, upper=None, longest=None, sequence=False):
    """Return the mean of the clipped loss over the tokens that count, or over the answers."""
    xp = array_namespace(log_probs)
    if not xp.any(mask):
        raise ValueError("no token counts")
    old = old_log_probs.detach() if hasattr(old_log_probs, "detach") else old_log_probs
    apart = xp.where(mask, log_probs, 0.0) - xp.where(mask, old, 0.0)  # (B, T)
    if sequence:
        tokens = xp.sum(xp.astype(mask, apart.dtype), axis=1, keepdims=True)
        mask = tokens > 0  # (B, 1): from here on, answers count
        apart = xp.sum(apart, axis=1, keepdims=True) / xp.where(mask, tokens, 1.0)
    ratio = xp.exp(apart)
    gain = advantages[:, None]  # (B, 1)
    upper = clip if upper is None else upper
    surrogate = xp.minimum(ratio * gain, xp.clip(ratio, 1 - clip, 1 + upper) * gain)
    count = xp.sum(xp.astype(mask, ratio.dtype)) if longest is None else longest * mask.shape[0]
    return -xp.sum(xp.where(mask, surrogate, 0.0)) / count
