"""What beginners hand in for SwiGLU, and what to tell them."""

from torch import nn
from torch.nn import functional as F

from dojo import edit, ideas, mistake

ideas(
    wrong_factor="TakesQuickGelu TakesTwoThirdsOfHidden",
    missing_term="ForgetsTheActivation ForgetsUp ForgetsTheGate",
    swapped_arguments="ActivatesUp TakesTorchsOrder ActivatesUpAndHasBiases",
    order_of_steps="ActivatesTheProduct ActivatesAtTheEnd",
    counted_twice="ActivatesBoth UsesTheGateTwice AddsX NormalisesFirst",
    overflow="Overflows",
    nan_hidden="OverflowsOnTheWayBack",
    default_value="IsFourTimesAsWide",
    gradient_cut="DetachesTheGate",
    parameter_or_buffer=(
        "HasBiases GateAndUpHaveBiases DownHasABias NamesThemAsMeta NamesThemAsHuggingFace FusesGateAndUp"
    ),
    wrong_initialisation="StartsAtZero",
    wrong_formula="TakesTheSigmoid TakesGelu TakesGeluByTanh TakesRelu TakesTanh AddsTheTwo",
)

edit(
    "ActivatesUp",
    "The activation is on up, and the gate is used as it is. silu should open and close the gate: silu(gate(x)) *"
    " up(x).",
    ("F.silu(self.gate(x)) * self.up(x)", "self.gate(x) * F.silu(self.up(x))"),
)

edit(
    "TakesTheSigmoid",
    "The gate's activation is the sigmoid, as in the older GLU. silu(z) is z times sigmoid(z), so a gate of -1 gives"
    " -0.269.",
    ("F.silu(self.gate(x))", "self.gate(x).sigmoid()"),
)

edit(
    "TakesTorchsOrder",
    "up goes through the sigmoid and opens the gate, as in F.glu, which has the gate second. Here it is"
    " silu(gate(x)) * up(x).",
    ("F.silu(self.gate(x)) * self.up(x)", "self.gate(x) * self.up(x).sigmoid()"),
)

edit(
    "ActivatesTheProduct",
    "silu is applied to the product of gate and up. It belongs to the gate alone, before the two are multiplied.",
    ("F.silu(self.gate(x)) * self.up(x)", "F.silu(self.gate(x) * self.up(x))"),
)

edit(
    "ActivatesBoth",
    "Both layers have an activation. Only the gate has one: up says what, and stays linear.",
    ("self.up(x)", "F.silu(self.up(x))"),
)

edit(
    "ForgetsTheActivation",
    "The gate has no activation, which leaves the product of two linear layers. Apply silu to the gate.",
    ("F.silu(self.gate(x))", "self.gate(x)"),
)

edit(
    "TakesGelu",
    "The gate's activation is gelu, as in Gemma. SwiGLU has silu: z times sigmoid(z).",
    ("F.silu(self.gate(x))", "F.gelu(self.gate(x))"),
)

edit(
    "TakesGeluByTanh",
    "The gate's activation is gelu by its tanh formula. SwiGLU has silu: z times sigmoid(z).",
    ("F.silu(self.gate(x))", 'F.gelu(self.gate(x), approximate="tanh")'),
)

edit(
    "TakesRelu",
    "The gate's activation is relu. SwiGLU has silu: z times sigmoid(z), which has no edge.",
    ("F.silu(self.gate(x))", "F.relu(self.gate(x))"),
)

edit(
    "TakesTanh",
    "The gate's activation is tanh. SwiGLU has silu: z times sigmoid(z).",
    ("F.silu(self.gate(x))", "self.gate(x).tanh()"),
)

edit(
    "TakesQuickGelu",
    "The sigmoid gets 1.702 times z, as in the quick form of gelu. silu is z times sigmoid(z), with a factor of 1.",
    ("F.silu(self.gate(x))", "self.gate(x) * (1.702 * self.gate(x)).sigmoid()"),
)

edit(
    "AddsTheTwo",
    "Gate and up are added. A gate multiplies, entry by entry: where it is 0, nothing passes.",
    (") * self.up", ") + self.up"),
)

edit(
    "ForgetsUp",
    "up plays no part. Multiply silu(gate(x)) by up(x) before down.",
    ("F.silu(self.gate(x)) * self.up(x)", "F.silu(self.gate(x))"),
)

edit(
    "ForgetsTheGate",
    "The gate plays no part. Multiply up(x) by silu(gate(x)) before down.",
    ("F.silu(self.gate(x)) * self.up(x)", "F.silu(self.up(x))"),
)

edit(
    "UsesTheGateTwice",
    "The gate is multiplied by itself: one layer plays both parts. The value is up(x).",
    ("self.up(x)", "self.gate(x)"),
)

edit(
    "ActivatesAtTheEnd",
    "The activation comes after down. It belongs to the gate, before the product: down(silu(gate(x)) * up(x)).",
    ("self.down(F.silu(self.gate(x)) * self.up(x))", "F.silu(self.down(self.gate(x) * self.up(x)))"),
)

edit(
    "HasBiases",
    "The linear layers have a bias. Here none of them has one: nn.Linear(..., bias=False).",
    (", bias=False", "", 3),
)

edit(
    "GateAndUpHaveBiases",
    "gate and up have a bias. Here no layer has one: nn.Linear(..., bias=False).",
    ("nn.Linear(dim, hidden, bias=False)", "nn.Linear(dim, hidden)", 2),
)

edit(
    "DownHasABias",
    "down has a bias. Here no layer has one: nn.Linear(..., bias=False).",
    ("hidden, dim, bias=False", "hidden, dim"),
)


@mistake(
    "SwiGLU",
    "The layers are called w1, w2 and w3, as in Meta's code. Here w1 is gate, w3 is up and w2 is down.",
)
class NamesThemAsMeta(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.w1, self.w3 = nn.Linear(dim, hidden, bias=False), nn.Linear(dim, hidden, bias=False)
        self.w2 = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


@mistake(
    "SwiGLU",
    "The layers have _proj in their names, as in Hugging Face's code. Here they are gate, up and down.",
)
class NamesThemAsHuggingFace(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gate_proj, self.up_proj = nn.Linear(dim, hidden, bias=False), nn.Linear(dim, hidden, bias=False)
        self.down_proj = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


@mistake(
    "SwiGLU",
    "Gate and up are one layer of twice the width, cut in two. That is fast, but the stub asks for two layers: gate"
    " and up, each from dim to hidden.",
)
class FusesGateAndUp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.up = nn.Linear(dim, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        gate, up = self.up(x).chunk(2, dim=-1)
        return self.down(F.silu(gate) * up)


edit(
    "TakesTwoThirdsOfHidden",
    "hidden is reduced to two thirds. The caller has already chosen it, so use it as it is given.",
    ("super().__init__()", "super().__init__()\nhidden = int(2 * hidden / 3)"),
)

edit(
    "IsFourTimesAsWide",
    "hidden plays no part: the layers are four times dim wide. Use hidden as it is given.",
    ("super().__init__()", "super().__init__()\nhidden = 4 * dim"),
)

edit(
    "AddsX",
    "x is added to the result. The residual belongs to the block, so return only down(...).",
    ("return self.down", "return x + self.down"),
)

edit(
    "NormalisesFirst",
    "x is normalised first. The norm belongs to the block, so use x as it comes.",
    ("return self.down", "x = F.rms_norm(x, x.shape[-1:], eps=1e-6)\nreturn self.down"),
)

edit(
    "Overflows",
    "A large gate becomes NaN, because exp(z) / (1 + exp(z)) is infinity over infinity there. Use torch.sigmoid, or 1"
    " / (1 + exp(-z)).",
    (
        "return self.down(F.silu(self.gate(x)) * self.up(x))",
        "z = self.gate(x)\nreturn self.down(z * z.exp() / (1 + z.exp()) * self.up(x))",
    ),
)

edit(
    "OverflowsOnTheWayBack",
    "The result is right, but its gradient is NaN: where exp(-z) overflows, its own gradient is infinite, and infinity"
    " times 0 is NaN. torch.sigmoid and F.silu are safe.",
    (
        "return self.down(F.silu(self.gate(x)) * self.up(x))",
        "z = self.gate(x)\nreturn self.down(z / (1 + (-z).exp()) * self.up(x))",
    ),
)

edit(
    "StartsAtZero",
    "The first weights are all 0. Then every gate and every value is 0, and so is every gradient, so it never learns."
    " Draw them, as nn.Linear does.",
    (
        "self.down = nn.Linear(hidden, dim, bias=False)",
        "self.down = nn.Linear(hidden, dim, bias=False)\n"
        "for parameter in self.parameters():\n"
        "    nn.init.zeros_(parameter)",
    ),
)

edit(
    "DetachesTheGate",
    "The gate is cut off from autograd, as by .detach() or .data, so its weights would never learn. Leave it attached.",
    ("self.gate(x)", "self.gate(x).detach()"),
)

edit(
    "ActivatesUpAndHasBiases",
    "The activation is on up, but belongs to the gate: silu(gate(x)) * up(x). After that, leave out the biases.",
    (", bias=False", "", 3),
    ("F.silu(self.gate(x)) * self.up(x)", "self.gate(x) * F.silu(self.up(x))"),
)
