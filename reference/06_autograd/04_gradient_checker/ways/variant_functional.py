"""Right all the same: autograd's Jacobian in one call, and all moved inputs as the rows of one tensor."""

import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    inputs = tuple(inputs)
    if {x.dtype for x in inputs} != {torch.float64} or False in {x.requires_grad for x in inputs}:
        raise ValueError([(x.dtype, x.requires_grad) for x in inputs])

    def g(*xs):
        y = f(*xs)
        y = y if isinstance(y, tuple) else (y,)
        return torch.cat([part.flatten() for part in y])

    worst = -float("inf")
    with torch.enable_grad():
        analytic = torch.autograd.functional.jacobian(g, tuple(x.detach() for x in inputs))
    for i, x in enumerate(inputs):
        n = x.numel()
        steps = eps * torch.eye(n, dtype=x.dtype, device=x.device).reshape(n, *x.shape)
        with torch.no_grad():
            for k, step in enumerate(steps):
                values = [g(*inputs[:i], x + s * step, *inputs[i + 1 :]) for s in (1, -1)]
                numeric = torch.sub(*values) / (2 * eps)
                gap = (analytic[i].reshape(len(numeric), n)[:, k] - numeric).abs() - rtol * numeric.abs()
                worst = max([worst, *gap.tolist()])
    return worst <= atol
