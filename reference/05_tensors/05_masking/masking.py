"""Masking: notice that where chooses and does not multiply, so that what is masked can't do harm, not even as NaN."""

import torch


def causal_mask(n, device=None):
    """Let each position see itself and the positions before it."""
    place = torch.arange(n, device=device)
    return place <= place[:, None]  # (n, n): [i, j] is j <= i


def padding_mask(lengths, n):
    """Let each text be seen up to its length."""
    return torch.arange(n, device=lengths.device) < lengths[:, None]  # (B, n)


def masked_mean(x, mask, dim):
    """Average what may be used along one axis."""
    total = torch.where(mask, x, 0).sum(dim)
    count = mask.expand(x.shape).sum(dim)
    return total / count.clamp(min=1)


def masked_softmax(logits, mask, dim=-1):
    """Turn the logits that may be used into probabilities along one axis."""
    scores = torch.where(mask, logits, -torch.inf)
    return torch.where(mask, torch.softmax(scores, dim), 0)  # where nothing is left, softmax is NaN
