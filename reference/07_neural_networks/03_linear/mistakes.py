"""What beginners hand in for the linear layer, and what to tell them."""

import math

import torch
from torch import nn

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="TurnsAllAxesRound",
    axis_lost="GivesTheBiasTwoAxes FlattensTheAxesInFront",
    root_or_square="ForgetsTheRoot",
    missing_term="ForgetsToAddTheBias",
    sign="SubtractsTheBias",
    transposed="StoresInputsFirst ForgetsToTranspose StoresInputsFirstAndStartsNormal StoresInputsFirstAndStartsAsGpt2",
    swapped_arguments="CountsTheOutputs CountsTheOutputsForTheBias",
    state_not_kept="MakesThemInForward",
    cancellation="ComputesInFloat32",
    default_value="AlwaysHasABias NeverHasABias IgnoresTheDtype IgnoresTheDevice IgnoresDtypeAndDevice",
    gradient_cut="DetachesItsParameters DetachesItsWeight",
    wrong_distribution="SetsASeed",
    parameter_or_buffer=(
        "KeepsPlainTensors FreezesItsParameters RegistersBuffers HasABiasOfZeros HasAFrozenBiasOfZeros HasOtherNames"
        " HasNoAttributeBias"
    ),
    wrong_initialisation=(
        "StartsNormal TakesTheBoundForADeviation StartsBetweenZeroAndOne StartsPositive StartsWithABiasOfZero"
        " StartsAtZero ForgetsTheBound StartsAsKaiming StartsAsXavier TakesTheDeviationForTheBound"
        " StartsNormalWithABiasOfZero TakesTheBoundForADeviationWithABiasOfZero"
        " StartsBetweenZeroAndOneWithABiasOfZero StartsSmallWithABiasOfZero StartsAsGpt2"
    ),
    ties_and_order="HasTheBiasFirst",
    partial_case="TakesMatricesAlone",
    wrong_formula="AppliesRelu",
)


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

edit(
    "KeepsPlainTensors",
    "The module has no Parameters: weight and bias are plain tensors. A module registers what is an nn.Parameter, so"
    " that optimizers, state_dict and .to() find it: self.weight = nn.Parameter(...).",
    (
        "self.weight = nn.Parameter(torch.empty(out_features, in_features, device=device, dtype=dtype))",
        "self.sizes = in_features, out_features\n"
        "self.options = {'device': device, 'dtype': dtype}\n"
        "self.weight = torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / math.sqrt("
        "self.sizes[0])), 1 / math.sqrt(self.sizes[0])).requires_grad_()",
    ),
    (
        "nn.Parameter(torch.empty(out_features, device=device, dtype=dtype))",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0])).requires_grad_()",
    ),
)

edit(
    "FreezesItsParameters",
    "weight and bias are buffers, or Parameters that ask for no gradient, so nothing trains them. Make each an"
    " nn.Parameter and leave requires_grad as it is, True.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "for parameter in self.parameters():\n    nn.init.uniform_(parameter, -bound, bound)",
        "self.requires_grad_(False)",
    ),
)


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
    "The Parameters are made in forward, anew in each call, so everything that was learned or loaded is lost. Make"
    " them once, in __init__.",
)
class MakesThemInForward(Layer):
    def build(self, bias):
        self.has_bias = bias

    def forward(self, x):
        super().build(self.has_bias)
        return super().forward(x)


edit(
    "StoresInputsFirst",
    "The weight has inputs first. torch stores it as (out_features, in_features), a row for each output, and"
    " state_dict must fit: swap the two sizes, and multiply by self.weight.T.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes, **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / math.sqrt("
        "self.sizes[0]))",
    ),
    ("self.weight.T", "self.weight"),
)

edit(
    "ForgetsToTranspose",
    "The weight is not transposed before x meets it. It has a row for each output, and x a column for each input:"
    " x @ self.weight.T.",
    ("self.weight.T", "self.weight"),
)

edit(
    "GivesTheBiasTwoAxes",
    "The bias has a second axis: it is of shape (1, out_features) or (out_features, 1). Let it be (out_features,), one"
    " number for each output; it still lines up with the last axis.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty((1, self.sizes[1]), **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
)

edit(
    "AlwaysHasABias",
    "There is a bias even with bias=False. The layer should then have only a weight, and the attribute bias should be"
    " None.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "nn.Parameter(torch.empty(out_features, device=device, dtype=dtype)) if bias else None",
        "nn.Parameter(torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt("
        "self.sizes[0])), 1 / math.sqrt(self.sizes[0])))",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)


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


edit(
    "NeverHasABias",
    "The layer never has a bias. By default it is there, a Parameter of shape (out_features,).",
    ("nn.Parameter(torch.empty(out_features, device=device, dtype=dtype)) if bias else None", "None"),
)


@mistake(
    "Linear",
    "The Parameters are not named weight and bias. The names are those of your attributes, and state_dict carries"
    " them: rename them, so that nn.Linear can load it.",
)
class HasOtherNames(Layer):
    def build(self, bias):
        self.W = nn.Parameter(self.drawn_weight())
        self.b = nn.Parameter(self.drawn_bias()) if bias else None

    def forward(self, x):
        y = x @ self.W.T
        return y if self.b is None else y + self.b


edit(
    "HasTheBiasFirst",
    "The bias is registered before the weight, so parameters() and state_dict list it first. Assign self.weight first.",
    (
        "self.weight = nn.Parameter(torch.empty(out_features, in_features, device=device, dtype=dtype))",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "for parameter in self.parameters():\n    nn.init.uniform_(parameter, -bound, bound)",
        "self.weight = nn.Parameter(torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / "
        "math.sqrt(self.sizes[0])), 1 / math.sqrt(self.sizes[0])))",
    ),
)


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

edit(
    "ForgetsToAddTheBias",
    "The bias is registered but not added. It belongs at the end of forward, where there is one.",
    ("y if self.bias is None else y + self.bias", "y"),
)

edit("SubtractsTheBias", "The bias is subtracted where it should be added.", ("y + self.bias", "y - self.bias"))

edit(
    "AppliesRelu",
    "Negative outputs have become 0. A linear layer has no activation: relu comes after it, as a step of its own.",
    ("y if self.bias is None else y + self.bias", "(y if self.bias is None else y + self.bias).relu()"),
)

edit(
    "DetachesItsParameters",
    "The parameters are cut off from autograd in forward: .data, .detach() and no_grad turn them into constants, and"
    " they get no gradient. Use self.weight and self.bias as they are.",
    ("self.weight.T", "self.weight.detach().T"),
    ("y + self.bias", "y + self.bias.detach()"),
)

edit(
    "DetachesItsWeight",
    "The weight gets no gradient: .data, .detach() or no_grad makes a constant of it in forward. The bias learns, the"
    " weight never does. Use self.weight as it is.",
    ("self.weight.T", "self.weight.detach().T"),
)

edit(
    "TurnsAllAxesRound",
    "x.T reverses all the axes of x, those in front too, which is right for a matrix only. Leave x as it is, and"
    " transpose the weight: x @ self.weight.T.",
    ("x @ self.weight.T", "(self.weight @ x.T).T"),
)

edit(
    "TakesMatricesAlone",
    "The product works for matrices only: mm, and .t(), know two axes. With @ or torch.matmul, x may be one vector"
    " or have more axes in front.",
    ("x @ self.weight.T", "torch.mm(x, self.weight.t())"),
)


@mistake(
    "Linear",
    "x is flattened to two axes, and the result stays so. Give back its axes in front: only the last one changes its"
    " size.",
)
class FlattensTheAxesInFront(Layer):
    def product(self, x):
        return x.reshape(-1, self.sizes[0]) @ self.weight.T


edit(
    "ComputesInFloat32",
    "x passes through float32: about 7 digits are left, and the dtype of the result may not be that of x. Leave out"
    " .float(), because .to() changes the dtype of a layer.",
    ("x @ self.weight.T", "x.float() @ self.weight.float().T"),
    ("y if self.bias is None else y + self.bias", "(y if self.bias is None else y + self.bias.float()).to(x.dtype)"),
)


# ------------------------------------------------------------------------------------- the start

edit(
    "StartsNormal",
    "The parameters start from a normal distribution of standard deviation 1. They should be uniform between -1/√n and"
    " 1/√n for n inputs: nn.init.uniform_, or 2 * torch.rand(...) - 1, scaled.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.randn(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.randn(self.sizes[1:], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "TakesTheBoundForADeviation",
    "1/√n is used as the standard deviation of a normal distribution. It is the bound of a uniform one:"
    " nn.init.uniform_(weight, -bound, bound).",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "1 / math.sqrt(self.sizes[0]) * torch.randn(self.sizes[::-1], **self.options)",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "1 / math.sqrt(self.sizes[0]) * torch.randn(self.sizes[1:], **self.options)",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsBetweenZeroAndOne",
    "The parameters start between 0 and 1: that is torch.rand as it is. Bring it to -1 to 1, 2 * torch.rand(...) - 1,"
    " and multiply by 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.rand(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.rand(self.sizes[1:], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsPositive",
    "The parameters are never negative at the start. The distribution lies around 0, from -1/√n to 1/√n.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "1 / math.sqrt(self.sizes[0]) * torch.rand(self.sizes[::-1], **self.options)",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "1 / math.sqrt(self.sizes[0]) * torch.rand(self.sizes[1:], **self.options)",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsWithABiasOfZero",
    "The bias starts at 0. That is a common choice, but not the one of this layer: here it starts as the weight does,"
    " uniform between -1/√n and 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsAtZero",
    "All parameters start at 0, so all outputs are the same and the layers before get no gradient. Draw them: uniform"
    " between -1/√n and 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.zeros(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1:], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "CountsTheOutputs",
    "The bound is that for the number of outputs, 1/√out_features. What keeps a sum of n products in bounds is the n of"
    " the inputs: 1/√in_features.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / math.sqrt(self.sizes[1])), 1 / "
        "math.sqrt(self.sizes[1]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt(self.sizes[1])), 1 / "
        "math.sqrt(self.sizes[1]))",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "CountsTheOutputsForTheBias",
    "The bias starts with the bound of its own size, 1/√out_features. It has the bound of the weight: 1/√in_features.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1], **self.options).uniform_(-(1 / math.sqrt(self.sizes[1])), 1 / "
        "math.sqrt(self.sizes[1]))",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "ForgetsTheRoot",
    "The root is missing: the bound is 1/n, and should be 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-(1 / self.sizes[0]), 1 / self.sizes[0])",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / self.sizes[0]), 1 / self.sizes[0])",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "ForgetsTheBound",
    "The bound is 1 for layers of every size. It should be 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-1.0, 1.0)",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-1.0, 1.0)",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsAsKaiming",
    "The weight starts with Kaiming's bound for relu, √(6/n). nn.init.kaiming_uniform_ has it by default; with"
    " a=math.sqrt(5) its bound is 1/√n.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "nn.init.kaiming_uniform_(torch.empty(self.sizes[::-1], **self.options))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsAsXavier",
    "The weight starts with Xavier's bound, √(6/(inputs + outputs)). The contract names a different one: 1/√n for n"
    " inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "nn.init.xavier_uniform_(torch.empty(self.sizes[::-1], **self.options))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / "
        "math.sqrt(self.sizes[0]))",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "TakesTheDeviationForTheBound",
    "The spread is √3 too large: 1/√n is the bound of the uniform distribution, not its standard deviation, which is"
    " 1/√(3n).",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], **self.options).uniform_(-math.sqrt(3 / self.sizes[0]), math.sqrt("
        "3 / self.sizes[0]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], **self.options).uniform_(-math.sqrt(3 / self.sizes[0]), math.sqrt(3 "
        "/ self.sizes[0]))",
    ),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)


@mistake(
    "Linear",
    "Every new layer starts from the same numbers: a seed is set in __init__. Leave seeds to the caller, who sets one"
    " once for the entire model.",
)
class SetsASeed(Layer):
    def __init__(self, *args, **kwargs):
        torch.manual_seed(0)
        super().__init__(*args, **kwargs)


edit(
    "IgnoresTheDtype",
    "The parameters always have torch's default dtype: dtype is not handed on. Give dtype=dtype, and device=device, to"
    " the functions that make them.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], device=self.options['device']).uniform_(-(1 / math.sqrt("
        "self.sizes[0])), 1 / math.sqrt(self.sizes[0]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], device=self.options['device']).uniform_(-(1 / math.sqrt("
        "self.sizes[0])), 1 / math.sqrt(self.sizes[0]))",
    ),
)

edit(
    "IgnoresTheDevice",
    "The parameters are always on the default device: device is not handed on. Give device=device, and dtype=dtype, to"
    " the functions that make them.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1], dtype=self.options['dtype']).uniform_(-(1 / math.sqrt("
        "self.sizes[0])), 1 / math.sqrt(self.sizes[0]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:], dtype=self.options['dtype']).uniform_(-(1 / math.sqrt("
        "self.sizes[0])), 1 / math.sqrt(self.sizes[0]))",
    ),
)

edit(
    "IgnoresDtypeAndDevice",
    "device and dtype are not handed on: the parameters are always torch's default, float32 on the CPU. Give"
    " device=device, dtype=dtype to the functions that make them.",
    ("super().__init__()", "self.sizes = in_features, out_features\nsuper().__init__()"),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[::-1]).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / math.sqrt(self.sizes[0]))",
    ),
    (
        "torch.empty(out_features, device=device, dtype=dtype)",
        "torch.empty(self.sizes[1:]).uniform_(-(1 / math.sqrt(self.sizes[0])), 1 / math.sqrt(self.sizes[0]))",
    ),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "StoresInputsFirstAndStartsNormal",
    "The weight has inputs first, and starts from a normal distribution. torch stores it as (out_features,"
    " in_features) and multiplies by self.weight.T. After that, start uniform between -1/√n and 1/√n.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    ("torch.empty(out_features, in_features, device=device, dtype=dtype)", "torch.randn(self.sizes, **self.options)"),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.randn(self.sizes[1:], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
    ("self.weight.T", "self.weight"),
)

edit(
    "StoresInputsFirstAndStartsAsGpt2",
    "The weight has inputs first, starts small and normal, and the bias starts at 0. torch stores the weight as"
    " (out_features, in_features) and multiplies by self.weight.T. After that, start uniform between -1/√n and 1/√n.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "0.02 * torch.randn(self.sizes, **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
    ("self.weight.T", "self.weight"),
)

edit(
    "StartsNormalWithABiasOfZero",
    "The weight is drawn from torch.randn and the bias starts at 0. Here both start uniform between -1/√n and 1/√n for"
    " n inputs: nn.init.uniform_.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.randn(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "TakesTheBoundForADeviationWithABiasOfZero",
    "The weight starts as randn / √n, with the bound for a standard deviation, and the bias at 0. Here both start"
    " uniform between -1/√n and 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "1 / math.sqrt(self.sizes[0]) * torch.randn(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsBetweenZeroAndOneWithABiasOfZero",
    "The weight starts between 0 and 1, as torch.rand gives it, and the bias at 0. Here both start uniform between"
    " -1/√n and 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "torch.rand(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsSmallWithABiasOfZero",
    "The weight starts small and normal, 0.01 or 0.02 times randn, and the bias at 0. Some models do so, but here both"
    " start uniform between -1/√n and 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "0.01 * torch.randn(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)

edit(
    "StartsAsGpt2",
    "The weight starts small and normal, 0.01 or 0.02 times randn, and the bias at 0. Some models do so, but here both"
    " start uniform between -1/√n and 1/√n for n inputs.",
    (
        "super().__init__()",
        "self.sizes = in_features, out_features\nself.options = {'device': device, 'dtype': dtype}\nsuper().__init__()",
    ),
    (
        "torch.empty(out_features, in_features, device=device, dtype=dtype)",
        "0.02 * torch.randn(self.sizes[::-1], **self.options)",
    ),
    ("torch.empty(out_features, device=device, dtype=dtype)", "torch.zeros(self.sizes[1], **self.options)"),
    (
        "bound = 1 / math.sqrt(in_features)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.uniform_(parameter, -bound, bound)",
        "bound = 1 / math.sqrt(in_features)",
    ),
)
