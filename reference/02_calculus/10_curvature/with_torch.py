"""The Hessian as torch's autograd has it."""

import torch


def hessian(f, x):
    """Return the second derivatives of a function along all pairs of entries."""
    table = torch.autograd.functional.hessian(f, x.to(torch.float64))
    return ((table + table.T) / 2).to(x.dtype)


def classify(f, x):
    """Say what a point is, from its slopes and from the eigenvalues of the Hessian."""
    t = x.to(torch.float64)
    if torch.autograd.functional.jacobian(f, t).abs().max() > 1e-3:
        return "not stationary"
    curvatures = torch.linalg.eigvalsh(hessian(f, t))
    lowest, highest = curvatures[0], curvatures[-1]  # in ascending order
    if lowest < -1e-4 and highest > 1e-4:
        return "saddle"
    return "minimum" if lowest > 1e-4 else "maximum" if highest < -1e-4 else "undecided"


def largest_step(f, x):
    """Return the learning rate above which gradient descent on a quadratic runs away."""
    highest = torch.linalg.eigvalsh(hessian(f, x.to(torch.float64)))[-1].item()
    return 2 / highest if highest > 1e-4 else float("inf")
