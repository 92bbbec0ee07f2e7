"""A gradient checker: notice that it compares whole Jacobians, entry by entry, and never moves an input itself."""

import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    """Tell whether the gradients of a function are right."""
    for x in inputs:
        if x.dtype != torch.float64 or not x.requires_grad:
            raise ValueError(f"float64 that requires a gradient is due, not {x.dtype}, requires_grad={x.requires_grad}")
    for i, x in enumerate(inputs):
        analytic = analytic_jacobian(f, inputs, x)  # (m, n)
        numeric = numeric_jacobian(f, inputs, i, eps)  # (m, n)
        if not torch.all(torch.abs(analytic - numeric) <= atol + rtol * torch.abs(numeric)):
            return False
    return True


def analytic_jacobian(f, inputs, x):
    """Row by row: the gradient of each entry of the output by x, (m, n)."""
    rows = []
    for entry in flat(f(*inputs)):
        gradient = None
        if entry.requires_grad:
            (gradient,) = torch.autograd.grad(entry, x, retain_graph=True, allow_unused=True)
        rows.append(torch.zeros_like(x) if gradient is None else gradient)
    return torch.stack(rows).reshape(len(rows), x.numel()) if rows else x.new_zeros(0, x.numel())


def numeric_jacobian(f, inputs, i, eps):
    """Column by column: how all outputs move with an entry of input i, (m, n)."""
    x, columns = inputs[i].detach(), []
    for k in range(x.numel()):
        step = torch.zeros_like(x).reshape(-1)
        step[k] = eps
        step = step.reshape(x.shape)
        above, below = (flat(f(*inputs[:i], moved, *inputs[i + 1 :])).detach() for moved in (x + step, x - step))
        columns.append((above - below) / (2 * eps))
    return torch.stack(columns, dim=1) if columns else flat(f(*inputs)).detach().new_zeros(0)[:, None]


def flat(outputs):
    """All entries of a tensor, or of a tuple of them, in a row: (m,)."""
    outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    return torch.cat([output.reshape(-1) for output in outputs])
