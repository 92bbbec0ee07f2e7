"""The Jacobian as torch's autograd has it."""

import torch


def jacobian(f, x):
    """Return the slopes of all outputs along all inputs."""
    return torch.autograd.functional.jacobian(f, x.to(torch.float64)).to(x.dtype)


def jvp(f, x, v):
    """Return the Jacobian times a vector."""
    if v.shape != x.shape:
        raise ValueError(f"v is {v.shape}, x is {x.shape}")
    return torch.autograd.functional.jvp(f, x.to(torch.float64), v.to(torch.float64))[1].to(x.dtype)


def vjp(f, x, u):
    """Return a vector times the Jacobian."""
    t = x.detach().to(torch.float64).requires_grad_()
    outputs = f(t)
    if outputs.shape != u.shape:
        raise ValueError(f"u is {u.shape}, f(x) is {outputs.shape}")
    return torch.autograd.grad(outputs, t, u.to(torch.float64))[0].to(x.dtype)
