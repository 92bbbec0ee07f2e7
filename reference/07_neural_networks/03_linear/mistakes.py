"""What beginners hand in for the linear layer, and what to tell them."""

import math

import torch
from torch import nn

from dojo import mistake


class Layer(nn.Module):
    """A right layer, in parts that a mistake can replace."""

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.sizes = in_features, out_features
        self.options = {"device": device, "dtype": dtype}
        self.build(bias)

    def build(self, bias):
        self.weight = nn.Parameter(self.drawn_weight())
        self.bias = nn.Parameter(self.drawn_bias()) if bias else None

    def drawn_weight(self):
        return self.drawn(self.sizes[::-1])

    def drawn_bias(self):
        return self.drawn(self.sizes[1:])

    def drawn(self, shape):
        bound = self.bound()
        return torch.empty(shape, **self.options).uniform_(-bound, bound)

    def bound(self):
        return 1 / math.sqrt(self.sizes[0])

    def forward(self, x):
        y = self.product(x)
        return y if self.bias is None else y + self.bias

    def product(self, x):
        return x @ self.weight.T


# ----------------------------------------------------------------------------------- parameters


@mistake(
    "Linear",
    "The module has no Parameters: weight and bias are plain tensors. A module registers what is an nn.Parameter, so"
    " that optimizers, state_dict and .to() find it: self.weight = nn.Parameter(...).",
)
class KeepsPlainTensors(Layer):
    def build(self, bias):
        self.weight = self.drawn_weight().requires_grad_()
        self.bias = self.drawn_bias().requires_grad_() if bias else None


@mistake(
    "Linear",
    "weight and bias are buffers, or Parameters that ask for no gradient, so nothing trains them. Make each an"
    " nn.Parameter and leave requires_grad as it is, True.",
)
class FreezesItsParameters(Layer):
    def build(self, bias):
        super().build(bias)
        self.requires_grad_(False)


@mistake(
    "Linear",
    "The parameters are registered as buffers: saved with the model, but never trained. Assign an nn.Parameter instead"
    " of calling register_buffer.",
)
class RegistersBuffers(Layer):
    def build(self, bias):
        self.register_buffer("weight", self.drawn_weight())
        self.register_buffer("bias", self.drawn_bias() if bias else None)


@mistake(
    "Linear",
    "The Parameters are made in forward, anew in each call, so nothing that was learned or loaded stays. Make them"
    " once, in __init__.",
)
class MakesThemInForward(Layer):
    def build(self, bias):
        self.has_bias = bias

    def forward(self, x):
        super().build(self.has_bias)
        return super().forward(x)


@mistake(
    "Linear",
    "The weight has inputs first. torch stores it as (out_features, in_features), a row for each output, and state_dict"
    " must fit: turn the shape round, and multiply by self.weight.T.",
)
class StoresInputsFirst(Layer):
    def drawn_weight(self):
        return self.drawn(self.sizes)

    def product(self, x):
        return x @ self.weight


@mistake(
    "Linear",
    "The weight is not transposed before x meets it. It has a row for each output, and x a column for each input:"
    " x @ self.weight.T.",
)
class ForgetsToTranspose(Layer):
    def product(self, x):
        return x @ self.weight


@mistake(
    "Linear",
    "The bias has a second axis: it is of shape (1, out_features) or (out_features, 1). Let it be (out_features,), one"
    " number for each output; it still lines up with the last axis.",
)
class GivesTheBiasTwoAxes(Layer):
    def drawn_bias(self):
        return self.drawn((1, self.sizes[1]))


@mistake(
    "Linear",
    "There is a bias even with bias=False. Then the layer has a weight alone, and the attribute bias is None.",
)
class AlwaysHasABias(Layer):
    def build(self, bias):
        super().build(True)


@mistake(
    "Linear",
    "With bias=False there still is a Parameter bias, full of zeros, and an optimizer will move it away from 0. Set"
    " self.bias = None.",
)
class HasABiasOfZeros(Layer):
    def build(self, bias):
        super().build(True)
        if not bias:
            nn.init.zeros_(self.bias)


@mistake(
    "Linear",
    "With bias=False there still is a Parameter bias, full of zeros. It is frozen, but state_dict lists it, and"
    " nn.Linear without a bias refuses that. Set self.bias = None.",
)
class HasAFrozenBiasOfZeros(HasABiasOfZeros):
    def build(self, bias):
        super().build(bias)
        self.bias.requires_grad_(bias)


@mistake("Linear", "The layer never has a bias. By default it is there, a Parameter of shape (out_features,).")
class NeverHasABias(Layer):
    def build(self, bias):
        super().build(False)


@mistake(
    "Linear",
    "The Parameters have other names than weight and bias. The names are those of your attributes, and state_dict"
    " carries them: rename them, so that nn.Linear can load it.",
)
class HasOtherNames(Layer):
    def build(self, bias):
        self.W = nn.Parameter(self.drawn_weight())
        self.b = nn.Parameter(self.drawn_bias()) if bias else None

    def forward(self, x):
        y = x @ self.W.T
        return y if self.b is None else y + self.b


@mistake(
    "Linear",
    "The bias is registered before the weight, so parameters() and state_dict list it first. Assign self.weight first.",
)
class HasTheBiasFirst(Layer):
    def build(self, bias):
        self.bias = nn.Parameter(self.drawn_bias()) if bias else None
        self.weight = nn.Parameter(self.drawn_weight())


@mistake(
    "Linear",
    "With bias=False the layer has no attribute bias. Set it to None, as nn.Linear does: other code asks for"
    " layer.bias.",
)
class HasNoAttributeBias(Layer):
    def build(self, bias):
        self.weight = nn.Parameter(self.drawn_weight())
        if bias:
            self.bias = nn.Parameter(self.drawn_bias())

    def forward(self, x):
        y = self.product(x)
        return y + self.bias if hasattr(self, "bias") else y


# --------------------------------------------------------------------------------------- forward


@mistake("Linear", "The bias is registered but not added. It belongs at the end of forward, where there is one.")
class ForgetsToAddTheBias(Layer):
    def forward(self, x):
        return self.product(x)


@mistake("Linear", "The bias is subtracted where it should be added.")
class SubtractsTheBias(Layer):
    def forward(self, x):
        y = self.product(x)
        return y if self.bias is None else y - self.bias


@mistake(
    "Linear",
    "Negative outputs have become 0. A linear layer has no activation: relu comes after it, as a step of its own.",
)
class AppliesRelu(Layer):
    def forward(self, x):
        return super().forward(x).relu()


@mistake(
    "Linear",
    "The parameters are cut off from autograd in forward: .data, .detach() and no_grad turn them into constants, and"
    " they get no gradient. Use self.weight and self.bias as they are.",
)
class DetachesItsParameters(Layer):
    def forward(self, x):
        y = x @ self.weight.detach().T
        return y if self.bias is None else y + self.bias.detach()


@mistake(
    "Linear",
    "The weight gets no gradient: .data, .detach() or no_grad makes a constant of it in forward. The bias learns, the"
    " weight never does. Use self.weight as it is.",
)
class DetachesItsWeight(Layer):
    def product(self, x):
        return x @ self.weight.detach().T


@mistake(
    "Linear",
    "x.T turns round all the axes of x, those in front too, which is right for a matrix alone. Leave x as it is, and"
    " turn the weight round: x @ self.weight.T.",
)
class TurnsAllAxesRound(Layer):
    def product(self, x):
        return (self.weight @ x.T).T


@mistake(
    "Linear",
    "The product takes matrices alone: mm, and .t(), know two axes. With @ or torch.matmul, x may be one vector or have"
    " more axes in front.",
)
class TakesMatricesAlone(Layer):
    def product(self, x):
        return torch.mm(x, self.weight.t())


@mistake(
    "Linear",
    "x is flattened to two axes, and the result stays so. Give back its axes in front: only the last one changes its"
    " size.",
)
class FlattensTheAxesInFront(Layer):
    def product(self, x):
        return x.reshape(-1, self.sizes[0]) @ self.weight.T


@mistake(
    "Linear",
    "x passes through float32, whatever its dtype: about 7 digits are left, and the dtype of the result may be another."
    " Leave out .float(): .to() moves a layer to another dtype.",
)
class ComputesInFloat32(Layer):
    def forward(self, x):
        y = x.float() @ self.weight.float().T
        return (y if self.bias is None else y + self.bias.float()).to(x.dtype)


# ------------------------------------------------------------------------------------- the start


@mistake(
    "Linear",
    "The parameters start from a normal distribution of standard deviation 1. They should be uniform between -1/√n and"
    " 1/√n for n inputs: nn.init.uniform_, or 2 * torch.rand(...) - 1, scaled.",
)
class StartsNormal(Layer):
    def drawn(self, shape):
        return torch.randn(shape, **self.options)


@mistake(
    "Linear",
    "1/√n is taken for the standard deviation of a normal distribution. It is the bound of a uniform one:"
    " nn.init.uniform_(weight, -bound, bound).",
)
class TakesTheBoundForADeviation(Layer):
    def drawn(self, shape):
        return self.bound() * torch.randn(shape, **self.options)


@mistake(
    "Linear",
    "The parameters start between 0 and 1: that is torch.rand as it is. Bring it to -1 to 1, 2 * torch.rand(...) - 1,"
    " and multiply by 1/√n for n inputs.",
)
class StartsBetweenZeroAndOne(Layer):
    def drawn(self, shape):
        return torch.rand(shape, **self.options)


@mistake(
    "Linear",
    "The parameters are never negative at the start. The distribution lies around 0, from -1/√n to 1/√n.",
)
class StartsPositive(Layer):
    def drawn(self, shape):
        return self.bound() * torch.rand(shape, **self.options)


@mistake(
    "Linear",
    "The bias starts at 0. That is a common choice, but not the one of this layer: here it starts as the weight does,"
    " uniform between -1/√n and 1/√n for n inputs.",
)
class StartsWithABiasOfZero(Layer):
    def drawn_bias(self):
        return torch.zeros(self.sizes[1], **self.options)


@mistake(
    "Linear",
    "All parameters start at 0, so that all outputs are the same and the layers before get no gradient. Draw them:"
    " uniform between -1/√n and 1/√n for n inputs.",
)
class StartsAtZero(Layer):
    def drawn(self, shape):
        return torch.zeros(shape, **self.options)


@mistake(
    "Linear",
    "The bound is that for the number of outputs, 1/√out_features. What keeps a sum of n products in bounds is the n of"
    " the inputs: 1/√in_features.",
)
class CountsTheOutputs(Layer):
    def bound(self):
        return 1 / math.sqrt(self.sizes[1])


@mistake(
    "Linear",
    "The bias starts with the bound of its own size, 1/√out_features. It has the bound of the weight: 1/√in_features.",
)
class CountsTheOutputsForTheBias(Layer):
    def drawn_bias(self):
        bound = 1 / math.sqrt(self.sizes[1])
        return torch.empty(self.sizes[1], **self.options).uniform_(-bound, bound)


@mistake("Linear", "The root is missing: the bound is 1/n, and should be 1/√n for n inputs.")
class ForgetsTheRoot(Layer):
    def bound(self):
        return 1 / self.sizes[0]


@mistake("Linear", "The bound is 1, whatever the size of the layer. It is 1/√n for n inputs.")
class ForgetsTheBound(Layer):
    def bound(self):
        return 1.0


@mistake(
    "Linear",
    "The weight starts with Kaiming's bound for relu, √(6/n). nn.init.kaiming_uniform_ has it by default; with"
    " a=math.sqrt(5) its bound is 1/√n.",
)
class StartsAsKaiming(Layer):
    def drawn_weight(self):
        return nn.init.kaiming_uniform_(torch.empty(self.sizes[::-1], **self.options))


@mistake(
    "Linear",
    "The weight starts with Xavier's bound, √(6/(inputs + outputs)). The contract names another one: 1/√n for n"
    " inputs.",
)
class StartsAsXavier(Layer):
    def drawn_weight(self):
        return nn.init.xavier_uniform_(torch.empty(self.sizes[::-1], **self.options))


@mistake(
    "Linear",
    "The spread is √3 too large: 1/√n is the bound of the uniform distribution, not its standard deviation, which is"
    " 1/√(3n).",
)
class TakesTheDeviationForTheBound(Layer):
    def bound(self):
        return math.sqrt(3 / self.sizes[0])


@mistake(
    "Linear",
    "Every new layer starts from the same numbers: a seed is set in __init__. Leave seeds to the caller, who sets one"
    " once for the whole model.",
)
class SetsASeed(Layer):
    def __init__(self, *args, **kwargs):
        torch.manual_seed(0)
        super().__init__(*args, **kwargs)


@mistake(
    "Linear",
    "The parameters always have torch's default dtype: dtype is not handed on. Give dtype=dtype, and device=device, to"
    " the functions that make them.",
)
class IgnoresTheDtype(Layer):
    def drawn(self, shape):
        return torch.empty(shape, device=self.options["device"]).uniform_(-self.bound(), self.bound())


@mistake(
    "Linear",
    "The parameters are always on the default device: device is not handed on. Give device=device, and dtype=dtype, to"
    " the functions that make them.",
)
class IgnoresTheDevice(Layer):
    def drawn(self, shape):
        return torch.empty(shape, dtype=self.options["dtype"]).uniform_(-self.bound(), self.bound())


@mistake(
    "Linear",
    "device and dtype are not handed on: the parameters are always torch's default, float32 on the CPU. Give"
    " device=device, dtype=dtype to the functions that make them.",
)
class IgnoresDtypeAndDevice(Layer):
    def drawn(self, shape):
        return torch.empty(shape).uniform_(-self.bound(), self.bound())


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "Linear",
    "The weight has inputs first, and starts from a normal distribution. torch stores it as (out_features,"
    " in_features) and multiplies by self.weight.T. After that, start uniform between -1/√n and 1/√n.",
)
class StoresInputsFirstAndStartsNormal(StoresInputsFirst):
    def drawn(self, shape):
        return torch.randn(shape, **self.options)


@mistake(
    "Linear",
    "The weight has inputs first, starts small and normal, and the bias starts at 0. torch stores the weight as"
    " (out_features, in_features) and multiplies by self.weight.T. After that, start uniform between -1/√n and 1/√n.",
)
class StoresInputsFirstAndStartsAsGpt2(StoresInputsFirst):
    def drawn_weight(self):
        return 0.02 * torch.randn(self.sizes, **self.options)

    def drawn_bias(self):
        return torch.zeros(self.sizes[1], **self.options)


@mistake(
    "Linear",
    "The weight is drawn from torch.randn and the bias starts at 0. Here both start uniform between -1/√n and 1/√n for"
    " n inputs: nn.init.uniform_.",
)
class StartsNormalWithABiasOfZero(StartsWithABiasOfZero):
    def drawn_weight(self):
        return torch.randn(self.sizes[::-1], **self.options)


@mistake(
    "Linear",
    "The weight starts as randn / √n, with the bound for a standard deviation, and the bias at 0. Here both start"
    " uniform between -1/√n and 1/√n for n inputs.",
)
class TakesTheBoundForADeviationWithABiasOfZero(StartsWithABiasOfZero):
    def drawn_weight(self):
        return self.bound() * torch.randn(self.sizes[::-1], **self.options)


@mistake(
    "Linear",
    "The weight starts between 0 and 1, as torch.rand gives it, and the bias at 0. Here both start uniform between"
    " -1/√n and 1/√n for n inputs.",
)
class StartsBetweenZeroAndOneWithABiasOfZero(StartsWithABiasOfZero):
    def drawn_weight(self):
        return torch.rand(self.sizes[::-1], **self.options)


@mistake(
    "Linear",
    "The weight starts small and normal, 0.01 or 0.02 times randn, and the bias at 0. Some models do so, but here both"
    " start uniform between -1/√n and 1/√n for n inputs.",
)
class StartsSmallWithABiasOfZero(StartsWithABiasOfZero):
    scale = 0.01

    def drawn_weight(self):
        return self.scale * torch.randn(self.sizes[::-1], **self.options)


@mistake(
    "Linear",
    "The weight starts small and normal, 0.01 or 0.02 times randn, and the bias at 0. Some models do so, but here both"
    " start uniform between -1/√n and 1/√n for n inputs.",
)
class StartsAsGpt2(StartsSmallWithABiasOfZero):
    scale = 0.02
