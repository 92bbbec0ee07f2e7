"""Custom functions: notice that backward computes from saved inputs, by operations that autograd knows, so that the
slope has a slope of its own."""

import torch


class Softplus(torch.autograd.Function):
    """log(1 + e^x)."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.relu(x) + torch.log1p(torch.exp(-torch.abs(x)))  # no exponent above 0

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return upstream * torch.sigmoid(x)


class StraightThroughRound(torch.autograd.Function):
    """Round, and pass the gradient as if nothing had happened."""

    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, upstream):
        return upstream


class ClampedLog(torch.autograd.Function):
    """log(max(x, minimum))."""

    @staticmethod
    def forward(ctx, x, minimum):
        ctx.save_for_backward(x)
        ctx.minimum = minimum
        return torch.log(torch.clamp(x, min=minimum))

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        slope = 1 / torch.clamp(x, min=ctx.minimum)  # never 1 / 0
        return upstream * slope * (x >= ctx.minimum), None
