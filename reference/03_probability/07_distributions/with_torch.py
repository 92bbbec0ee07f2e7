"""Log-probabilities with torch.distributions, where it gives what the contract asks for."""

import torch
from torch.distributions import Normal, Uniform


def normal_log_prob(x, mean, std):
    """The log-density of normal distributions at x."""
    if torch.any(std <= 0):
        raise ValueError("a standard deviation must be positive")
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    z = (x - mean) / std  # torch squares std, which may be too small or too large for that
    return Normal(zero, one, validate_args=False).log_prob(z) - torch.log(std)


def uniform_log_prob(x, low, high):
    """The log-density of uniform distributions on [low, high) at x."""
    if torch.any(high <= low):
        raise ValueError("high must be above low")
    return Uniform(low, high, validate_args=False).log_prob(x)


def categorical_log_prob(k, probs):
    """The log-probability of each class k; torch's own Categorical has no probability of 0."""
    if torch.any(k < 0) or torch.any(k >= probs.shape[-1]):
        raise IndexError("no such class")
    batch = torch.broadcast_shapes(k.shape, probs.shape[:-1])
    probs, k = probs.expand(*batch, probs.shape[-1]), k.expand(batch)
    return torch.log(torch.gather(probs, -1, k[..., None].long())[..., 0])
