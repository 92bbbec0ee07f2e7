"""What beginners hand in for a mixture of experts, and what to tell them."""

import torch
from mixture_of_experts import load_balance_loss, route
from torch.nn import functional as F

from dojo import TINY, edit, ideas, mistake

ideas(
    wrong_axis="takes_the_softmax_over_the_tokens averages_over_the_experts",
    sum_for_mean="sums_over_the_tokens",
    wrong_divisor=(
        "mixes_by_probabilities does_not_divide_by_k averages_the_chosen_alone averages_normalised_weights "
        "weighs_among_all compares_with_the_tokens leaves_out_idle_experts"
    ),
    wrong_factor="forgets_the_factor has_the_factor_twice halves_the_sum_with_the_shared_expert",
    missing_term=(
        "weighs_by_the_logits adds_without_weights forgets_the_softmax forgets_the_shared_expert "
        "returns_the_shared_expert_alone forgets_the_old_bias"
    ),
    sign="subtracts_the_bias moves_the_wrong_way",
    opposite_choice="normalises_the_wrong_way_round chooses_the_worst",
    swapped_arguments="returns_the_weights_first",
    off_by_one="counts_the_shared_expert_among_the_k",
    order_of_steps=(
        "weighs_the_input takes_the_softmax_of_the_mean averages_the_product "
        "passes_the_mixture_through_the_shared_expert routes_what_the_shared_expert_says"
    ),
    entries_mixed_up="leaves_the_weights_unsorted returns_a_weight_for_every_expert uses_the_first_weight",
    stale_state="chooses_anew",
    not_accumulated="writes_over_earlier_experts",
    counted_twice=(
        "weighs_twice adds_the_residual adds_the_shared_expert_k_times adds_the_tokens_too weighs_with_the_bias"
    ),
    writes_into_input="changes_the_bias_in_place",
    overflow="overflows overflows_beside_the_bias",
    underflow="chooses_by_the_probabilities",
    cancellation="passes_through_float32 counts_in_float32 moves_in_float32",
    epsilon="adds_something_small",
    empty_input="calls_empty_experts",
    silent_error="takes_any_k allows_any_k_beside_the_bias",
    default_value="never_normalises always_normalises has_one_rate chooses_without_the_bias",
    mask_polarity="masks_with_a_large_negative_number",
    gradient_cut="cuts_off_the_router cuts_off_the_probabilities lets_no_gradient_to_the_logits",
    ties_and_order="puts_the_best_last sorts_by_number orders_by_the_logits_alone moves_even_experts",
    hidden_cost=(
        "runs_every_expert_on_every_token calls_an_expert_for_each_place gives_the_shared_expert_one_token_at_a_time"
    ),
    partial_case=(
        "asks_the_best_alone drops_tokens counts_the_first_choice_alone only_lowers only_raises "
        "counts_the_first_expert_alone loses_the_last_experts"
    ),
    wrong_formula=(
        "weighs_by_a_sigmoid averages_the_experts takes_the_largest_probability weighs_the_shared_expert "
        "adds_the_bias_to_sigmoids weighs_by_sigmoids moves_by_the_gap moves_by_the_gap_of_shares "
        "compares_with_the_median"
    ),
    logit_or_probability=(
        "takes_the_softmax_twice takes_the_softmax_of_a_softmax hands_probabilities_to_route "
        "adds_the_bias_to_probabilities multiplies_probabilities_with_themselves divides_the_logits_by_their_sum"
    ),
)

# ------------------------------------------------------------------------------ the choice


edit(
    "never_normalises",
    "The softmax runs over all experts, so the weights of the chosen ones do not sum to 1. If normalise is True, take"
    " the softmax of the k chosen logits, or divide by the sum of what you picked.",
    ("chosen if normalise else logits", "logits"),
    (
        "return indices, weights if normalise else weights.gather(-1, indices)",
        "return indices, weights.gather(-1, indices)",
    ),
)

edit(
    "always_normalises",
    "normalise=False changes nothing: the weights still sum to 1. With it they should be the probabilities among all n"
    " experts: softmax first, then choose.",
    ("chosen if normalise else logits", "chosen"),
    ("return indices, weights if normalise else weights.gather(-1, indices)", "return indices, weights"),
)

edit(
    "normalises_the_wrong_way_round",
    "normalise is the wrong way round. With it the weights of the k experts sum to 1; without it they are the"
    " probabilities among all n.",
    ("chosen if normalise else logits", "logits if normalise else chosen"),
    (
        "return indices, weights if normalise else weights.gather(-1, indices)",
        "return indices, weights.gather(-1, indices) if normalise else weights",
    ),
)

edit(
    "weighs_by_the_logits",
    "The weights are the logits themselves. Turn them into probabilities by a softmax.",
    ("return indices, weights if normalise else weights.gather(-1, indices)", "return indices, chosen"),
)

edit(
    "takes_the_softmax_twice",
    "The softmax is taken twice: once over all experts, and again over the probabilities that were picked. A softmax"
    " of numbers between 0 and 1 gives nearly equal weights, so apply it only to the logits.",
    (
        "weights = torch.softmax(chosen if normalise else logits, dim=-1)",
        "weights = torch.softmax(logits, dim=-1).gather(-1, indices)",
    ),
    (
        "return indices, weights if normalise else weights.gather(-1, indices)",
        "return indices, torch.softmax(weights, dim=-1)",
    ),
)

edit(
    "takes_the_softmax_of_a_softmax",
    "The softmax runs over all experts twice, before the choice. Take it of the logits once.",
    (
        "chosen, indices = torch.topk(logits, k)",
        "logits = torch.softmax(logits, dim=-1)\nchosen, indices = torch.topk(logits, k)",
    ),
)

edit(
    "weighs_by_a_sigmoid",
    "The weights come from a sigmoid of each logit by itself. Here the experts compete: take a softmax over them.",
    ("weights = torch.softmax(chosen if normalise else logits, dim=-1)", "weights = torch.sigmoid(chosen)"),
    (
        "return indices, weights if normalise else weights.gather(-1, indices)",
        "return indices, weights / weights.sum(dim=-1, keepdim=True) if normalise else weights",
    ),
)

edit(
    "chooses_the_worst",
    "The experts with the smallest logits are chosen. A large logit says that an expert fits the token.",
    ("torch.topk(logits, k)", "torch.topk(logits, k, largest=False)"),
)

edit(
    "puts_the_best_last",
    "The right experts are there, but the best one comes last. Return them with the largest logit first: argsort sorts"
    " upwards.",
    (
        "return indices, weights if normalise else weights.gather(-1, indices)",
        "weights = weights if normalise else weights.gather(-1, indices)\nreturn indices.flip(-1), weights.flip(-1)",
    ),
)


@mistake(
    "route",
    "The experts are in the order of their numbers. Return them with the largest logit first.",
)
def sorts_by_number(logits, k, normalise=True):
    indices, weights = route(logits, k, normalise)
    order = indices.argsort(dim=-1)
    return indices.gather(-1, order), weights.gather(-1, order)


@mistake(
    "route",
    "The weights are in the order of the experts' numbers, but the indices are not. Each weight has to be at the place"
    " of its own expert.",
)
def leaves_the_weights_unsorted(logits, k, normalise=True):
    indices, weights = route(logits, k, normalise)
    return indices, weights.gather(-1, indices.argsort(dim=-1))


edit(
    "returns_the_weights_first",
    "The weights come first and the indices second. Return (indices, weights).",
    (
        "return indices, weights if normalise else weights.gather(-1, indices)",
        "return weights if normalise else weights.gather(-1, indices), indices",
    ),
)


@mistake(
    "route",
    "The weights form a table (N, n) with zeros. Return k weights for each token: those of its experts, (N, k).",
)
def returns_a_weight_for_every_expert(logits, k, normalise=True):
    indices, weights = route(logits, k, normalise)
    return indices, torch.zeros_like(logits).scatter(-1, indices, weights)


@mistake(
    "route",
    "The softmax runs over the tokens. The experts compete for a token, so take it along the last axis.",
    of=("all", "chosen"),
)
def takes_the_softmax_over_the_tokens(logits, k, normalise=True, *, of):
    indices, weights = route(logits, k, False)
    if of == "chosen":
        return indices, torch.softmax(logits.gather(-1, indices), dim=0) if normalise else weights
    weights = torch.softmax(logits, dim=0).gather(-1, indices)
    return indices, weights / weights.sum(dim=-1, keepdim=True) if normalise else weights


@mistake(
    "route",
    "The logits are divided by their sum, but they may be negative, and that sum may be 0. Turn them into weights by a"
    " softmax.",
)
def divides_the_logits_by_their_sum(logits, k, normalise=True):
    indices, weights = route(logits, k, normalise)
    chosen = logits.gather(-1, indices)
    return indices, chosen / chosen.sum(dim=-1, keepdim=True) if normalise else weights


@mistake(
    "route",
    "Something small is added to the sum that the weights are divided by, so they no longer sum to 1. The sum of"
    " chosen probabilities is never 0: leave it out.",
    eps=TINY[1:],
)
def adds_something_small(logits, k, normalise=True, *, eps):
    indices, weights = route(logits, k, False)
    return indices, weights / (weights.sum(dim=-1, keepdim=True) + eps) if normalise else weights


edit(
    "chooses_by_the_probabilities",
    "The experts are chosen by their probabilities. If logits are far apart, several probabilities are exactly 0, and"
    " the choice between these is left to chance: take the largest logits.",
    ("torch.topk(logits, k)", "torch.topk(torch.softmax(logits, dim=-1), k)"),
    (
        "weights = torch.softmax(chosen if normalise else logits, dim=-1)",
        "weights = chosen / chosen.sum(dim=-1, keepdim=True) if normalise else chosen",
    ),
    ("return indices, weights if normalise else weights.gather(-1, indices)", "return indices, weights"),
)


@mistake(
    "route",
    "The logits of the others are set to a large negative number, but those of the chosen may be even lower. Set them"
    " to -inf, or take the softmax of only the chosen ones.",
    fill=(-1e9, -1e4),
)
def masks_with_a_large_negative_number(logits, k, normalise=True, *, fill):
    indices, weights = route(logits, k, False)
    chosen = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, indices, True)
    masked = logits.masked_fill(~chosen, fill).softmax(dim=-1)
    return indices, masked.gather(-1, indices) if normalise else weights


@mistake(
    "route",
    "The exponentials overflow for large logits. Use torch.softmax, or subtract the largest logit first.",
)
def overflows(logits, k, normalise=True):
    indices, _ = route(logits, k)
    weights = logits.exp().gather(-1, indices)
    return indices, weights / (weights if normalise else logits.exp()).sum(dim=-1, keepdim=True)


@mistake(
    "route",
    "Fewer than one expert, or more than there are, is no choice: raise a ValueError that mentions k and n.",
)
def takes_any_k(logits, k, normalise=True):
    return route(logits, min(max(k, 1), logits.shape[-1]), normalise)


@mistake(
    "route",
    "The softmax is computed in float32, which keeps about 7 digits. Stay in the dtype of the logits.",
)
def passes_through_float32(logits, k, normalise=True):
    indices, weights = route(logits.float(), k, normalise)
    return indices, weights.to(logits.dtype)


# ------------------------------------------------------------------------------ the mixture


edit(
    "writes_over_earlier_experts",
    "Only one answer of a token is kept, and the others are lost: y[tokens] = ... overwrites them, and y[tokens] +="
    " ... adds only one of them if a token is in tokens twice. Go from expert to expert and add, or use index_add.",
    ("index_add", "index_copy"),
)

edit(
    "adds_without_weights",
    "The answers of a token's experts are added without their weights. Multiply each by its weight from route.",
    ("weights[tokens, places, None] * expert(x[tokens])", "expert(x[tokens])"),
)

edit(
    "averages_the_experts",
    "The answers are averaged. Each counts by its weight from route, because that is how the router learns.",
    ("weights[tokens, places, None] * expert(x[tokens])", "expert(x[tokens]) / k"),
)

edit(
    "weighs_the_input",
    "The weight is applied to the input of the expert. An expert is not linear, so multiply its output.",
    ("weights[tokens, places, None] * expert(x[tokens])", "expert(weights[tokens, places, None] * x[tokens])"),
)

edit(
    "asks_the_best_alone",
    "Only the best expert of each token is asked. Ask all k of them, and add their answers by weight.",
    ("torch.where(indices == number)", "torch.where(indices[:, :1] == number)"),
)

edit(
    "uses_the_first_weight",
    "Every answer gets the weight of the token's first expert. torch.where gives two things: the token, and which of"
    " its k places has this expert: weights[tokens, places].",
    ("weights[tokens, places, None]", "weights[tokens, :1]"),
)

edit(
    "mixes_by_probabilities",
    "The weights of a token's experts do not sum to 1, because they are probabilities among all n experts. mixture"
    " uses route(logits, k), which normalises.",
    ("route(x @ router, k)", "route(x @ router, k, normalise=False)"),
)


@mistake(
    "mixture",
    "Every expert works on every token, and most of it is thrown away. The result is right, but costs n/k times too"
    " much: give an expert only its own tokens, x[tokens].",
    picked=(True, False),
)
def runs_every_expert_on_every_token(x, router, experts, k, *, picked):
    indices, weights = route(x @ router, k)
    gates = torch.zeros(len(x), len(experts), dtype=x.dtype, device=x.device).scatter(1, indices, weights)
    used = gates.new_zeros(gates.shape).scatter(1, indices, 1.0).any(dim=0) | (not picked)
    answers = [gate[:, None] * expert(x) for gate, expert, some in zip(gates.T, experts, used, strict=True) if some]
    return torch.stack([torch.zeros_like(x), *answers]).sum(dim=0)


edit(
    "weighs_twice",
    "The weight of an answer is applied twice. Multiply what an expert returns by its weight once.",
    ("weights[tokens, places, None]", "weights[tokens, places, None] ** 2"),
)


@mistake(
    "mixture",
    "An expert takes only so many tokens, and the others are dropped, so their answer is missing. Here every token"
    " gets all of its experts.",
    capacity=(1, 2, 3),
)
def drops_tokens(x, router, experts, k, *, capacity):
    indices, weights = route(x @ router, k)
    y = torch.zeros_like(x)
    for number, expert in enumerate(experts):
        tokens, places = (found[:capacity] for found in torch.where(indices == number))
        if len(tokens):
            y = y.index_add(0, tokens, weights[tokens, places, None] * expert(x[tokens]))
    return y


edit(
    "calls_empty_experts",
    "An expert that no token has chosen is called anyway, with an empty tensor. Leave it out.",
    ("if len(tokens):\n    y = y.index_add", "y = y.index_add"),
)


@mistake(
    "mixture",
    "An expert is called once for each of the k places, or for each token. Collect all tokens that use it, in any"
    " place, and call it once, because a GPU wants few large products.",
    one_by_one=(False, True),
)
def calls_an_expert_for_each_place(x, router, experts, k, *, one_by_one):
    indices, weights = route(x @ router, k)
    y = torch.zeros_like(x)
    for place in range(k):
        for number, expert in enumerate(experts):
            tokens = torch.where(indices[:, place] == number)[0]
            for some in tokens.split(1) if one_by_one else [tokens] if len(tokens) else []:
                y = y.index_add(0, some, weights[some, place, None] * expert(x[some]))
    return y


edit(
    "adds_the_residual",
    "The tokens are added to the result. The residual connection belongs to the block around the mixture.",
    ("return y", "return x + y"),
)

edit(
    "hands_probabilities_to_route",
    "The softmax runs over the router's result twice, because route takes logits, and you pass it probabilities.",
    ("route(x @ router, k)", "route(torch.softmax(x @ router, dim=-1), k)"),
)

edit(
    "cuts_off_the_router",
    "No gradient reaches the router: its weights are cut off from autograd, so it would never learn which expert to"
    " choose. The choice has no gradient, but the weights must keep theirs.",
    ("weights[tokens, places, None]", "weights.detach()[tokens, places, None]"),
)


# ------------------------------------------------------------------------------ the loss


def _shares(logits, indices):
    """The shares of the choices, and the probabilities of each token."""
    n = logits.shape[-1]
    return n, F.one_hot(indices, n).to(logits.dtype).mean(dim=(0, 1)), torch.softmax(logits, dim=-1)


edit(
    "forgets_the_factor",
    "The factor n is missing. With even shares the sum is n · 1/n · 1/n = 1/n: the factor makes it 1 for any number of"
    " experts.",
    ("return n * (", "return ("),
)

edit(
    "has_the_factor_twice",
    "The factor n is there twice. With even shares the loss is 1: n times the sum, not its mean times n² or more.",
    ("return n * (", "return n**2 * ("),
)

edit(
    "does_not_divide_by_k",
    "The shares f sum to k, not to 1. Since each token makes k choices, divide the counts by N · k.",
    (".mean(dim=(0, 1))", ".sum(dim=1).mean(dim=0)"),
)


@mistake(
    "load_balance_loss",
    "P has only the probabilities of the chosen experts. An expert that a token nearly chose counts, too, so average"
    " the softmax over all n experts.",
)
def averages_the_chosen_alone(logits, indices):
    n, share, probs = _shares(logits, indices)
    used = torch.zeros_like(probs).scatter(-1, indices, 1.0)
    return n * (share * (probs * used).mean(dim=0)).sum()


@mistake(
    "load_balance_loss",
    "P is made of weights that are normalised over the chosen experts. It is the mean of the softmax over all n.",
)
def averages_normalised_weights(logits, indices):
    n, share, probs = _shares(logits, indices)
    used = probs * torch.zeros_like(probs).scatter(-1, indices, 1.0)
    return n * (share * (used / used.sum(dim=-1, keepdim=True)).mean(dim=0)).sum()


@mistake(
    "load_balance_loss",
    "The means are taken over the experts. f and P have an entry for each expert: average over the tokens.",
)
def averages_over_the_experts(logits, indices):
    n, _, probs = _shares(logits, indices)
    chosen = F.one_hot(indices, n).to(logits.dtype).sum(dim=1) / indices.shape[-1]
    return n * (chosen.mean(dim=-1) * probs.mean(dim=-1)).sum()


edit(
    "multiplies_probabilities_with_themselves",
    "f is made of probabilities. It is the share of the tokens that an expert actually gets, so count the indices.",
    ("share * probability", "probability**2"),
)

edit(
    "forgets_the_softmax",
    "P is the mean of the logits. Turn them into probabilities by a softmax first.",
    ("torch.softmax(logits, dim=-1).mean(dim=0)", "logits.mean(dim=0)"),
)

edit(
    "takes_the_softmax_of_the_mean",
    "The softmax is that of the mean logits. Take the softmax of each token first, then the mean over the tokens.",
    ("torch.softmax(logits, dim=-1).mean(dim=0)", "torch.softmax(logits.mean(dim=0), dim=-1)"),
)

edit(
    "counts_the_first_choice_alone",
    "Only the first choice of each token is counted. All k of them are: divide their number by N · k.",
    ("one_hot(indices, n)", "one_hot(indices[:, :1], n)"),
)

edit(
    "chooses_anew",
    "The choice is made anew from the logits. Count the indices that are given: a router may have added noise before"
    " it chose.",
    ("one_hot(indices, n)", "one_hot(logits.topk(indices.shape[-1]).indices, n)"),
)


@mistake(
    "load_balance_loss",
    "There is a sum instead of a mean, so the loss grows with the number of tokens: f is a share, and P is a mean.",
    choices=(True, False),
)
def sums_over_the_tokens(logits, indices, *, choices):
    return load_balance_loss(logits, indices) * (indices.numel() if choices else len(logits))


edit(
    "takes_the_largest_probability",
    "P is the largest probability that any token gives an expert. It is the mean over the tokens.",
    ("torch.softmax(logits, dim=-1).mean(dim=0)", "torch.softmax(logits, dim=-1).amax(dim=0)"),
)


@mistake(
    "load_balance_loss",
    "f and P are multiplied token by token and then averaged. Average both over the tokens first.",
)
def averages_the_product(logits, indices):
    n, _, probs = _shares(logits, indices)
    chosen = F.one_hot(indices, n).to(logits.dtype).mean(dim=1)
    return n * (chosen * probs).sum(dim=-1).mean()


@mistake(
    "load_balance_loss",
    "No gradient flows, because the probabilities are cut off from autograd. f, a count, has no gradient, so P has to"
    " keep its own.",
)
def cuts_off_the_probabilities(logits, indices):
    return load_balance_loss(logits.detach(), indices) + 0 * logits.sum()


edit(
    "counts_in_float32",
    "The shares f are computed in float32, as by .float() and the quotient of two counts. Give them the dtype of the"
    " logits.",
    (".to(logits.dtype)", ".float()"),
)


# ------------------------------------------------------------------------------ the shared expert

WITH_SHARED = "shared(x) + mixture(x, router, experts, k)"

edit(
    "forgets_the_shared_expert",
    "The shared expert is not used. Add its answer to the mixture.",
    (WITH_SHARED, "mixture(x, router, experts, k)"),
)
edit(
    "halves_the_sum_with_the_shared_expert",
    "The shared expert and the mixture are averaged, but they should be added.",
    (WITH_SHARED, f"({WITH_SHARED}) / 2"),
)
edit(
    "passes_the_mixture_through_the_shared_expert",
    "The shared expert works on the result of the mixture. Both work on x, side by side.",
    (WITH_SHARED, "shared(mixture(x, router, experts, k))"),
)
edit(
    "routes_what_the_shared_expert_says",
    "The router and the experts see what the shared expert has made of the tokens. Both work on x, side by side.",
    (WITH_SHARED, "shared(x) + mixture(shared(x), router, experts, k)"),
)
edit(
    "counts_the_shared_expert_among_the_k",
    "The shared expert takes the place of one of the k. It comes in addition: the router still chooses k.",
    (WITH_SHARED, "shared(x) + mixture(x, router, experts, max(k - 1, 1))"),
)
edit(
    "adds_the_shared_expert_k_times",
    "The shared expert counts once for each of the k experts, as if it were in their loop. Add it once.",
    (WITH_SHARED, "k * shared(x) + mixture(x, router, experts, k)"),
)
edit(
    "gives_the_shared_expert_one_token_at_a_time",
    "The shared expert is called for each token by itself. Call it once, with all tokens.",
    (WITH_SHARED, "torch.cat([shared(row) for row in x.split(1)]) + mixture(x, router, experts, k)"),
)
edit(
    "returns_the_shared_expert_alone",
    "Only the shared expert is used. Add the mixture of the k experts.",
    (WITH_SHARED, "shared(x)"),
)
edit(
    "weighs_the_shared_expert",
    "The shared expert counts as one of k + 1 with equal weights. It has no weight: its answer is added as it is.",
    (WITH_SHARED, "shared(x) / (k + 1) + mixture(x, router, experts, k)"),
)
edit(
    "adds_the_tokens_too",
    "The tokens themselves are added, too. The residual connection is the block's: return the shared expert and the"
    " mixture.",
    (WITH_SHARED, f"x + {WITH_SHARED}"),
)

# ------------------------------------------------------------------------------ the bias

BIASED = "route(logits + bias, k)"
LOGITS_ALONE = "torch.softmax(logits.gather(-1, indices), dim=-1)"
LOADS = "torch.bincount(indices.flatten(), minlength=len(bias))"
SIGN = "torch.sign(indices.numel() - loads * len(bias))"

edit(
    "weighs_with_the_bias",
    "The bias also counts in the weights, but it is only for the choice. Compute the weights from the logits without"
    " it.",
    (LOGITS_ALONE, "torch.softmax((logits + bias).gather(-1, indices), dim=-1)"),
)
edit(
    "chooses_without_the_bias",
    "The bias changes nothing. Add it to the logits before the choice.",
    (BIASED, "route(logits, k)"),
)
edit(
    "subtracts_the_bias",
    "The bias is subtracted. A larger bias means that more tokens choose the expert: add it.",
    (BIASED, "route(logits - bias, k)"),
)
edit(
    "adds_the_bias_to_probabilities",
    "The bias is added to probabilities. Here it is added to the logits, before any softmax.",
    (BIASED, "route(torch.softmax(logits, dim=-1) + bias, k)"),
)
edit(
    "adds_the_bias_to_sigmoids",
    "The bias is added to sigmoids, as in DeepSeek-V3. Here it is added to the logits themselves.",
    (BIASED, "route(torch.sigmoid(logits) + bias, k)"),
)
edit(
    "weighs_among_all",
    "The weights are probabilities among all experts, so they sum to less than 1. Take the softmax of the k chosen"
    " logits.",
    (LOGITS_ALONE, "torch.softmax(logits, dim=-1).gather(-1, indices)"),
)
edit(
    "weighs_by_sigmoids",
    "The weights are sigmoids divided by their sum, as DeepSeek-V3 has them. Here they are a softmax of the k logits.",
    (LOGITS_ALONE, "(w := torch.sigmoid(logits).gather(-1, indices)) / w.sum(dim=-1, keepdim=True)"),
)
edit(
    "orders_by_the_logits_alone",
    "The chosen experts are sorted by their logits. The one with the largest sum of logit and bias comes first.",
    (
        f"indices, {LOGITS_ALONE}",
        "(order := indices.gather(-1, logits.gather(-1, indices).argsort(dim=-1, descending=True))),"
        " torch.softmax(logits.gather(-1, order), dim=-1)",
    ),
)
edit(
    "overflows_beside_the_bias",
    "The exponentials of large logits overflow, and inf / inf is NaN. torch.softmax subtracts the largest logit first.",
    (
        f"return indices, {LOGITS_ALONE}",
        "e = logits.gather(-1, indices).exp()\nreturn indices, e / e.sum(dim=-1, keepdim=True)",
    ),
)
edit(
    "allows_any_k_beside_the_bias",
    "k is not checked here. As in `route`, a k below 1 or above the number of experts raises a ValueError.",
    ("indices, _ = route(logits + bias, k)", "indices = torch.argsort(logits + bias, descending=True)[:, : max(k, 1)]"),
)
edit(
    "lets_no_gradient_to_the_logits",
    "No gradient flows to the logits. The choice has none, but the weights keep theirs.",
    (LOGITS_ALONE, "torch.softmax(logits.detach().gather(-1, indices), dim=-1) + 0 * logits.sum()"),
)
edit(
    "moves_the_wrong_way",
    "The bias of an expert with too many tokens rises. It has to fall, so that fewer tokens choose the expert.",
    (SIGN, "torch.sign(loads * len(bias) - indices.numel())"),
)
edit(
    "moves_by_the_gap",
    "A bias moves by how far the load is off. It should move by the rate, up or down: take the sign.",
    (SIGN, "(indices.numel() / len(bias) - loads)"),
)
edit(
    "moves_by_the_gap_of_shares",
    "A bias moves by how far its share of the choices is off. Move it by the rate, up or down: take the sign.",
    (SIGN, "(1 / len(bias) - loads.to(bias.dtype) / indices.numel())"),
)
edit(
    "only_lowers",
    "Biases fall and never rise, but those of experts with too few tokens should rise.",
    (SIGN, f"{SIGN}.clamp(max=0)"),
)
edit(
    "only_raises",
    "Biases rise and never fall, but those of experts with too many tokens should fall.",
    (SIGN, f"{SIGN}.clamp(min=0)"),
)
edit(
    "moves_even_experts",
    "An expert with exactly its share is treated as one with too few. Its bias should stay.",
    (SIGN, "torch.where(loads * len(bias) > indices.numel(), -1, 1)"),
)
edit(
    "compares_with_the_tokens",
    "Loads are compared with the number of tokens over n. There are k choices for each token: N · k / n.",
    (SIGN, "torch.sign(len(indices) - loads * len(bias))"),
)
edit(
    "compares_with_the_median",
    "Loads are compared with their median. Compare with the mean, N · k / n.",
    (SIGN, "torch.sign(loads.median() - loads)"),
)
edit(
    "leaves_out_idle_experts",
    "The even load is that of the experts in use, so those without tokens are left out. Count all n.",
    (SIGN, "torch.sign(indices.numel() - loads * (loads > 0).sum())"),
)
edit(
    "counts_the_first_expert_alone",
    "Only the first choice of each token is counted. Count all k of them.",
    (LOADS, "torch.bincount(indices[:, 0], minlength=len(bias))"),
    (SIGN, "torch.sign(len(indices) - loads * len(bias))"),
)
edit(
    "loses_the_last_experts",
    "Experts without tokens at the end have no load, because bincount stops at the largest index. Use minlength.",
    (LOADS, "torch.bincount(indices.flatten())"),
)
edit(
    "forgets_the_old_bias",
    "The result is the step alone. Add it to the bias.",
    ("bias + rate * torch.sign(", "rate * torch.sign("),
)
edit(
    "changes_the_bias_in_place",
    "The bias that was given is changed. Return new ones, and leave it as it is.",
    ("return bias + rate * ", "return bias.add_(rate * "),
    (f"{SIGN}.to(bias.dtype)", f"{SIGN}.to(bias.dtype))"),
)
edit(
    "moves_in_float32",
    "The step is computed in float32, because a number times a tensor of integers is. Give the signs the dtype of the"
    " bias.",
    (".to(bias.dtype)", ""),
)
edit(
    "has_one_rate",
    "rate changes nothing. A bias moves by the rate that is given.",
    ("bias + rate * torch", "bias + 0.001 * torch"),
)
