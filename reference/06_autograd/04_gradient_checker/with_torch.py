"""A gradient checker: torch's own, in its slow mode, which compares whole Jacobians."""

import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    """Tell whether the gradients of a function are right."""
    if any(x.dtype != torch.float64 or not x.requires_grad for x in inputs):
        raise ValueError("inputs are float64 and require gradients")
    copies = tuple(
        torch.empty(x.shape, dtype=x.dtype, device=x.device).copy_(x.detach()).requires_grad_() for x in inputs
    )

    def attached(*copies):
        """Torch wants outputs that depend on the inputs: zero is added to each."""
        outputs = f(*copies)
        nothing = sum(x.sum() * 0 for x in copies)
        return tuple(y + nothing for y in outputs) if isinstance(outputs, tuple) else outputs + nothing

    options = {"check_undefined_grad": False, "raise_exception": False, "nondet_tol": float("inf")}
    return torch.autograd.gradcheck(attached, copies, eps=eps, atol=atol, rtol=rtol, **options)
