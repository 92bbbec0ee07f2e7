"""KL divergence with torch's elementwise x log y."""

import torch


def kl_divergence(p, q, axis=-1):
    """Return the Kullback-Leibler divergence KL(p || q) along one axis."""
    happens = p > 0  # elsewhere 1 stands in for both: xlogy(0, 0) is 0, but its slope is NaN
    safe_p, safe_q = torch.where(happens, p, 1), torch.where(happens, q, 1)
    return torch.sum(torch.xlogy(p, safe_p) - torch.xlogy(p, safe_q), dim=axis)
