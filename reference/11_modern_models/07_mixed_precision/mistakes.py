"""What beginners hand in for mixed precision, and what to tell them."""

import torch
from mixed_precision import GradScaler

from dojo import edit, ideas, mistake

ideas(
    missing_term="DoesNotScale DoesNotUnscale NeverBacksOff NeverGrows",
    sign="loses_the_sign subtracts_below_0",
    upside_down="MultipliesTwice DividesTheLoss DividesByTheBackoff",
    opposite_choice="IsContentWithOneFiniteEntry",
    off_by_one="keeps_15_bits keeps_17_bits GrowsOneStepLate",
    stale_state="NeverForgetsABadStep CountsOnAfterABadStep GrowsInEachStep",
    not_accumulated="LooksAtTheLastParameter",
    counted_twice="UnscalesInEachStep UpdatesInStep CountsBadSteps",
    alias_or_copy="MakesNewGradients",
    integer_arithmetic="truncates converts_the_numbers rounds_to_fixed_steps",
    overflow="saturates LooksAtTheSum",
    underflow="flushes_small_numbers",
    zero_case="loses_the_sign_of_0",
    nan_hidden=(
        "loses_nan cuts_nan loses_infinity SeesNanAlone SeesInfinityAlone SeesNoNegativeInfinity ClearsBadGradients"
    ),
    silent_error="StepsAnyway UnscalesTwice",
    refuses_what_is_allowed="UnscalesAlways RefusesForEver",
    default_value="IgnoresTheFactors BeginsWithAThousand GrowsSooner",
    ties_and_order="rounds_half_up rounds_half_down rounds_half_to_odd",
    partial_case="LooksOnlyIfStepUnscales LooksAtTheFirstParameter TakesTheFirstGroup FailsWithoutAGradient",
    wrong_formula="goes_through_float16 AddsTheGrowthFactor",
)


def _rounded(x, add, mask=-0x10000):
    """Round on the bits, with something else added before the last ones go; NaN stays."""
    bits = x.view(torch.int32)
    return torch.where(x.isnan(), x, ((bits + add(bits)) & mask).view(torch.float32))


def _to_even(bits):
    return 0x7FFF + (bits >> 16 & 1)


# -------------------------------------------------------------------------------- rounding


edit(
    "truncates",
    "The last 16 bits are cut off without rounding, so each number moves towards 0. Before the cut, add just under"
    " half of what is cut off.",
    ("(bits + 0x7FFF + last)", "bits"),
)

edit(
    "rounds_half_up",
    "Halfway between two bfloat16 numbers yours always rounds away from 0. A tie goes to the number whose last bit is"
    " 0: add 0x7fff, and 1 more only where bit 16 is 1.",
    ("(bits + 0x7FFF + last)", "(bits + 0x8000)"),
)

edit(
    "rounds_half_down",
    "Halfway between two bfloat16 numbers yours always rounds towards 0. A tie goes to the number whose last bit is 0:"
    " where bit 16 is 1, add 1 more than 0x7fff.",
    ("(bits + 0x7FFF + last)", "(bits + 0x7FFF)"),
)

edit(
    "rounds_half_to_odd",
    "A tie goes to the odd number. Where bit 16 is 1 the number below is odd, and 0x8000 carries it up to the even one;"
    " where it is 0, 0x7fff leaves it.",
    ("(bits + 0x7FFF + last)", "(bits + 0x8000 - last)"),
)

edit(
    "loses_nan",
    "NaN becomes infinite, or a number, because the sum overflows into the exponent or the sign. Keep x where it is"
    " NaN.",
    ("return torch.where(x.isnan(), x, rounded.view(torch.float32))", "return rounded.view(torch.float32)"),
)


@mistake(
    "to_bfloat16",
    "Some NaN become infinite: a NaN whose only bits are in the lower half loses them. Keep x itself where it is NaN,"
    " or set one of the upper bits.",
)
def cuts_nan(x):
    bits = x.view(torch.int32)
    return torch.where(x.isnan(), bits & -0x10000, (bits + _to_even(bits)) & -0x10000).view(torch.float32)


@mistake(
    "to_bfloat16",
    "Numbers below 1.2e-38 become 0. bfloat16 has subnormal numbers just as float32 has them, and their bits round"
    " like all others.",
)
def flushes_small_numbers(x):
    return torch.where(x.abs() < 2.0**-126, x * 0, _rounded(x, _to_even))


@mistake(
    "to_bfloat16",
    "The largest numbers are kept at the largest bfloat16. What rounds beyond it is infinite, as in every float.",
)
def saturates(x):
    largest = 3.3895313892515355e38
    return torch.where(x.isinf(), x, _rounded(x, _to_even).clamp(-largest, largest))


@mistake("to_bfloat16", "Infinity becomes finite or NaN. Its last 16 bits are already 0, so it should stay as it is.")
def loses_infinity(x):
    return torch.where(x.isinf(), x.sign() * 3.3895313892515355e38, _rounded(x, _to_even))


@mistake(
    "to_bfloat16",
    "The number goes through float16, which has three more bits after the point and reaches only to 65504. bfloat16 is"
    " the upper half of a float32.",
)
def goes_through_float16(x):
    return x.half().float()


@mistake(
    "to_bfloat16",
    "The numbers are rounded to multiples of 1/128, both large and small ones. The step of a float grows with the"
    " number: it is 2⁻⁷ between 1 and 2, and 2 between 256 and 512.",
)
def rounds_to_fixed_steps(x):
    return (x * 128).round() / 128


@mistake(
    "to_bfloat16",
    "The numbers are converted to integers, instead of reading their bits as one: x.to(torch.int32) turns 1.0 into 1;"
    " x.view(torch.int32) reads the same memory.",
)
def converts_the_numbers(x):
    bits = x.nan_to_num(0.0, 0.0, 0.0).clamp(-1e9, 1e9).to(torch.int32)
    return ((bits + _to_even(bits)) & -0x10000).view(torch.float32)


edit(
    "keeps_15_bits",
    "One bit too few is kept. A bfloat16 is the upper 16 bits: the sign, 8 of the exponent, 7 after the point.",
    ("bits >> 16", "bits >> 17"),
    ("(bits + 0x7FFF + last) & -0x10000", "(bits + 0xFFFF + last) & -0x20000"),
)

edit(
    "keeps_17_bits",
    "One bit too many is kept. A bfloat16 is the upper 16 bits: the sign, 8 of the exponent, 7 after the point.",
    ("bits >> 16", "bits >> 15"),
    ("(bits + 0x7FFF + last) & -0x10000", "(bits + 0x3FFF + last) & -0x8000"),
)

edit(
    "loses_the_sign",
    "The sign is lost. It is the highest bit, so mask only the lower 16 bits, with -0x10000.",
    ("& -0x10000", "& 0x7FFF0000"),
)


@mistake(
    "to_bfloat16",
    "Negative numbers are rounded the wrong way. The sign is a bit of its own in a float, so add the same for both"
    " signs, and the magnitude grows.",
)
def subtracts_below_0(x):
    return _rounded(x, lambda bits: torch.where(bits < 0, -_to_even(bits), _to_even(bits)))


edit(
    "loses_the_sign_of_0",
    "-0.0 becomes 0.0. Its sign is a bit like any other, so work only on the bits.",
    (
        "return torch.where(x.isnan(), x, rounded.view(torch.float32))",
        "return torch.where(x.isnan(), x, rounded.view(torch.float32)) + 0.0",
    ),
)


# -------------------------------------------------------------------------------- the scaler


def _gradients(optimizer):
    return [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]


edit(
    "DoesNotScale",
    "The scale plays no part in scale(loss). It returns the loss times the scale.",
    ("return loss * self.factor", "return loss"),
)

edit(
    "DoesNotUnscale",
    "The optimizer gets the gradients of the scaled loss, which are too large by the scale. Divide them by it in place,"
    " grad /= scale: grad = grad / scale makes a new tensor, which the optimizer does not see.",
    ("grad /= self.factor", "grad = grad / self.factor"),
)

edit(
    "MultipliesTwice",
    "unscale_ multiplies the gradients by the scale once more. Their loss has already been multiplied by it, so"
    " divide.",
    ("grad /= self.factor", "grad *= self.factor"),
)

edit(
    "StepsAnyway",
    "The optimizer steps with infinite or NaN gradients, and ruins its parameters for good. Leave such a step out.",
    ("if self.finite:\n    optimizer.step()", "optimizer.step()"),
)


@mistake(
    "GradScaler",
    "Infinite and NaN gradients become 0, and the optimizer steps with the rest. Others in that step may be wrong,"
    " too, so leave it out.",
)
class ClearsBadGradients(GradScaler):
    def step(self, optimizer):
        if self.finite is None:
            self.unscale_(optimizer)
        for grad in _gradients(optimizer):
            grad.nan_to_num_(0.0, 0.0, 0.0)
        optimizer.step()


edit(
    "LooksAtTheSum",
    "The sum of a gradient is checked. Two large numbers can have an infinite sum, and then the step is left out for"
    " nothing. Check each entry, with isfinite().all().",
    ("bool(grad.isfinite().all())", "bool(grad.sum().isfinite())"),
)


@mistake(
    "GradScaler",
    "unscale_ puts new tensors in place of the gradients. It should write into the same memory: p.grad.div_(scale),"
    " and not p.grad = p.grad / scale.",
)
class MakesNewGradients(GradScaler):
    def unscale_(self, optimizer):
        if self.finite is not None:
            raise RuntimeError("unscaled twice")
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None if p.grad is None else p.grad / self.factor
        self.finite = all(bool(grad.isfinite().all()) for grad in _gradients(optimizer))


@mistake(
    "GradScaler",
    "Bad gradients are noticed only in step, and there only if step unscales. After unscale_(optimizer) the optimizer"
    " therefore steps with infinite numbers. Check in unscale_, and remember what was found until update.",
)
class LooksOnlyIfStepUnscales(GradScaler):
    def step(self, optimizer):
        if self.finite is not None:
            self.finite = True
        super().step(optimizer)


edit(
    "SeesNanAlone",
    "An infinite gradient is not noticed. Both NaN and ±∞ count: isfinite detects all three.",
    ("bool(grad.isfinite().all())", "not bool(grad.isnan().any())"),
)

edit(
    "SeesInfinityAlone",
    "A gradient that is NaN is not noticed. Both NaN and ±∞ count: isfinite detects all three.",
    ("bool(grad.isfinite().all())", "not bool(grad.isinf().any())"),
)

edit(
    "SeesNoNegativeInfinity",
    "A gradient of -∞ is not noticed. isfinite detects NaN and both infinities.",
    ("bool(grad.isfinite().all())", "bool((grad.isfinite() | (grad == -torch.inf)).all())"),
)

edit(
    "IsContentWithOneFiniteEntry",
    "A gradient counts as good if one of its entries is finite. All of them have to be: isfinite().all().",
    ("bool(grad.isfinite().all())", "bool(grad.isfinite().any())"),
)

edit(
    "LooksAtTheFirstParameter",
    "Only the first parameter is checked. One bad gradient anywhere means that the entire step is left out.",
    ("all(bool(grad.isfinite().all()) for grad in grads)", "bool(grads[0].isfinite().all())"),
)

edit(
    "LooksAtTheLastParameter",
    "The last parameter alone decides whether the step is good, because each one overwrites the result of the earlier"
    " ones. A step is good if all are finite.",
    ("all(bool(grad.isfinite().all()) for grad in grads)", "bool(grads[-1].isfinite().all())"),
)

edit(
    "TakesTheFirstGroup",
    "Only the first group of parameters is unscaled and checked. Go through all of optimizer.param_groups.",
    ('for group in optimizer.param_groups for p in group["params"]', 'for p in optimizer.param_groups[0]["params"]'),
)

edit(
    "FailsWithoutAGradient",
    "It fails for a parameter without a gradient. Its .grad is None, as for a frozen layer, so skip it.",
    (" if p.grad is not None", ""),
)

edit(
    "UnscalesInEachStep",
    "step unscales gradients that unscale_ has already unscaled. Remember that it was called since the last update.",
    ("if self.finite is None:\n    self.unscale_(optimizer)", "self.finite = None\nself.unscale_(optimizer)"),
)

edit(
    "UnscalesTwice",
    "unscale_ may be called twice in one step, and divides the gradients twice. Raise a RuntimeError until update has"
    " been called.",
    (
        "if self.finite is not None:\n"
        '    raise RuntimeError("the gradients are unscaled already: unscale_ comes once between two updates")\n'
        "grads",
        "grads",
    ),
)

edit(
    "UnscalesAlways",
    "step calls unscale_ even if it has been called, so it fails after every unscale_. Call it only if it has not been"
    " called since the last update.",
    ("if self.finite is None:\n    self.unscale_(optimizer)", "self.unscale_(optimizer)"),
)


@mistake("GradScaler", "unscale_ works only once. update ends the step, so from then on it may be called again.")
class RefusesForEver(GradScaler):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.called = False

    def unscale_(self, optimizer):
        if self.called:
            raise RuntimeError("unscaled already")
        super().unscale_(optimizer)

    def update(self):
        self.called = self.called or self.finite is not None
        super().update()

    def step(self, optimizer):
        called, self.called = self.called, False
        super().step(optimizer)
        self.called = called


@mistake(
    "GradScaler",
    "After one bad step no step is ever taken again. The result of the check belongs to one step, so forget it in"
    " update.",
)
class NeverForgetsABadStep(GradScaler):
    bad = False

    def step(self, optimizer):
        if self.finite is None:
            self.unscale_(optimizer)
        self.bad = self.bad or not self.finite
        if not self.bad:
            optimizer.step()


@mistake(
    "GradScaler",
    "The scale never falls. After a step with an infinite or NaN gradient it is multiplied by backoff_factor.",
)
class NeverBacksOff(GradScaler):
    def update(self):
        factor = self.factor
        bad = not self.finite
        super().update()
        self.factor = factor if bad else self.factor


@mistake(
    "GradScaler",
    "The scale never grows. After growth_interval good steps in a row it is multiplied by growth_factor.",
)
class NeverGrows(GradScaler):
    def update(self):
        super().update()
        self.good_steps = 0


edit(
    "CountsOnAfterABadStep",
    "A bad step does not reset the count of good ones. The scale grows after growth_interval good steps in a row.",
    ("self.good_steps + 1 if self.finite else 0", "self.good_steps + bool(self.finite)"),
)

edit(
    "CountsBadSteps",
    "A step that was left out counts as a good one. After a bad step, begin to count anew.",
    ("self.good_steps + 1 if self.finite else 0", "self.good_steps + 1"),
)

edit(
    "AddsTheGrowthFactor",
    "growth_factor is added to the scale, but should multiply it.",
    ("self.factor * self.growth_factor", "self.factor + self.growth_factor"),
)

edit(
    "UpdatesInStep",
    "step also ends the step, and then update does so once more, so the scale changes twice. Leave it to update.",
    ("if self.finite:\n    optimizer.step()", "if self.finite:\n    optimizer.step()\nself.update()"),
)

edit(
    "DividesTheLoss",
    "scale(loss) divides by the scale. It multiplies, so that small gradients grow.",
    ("loss * self.factor", "loss / self.factor"),
)

edit(
    "GrowsInEachStep",
    "Once the scale has grown, it grows in each step. Begin to count anew after it has grown.",
    ("elif self.good_steps == ", "elif self.good_steps >= "),
    ("self.factor, self.good_steps = self.factor * self.growth_factor, 0", "self.factor *= self.growth_factor"),
)

edit(
    "GrowsOneStepLate",
    "The scale grows one step late. It grows in the update of good step number growth_interval.",
    ("self.good_steps == self.growth_interval", "self.good_steps > self.growth_interval"),
)

edit(
    "IgnoresTheFactors",
    "The scale always grows by 2 and falls by 2. Take growth_factor and backoff_factor.",
    ("= growth_factor, backoff_factor, growth_interval", "= 2.0, 0.5, growth_interval"),
)

edit(
    "DividesByTheBackoff",
    "The scale is divided by backoff_factor, so it rises after a bad step. Multiply: the factor is below 1.",
    ("self.factor *= self.backoff_factor", "self.factor /= self.backoff_factor"),
)

edit(
    "BeginsWithAThousand",
    "The first scale has the wrong default: it should be 65536.0, which is 2¹⁶.",
    ("init_scale=65536.0", "init_scale=1024.0"),
)

edit(
    "GrowsSooner",
    "growth_interval has the wrong default: it should be 2000.",
    ("growth_interval=2000", "growth_interval=1000"),
)
