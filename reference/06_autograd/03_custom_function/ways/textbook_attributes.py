import torch


class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return torch.where(x > 20, x, torch.log(1 + torch.exp(x)))

    @staticmethod
    def backward(ctx, grad):
        ex = torch.exp(ctx.x)
        return grad * ex / (1 + ex)


class StraightThroughRound(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, grad):
        return 1.0 * grad


class ClampedLog(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, minimum):
        ctx.x, ctx.minimum = x, minimum
        return x.clamp_min(minimum).log()

    @staticmethod
    def backward(ctx, grad):
        mask = (ctx.x >= ctx.minimum).to(grad.dtype)
        return grad * mask / ctx.x, None
