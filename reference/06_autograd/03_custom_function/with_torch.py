"""Custom functions by torch's own: each slope is what autograd finds for a formula of the library."""

import torch


def _slope(function, x, upstream):
    """The gradient that autograd finds, as a tensor that can be differentiated again."""
    with torch.enable_grad():
        x = x if x.requires_grad else x.detach().requires_grad_()
        return torch.autograd.grad(function(x), x, upstream, create_graph=torch.is_grad_enabled())[0]


class Softplus(torch.autograd.Function):
    """ln(e^x + e^0)."""

    @staticmethod
    def formula(x):
        return torch.logaddexp(x, torch.zeros_like(x))

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return Softplus.formula(x)

    @staticmethod
    def backward(ctx, upstream):
        return _slope(Softplus.formula, *ctx.saved_tensors, upstream)


class StraightThroughRound(torch.autograd.Function):
    """Round, with the gradient of the identity."""

    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, upstream):
        return upstream.clone()


class ClampedLog(torch.autograd.Function):
    """The logarithm of a clamped number; from one release of torch to the next, clamp differs at the bound itself."""

    @staticmethod
    def formula(x, minimum):
        return torch.where(x < minimum, minimum, x).log()

    @staticmethod
    def forward(ctx, x, minimum):
        ctx.save_for_backward(x)
        ctx.minimum = minimum
        return ClampedLog.formula(x, minimum)

    @staticmethod
    def backward(ctx, upstream):
        return _slope(lambda x: ClampedLog.formula(x, ctx.minimum), *ctx.saved_tensors, upstream), None
