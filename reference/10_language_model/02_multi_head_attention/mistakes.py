"""What beginners hand in for multi-head attention, and what to tell them."""

import torch
from torch import nn

from dojo import commonest, edit, ideas, mistake

ideas(
    wrong_axis="AttendsAcrossHeads TakesTheSoftmaxOverTheQueries TakesTheSoftmaxOverTheHeads",
    whole_for_slice="SharesOneSoftmax AveragesTheWeights",
    wrong_divisor="DoesNotScale ScalesByTheWholeWidth ScalesByTheNumberOfHeads",
    root_or_square="ScalesByTheWidth",
    missing_term="ForgetsTheLastProjection",
    upside_down="MultipliesByTheRoot",
    swapped_arguments="TakesTheNumberForTheWidth SwapsKeysAndValues SwapsQueriesAndKeys TakesXForTheValues",
    off_by_one="HidesATokenFromItself",
    order_of_steps="ClearsTheResult",
    entries_mixed_up=(
        "SplitsWithoutTransposing ViewsWithoutTransposing SplitsAloneWithoutTransposing MergesWithoutTransposing"
        " TakesEntriesInTurn MergesInTurn TurnsTheHeadsRound TakesValuesFirst CutsEachHeadInThree"
        " TakesThePartsInTurn SplitsWithoutTransposingAndDoesNotScale"
        " SplitsWithoutTransposingAndScalesByTheWholeWidth ViewsWithoutTransposingAndScalesByTheWholeWidth"
    ),
    counted_twice="AddsX",
    nan_hidden="GivesNanWithoutAKey SweepsNanAway GivesNanAndTakesAnyNumberOfHeads",
    wrong_exception="AssertsTheNumberOfHeads",
    silent_error="TakesAnyNumberOfHeads",
    default_value="HasOneHead IgnoresTheMask IgnoresCausal IsAlwaysCausal",
    mask_polarity=(
        "TurnsTheMaskRound FillsWith0 MasksAfterTheSoftmax AddsTheMask FillsWithALargeNegativeNumber"
        " TurnsTheMaskRoundAndGivesNan"
    ),
    sees_the_future="SeesTheNextToken SeesTheFutureAlone",
    gradient_cut="DetachesTheWeights",
    train_eval_mode="DropsOut",
    parameter_or_buffer="HasNoBiasInQkv HasNoBiasInOut HasOtherNames HasThreeLayers NamesTheNumberOtherwise",
)
commonest("SplitsWithoutTransposing", "MergesWithoutTransposing", "ForgetsTheLastProjection")


class _Heads(nn.Module):
    """Multi-head attention in steps, each of which a mistake may take otherwise."""

    def __init__(self, dim, n_heads):
        super().__init__()
        self.check(dim, n_heads)
        self.n_heads = n_heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def check(self, dim, n_heads):
        if dim % n_heads:
            raise ValueError(f"{n_heads} heads can't share {dim} entries")

    def split(self, x):
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)

    def merge(self, x):
        return x.transpose(1, 2).flatten(2)

    def scale(self, q):
        return q.shape[-1] ** 0.5

    def softmax(self, scores):
        return scores.softmax(dim=-1)

    def allowed(self, scores, mask, causal):
        return torch.ones_like(scores, dtype=torch.bool).tril() if causal else mask

    def weights(self, scores, mask):
        if mask is None:
            return self.softmax(scores)
        some = mask.any(dim=-1, keepdim=True)
        return self.softmax(scores.masked_fill(~mask & some, -torch.inf)) * some

    def forward(self, x, mask=None, causal=False):
        q, k, v = (self.split(part) for part in self.qkv(x).chunk(3, dim=-1))
        scores = q @ k.mT / self.scale(q)
        return self.out(self.merge(self.weights(scores, self.allowed(scores, mask, causal)) @ v))


# ------------------------------------------------------------------------------ the scale


@mistake(
    "MultiHeadAttention",
    "The scores are not divided by √E, the root of a head's width. They are sums of E products, which grow with E, so"
    " the softmax becomes far too sure of itself.",
)
class DoesNotScale(_Heads):
    def scale(self, q):
        return 1.0


@mistake(
    "MultiHeadAttention",
    "The scores are divided by √dim, the root of the full width. A score sums the products of only one head: divide by"
    " √E, with E = dim / n_heads.",
)
class ScalesByTheWholeWidth(_Heads):
    def scale(self, q):
        return (q.shape[-1] * self.n_heads) ** 0.5


@mistake("MultiHeadAttention", "The scores are divided by E instead of its root, √E, with E = dim / n_heads.")
class ScalesByTheWidth(_Heads):
    def scale(self, q):
        return q.shape[-1]


@mistake("MultiHeadAttention", "The scores are multiplied by √E. Divide by it: a sum of E products is too large.")
class MultipliesByTheRoot(_Heads):
    def scale(self, q):
        return q.shape[-1] ** -0.5


@mistake(
    "MultiHeadAttention",
    "The scores are divided by the root of the number of heads. What counts is how many products a score sums: √E,"
    " with E = dim / n_heads.",
)
class ScalesByTheNumberOfHeads(_Heads):
    def scale(self, q):
        return self.n_heads**0.5


# ------------------------------------------------------------------------------ the heads


edit(
    "SplitsWithoutTransposing",
    "The heads mix up tokens, because a view or reshape to (B, h, T, E) keeps the order in memory. Reshape to (B, T,"
    " h, E), then transpose(1, 2), and do the reverse on the way back.",
    ("split_heads(part, self.n_heads)", "part.reshape(len(x), self.n_heads, x.shape[1], -1)"),
    ("merge_heads(attention(q, k, v, mask, causal))", "attention(q, k, v, mask, causal).reshape(x.shape)"),
)


@mistake(
    "MultiHeadAttention",
    "The heads mix up tokens, or a view complains of strides, because a view to (B, h, T, E) keeps the order in"
    " memory. It has to be (B, T, h, E), and then transpose(1, 2).",
)
class ViewsWithoutTransposing(_Heads):
    def split(self, x):
        return x.view(x.shape[0], self.n_heads, x.shape[1], -1)

    def merge(self, x):
        return x.reshape(x.shape[0], x.shape[2], -1)


edit(
    "SplitsAloneWithoutTransposing",
    "The split mixes up tokens, because a view or reshape to (B, h, T, E) keeps the order in memory. Reshape to (B, T,"
    " h, E), then transpose(1, 2).",
    ("split_heads(part, self.n_heads)", "part.reshape(len(x), self.n_heads, x.shape[1], -1)"),
)

edit(
    "MergesWithoutTransposing",
    "The heads are put together in the wrong order: (B, h, T, E) needs transpose(1, 2) before the reshape to (B, T,"
    " dim).",
    ("merge_heads(attention(q, k, v, mask, causal))", "attention(q, k, v, mask, causal).reshape(x.shape)"),
)

edit(
    "AttendsAcrossHeads",
    "The heads come after the tokens, (B, T, h, E), so the heads of one token attend to each other. Tokens should"
    " attend to tokens: move them to the last axis but one with transpose(1, 2).",
    ("split_heads(part, self.n_heads)", "part.unflatten(-1, (self.n_heads, -1))"),
    (
        "merge_heads(attention(q, k, v, mask, causal))",
        "((q @ k.mT / q.shape[-1] ** 0.5).softmax(dim=-1) @ v).flatten(2)",
    ),
)

edit(
    "TakesEntriesInTurn",
    "A head takes every n_heads-th entry. Head i has E entries side by side, from i·E on: the heads come before the"
    " entries in the reshape, (B, T, h, E).",
    ("split_heads(part, self.n_heads)", "part.unflatten(-1, (-1, self.n_heads)).permute(0, 3, 1, 2)"),
    (
        "merge_heads(attention(q, k, v, mask, causal))",
        "attention(q, k, v, mask, causal).permute(0, 2, 3, 1).flatten(2)",
    ),
)

edit(
    "MergesInTurn",
    "The entries of the heads alternate in the result. Put the heads side by side, all of head 0 first: (B, T, h, E)"
    " before the last reshape.",
    (
        "merge_heads(attention(q, k, v, mask, causal))",
        "attention(q, k, v, mask, causal).permute(0, 2, 3, 1).flatten(2)",
    ),
)

edit(
    "TakesTheNumberForTheWidth",
    "n_heads is used as the width of a head. It says how many heads there are, so each is dim / n_heads wide.",
    ("split_heads(part, self.n_heads)", "split_heads(part, part.shape[-1] // self.n_heads)"),
)

edit(
    "HasOneHead",
    "There is only one head, of the full width. n_heads heads attend separately, with E entries each.",
    ("split_heads(part, self.n_heads)", "split_heads(part, 1)"),
)

edit(
    "TurnsTheHeadsRound",
    "The heads come out in reverse order. Head 0 is the first in the result, as it is the first in the queries.",
    ("attention(q, k, v, mask, causal)", "attention(q, k, v, mask, causal).flip(1)"),
)


@mistake(
    "MultiHeadAttention",
    "The heads share one softmax over all their scores together. Each head has weights of its own, which sum to 1 for"
    " each token: dim=-1.",
)
class SharesOneSoftmax(_Heads):
    def softmax(self, scores):
        together = scores.transpose(1, 2).flatten(2).softmax(dim=-1)
        return together.unflatten(2, (scores.shape[1], -1)).transpose(1, 2)


@mistake(
    "MultiHeadAttention",
    "All heads use the mean of their weights. Each head keeps weights of its own, which is the point of several heads.",
)
class AveragesTheWeights(_Heads):
    def weights(self, scores, mask):
        return super().weights(scores, mask).mean(dim=1, keepdim=True)


# ------------------------------------------------------------------------------ queries, keys, values, and out


edit(
    "TakesValuesFirst",
    "The thirds of qkv are used in the wrong order, which is queries, keys, values.",
    ("q, k, v = (", "v, q, k = ("),
)

edit(
    "SwapsKeysAndValues",
    "Keys and values are swapped. The thirds of qkv are queries, keys, values.",
    ("q, k, v = (", "q, v, k = ("),
)

edit(
    "SwapsQueriesAndKeys",
    "Queries and keys are swapped. The first third of qkv asks, the second answers.",
    ("q, k, v = (", "k, q, v = ("),
)

edit(
    "CutsEachHeadInThree",
    "qkv is cut up head by head, three parts each. Cut it into three first, queries, keys, values, and each of these"
    " into heads.",
    (
        "parts = self.qkv(x).chunk(3, dim=-1)  # (B, T, dim) each\n"
        "q, k, v = (split_heads(part, self.n_heads) for part in parts)  # (B, h, T, E) each",
        "q, k, v = split_heads(self.qkv(x), self.n_heads).chunk(3, dim=-1)",
    ),
)

edit(
    "TakesThePartsInTurn",
    "The entries of queries, keys and values alternate. Each is a third of qkv's result in one piece: chunk(3,"
    " dim=-1).",
    ("self.qkv(x).chunk(3, dim=-1)", "self.qkv(x).unflatten(-1, (-1, 3)).unbind(-1)"),
)

edit(
    "TakesXForTheValues",
    "The values are x itself. They have a projection of their own, the last third of qkv.",
    ("attention(q, k, v, ", "attention(q, k, split_heads(x, self.n_heads), "),
)

edit(
    "ForgetsTheLastProjection",
    "The layer out has no effect. It mixes the heads after they are put side by side.",
    ("self.out(merge_heads(attention(q, k, v, mask, causal)))", "merge_heads(attention(q, k, v, mask, causal))"),
)

edit(
    "AddsX",
    "x is added to the result. That residual belongs to the block, so attention returns only what out returns.",
    ("return self.out", "return x + self.out"),
)


# ------------------------------------------------------------------------------ the softmax and the mask


@mistake(
    "MultiHeadAttention",
    "The softmax runs over the queries. Each token divides its attention among the keys: dim=-1.",
)
class TakesTheSoftmaxOverTheQueries(_Heads):
    def softmax(self, scores):
        return scores.softmax(dim=-2)


@mistake(
    "MultiHeadAttention",
    "The softmax runs over the heads. Each head, for each token, divides its attention among the keys: dim=-1.",
)
class TakesTheSoftmaxOverTheHeads(_Heads):
    def softmax(self, scores):
        return scores.softmax(dim=1)


edit(
    "IgnoresTheMask",
    "The mask has no effect: where it is False, the score must be -inf before the softmax.",
    ("attention(q, k, v, mask, causal)", "attention(q, k, v, None, causal)"),
)

edit(
    "IgnoresCausal",
    "causal=True changes nothing, so a token sees later ones. It attends only to itself and to those before it.",
    ("attention(q, k, v, mask, causal)", "attention(q, k, v, mask)"),
)

edit(
    "TurnsTheMaskRound",
    "The mask is used the wrong way round. True means that one token may attend to the other; in torch's own"
    " MultiheadAttention it means the opposite.",
    ("attention(q, k, v, mask, causal)", "attention(q, k, v, None if mask is None else ~mask, causal)"),
)

edit(
    "IsAlwaysCausal",
    "Without a mask all tokens may attend to all, but yours hides the later ones even then.",
    ("attention(q, k, v, mask, causal)", "attention(q, k, v, mask, mask is None)"),
)

edit(
    "HidesATokenFromItself",
    "A token does not see itself. It attends to itself and to those before it: keep the diagonal of the causal mask.",
    (
        "return self.out(",
        "if causal:\n    mask, causal = x.new_ones(x.shape[1], x.shape[1]).tril(-1).bool(), False\nreturn self.out(",
    ),
)

edit(
    "SeesTheNextToken",
    "The causal mask lets each token see the next one: it is one diagonal too wide. The diagonal itself is the last to"
    " be True.",
    (
        "return self.out(",
        "if causal:\n    mask, causal = x.new_ones(x.shape[1], x.shape[1]).tril(1).bool(), False\nreturn self.out(",
    ),
)

edit(
    "SeesTheFutureAlone",
    "The causal mask is the other triangle: each token sees itself and those after it. Rows are the tokens that ask,"
    " so the lower triangle is the past.",
    (
        "return self.out(",
        "if causal:\n    mask, causal = x.new_ones(x.shape[1], x.shape[1]).triu().bool(), False\nreturn self.out(",
    ),
)


@mistake("MultiHeadAttention", "Hidden tokens get score 0, which still has weight e⁰ = 1. Their score must be -inf.")
class FillsWith0(_Heads):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores.masked_fill(~mask, 0.0))


@mistake(
    "MultiHeadAttention",
    "The mask is applied after the softmax, and the weights no longer sum to 1. Mask the scores, before the softmax.",
)
class MasksAfterTheSoftmax(_Heads):
    def weights(self, scores, mask):
        weights = self.softmax(scores)
        return weights if mask is None else weights * mask


@mistake(
    "MultiHeadAttention",
    "The mask is added to the scores as it is, as 0 and 1. Adding works only for a mask of 0 and -inf; with True and"
    " False, fill in -inf where it is False.",
)
class AddsTheMask(_Heads):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores + mask)


@mistake(
    "MultiHeadAttention",
    "A token that may attend to nothing becomes NaN: the softmax of a row of -inf is 0/0. Its heads should give 0, as"
    " your attention did; F.scaled_dot_product_attention does so by itself.",
)
class GivesNanWithoutAKey(_Heads):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores.masked_fill(~mask, -torch.inf))


@mistake(
    "MultiHeadAttention",
    "A token that may attend to nothing attends to all equally, because a large negative number is used instead of"
    " -inf. Its heads should give 0.",
)
class FillsWithALargeNegativeNumber(_Heads):
    def weights(self, scores, mask):
        return self.softmax(scores if mask is None else scores.masked_fill(~mask, -1e9))


edit(
    "ClearsTheResult",
    "A token that may attend to nothing is still 0 after out, whose bias is lost. Its heads give 0, but the layer out"
    " still adds its bias.",
    (
        "return self.out(merge_heads(attention(q, k, v, mask, causal)))",
        "found = self.out(merge_heads(attention(q, k, v, mask, causal)))\n"
        "return found if mask is None else found * mask.any(dim=-1, keepdim=True)",
    ),
)


@mistake(
    "MultiHeadAttention",
    "A token that may attend to nothing comes out right, but its gradient is NaN, because replacing NaN after the"
    " softmax hides it only on the way forward. Make the row harmless before the softmax.",
)
class SweepsNanAway(_Heads):
    def weights(self, scores, mask):
        if mask is None:
            return self.softmax(scores)
        hidden = torch.zeros_like(mask, dtype=scores.dtype).masked_fill(~mask, -torch.inf)
        return self.softmax(scores + hidden).nan_to_num(0.0)


# ------------------------------------------------------------------------------ the module


edit(
    "DropsOut",
    "There is dropout, so in training results differ from call to call. Leave it out.",
    (
        "self.out(merge_heads(attention(q, k, v, mask, causal)))",
        "nn.functional.dropout(self.out(merge_heads(attention(q, k, v, mask, causal))), 0.1, self.training)",
    ),
)


@mistake(
    "MultiHeadAttention", "The weights are cut off from autograd, as by .detach(), so queries and keys never learn."
)
class DetachesTheWeights(_Heads):
    def softmax(self, scores):
        return super().softmax(scores).detach()


edit(
    "TakesAnyNumberOfHeads",
    "A number of heads that does not divide dim is accepted. Raise a ValueError with dim and n_heads.",
    (
        'if dim % n_heads:\n    raise ValueError(f"{n_heads} heads can\'t share {dim} entries")\nself.n_heads',
        "self.n_heads",
    ),
)

edit(
    "AssertsTheNumberOfHeads",
    "The number of heads is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and"
    " raise a ValueError.",
    (
        'if dim % n_heads:\n    raise ValueError(f"{n_heads} heads can\'t share {dim} entries")',
        'assert dim % n_heads == 0, f"{n_heads} heads can\'t share {dim} entries"',
    ),
)

edit(
    "HasNoBiasInQkv",
    "qkv has no bias. Both linear layers have one.",
    (
        "self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)",
        "self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)\n"
        "self.qkv = nn.Linear(dim, 3 * dim, bias=False)",
    ),
)

edit(
    "HasNoBiasInOut",
    "The layer out has no bias. Both linear layers have one.",
    (
        "self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)",
        "self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)\nself.out = nn.Linear(dim, dim, bias=False)",
    ),
)

edit(
    "HasOtherNames",
    "The submodules have other names. They should be qkv and out, because weights are saved and loaded by these names.",
    ("dim % n_heads", "False"),
    ("self.n_heads = n_heads\n", ""),
    ("self.qkv, self.out", "self.c_attn, self.c_proj"),
)

edit(
    "HasThreeLayers",
    "Queries, keys and values have a layer each. Here they are the three thirds of one layer, qkv, from dim to 3·dim.",
    (
        "self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)",
        "self.q, self.k, self.v, self.out = (nn.Linear(dim, dim) for _ in range(4))",
    ),
    ("self.qkv(x).chunk(3, dim=-1)", "self.q(x), self.k(x), self.v(x)"),
)

edit(
    "NamesTheNumberOtherwise",
    "The number of heads is kept under a different name. Keep it as self.n_heads: the cache of a later kata asks for"
    " it.",
    ("self.n_heads", "self.h", 2),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


class _SplitsWithoutTransposing(_Heads):
    def split(self, x):
        return x.reshape(x.shape[0], self.n_heads, x.shape[1], -1)

    def merge(self, x):
        return x.reshape(x.shape[0], x.shape[2], -1)


@mistake(
    "MultiHeadAttention",
    "The heads mix up tokens: reshape to (B, T, h, E), then transpose(1, 2). After that, divide the scores by √E,"
    " because yours are not divided at all.",
)
class SplitsWithoutTransposingAndDoesNotScale(_SplitsWithoutTransposing):
    def scale(self, q):
        return 1.0


@mistake(
    "MultiHeadAttention",
    "The heads mix up tokens: reshape to (B, T, h, E), then transpose(1, 2). After that, divide by √E, the root of a"
    " head's width, instead of √dim.",
)
class SplitsWithoutTransposingAndScalesByTheWholeWidth(_SplitsWithoutTransposing):
    def scale(self, q):
        return (q.shape[-1] * self.n_heads) ** 0.5


@mistake(
    "MultiHeadAttention",
    "A view to (B, h, T, E) mixes up tokens, or complains of strides: it has to be (B, T, h, E), and then transpose(1,"
    " 2). After that, divide by √E, the root of a head's width, instead of √dim.",
)
class ViewsWithoutTransposingAndScalesByTheWholeWidth(ViewsWithoutTransposing):
    def scale(self, q):
        return (q.shape[-1] * self.n_heads) ** 0.5


@mistake(
    "MultiHeadAttention",
    "The mask is used the wrong way round: True means that one token may attend to the other. With a mask of the past"
    " the last token then has nothing to attend to, and becomes NaN.",
)
class TurnsTheMaskRoundAndGivesNan(GivesNanWithoutAKey):
    def allowed(self, scores, mask, causal):
        return super().allowed(scores, None if mask is None else ~mask, causal)


@mistake(
    "MultiHeadAttention",
    "A token that may attend to nothing becomes NaN, where its heads should give 0. And a number of heads that does"
    " not divide dim should be a ValueError that mentions dim and n_heads.",
)
class GivesNanAndTakesAnyNumberOfHeads(GivesNanWithoutAKey):
    def check(self, dim, n_heads):
        pass
