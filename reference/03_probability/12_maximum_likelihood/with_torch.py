"""Maximum likelihood with torch's own functions."""

import torch
from torch.distributions import Normal


def fit_normal(x):
    """Return the mean and the standard deviation under which a sample is most probable."""
    if x.shape[-1] == 0:
        raise ValueError("nothing was observed")
    std, mean = torch.std_mean(x, dim=-1, correction=0)
    return mean, std


def normal_nll(x, mean, std):
    """Return the mean negative log-likelihood of a sample under a normal distribution."""
    if torch.any(std <= 0):
        raise ValueError("a standard deviation must be positive")
    return -Normal(mean[..., None], std[..., None]).log_prob(x).mean(-1)


def fit_categorical(counts):
    """Return the probabilities under which counts are most probable: the shares."""
    if torch.any(counts.sum(-1) == 0):
        raise ValueError("nothing was counted")
    return torch.nn.functional.normalize(counts, p=1, dim=-1, eps=0.0)


def categorical_nll(counts, probs):
    """Return the mean negative log-likelihood of what was counted."""
    return -torch.special.xlogy(fit_categorical(counts), probs.where(counts > 0, 1.0)).sum(-1)
