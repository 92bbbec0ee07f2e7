"""What beginners hand in for custom functions, and what to tell them."""

import torch

from dojo import edit, ideas, mistake

ideas(
    sign="mirrors_the_slope",
    end_of_interval="rounds_halves_up rounds_halves_away_from_zero leaves_the_minimum_out",
    order_of_steps="clamps_the_logarithm",
    stale_state="keeps_x_unguarded keeps_the_number_unguarded",
    alias_or_copy="views_the_upstream",
    integer_arithmetic="cuts_digits_off",
    overflow="overflows overflows_in_the_slope overflows_twice overflows_in_log1p",
    cancellation="loses_digits is_linear_above_twenty",
    nan_hidden="masks_after_the_division",
    gradient_cut="keeps_the_slope returns_a_constant",
    wrong_gradient=(
        "ignores_the_upstream takes_the_result_for_the_input passes_the_gradient_unchanged"
        " takes_the_slope_of_the_sigmoid stops_the_gradient hands_back_ones cuts_the_gradient_off clips_the_gradient"
        " rounds_the_gradient ignores_the_upstream_of_the_logarithm goes_on_below_the_minimum"
        " differentiates_the_plain_logarithm"
    ),
    partial_case="returns_one_gradient",
    wrong_formula="is_no_function adds_the_minimum",
)

Function = torch.autograd.Function


class _Softplus(Function):
    """A right one: each mistake below changes one part."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))

    @staticmethod
    def backward(ctx, upstream):
        return upstream * torch.sigmoid(ctx.saved_tensors[0])


class _ClampedLog(Function):
    """A right one."""

    @staticmethod
    def forward(ctx, x, minimum):
        ctx.save_for_backward(x)
        ctx.minimum = minimum
        return x.clamp(min=minimum).log()

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return torch.where(x >= ctx.minimum, upstream / x.clamp(min=ctx.minimum), 0), None


# -------------------------------------------------------------------------------------- Softplus

edit(
    "ignores_the_upstream",
    "The gradient that arrives is ignored. backward returns it times the slope: upstream * torch.sigmoid(x). With"
    " sum() as the loss the difference doesn't show.",
    ("upstream * torch.sigmoid(x)", "torch.sigmoid(ctx.saved_tensors[0]) + 0 * upstream"),
)


@mistake(
    "Softplus",
    "The result was saved, but its slope is taken as if it were x. Save x, or write the slope in terms of the"
    " result y: 1 - exp(-y).",
)
class takes_the_result_for_the_input(_Softplus):
    @staticmethod
    def forward(ctx, x):
        y = _Softplus.forward(ctx, x)
        ctx.save_for_backward(y)
        return y


edit(
    "mirrors_the_slope",
    "The slope is mirrored: 1 / (1 + e^x) falls, but softplus is steeper for larger x. It is 1 / (1 + e^(-x)).",
    ("torch.sigmoid(x)", "torch.sigmoid(-ctx.saved_tensors[0])"),
)

edit(
    "passes_the_gradient_unchanged",
    "The gradient passes unchanged. That is StraightThroughRound's trick; Softplus has a slope, sigmoid(x).",
    ("upstream * torch.sigmoid(x)", "upstream.clone()"),
)

edit(
    "overflows",
    "e^x overflows for large x, in the value. Use max(x, 0) + log1p(exp(-|x|)), in which no exponent is above 0.",
    ("torch.relu(x) + torch.log1p(torch.exp(-torch.abs(x)))", "torch.log(1 + torch.exp(x))"),
)

edit(
    "takes_the_slope_of_the_sigmoid",
    "The slope is s (1 - s) with s = sigmoid(x). That is the slope of the sigmoid; softplus has the slope s.",
    (
        "(x,) = ctx.saved_tensors\nreturn upstream * torch.sigmoid(x)",
        "s = torch.sigmoid(ctx.saved_tensors[0])\nreturn upstream * s * (1 - s)",
    ),
)


@mistake(
    "Softplus",
    "e^x overflows for large x, in the slope: inf / inf is NaN. torch.sigmoid(x) is stable for every x.",
)
class overflows_in_the_slope(_Softplus):
    @staticmethod
    def backward(ctx, upstream):
        e = torch.exp(ctx.saved_tensors[0])
        return upstream * e / (1 + e)


edit(
    "overflows_twice",
    "e^x overflows for large x, in the value and in the slope. Use max(x, 0) + log1p(exp(-|x|)), and torch.sigmoid(x).",
    ("torch.relu(x) + torch.log1p(torch.exp(-torch.abs(x)))", "torch.log(1 + torch.exp(x))"),
    ("upstream * torch.sigmoid(x)", "upstream * torch.exp(x) / (1 + torch.exp(x))"),
)


@mistake(
    "Softplus",
    "log(1 + e^x) loses every digit where e^x is small: 1 + 1e-22 is 1. torch.log1p(e) is log(1 + e) without that sum.",
)
class loses_digits(_Softplus):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0) + torch.log(1 + torch.exp(-x.abs()))


edit(
    "overflows_in_log1p",
    "e^x overflows for large x, in the value. Use max(x, 0) + log1p(exp(-|x|)), in which no exponent is above 0.",
    ("torch.relu(x) + torch.log1p(torch.exp(-torch.abs(x)))", "torch.log1p(torch.exp(x))"),
)


@mistake(
    "Softplus",
    "Above a threshold of 20 the result is x itself, as in F.softplus: that is off by 2e-9 at 20. log1p(exp(-|x|))"
    " needs no threshold.",
)
class is_linear_above_twenty(_Softplus):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x > 20, x, torch.log1p(torch.exp(x.clamp(max=20))))


edit(
    "keeps_the_slope",
    "The slope is kept from forward, or computed from .detach() or .data, or under torch.no_grad(): for autograd it"
    " is a constant, so it can't be differentiated again. Save x with ctx.save_for_backward, and compute the slope in"
    " backward.",
    (
        "def forward(ctx, x):\n    ctx.save_for_backward(x)",
        "def forward(ctx, x):\n    ctx.save_for_backward(torch.sigmoid(x))",
    ),
    ("torch.sigmoid(x)", "ctx.saved_tensors[0]"),
)

edit(
    "returns_a_constant",
    "What backward returns is cut off from autograd, as torch.no_grad(), .detach() and .data do, so it can't be"
    " differentiated again. Compute it from the saved x, and leave it on the record.",
    ("upstream * torch.sigmoid(x)", "(upstream * torch.sigmoid(ctx.saved_tensors[0])).detach()"),
)


@mistake(
    "Softplus",
    "ctx.x = x keeps x without a guard: if somebody changes it in place before backward, the gradient is silently"
    " that of a different x. ctx.save_for_backward(x) notices.",
)
class keeps_x_unguarded(_Softplus):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))

    @staticmethod
    def backward(ctx, upstream):
        return upstream * torch.sigmoid(ctx.x)


@mistake(
    "Softplus",
    "backward wants the gradient in one block of memory: view fails on one that sum(0) has expanded. Multiply it as it"
    " is, or use reshape.",
)
class views_the_upstream(_Softplus):
    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return (upstream.view(-1) * torch.sigmoid(x).reshape(-1)).reshape(x.shape)


@mistake(
    "Softplus",
    "The class is not a torch.autograd.Function: its gradient is the one that autograd finds by itself. Derive it"
    " from torch.autograd.Function and write backward.",
)
class is_no_function:
    @staticmethod
    def apply(x):
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))


# -------------------------------------------------------------------------- StraightThroughRound

edit(
    "stops_the_gradient",
    "The gradient is the true one of rounding, 0 everywhere: nothing in front of it could learn. Pass the upstream"
    " gradient on as it is.",
    (
        "def backward(ctx, upstream):\n    return upstream",
        "def backward(ctx, upstream):\n    return torch.zeros_like(upstream)",
    ),
)

edit(
    "hands_back_ones",
    "The gradient is always 1, and the one that arrives is ignored. Pass the upstream gradient on as it is.",
    (
        "def backward(ctx, upstream):\n    return upstream",
        "def backward(ctx, upstream):\n    return torch.ones_like(upstream)",
    ),
)

edit(
    "cuts_the_gradient_off",
    "The gradient is cut off where |x| is above 1. That belongs to the sign function of binary networks; here it passes"
    " everywhere.",
    ("return torch.round(x)", "ctx.save_for_backward(x)\nreturn torch.round(x)"),
    (
        "def backward(ctx, upstream):\n    return upstream",
        "def backward(ctx, upstream):\n    return upstream * (ctx.saved_tensors[0].abs() <= 1)",
    ),
)

edit(
    "clips_the_gradient",
    "The gradient itself is clipped to [-1, 1]. Pass it on as it is, of any size.",
    (
        "def backward(ctx, upstream):\n    return upstream",
        "def backward(ctx, upstream):\n    return upstream.clamp(-1, 1)",
    ),
)

edit(
    "rounds_the_gradient",
    "The gradient is rounded too. Round only the value, and pass the gradient on as it is.",
    ("def backward(ctx, upstream):\n    return upstream", "def backward(ctx, upstream):\n    return upstream.round()"),
)

edit(
    "rounds_halves_up",
    "A half is always rounded up, by floor(x + 0.5). Over many numbers that is a drift: halves go to the even side,"
    " as in torch.round.",
    ("torch.round(x)", "torch.floor(x + 0.5)"),
)

edit(
    "rounds_halves_away_from_zero",
    "A half is rounded away from 0: 2.5 becomes 3, and -2.5 becomes -3. Halves go to the even side, as in torch.round.",
    ("torch.round(x)", "torch.sign(x) * torch.floor(x.abs() + 0.5)"),
)

edit(
    "cuts_digits_off",
    "Digits are cut off, not rounded: 1.9 becomes 1. Use torch.round.",
    ("torch.round(x)", "x.trunc()"),
)


# ------------------------------------------------------------------------------------ ClampedLog

edit(
    "ignores_the_upstream_of_the_logarithm",
    "The gradient that arrives is ignored. backward returns it times the slope: upstream / x.",
    (
        "upstream * slope * (x >= ctx.minimum)",
        "torch.where(x >= ctx.minimum, 1 / x.clamp(min=ctx.minimum), 0 * upstream)",
    ),
)

edit(
    "goes_on_below_the_minimum",
    "Below the minimum the gradient is upstream / minimum. There the result is constant: it does not depend on x, and"
    " the gradient is 0.",
    ("upstream * slope * (x >= ctx.minimum)", "upstream / ctx.saved_tensors[0].clamp(min=ctx.minimum)"),
)

edit(
    "differentiates_the_plain_logarithm",
    "The gradient is upstream / x everywhere. Below the minimum the result is constant, so the gradient is 0.",
    ("upstream * slope * (x >= ctx.minimum)", "upstream / ctx.saved_tensors[0]"),
)

edit(
    "masks_after_the_division",
    "1 / x is inf for x = 0, and inf * 0 is NaN: a mask comes too late. Divide by the clamped x, or choose with"
    " torch.where.",
    ("upstream * slope", "upstream / x"),
)

edit(
    "leaves_the_minimum_out",
    "At the minimum itself the gradient is 0. There it should be 1 / minimum: compare with x >= minimum.",
    ("x >= ctx.minimum", "x > ctx.minimum"),
)


@mistake(
    "ClampedLog",
    "backward returns one gradient, but forward has two inputs. Return one for each: None for minimum, which is not a"
    " tensor.",
)
class returns_one_gradient(_ClampedLog):
    @staticmethod
    def backward(ctx, upstream):
        return _ClampedLog.backward(ctx, upstream)[0]


edit(
    "adds_the_minimum",
    "The minimum is added to x. That bounds the logarithm too, but changes all of its values: clamp x instead.",
    ("ctx.save_for_backward(x)\nctx.minimum = minimum", "ctx.save_for_backward(x + minimum)\nctx.minimum = minimum"),
    ("torch.clamp(x, min=minimum)", "x.clamp(min=0) + minimum"),
)


@mistake(
    "ClampedLog",
    "The logarithm is clamped, not x. The result is log(max(x, minimum)), which is at least log(minimum).",
)
class clamps_the_logarithm(_ClampedLog):
    @staticmethod
    def forward(ctx, x, minimum):
        ctx.save_for_backward(x)
        ctx.minimum = minimum
        return torch.log(x).clamp(min=minimum)


edit(
    "keeps_the_number_unguarded",
    "ctx.x = x keeps x without a guard: if somebody changes it in place before backward, the gradient is silently"
    " that of a different x. ctx.save_for_backward(x) notices.",
    ("ctx.minimum = minimum", "ctx.x, ctx.minimum = x, minimum"),
    (
        "(x,) = ctx.saved_tensors\nslope = 1 / torch.clamp(x, min=ctx.minimum)",
        "x = ctx.x\nslope = 1 / torch.clamp(x, min=ctx.minimum)",
    ),
)
