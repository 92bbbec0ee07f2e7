"""KL divergence with torch's elementwise x log y."""

import torch


def kl_divergence(p, q, axis=-1):
    """Return the Kullback-Leibler divergence KL(p || q) along one axis."""
    return torch.sum(torch.xlogy(p, p) - torch.xlogy(p, q), dim=axis)
