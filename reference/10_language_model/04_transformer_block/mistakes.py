"""What beginners hand in for a transformer block, and what to tell them."""

import torch
from torch import nn
from torch.nn import functional as F

from dojo import both, edit, ideas, mistake

ideas(
    wrong_axis="TakesTheSoftmaxOverTheQueries",
    wrong_divisor="DoesNotScale ScalesByTheWholeWidth ScalesByTheWholeWidthAndTakesTheTanhForm",
    missing_term="ForgetsTheFirstResidual ForgetsTheSecondResidual HasNoActivation ForgetsTheLastProjection",
    opposite_choice="TurnsNormFirstRound",
    swapped_arguments="SwapsTheNorms SwapsKeysAndValues SwapsQueriesAndKeys",
    off_by_one="HidesATokenFromItself",
    order_of_steps=(
        "AddsToTheNormedX AddsAttentionToTheNormedX NormsAfterTheResidual NormsTheSublayerInPostNorm"
        " NormsTheSublayer ActivatesAtTheEnd AddsToTheNormedXAndDoesNotScale"
    ),
    entries_mixed_up=(
        "SplitsWithoutTransposing MergesWithoutTransposing TakesEntriesInTurn TakesValuesFirst CutsEachHeadInThree"
    ),
    stale_state="RunsBothSideBySide",
    counted_twice="ActivatesTwice",
    alias_or_copy="UsesOneNormForBoth",
    epsilon="HasAnotherEps HasAMuchSmallerEps",
    nan_hidden="GivesNanWithoutAKey SweepsNanAway GivesNanAndTakesAnyNumberOfHeads",
    wrong_exception="AssertsTheNumberOfHeads",
    silent_error="TakesAnyNumberOfHeads",
    default_value=(
        "IgnoresNormFirst IgnoresTheForm HasOneHead IgnoresTheMask IgnoresCausal IsAlwaysCausal TakesTheTanhForm"
    ),
    mask_polarity=(
        "TurnsTheMaskRound FillsWith0 MasksAfterTheSoftmax FillsWithALargeNegativeNumber TurnsTheMaskRoundAndGivesNan"
    ),
    sees_the_future="SeesTheNextToken",
    train_eval_mode="DropsOut",
    parameter_or_buffer=(
        "HasNoBiasInQkv HasNoBiasAfterTheSublayers HasOtherNames HasNoSubmoduleForAttention HasThreeLayers"
    ),
    wrong_formula="TakesRelu",
)


def _layers(dim):
    """The linear layers of attention, under their names."""
    return nn.ModuleDict({"qkv": nn.Linear(dim, 3 * dim), "out": nn.Linear(dim, dim)})


class _Block(nn.Module):
    """The block in steps, each of which a mistake may take otherwise."""

    eps = 1e-5

    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        self.check(dim, n_heads)
        self.n_heads, self.norm_first = n_heads, norm_first
        self.norm1, self.norm2 = nn.LayerNorm(dim, eps=self.eps), nn.LayerNorm(dim, eps=self.eps)
        self.attention = _layers(dim)
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def check(self, dim, n_heads):
        if dim % n_heads:
            raise ValueError(f"{n_heads} heads can't share {dim} entries")

    def parts(self, x):
        return (self.split(part) for part in self.attention["qkv"](x).chunk(3, dim=-1))

    def split(self, x):
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)

    def merge(self, x):
        return x.transpose(1, 2).flatten(2)

    def scale(self, q):
        return q.shape[-1] ** 0.5

    def softmax(self, scores):
        return scores.softmax(dim=-1)

    def weights(self, scores, mask):
        if mask is None:
            return self.softmax(scores)
        some = mask.any(dim=-1, keepdim=True)
        return self.softmax(scores.masked_fill(~mask & some, -torch.inf)) * some

    def attend(self, x, mask):
        q, k, v = self.parts(x)
        return self.attention["out"](self.merge(self.weights(q @ k.mT / self.scale(q), mask) @ v))

    def activate(self, x):
        return F.gelu(x)

    def mlp(self, x):
        return self.down(self.activate(self.up(x)))

    def past(self, x):
        return torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril()

    def allowed(self, x, mask, causal):
        return self.past(x) if causal else mask

    def forward(self, x, mask=None, causal=False):
        mask = self.allowed(x, mask, causal)
        return self.first(x, mask) if self.norm_first else self.last(x, mask)

    def first(self, x, mask):
        x = x + self.attend(self.norm1(x), mask)
        return x + self.mlp(self.norm2(x))

    def last(self, x, mask):
        x = self.norm1(x + self.attend(x, mask))
        return self.norm2(x + self.mlp(x))


@mistake(
    "Block",
    "The normed x replaces x on the residual path. In pre-norm x itself is what is added, x + attn(norm1(x)), so that"
    " the path leads straight through.",
)
class AddsToTheNormedX(_Block):
    def first(self, x, mask):
        x = self.norm1(x)
        x = x + self.attend(x, mask)
        x = self.norm2(x)
        return x + self.mlp(x)


edit(
    "AddsAttentionToTheNormedX",
    "Attention is added to the normed x. In pre-norm x itself goes round both sublayers: x + attn(norm1(x)).",
    (
        "x = x + self.attention(self.norm1(x), mask, causal)",
        "x = self.norm1(x)\nx = x + self.attention(x, mask, causal)",
    ),
)

edit(
    "UsesOneNormForBoth",
    "One norm serves both sublayers. norm1 belongs to attention and norm2 to the small network: each has a gain and a"
    " bias of its own.",
    ("self.norm2(", "self.norm1(", 2),
)

edit(
    "SwapsTheNorms",
    "The two norms are swapped: norm1 belongs to attention, norm2 to the small network.",
    ("self.attention(self.norm1(x)", "self.attention(self.norm2(x)"),
    ("return x + self.mlp(self.norm2(x))", "return x + self.mlp(self.norm1(x))"),
    ("x = self.norm1(x + self.attention(x, mask, causal))", "x = self.norm2(x + self.attention(x, mask, causal))"),
    ("return self.norm2(x + self.mlp(x))", "return self.norm1(x + self.mlp(x))"),
)

edit(
    "NormsAfterTheResidual",
    "The norms come after the sums, as in post-norm, though norm_first is True. In pre-norm each sublayer gets the"
    " normed x, and its result is added to x.",
    ("approximate = norm_first, ", "approximate = False, "),
)

edit(
    "IgnoresNormFirst",
    "norm_first=False changes nothing: the norms still come first. In post-norm the sublayer gets x as it is, and the"
    " sum is normed.",
    ("approximate = norm_first, ", "approximate = True, "),
)

edit(
    "TurnsNormFirstRound",
    "pre-norm and post-norm have changed places: norm_first=True means that each norm comes before its sublayer.",
    ("if self.norm_first:", "if not self.norm_first:"),
)

edit(
    "NormsTheSublayerInPostNorm",
    "In post-norm the sublayer's result is normed, and then added to x. It is the sum that is normed:"
    " norm1(x + attn(x)).",
    ("x = self.norm1(x + self.attention(x, mask, causal))", "x = x + self.norm1(self.attention(x, mask, causal))"),
    ("return self.norm2(x + self.mlp(x))", "return x + self.norm2(self.mlp(x))"),
)

edit(
    "NormsTheSublayer",
    "The sublayer's result is normed before it is added. In pre-norm the norm comes before the sublayer: x +"
    " attn(norm1(x)).",
    ("x = x + self.attention(self.norm1(x), mask, causal)", "x = x + self.norm1(self.attention(x, mask, causal))"),
    ("return x + self.mlp(self.norm2(x))", "return x + self.norm2(self.mlp(x))"),
)

edit(
    "ForgetsTheFirstResidual",
    "x is not added to what attention gives. The path straight through needs x + attn(...).",
    ("x + self.attention(", "self.attention(", 2),
)

edit(
    "ForgetsTheSecondResidual",
    "x is not added to what the small network gives. The path straight through needs x + mlp(...).",
    ("x + self.mlp(", "self.mlp(", 2),
)

both(
    "ForgetsTheFirstResidual",
    "ForgetsTheSecondResidual",
    "The sublayers replace x, but each of them should only add to it: x + attn(...), then x + mlp(...).",
)

edit(
    "RunsBothSideBySide",
    "Both sublayers get the x that came in. The small network works on x after attention was added.",
    (
        "x = x + self.attention(self.norm1(x), mask, causal)  # (B, T, dim)\nreturn x + self.mlp(self.norm2(x))",
        "return x + self.attention(self.norm1(x), mask, causal) + self.mlp(self.norm2(x))",
    ),
)

edit(
    "TakesTheTanhForm",
    "This is gelu's approximation by tanh, off by up to 5e-4. The exact one is F.gelu(x), with no approximate.",
    ("approximate=self.approximate", 'approximate="tanh"'),
)

edit(
    "IgnoresTheForm",
    "approximate has no effect, because gelu always has its exact form. Pass it on: F.gelu(x,"
    " approximate=self.approximate).",
    ("approximate=self.approximate", 'approximate="none"'),
)

edit(
    "TakesRelu",
    "The small network has a relu instead of gelu: down(gelu(up(x))).",
    ("self.down(F.gelu(self.up(x), approximate=self.approximate))", "self.down(F.relu(self.up(x)))"),
)

edit(
    "HasNoActivation",
    "There is no nonlinearity between up and down, so together they are one linear layer: put gelu in between.",
    ("self.down(F.gelu(self.up(x), approximate=self.approximate))", "self.down(self.up(x))"),
)

edit(
    "ActivatesAtTheEnd",
    "gelu comes after down. It belongs between the two layers: down(gelu(up(x))).",
    (
        "self.down(F.gelu(self.up(x), approximate=self.approximate))",
        "F.gelu(self.down(self.up(x)), approximate=self.approximate)",
    ),
)

edit(
    "ActivatesTwice",
    "gelu is applied twice, before down and after it. It belongs only between the two layers.",
    ("self.down(F.gelu(self.up(x), approximate=self.approximate))", "F.gelu(self.down(F.gelu(self.up(x))))"),
)


@mistake("Block", "The scores are not divided by √E, the root of the width of a head.")
class DoesNotScale(_Block):
    def scale(self, q):
        return 1.0


@mistake(
    "Block",
    "The scores are divided by √dim. A score sums the products of only one head: divide by √E, E = dim / n_heads.",
)
class ScalesByTheWholeWidth(_Block):
    def scale(self, q):
        return (q.shape[-1] * self.n_heads) ** 0.5


@mistake(
    "Block",
    "The heads mix up tokens, because a reshape to (B, h, T, E) keeps the order in memory. Reshape to (B, T, h, E),"
    " then transpose(1, 2).",
)
class SplitsWithoutTransposing(_Block):
    def split(self, x):
        return x.reshape(x.shape[0], self.n_heads, x.shape[1], -1)

    def merge(self, x):
        return x.reshape(x.shape[0], x.shape[2], -1)


@mistake(
    "Block",
    "The heads are put together in the wrong order: (B, h, T, E) needs transpose(1, 2) before the reshape to (B, T,"
    " dim).",
)
class MergesWithoutTransposing(_Block):
    def merge(self, x):
        return x.reshape(x.shape[0], x.shape[2], -1)


@mistake(
    "Block",
    "The heads take every n_heads-th entry. Head i has E entries side by side, from i·E on: the heads come before"
    " the entries in the reshape, (B, T, h, E).",
)
class TakesEntriesInTurn(_Block):
    def split(self, x):
        return x.unflatten(-1, (-1, self.n_heads)).permute(0, 3, 1, 2)

    def merge(self, x):
        return x.permute(0, 2, 3, 1).flatten(2)


@mistake("Block", "There is only one head, of the full width. n_heads heads attend separately, with E entries each.")
class HasOneHead(_Block):
    def split(self, x):
        return x[:, None]


@mistake("Block", "The thirds of qkv are used in the wrong order, which is queries, keys, values.")
class TakesValuesFirst(_Block):
    def parts(self, x):
        v, q, k = (self.split(part) for part in self.attention["qkv"](x).chunk(3, dim=-1))
        return q, k, v


@mistake("Block", "Keys and values are swapped. The thirds of qkv are queries, keys, values.")
class SwapsKeysAndValues(_Block):
    def parts(self, x):
        q, v, k = (self.split(part) for part in self.attention["qkv"](x).chunk(3, dim=-1))
        return q, k, v


@mistake("Block", "Queries and keys are swapped. The first third of qkv asks, the second answers.")
class SwapsQueriesAndKeys(_Block):
    def parts(self, x):
        k, q, v = (self.split(part) for part in self.attention["qkv"](x).chunk(3, dim=-1))
        return q, k, v


@mistake(
    "Block",
    "qkv is cut up head by head, three parts each. Cut it into three first, queries, keys, values, and each of these"
    " into heads.",
)
class CutsEachHeadInThree(_Block):
    def parts(self, x):
        return self.attention["qkv"](x).unflatten(-1, (self.n_heads, 3, -1)).permute(3, 0, 2, 1, 4)


edit(
    "ForgetsTheLastProjection",
    "The layer attention.out has no effect. It mixes the heads after they are put side by side.",
    ("self.up, self.down", "self.attention.out.forward = lambda heads: heads\nself.up, self.down"),
)


@mistake("Block", "The softmax runs over the queries. Each token divides its attention among the keys: dim=-1.")
class TakesTheSoftmaxOverTheQueries(_Block):
    def softmax(self, scores):
        return scores.softmax(dim=-2)


edit(
    "IgnoresTheMask",
    "The mask has no effect: where it is False, the score must be -inf before the softmax.",
    ("mask, causal)", "None, causal)", 2),
)

edit(
    "IgnoresCausal",
    "causal=True changes nothing, so a token sees later ones. Pass it on to the attention, like the mask.",
    ("mask, causal)", "mask)", 2),
)


@mistake(
    "Block",
    "With causal=True a token does not see itself. It attends to itself and to those before it: keep the diagonal.",
)
class HidesATokenFromItself(_Block):
    def past(self, x):
        return super().past(x).tril(-1)


@mistake("Block", "With causal=True each token sees the next one: the mask is one diagonal too wide.")
class SeesTheNextToken(_Block):
    def past(self, x):
        return torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril(1)


edit(
    "TurnsTheMaskRound",
    "The mask is used the wrong way round. True means that one token may attend to the other; in torch's own"
    " transformer layers it means the opposite.",
    ("if self.norm_first:", "mask = None if mask is None else ~mask\nif self.norm_first:"),
)

edit(
    "IsAlwaysCausal",
    "Without a mask all tokens may attend to all, but yours hides the later ones even then.",
    ("mask, causal)", "mask, mask is None or causal)", 2),
)


@mistake("Block", "Hidden tokens get score 0, which still has weight e⁰ = 1. Their score must be -inf.")
class FillsWith0(_Block):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores.masked_fill(~mask, 0.0))


@mistake(
    "Block",
    "The mask is applied after the softmax, and the weights no longer sum to 1. Mask the scores, before the softmax.",
)
class MasksAfterTheSoftmax(_Block):
    def weights(self, scores, mask):
        weights = self.softmax(scores)
        return weights if mask is None else weights * mask


@mistake(
    "Block",
    "A token that may attend to nothing becomes NaN: the softmax of a row of -inf is 0/0. Its heads should give 0;"
    " F.scaled_dot_product_attention does so by itself.",
)
class GivesNanWithoutAKey(_Block):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores.masked_fill(~mask, -torch.inf))


@mistake(
    "Block",
    "A token that may attend to nothing attends to all equally, because a large negative number is used instead of"
    " -inf. Its heads should give 0.",
)
class FillsWithALargeNegativeNumber(_Block):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores.masked_fill(~mask, -1e9))


@mistake(
    "Block",
    "A token that may attend to nothing comes out right, but its gradient is NaN, because replacing NaN after the"
    " softmax hides it only on the way forward. Make the row harmless before the softmax.",
)
class SweepsNanAway(_Block):
    def weights(self, scores, mask):
        if mask is None:
            return self.softmax(scores)
        hidden = torch.zeros_like(mask, dtype=scores.dtype).masked_fill(~mask, -torch.inf)
        return self.softmax(scores + hidden).nan_to_num(0.0)


edit(
    "DropsOut",
    "There is dropout, so in training results differ from call to call. This block has none.",
    (
        "self.attention(self.norm1(x), mask, causal)",
        "F.dropout(self.attention(self.norm1(x), mask, causal), 0.1, self.training)",
    ),
)

edit(
    "HasAnotherEps",
    "The eps of the layer norms is not 1e-5: nn.LayerNorm(dim) has the right one by itself.",
    ("nn.LayerNorm(dim), nn.LayerNorm(dim)", "nn.LayerNorm(dim, eps=1e-6), nn.LayerNorm(dim, eps=1e-6)"),
)

edit(
    "HasAMuchSmallerEps",
    "The eps of the layer norms is far below 1e-5. Leave it to nn.LayerNorm(dim), whose default is 1e-5.",
    ("nn.LayerNorm(dim), nn.LayerNorm(dim)", "nn.LayerNorm(dim, eps=1e-12), nn.LayerNorm(dim, eps=1e-12)"),
)

edit(
    "TakesAnyNumberOfHeads",
    "A number of heads that does not divide dim is accepted. Raise a ValueError that mentions dim and n_heads.",
    ("MultiHeadAttention(dim, n_heads)", "MultiHeadAttention(dim - dim % n_heads, n_heads)"),
)

edit(
    "AssertsTheNumberOfHeads",
    "The number of heads is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and"
    " raise a ValueError.",
    (
        "super().__init__()",
        'super().__init__()\nassert dim % n_heads == 0, f"{n_heads} heads can\'t share {dim} entries"',
    ),
)

edit(
    "HasNoBiasInQkv",
    "qkv has no bias. All four linear layers have one.",
    ("self.up, self.down", "self.attention.qkv = nn.Linear(dim, 3 * dim, bias=False)\nself.up, self.down"),
)

edit(
    "HasNoBiasAfterTheSublayers",
    "The layers out and down have no bias. All four linear layers have one.",
    (
        "self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)",
        "self.attention.out = nn.Linear(dim, dim, bias=False)\n"
        "self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim, bias=False)",
    ),
)


@mistake(
    "Block",
    "The submodules are not those of the stub, or have other names: norm1, attention, norm2, up, down. Weights are"
    " saved and loaded by these names.",
)
class HasOtherNames(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn, self.fc1, self.fc2 = _layers(dim), nn.Linear(dim, hidden), nn.Linear(hidden, dim)


edit(
    "HasNoSubmoduleForAttention",
    "The block has no submodule called attention. It is your MultiHeadAttention, and qkv and out are its layers:"
    " attention.qkv, attention.out.",
    (
        "self.attention = MultiHeadAttention(dim, n_heads)",
        "self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)",
    ),
)

edit(
    "HasThreeLayers",
    "Queries, keys and values have a layer each. Here they are the three thirds of one layer, attention.qkv, from dim"
    " to 3·dim.",
    (
        "MultiHeadAttention(dim, n_heads)",
        "nn.ModuleDict({name: nn.Linear(dim, dim) for name in ('q', 'k', 'v', 'out')})",
    ),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "Block",
    "The normed x takes the place of x and goes round the sublayer, but x itself is what should be added. After that,"
    " divide the scores by √E, because yours are not divided.",
)
class AddsToTheNormedXAndDoesNotScale(AddsToTheNormedX):
    def scale(self, q):
        return 1.0


@mistake(
    "Block",
    "The scores are divided by √dim instead of √E, the root of a head's width. And gelu's exact form has no tanh in"
    " it.",
)
class ScalesByTheWholeWidthAndTakesTheTanhForm(ScalesByTheWholeWidth):
    def activate(self, x):
        return F.gelu(x, approximate="tanh")


both(
    "NormsAfterTheResidual",
    "TakesRelu",
    "Two repairs are needed: the small network has a relu instead of gelu, and the norms come after the sums, although"
    " norm_first is True.",
)


@mistake(
    "Block",
    "The mask is used the wrong way round: True means that one token may attend to the other. With a causal mask the"
    " last token then has nothing to attend to, and becomes NaN.",
)
class TurnsTheMaskRoundAndGivesNan(GivesNanWithoutAKey):
    def allowed(self, x, mask, causal):
        return self.past(x) if causal else None if mask is None else ~mask


@mistake(
    "Block",
    "A token that may attend to nothing becomes NaN, where its heads should give 0. And a number of heads that does"
    " not divide dim should be a ValueError that mentions dim and n_heads.",
)
class GivesNanAndTakesAnyNumberOfHeads(GivesNanWithoutAKey):
    def check(self, dim, n_heads):
        pass
