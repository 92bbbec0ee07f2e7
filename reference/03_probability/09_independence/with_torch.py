"""Independence with torch's elementwise x log y."""

import torch


def marginals(joint):
    """The distributions of A and of B, each without regard to the other."""
    return torch.sum(joint, dim=-1), torch.sum(joint, dim=-2)


def conditional(joint, axis):
    """The distribution of the variable on one axis, for each value of the other."""
    total = torch.sum(joint, dim=axis, keepdim=True)
    return torch.where(total > 0, joint / torch.where(total > 0, total, 1), 0)


def is_independent(joint, tol):
    """Whether every joint probability is the product of the two marginal ones."""
    a, b = marginals(joint)
    return torch.amax(torch.abs(joint - a.unsqueeze(-1) * b.unsqueeze(-2)), dim=(-2, -1)) <= tol


def mutual_information(joint):
    """How many nats one of the variables tells about the other."""
    a, b = (-_plogp(p).sum(-1) for p in marginals(joint))
    return a + b + _plogp(joint).sum((-2, -1))


def _plogp(p):
    return torch.xlogy(p, torch.where(p > 0, p, 1))  # xlogy(0, 0) is 0, but its slope is NaN
