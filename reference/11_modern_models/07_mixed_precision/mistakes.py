"""What beginners hand in for mixed precision, and what to tell them."""

import torch
from mixed_precision import GradScaler

from dojo import mistake


def _rounded(x, add, mask=-0x10000):
    """Round on the bits, with something else added before the last ones go; NaN stays."""
    bits = x.view(torch.int32)
    return torch.where(x.isnan(), x, ((bits + add(bits)) & mask).view(torch.float32))


def _to_even(bits):
    return 0x7FFF + (bits >> 16 & 1)


# -------------------------------------------------------------------------------- rounding


@mistake(
    "to_bfloat16",
    "The last 16 bits are cut off, and nothing is rounded: each number moves towards 0. Before the cut, add just under"
    " half of what is cut off.",
)
def truncates(x):
    return _rounded(x, lambda bits: 0)


@mistake(
    "to_bfloat16",
    "Halfway between two bfloat16 numbers yours always rounds away from 0. A tie goes to the number whose last bit is"
    " 0: add 0x7fff, and 1 more only where bit 16 is 1.",
)
def rounds_half_up(x):
    return _rounded(x, lambda bits: 0x8000)


@mistake(
    "to_bfloat16",
    "Halfway between two bfloat16 numbers yours always rounds towards 0. A tie goes to the number whose last bit is 0:"
    " where bit 16 is 1, add 1 more than 0x7fff.",
)
def rounds_half_down(x):
    return _rounded(x, lambda bits: 0x7FFF)


@mistake(
    "to_bfloat16",
    "A tie goes to the odd number. Where bit 16 is 1 the number below is odd, and 0x8000 carries it up to the even one;"
    " where it is 0, 0x7fff leaves it.",
)
def rounds_half_to_odd(x):
    return _rounded(x, lambda bits: 0x8000 - (bits >> 16 & 1))


@mistake(
    "to_bfloat16",
    "NaN becomes infinite, or a number: the sum runs over into the exponent or the sign. Where x is NaN, keep it.",
)
def loses_nan(x):
    bits = x.view(torch.int32)
    return ((bits + _to_even(bits)) & -0x10000).view(torch.float32)


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
    "Numbers below 1.2e-38 become 0. bfloat16 has subnormal numbers as float32 has them; their bits round like all"
    " others.",
)
def flushes_small_numbers(x):
    return torch.where(x.abs() < 2.0**-126, x * 0, _rounded(x, _to_even))


@mistake(
    "to_bfloat16",
    "The largest numbers are held at the largest bfloat16. What rounds beyond it is infinite, as in every float.",
)
def saturates(x):
    largest = 3.3895313892515355e38
    return torch.where(x.isinf(), x, _rounded(x, _to_even).clamp(-largest, largest))


@mistake("to_bfloat16", "Infinity becomes finite or NaN. Its last 16 bits are 0 already: it stays as it is.")
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
    "The numbers are rounded to multiples of 1/128, whatever their size. The step of a float grows with the number: it"
    " is 2⁻⁷ between 1 and 2, and 2 between 256 and 512.",
)
def rounds_to_fixed_steps(x):
    return (x * 128).round() / 128


@mistake(
    "to_bfloat16",
    "The numbers are converted to integers, and not their bits read as one: x.to(torch.int32) turns 1.0 into 1;"
    " x.view(torch.int32) reads the same memory.",
)
def converts_the_numbers(x):
    bits = x.nan_to_num(0.0, 0.0, 0.0).clamp(-1e9, 1e9).to(torch.int32)
    return ((bits + _to_even(bits)) & -0x10000).view(torch.float32)


@mistake(
    "to_bfloat16",
    "One bit too few is kept. A bfloat16 is the upper 16 bits: the sign, 8 of the exponent, 7 after the point.",
)
def keeps_15_bits(x):
    return _rounded(x, lambda bits: 0xFFFF + (bits >> 17 & 1), -0x20000)


@mistake(
    "to_bfloat16",
    "One bit too many is kept. A bfloat16 is the upper 16 bits: the sign, 8 of the exponent, 7 after the point.",
)
def keeps_17_bits(x):
    return _rounded(x, lambda bits: 0x3FFF + (bits >> 15 & 1), -0x8000)


@mistake("to_bfloat16", "The sign is lost. It is the highest bit: mask the lower 16 bits alone, with -0x10000.")
def loses_the_sign(x):
    return _rounded(x, _to_even, 0x7FFF0000)


@mistake(
    "to_bfloat16",
    "Negative numbers are rounded the wrong way. The sign is a bit of its own in a float: add the same for both signs,"
    " and what grows is the magnitude.",
)
def subtracts_below_0(x):
    return _rounded(x, lambda bits: torch.where(bits < 0, -_to_even(bits), _to_even(bits)))


@mistake("to_bfloat16", "-0.0 becomes 0.0. Its sign is a bit like any other: work on the bits alone.")
def loses_the_sign_of_0(x):
    return _rounded(x, _to_even) + 0.0


# -------------------------------------------------------------------------------- the scaler


class _Scaler(GradScaler):
    """The scaler in steps, each of which a mistake may take otherwise."""

    def gradients(self, optimizer):
        return [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]

    def divide(self, grad):
        grad /= self.factor

    def is_finite(self, grad):
        return bool(grad.isfinite().all())

    def check(self):
        if self.finite is not None:
            raise RuntimeError("unscaled twice")

    def unscale_(self, optimizer):
        self.check()
        grads = self.gradients(optimizer)
        for grad in grads:
            self.divide(grad)
        self.finite = all(map(self.is_finite, grads))


@mistake("GradScaler", "The scale plays no part in scale(loss). It returns the loss times the scale.")
class DoesNotScale(_Scaler):
    def scale(self, loss):
        return loss


@mistake(
    "GradScaler",
    "The optimizer gets the gradients of the scaled loss, which are too large by the scale. Divide them by it in place,"
    " grad /= scale: grad = grad / scale makes a new tensor, which the optimizer does not see.",
)
class DoesNotUnscale(_Scaler):
    def divide(self, grad):
        pass


@mistake(
    "GradScaler",
    "unscale_ multiplies the gradients by the scale once more. Their loss was multiplied by it already: divide.",
)
class MultipliesTwice(_Scaler):
    def divide(self, grad):
        grad *= self.factor


@mistake(
    "GradScaler",
    "The optimizer steps with infinite or NaN gradients, and ruins its parameters for good. Leave such a step out.",
)
class StepsAnyway(_Scaler):
    def step(self, optimizer):
        if self.finite is None:
            self.unscale_(optimizer)
        optimizer.step()


@mistake(
    "GradScaler",
    "Infinite and NaN gradients become 0, and the optimizer steps with the rest. Others of that step may be wrong, too:"
    " leave it out.",
)
class ClearsBadGradients(_Scaler):
    def step(self, optimizer):
        if self.finite is None:
            self.unscale_(optimizer)
        for grad in self.gradients(optimizer):
            grad.nan_to_num_(0.0, 0.0, 0.0)
        optimizer.step()


@mistake(
    "GradScaler",
    "The sum of a gradient is looked at. Two large numbers can have an infinite sum, and the step is left out for"
    " nothing: look at each entry, with isfinite().all().",
)
class LooksAtTheSum(_Scaler):
    def is_finite(self, grad):
        return bool(grad.sum().isfinite())


@mistake(
    "GradScaler",
    "unscale_ puts new tensors in the place of the gradients. In place is in the same memory: p.grad.div_(scale), and"
    " not p.grad = p.grad / scale.",
)
class MakesNewGradients(_Scaler):
    def unscale_(self, optimizer):
        self.check()
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None if p.grad is None else p.grad / self.factor
        self.finite = all(map(self.is_finite, self.gradients(optimizer)))


@mistake(
    "GradScaler",
    "Bad gradients are noticed in step alone, and there only if step unscales. After unscale_(optimizer) the optimizer"
    " steps with infinite numbers: look in unscale_, and remember what was found until update.",
)
class LooksOnlyIfStepUnscales(_Scaler):
    def step(self, optimizer):
        if self.finite is not None:
            self.finite = True
        super().step(optimizer)


@mistake("GradScaler", "An infinite gradient is not noticed. Both count: NaN and ±∞; isfinite sees all three.")
class SeesNanAlone(_Scaler):
    def is_finite(self, grad):
        return not bool(grad.isnan().any())


@mistake("GradScaler", "A gradient that is NaN is not noticed. Both count: NaN and ±∞; isfinite sees all three.")
class SeesInfinityAlone(_Scaler):
    def is_finite(self, grad):
        return not bool(grad.isinf().any())


@mistake("GradScaler", "A gradient of -∞ is not noticed. isfinite sees NaN and both infinities.")
class SeesNoNegativeInfinity(_Scaler):
    def is_finite(self, grad):
        return not bool((grad.isnan() | (grad == torch.inf)).any())


@mistake(
    "GradScaler",
    "A gradient counts as good if one of its entries is finite. All of them have to be: isfinite().all().",
)
class IsContentWithOneFiniteEntry(_Scaler):
    def is_finite(self, grad):
        return bool(grad.isfinite().any())


@mistake(
    "GradScaler",
    "Only the first parameter is looked at. One bad gradient anywhere means that the whole step is left out.",
)
class LooksAtTheFirstParameter(_Scaler):
    def unscale_(self, optimizer):
        super().unscale_(optimizer)
        self.finite = self.is_finite(self.gradients(optimizer)[0])


@mistake(
    "GradScaler",
    "The last parameter decides alone whether the step is good: each one overwrites what the earlier ones said. A step"
    " is good if all are finite.",
)
class LooksAtTheLastParameter(_Scaler):
    def unscale_(self, optimizer):
        super().unscale_(optimizer)
        self.finite = self.is_finite(self.gradients(optimizer)[-1])


@mistake(
    "GradScaler",
    "Only the first group of parameters is unscaled and looked at. Go through all of optimizer.param_groups.",
)
class TakesTheFirstGroup(_Scaler):
    def gradients(self, optimizer):
        return [p.grad for p in optimizer.param_groups[0]["params"] if p.grad is not None]


@mistake(
    "GradScaler",
    "A parameter without a gradient makes it fail. Its .grad is None, as for a frozen layer: pass it over.",
)
class FailsWithoutAGradient(_Scaler):
    def gradients(self, optimizer):
        return [p.grad for group in optimizer.param_groups for p in group["params"]]


@mistake(
    "GradScaler",
    "step unscales gradients that unscale_ has unscaled already. Remember that it was called since the last update.",
)
class UnscalesInEachStep(_Scaler):
    def step(self, optimizer):
        self.finite = None
        super().step(optimizer)


@mistake(
    "GradScaler",
    "unscale_ may be called twice in one step, and divides the gradients twice. Raise a RuntimeError until update has"
    " been called.",
)
class UnscalesTwice(_Scaler):
    def check(self):
        pass


@mistake(
    "GradScaler",
    "step calls unscale_ even where it has been called, and so fails after every unscale_. Call it only if it has not"
    " been called since the last update.",
)
class UnscalesAlways(_Scaler):
    def step(self, optimizer):
        self.unscale_(optimizer)
        super().step(optimizer)


@mistake("GradScaler", "unscale_ works once alone. update closes the step: from then on it may be called again.")
class RefusesForEver(_Scaler):
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
    "After one bad step no step is ever taken again. The finding belongs to one step: forget it in update.",
)
class NeverForgetsABadStep(_Scaler):
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
class NeverBacksOff(_Scaler):
    def update(self):
        factor = self.factor
        bad = not self.finite
        super().update()
        self.factor = factor if bad else self.factor


@mistake(
    "GradScaler",
    "The scale never grows. After growth_interval good steps in a row it is multiplied by growth_factor.",
)
class NeverGrows(_Scaler):
    def update(self):
        super().update()
        self.good_steps = 0


@mistake(
    "GradScaler",
    "A bad step does not reset the count of good ones. The scale grows after growth_interval good steps in a row.",
)
class CountsOnAfterABadStep(_Scaler):
    def update(self):
        counted, bad = self.good_steps, not self.finite
        super().update()
        self.good_steps = counted if bad else self.good_steps


@mistake(
    "GradScaler",
    "A step that was left out counts as a good one. After a bad step begin to count anew.",
)
class CountsBadSteps(_Scaler):
    def update(self):
        counted, bad = self.good_steps + 1, not self.finite
        super().update()
        self.good_steps = counted if bad else self.good_steps


@mistake("GradScaler", "growth_factor is added to the scale. Multiply by it.")
class AddsTheGrowthFactor(_Scaler):
    def update(self):
        grows = self.finite and self.good_steps + 1 == self.growth_interval
        factor = self.factor
        super().update()
        self.factor = factor + self.growth_factor if grows else self.factor


@mistake(
    "GradScaler",
    "step closes the step as well, and then update does so once more: the scale changes twice. Leave it to update.",
)
class UpdatesInStep(_Scaler):
    def step(self, optimizer):
        super().step(optimizer)
        self.update()


@mistake("GradScaler", "scale(loss) divides by the scale. It multiplies, so that small gradients grow.")
class DividesTheLoss(_Scaler):
    def scale(self, loss):
        return loss / self.factor


@mistake(
    "GradScaler",
    "Once the scale has grown, it grows in each step. Begin to count anew after it has grown.",
)
class GrowsInEachStep(_Scaler):
    def update(self):
        grown = self.good_steps >= self.growth_interval - 1 and self.finite
        counted = self.good_steps + 1
        self.good_steps = self.growth_interval - 1 if grown else self.good_steps
        super().update()
        self.good_steps = counted if grown else self.good_steps


@mistake(
    "GradScaler",
    "The scale grows one step late. It grows in the update of good step number growth_interval.",
)
class GrowsOneStepLate(_Scaler):
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        super().__init__(init_scale, growth_factor, backoff_factor, growth_interval + 1)


@mistake("GradScaler", "The scale always grows by 2 and falls by 2. Take growth_factor and backoff_factor.")
class IgnoresTheFactors(_Scaler):
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        super().__init__(init_scale, 2.0, 0.5, growth_interval)


@mistake(
    "GradScaler",
    "The scale is divided by backoff_factor, and so it rises after a bad step. Multiply: the factor is below 1.",
)
class DividesByTheBackoff(_Scaler):
    def update(self):
        factor, bad = self.factor, not self.finite
        super().update()
        self.factor = factor / self.backoff_factor if bad else self.factor


@mistake("GradScaler", "The first scale is not the default of the contract: it is 65536.0, which is 2¹⁶.")
class BeginsWithAThousand(_Scaler):
    def __init__(self, init_scale=1024.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        super().__init__(init_scale, growth_factor, backoff_factor, growth_interval)


@mistake("GradScaler", "growth_interval has another default than the contract: it is 2000.")
class GrowsSooner(_Scaler):
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=1000):
        super().__init__(init_scale, growth_factor, backoff_factor, growth_interval)
