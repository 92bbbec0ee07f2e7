import torch


class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.log(1.0 + x.exp())
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        return dy * (1 - torch.exp(-y))


class StraightThroughRound(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, dy):
        return dy.clone()


class ClampedLog(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, minimum):
        clamped = torch.maximum(x, torch.tensor(minimum, dtype=x.dtype))
        ctx.save_for_backward(clamped, x > minimum)
        return clamped.log()

    @staticmethod
    def backward(ctx, dy):
        clamped, above = ctx.saved_tensors
        return dy * above / clamped, None
