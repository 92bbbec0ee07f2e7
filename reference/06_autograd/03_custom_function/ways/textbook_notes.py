import torch


class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return torch.log(1 + torch.exp(input))

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        grad_input = None
        if ctx.needs_input_grad[0]:
            grad_input = grad_output * torch.sigmoid(input)
        return grad_input


class StraightThroughRound(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        return input.round()

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


class ClampedLog(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, minimum):
        ctx.save_for_backward(input)
        ctx.minimum = minimum
        return input.clamp(min=minimum).log()

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        grad_input = grad_output.clone() / input
        grad_input[input < ctx.minimum] = 0
        return grad_input, None
