"""Right all the same: the slope of Softplus is a function of its own, with its own backward."""

import torch


class Sigmoid(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        small = torch.exp(-x.abs())
        y = torch.where(x >= 0, 1 / (1 + small), small / (1 + small))
        ctx.save_for_backward(x)
        return y

    @staticmethod
    def backward(ctx, upstream):
        small = torch.exp(-ctx.saved_tensors[0].abs())
        return upstream * small / (1 + small) ** 2


class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.maximum(x, x.new_zeros(())) + (-x.abs()).exp().log1p()

    @staticmethod
    def backward(ctx, upstream):
        return Sigmoid.apply(ctx.saved_tensors[0]).mul(upstream)


class StraightThroughRound(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_non_differentiable()
        return torch.round(x.detach())

    @staticmethod
    def backward(ctx, upstream):
        return upstream.expand_as(upstream)


class ClampedLog(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, minimum):
        kept = x.clone()
        kept[x < minimum] = minimum
        ctx.save_for_backward(kept, x >= minimum)
        return kept.log()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, upstream):
        kept, above = ctx.saved_tensors
        return torch.where(above, upstream / kept, torch.zeros_like(kept)), None
