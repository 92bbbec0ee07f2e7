"""What beginners hand in for SwiGLU, and what to tell them."""

import torch
from torch import nn
from torch.nn import functional as F

from dojo import mistake


class _SwiGLU(nn.Module):
    """The network in steps, each of which a mistake may take otherwise."""

    biases = (False, False, False)
    """Of gate, up and down, which are made in this order: a bias that the judge does not give is drawn."""

    def __init__(self, dim, hidden):
        super().__init__()
        self.gate = nn.Linear(dim, hidden, bias=self.biases[0])
        self.up = nn.Linear(dim, hidden, bias=self.biases[1])
        self.down = nn.Linear(hidden, dim, bias=self.biases[2])

    def activate(self, z):
        return F.silu(z)

    def meet(self, gate, up):
        return self.activate(gate) * up

    def forward(self, x):
        return self.down(self.meet(self.gate(x), self.up(x)))


@mistake(
    "SwiGLU",
    "The activation is on up, and the gate is taken as it is. It is the gate that silu opens and closes:"
    " silu(gate(x)) * up(x).",
)
class ActivatesUp(_SwiGLU):
    def meet(self, gate, up):
        return gate * self.activate(up)


@mistake(
    "SwiGLU",
    "The gate's activation is the sigmoid; that is the older GLU. silu(z) is z times sigmoid(z), so that a gate of -1"
    " gives -0.269.",
)
class TakesTheSigmoid(_SwiGLU):
    def activate(self, z):
        return z.sigmoid()


@mistake(
    "SwiGLU",
    "up goes through the sigmoid and opens the gate, as in F.glu, which has the gate second. Here it is"
    " silu(gate(x)) * up(x).",
)
class TakesTorchsOrder(_SwiGLU):
    def meet(self, gate, up):
        return F.glu(torch.cat([gate, up], dim=-1), dim=-1)


@mistake(
    "SwiGLU",
    "silu is applied to the product of gate and up. It belongs to the gate alone, before the two are multiplied.",
)
class ActivatesTheProduct(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(gate * up)


@mistake("SwiGLU", "Both layers have an activation. Only the gate has one: up says what, and stays linear.")
class ActivatesBoth(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(gate) * self.activate(up)


@mistake(
    "SwiGLU",
    "The gate has no activation: the product of two linear layers is left. Apply silu to the gate.",
)
class ForgetsTheActivation(_SwiGLU):
    def activate(self, z):
        return z


@mistake("SwiGLU", "The gate's activation is gelu, as in Gemma. SwiGLU has silu: z times sigmoid(z).")
class TakesGelu(_SwiGLU):
    def activate(self, z):
        return F.gelu(z)


@mistake("SwiGLU", "The gate's activation is gelu by its tanh formula. SwiGLU has silu: z times sigmoid(z).")
class TakesGeluByTanh(_SwiGLU):
    def activate(self, z):
        return F.gelu(z, approximate="tanh")


@mistake("SwiGLU", "The gate's activation is relu. SwiGLU has silu: z times sigmoid(z), which has no edge.")
class TakesRelu(_SwiGLU):
    def activate(self, z):
        return z.relu()


@mistake("SwiGLU", "The gate's activation is tanh. SwiGLU has silu: z times sigmoid(z).")
class TakesTanh(_SwiGLU):
    def activate(self, z):
        return z.tanh()


@mistake(
    "SwiGLU",
    "The sigmoid gets 1.702 times z, as in the quick form of gelu. silu is z times sigmoid(z), with a factor of 1.",
)
class TakesQuickGelu(_SwiGLU):
    def activate(self, z):
        return z * torch.sigmoid(1.702 * z)


@mistake(
    "SwiGLU",
    "Gate and up are added. A gate multiplies, entry by entry: where it is 0, nothing passes.",
)
class AddsTheTwo(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(gate) + up


@mistake("SwiGLU", "up plays no part. Multiply silu(gate(x)) by up(x) before down.")
class ForgetsUp(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(gate)


@mistake("SwiGLU", "The gate plays no part. Multiply up(x) by silu(gate(x)) before down.")
class ForgetsTheGate(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(up)


@mistake("SwiGLU", "The gate is multiplied by itself: one layer plays both parts. The value is up(x).")
class UsesTheGateTwice(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(gate) * gate


@mistake(
    "SwiGLU",
    "The activation comes after down. It belongs to the gate, before the product: down(silu(gate(x)) * up(x)).",
)
class ActivatesAtTheEnd(_SwiGLU):
    def forward(self, x):
        return self.activate(self.down(self.gate(x) * self.up(x)))


@mistake("SwiGLU", "The linear layers have a bias. Here none has: nn.Linear(..., bias=False).")
class HasBiases(_SwiGLU):
    biases = (True, True, True)


@mistake("SwiGLU", "gate and up have a bias. Here no layer has one: nn.Linear(..., bias=False).")
class GateAndUpHaveBiases(_SwiGLU):
    biases = (True, True, False)


@mistake("SwiGLU", "down has a bias. Here no layer has one: nn.Linear(..., bias=False).")
class DownHasABias(_SwiGLU):
    biases = (False, False, True)


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
    "Gate and up are one layer of twice the width, cut in two. That is quick, but the stub asks for two: gate and up,"
    " each from dim to hidden.",
)
class FusesGateAndUp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.up = nn.Linear(dim, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        gate, up = self.up(x).chunk(2, dim=-1)
        return self.down(F.silu(gate) * up)


@mistake(
    "SwiGLU",
    "hidden is reduced to two thirds. The caller has chosen it already: use it as it is given.",
)
class TakesTwoThirdsOfHidden(_SwiGLU):
    def __init__(self, dim, hidden):
        super().__init__(dim, int(2 * hidden / 3))


@mistake("SwiGLU", "hidden plays no part: the layers are four times dim wide. Use hidden as it is given.")
class IsFourTimesAsWide(_SwiGLU):
    def __init__(self, dim, hidden):
        super().__init__(dim, 4 * dim)


@mistake(
    "SwiGLU",
    "x is added to the result. The residual is the block's business: here down(...) alone is returned.",
)
class AddsX(_SwiGLU):
    def forward(self, x):
        return x + super().forward(x)


@mistake("SwiGLU", "x is normalised first. The norm is the block's business: use x as it comes.")
class NormalisesFirst(_SwiGLU):
    def forward(self, x):
        return super().forward(F.rms_norm(x, x.shape[-1:], eps=1e-6))


@mistake(
    "SwiGLU",
    "A large gate becomes NaN: exp(z) / (1 + exp(z)) is infinity over infinity there. Use torch.sigmoid, or"
    " 1 / (1 + exp(-z)).",
)
class Overflows(_SwiGLU):
    def activate(self, z):
        return z * torch.exp(z) / (1 + torch.exp(z))


@mistake(
    "SwiGLU",
    "The result is right, and its gradient is NaN: where exp(-z) overflows, its own gradient is infinite, and"
    " infinity times 0 is NaN. torch.sigmoid and F.silu are safe.",
)
class OverflowsOnTheWayBack(_SwiGLU):
    def activate(self, z):
        return z / (1 + torch.exp(-z))


@mistake(
    "SwiGLU",
    "The first weights are all 0. Then every gate and every value is 0, and so is every gradient: it never learns."
    " Draw them, as nn.Linear does.",
)
class StartsAtZero(_SwiGLU):
    def __init__(self, dim, hidden):
        super().__init__(dim, hidden)
        for parameter in self.parameters():
            torch.nn.init.zeros_(parameter)


@mistake(
    "SwiGLU",
    "The gate is cut off from autograd, as .detach() or .data does: its weights would never learn. Leave it attached.",
)
class DetachesTheGate(_SwiGLU):
    def meet(self, gate, up):
        return self.activate(gate.detach()) * up


@mistake(
    "SwiGLU",
    "The activation is on up, and belongs to the gate: silu(gate(x)) * up(x). After that, leave out the biases.",
)
class ActivatesUpAndHasBiases(HasBiases):
    def meet(self, gate, up):
        return gate * self.activate(up)
