"""Bayes' rule with torch's softmax of the joint log-probabilities."""

import torch


def posterior(prior, likelihood):
    """What to believe after one observation."""
    return _normalised(torch.log(prior) + torch.log(likelihood))


def update(prior, likelihoods):
    """What to believe after many observations."""
    return _normalised(torch.log(prior) + torch.sum(torch.log(likelihoods), dim=-2))


def _normalised(joint):
    if torch.any(torch.all(torch.isneginf(joint), dim=-1)):
        raise ValueError("impossible")
    return torch.softmax(joint, dim=-1)
