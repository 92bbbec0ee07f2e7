import torch
from torch.autograd import Function


class Softplus(Function):
    @staticmethod
    def forward(x):
        return torch.log1p(torch.exp(x))

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g / (1 + torch.exp(-x))


class StraightThroughRound(Function):
    @staticmethod
    def forward(x):
        return torch.round(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, g):
        return g


class ClampedLog(Function):
    @staticmethod
    def forward(x, minimum):
        return torch.log(torch.clamp(x, min=minimum))

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.minimum = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return torch.where(x > ctx.minimum, g / x, torch.zeros_like(x)), None
