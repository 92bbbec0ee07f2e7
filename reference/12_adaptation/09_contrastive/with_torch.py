"""torch's own: normalize, and cross-entropy in both directions."""

import torch
import torch.nn.functional as F


def info_nce(a, b, temperature=0.07):
    """Return the mean of both directions."""
    if a.shape != b.shape:
        raise ValueError(f"{tuple(a.shape)} and {tuple(b.shape)}")
    if temperature <= 0:
        raise ValueError(f"{temperature}")
    logits = F.normalize(a, dim=1, eps=1e-12) @ F.normalize(b, dim=1, eps=1e-12).T / temperature
    own = torch.arange(len(a), device=a.device)
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
