"""What beginners hand in for top-k and top-p, and what to tell them."""

from array_api_compat import array_namespace
from top_k_top_p import filter_logits, top_k, top_p

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="works_along_the_first_axis",
    axis_lost="returns_the_best_alone",
    whole_for_slice="keeps_the_best_of_all_rows takes_all_rows_for_one",
    upside_down="goes_the_same_way_back multiplies_by_the_temperature",
    opposite_choice="keeps_the_smallest keeps_the_least_probable",
    off_by_one="counts_one_too_many keeps_one_too_many",
    end_of_interval=(
        "drops_the_kth drops_the_crossing_token drops_the_crossing_token_but_the_first goes_on_where_p_is_reached"
    ),
    order_of_steps="sums_without_sorting applies_top_p_first divides_last",
    entries_mixed_up="returns_them_sorted leaves_the_mask_sorted returns_them_by_rank",
    stale_state="returns_undivided_logits",
    overflow="overflows overflows_and_ranks_the_nan",
    cancellation="trusts_the_sum_to_reach_one_last",
    zero_case="keeps_nothing_for_zero",
    silent_error="does_not_check_k does_not_check_p does_not_check_the_temperature",
    refuses_what_is_allowed="fails_where_k_is_large",
    default_value="ignores_the_temperature applies_one_filter_alone ignores_p ignores_k takes_zero_for_none",
    mask_polarity="gives_zero_to_the_rest gives_a_large_number_to_the_rest gives_zero_to_the_tail",
    ties_and_order="keeps_exactly_k keeps_all_that_equal_the_last",
    wrong_formula="compares_each_probability compares_with_the_largest",
    logit_or_probability="returns_probabilities sums_the_logits returns_the_probabilities",
)


def _softmax(logits):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    return weights / xp.sum(weights, axis=-1, keepdims=True)


def _check(name, value, fits):
    if not fits:
        raise ValueError(f"{name} can't be {value}")


# ------------------------------------------------------------------------------------------ top-k

edit(
    "keeps_exactly_k",
    "Exactly k tokens are kept, even if others equal the k-th. Keep every logit that is at least the k-th largest:"
    " compare with it, instead of using the order.",
    (
        "if k >= logits.shape[-1]:\n    return logits",
        "backwards = xp.flip(xp.argsort(logits, axis=-1, stable=True), axis=-1)",
    ),
    (
        "xp.sort(logits, axis=-1)[..., -k][..., None]",
        "backwards if turned else xp.argsort(-logits, axis=-1, stable=True)",
    ),
    ("logits >= kth", "xp.argsort(kth, axis=-1) < k"),
    turned=(False, True),
)

edit(
    "drops_the_kth",
    "The k-th largest logit itself is dropped. It stays, and so do those that equal it: compare with >=.",
    ("logits >= kth", "logits > xp.sort(logits, axis=-1)[..., -min(k, logits.shape[-1])][..., None]"),
)

edit(
    "counts_one_too_many",
    "One token too many stays. In ascending order the k-th largest is at index -k.",
    ("..., -k", "..., -min(k + 1, logits.shape[-1])"),
)

edit(
    "keeps_the_smallest",
    "The smallest logits stay. Those that are at least the k-th largest should.",
    ("..., -k", "..., min(k, logits.shape[-1]) - 1"),
    ("logits >= kth", "logits <= kth"),
)

edit(
    "gives_zero_to_the_rest",
    "What is dropped gets 0, and exp(0) is 1: it keeps a good part of the probability. Give it -inf.",
    ("xp.where(logits >= kth, logits, -xp.inf)", "xp.where(logits >= kth, logits, 0.0)"),
)

edit(
    "gives_a_large_number_to_the_rest",
    "What is dropped gets a large negative number, but a logit can be as low as that. Give it -inf.",
    ("xp.where(logits >= kth, logits, -xp.inf)", "xp.where(logits >= kth, logits, -1e10)"),
)

edit(
    "keeps_the_best_of_all_rows",
    "The k largest of the entire batch stay. Each row has k of its own: sort along the last axis.",
    ("if k >= logits.shape[-1]:\n    return logits", "flat = xp.sort(xp.reshape(logits, (-1,)))"),
    ("xp.sort(logits, axis=-1)[..., -k][..., None]", "flat[-min(k, flat.shape[0])]"),
)

edit(
    "works_along_the_first_axis",
    "It works along the first axis. Each row is a distribution: sort along the last axis.",
    ("if k >= logits.shape[-1]:\n    return logits\n", ""),
    ("xp.sort(logits, axis=-1)[..., -k][..., None]", "xp.sort(logits, axis=0)[-min(k, logits.shape[0])]"),
)

edit(
    "returns_the_best_alone",
    "The result is as short as k. Every token keeps its place: the result has the shape of logits, with -inf for the"
    " rest.",
    ("if k >= logits.shape[-1]:\n    return logits\n", ""),
    ("kth = xp.sort(logits, axis=-1)[..., -k][..., None]  # (..., 1)\n", ""),
    ("xp.where(logits >= kth, logits, -xp.inf)", "xp.flip(xp.sort(logits, axis=-1), axis=-1)[..., :k]"),
)

edit(
    "returns_them_sorted",
    "The logits come back sorted. Every token keeps its place: only the decision is made in sorted order.",
    (
        "if k >= logits.shape[-1]:\n    return logits",
        "if k >= logits.shape[-1]:\n    return xp.flip(xp.sort(logits, axis=-1), axis=-1)",
    ),
    (
        "xp.where(logits >= kth, logits, -xp.inf)",
        "xp.flip(xp.sort(xp.where(logits >= kth, logits, -xp.inf), axis=-1), axis=-1)",
    ),
)

edit(
    "fails_where_k_is_large",
    "There are fewer than k tokens, so the index of the k-th is out of range. If k >= V, nothing is dropped: take the"
    " smaller of k and V.",
    ("if k >= logits.shape[-1]:\n    return logits\n", ""),
)

edit(
    "does_not_check_k",
    "k is not checked: -k is an index, so 0 or a negative k picks one from the other end. Raise a ValueError for k <"
    " 1.",
    ("k < 1", "False"),
    ("..., -k", "..., max(-k, -logits.shape[-1]) % logits.shape[-1]"),
)


@mistake(
    "top_k",
    "These are probabilities. Return the logits themselves, with -inf for the rest, as more filters may follow.",
)
def returns_probabilities(logits, k):
    return _softmax(top_k(logits, k))


generics(
    "top_k",
    writes_into_its_input="It writes -inf into logits, which the caller still needs. Make a new array:"
    " xp.where(keep, logits, -xp.inf).",
)


# ------------------------------------------------------------------------------------------ top-p

edit(
    "leaves_the_mask_sorted",
    "The mask is in sorted order, but the logits are not, so the wrong tokens stay. Bring the mask back to the order"
    " of the tokens, with argsort of the order.",
    ("xp.take_along_axis((before < p) | first, rank, axis=-1)", "(before < p) | first | (p >= 1)"),
)

edit(
    "goes_the_same_way_back",
    "The mask is brought back with the order itself. You need the inverse order: argsort of the order, or a scatter.",
    ("xp.argsort(order, axis=-1)", "order"),
)

edit(
    "drops_the_crossing_token",
    "The token that crosses p is dropped, so less than p is left. A token stays if what comes before it is less than"
    " p: subtract its own probability from the running sum.",
    ("(before < p) | first", "(before + ranked <= p) | (p >= 1)"),
)

edit(
    "drops_the_crossing_token_but_the_first",
    "The token that crosses p is dropped, unless it is the first. A token stays if what comes before it is less than p:"
    " subtract its own probability from the running sum.",
    ("(before < p) | first", "(before + ranked <= p) | first | (p >= 1)"),
)

edit(
    "keeps_one_too_many",
    "One token too many stays, the one after the token that crosses p.",
    (
        "(before < p) | first",
        "(before - xp.concat([ranked[..., :1] * 0, ranked[..., :-1]], axis=-1) < p) | first | (p >= 1)",
    ),
)

edit(
    "goes_on_where_p_is_reached",
    "If the running sum is exactly p, one token too many stays, although p is already reached. A token stays if what"
    " comes before it is less than p, not if it equals p.",
    ("(before < p) | first", "(before <= p) | (p >= 1)"),
)

edit(
    "keeps_nothing_for_zero",
    "Nothing is left for p = 0, because nothing comes before the first token, and that is not less than 0. The most"
    " probable token always stays.",
    ("(before < p) | first", "(before < p) | (p >= 1)"),
)

edit(
    "trusts_the_sum_to_reach_one_last",
    "A rounded sum reaches 1 before the last token, so p = 1 drops the tail. Return the logits as they are where p >="
    " 1.",
    ("if p >= 1:\n    return logits\n", ""),
)

edit(
    "keeps_the_least_probable",
    "The least probable tokens stay. Sort the largest first.",
    ("xp.argsort(logits, axis=-1, descending=True)", "xp.argsort(logits, axis=-1)"),
)

edit(
    "sums_without_sorting",
    "The probabilities are summed up in the order of the tokens. Sort them first, with the largest in front.",
    (
        "xp.take_along_axis((before < p) | first, rank, axis=-1)",
        "(xp.cumulative_sum(probs, axis=-1) - probs < p) | first | (p >= 1)",
    ),
)

edit(
    "sums_the_logits",
    "The running sum is of logits, not of probabilities. Take softmax first.",
    (
        "(before < p) | first",
        "(xp.cumulative_sum(xp.take_along_axis(logits, order, axis=-1), axis=-1) - xp.take_along_axis("
        "logits, order, axis=-1) < p) | first | (p >= 1)",
    ),
)

edit(
    "compares_each_probability",
    "Each token with a probability of p or more stays. But p is a bound for the sum: take the most probable tokens"
    " until together they reach p.",
    (
        "xp.take_along_axis((before < p) | first, rank, axis=-1)",
        "(probs >= p) | (probs == xp.max(probs, axis=-1, keepdims=True)) | (p >= 1)",
    ),
)

edit(
    "compares_with_the_largest",
    "Each token stays whose probability is at least p times the largest. That is min-p; top-p sums up, from the most"
    " probable token on, until p is reached.",
    (
        "xp.take_along_axis((before < p) | first, rank, axis=-1)",
        "(probs >= p * xp.max(probs, axis=-1, keepdims=True)) | (p >= 1)",
    ),
)

edit(
    "gives_zero_to_the_tail",
    "What is dropped gets 0, and exp(0) is 1: it keeps a good part of the probability. Give it -inf.",
    ("xp.where(keep, logits, -xp.inf)", "xp.where(keep, logits, 0.0)"),
)

edit(
    "returns_them_by_rank",
    "The logits come back sorted. Every token keeps its place: only the decision is made in sorted order.",
    ("if p >= 1:\n    return logits", "if p >= 1:\n    return xp.flip(xp.sort(logits, axis=-1), axis=-1)"),
    ("xp.where(keep, logits, -xp.inf)", "xp.flip(xp.sort(xp.where(keep, logits, -xp.inf), axis=-1), axis=-1)"),
)


@mistake(
    "top_p",
    "These are probabilities. Return the logits themselves, with -inf for the rest.",
)
def returns_the_probabilities(logits, p):
    return _softmax(top_p(logits, p))


edit(
    "overflows",
    "exp overflows for large logits, and is 0 for those far below 0: inf/inf and 0/0 are NaN. Subtract the largest"
    " logit of each row before exp.",
    ("logits - xp.max(logits, axis=-1, keepdims=True)", "logits"),
)

edit(
    "overflows_and_ranks_the_nan",
    "exp overflows for large logits, and is 0 for those far below 0: inf/inf and 0/0 are NaN. Subtract the largest"
    " logit of each row before exp.",
    ("logits - xp.max(logits, axis=-1, keepdims=True)", "logits"),
    (
        "xp.argsort(logits, axis=-1, descending=True)",
        "xp.argsort(-(xp.exp(logits) / xp.sum(xp.exp(logits), axis=-1, keepdims=True)), axis=-1)",
    ),
)


@mistake(
    "top_p",
    "All tokens that equal the last one stay. Here the fewest that reach p should: go by the order, and do not compare"
    " with the last logit.",
)
def keeps_all_that_equal_the_last(logits, p):
    xp = array_namespace(logits)
    kept = top_p(logits, p)
    least = xp.min(xp.where(kept == -xp.inf, xp.inf, kept), axis=-1, keepdims=True)
    return xp.where(logits >= least, logits, -xp.inf)


edit("does_not_check_p", "p is not checked. Raise a ValueError for p < 0.", ("if p < 0:", "p = max(p, 0.0)\nif p < 0:"))


@mistake(
    "top_p",
    "All rows are sorted together. Each row is a distribution of its own: work along the last axis.",
)
def takes_all_rows_for_one(logits, p):
    xp = array_namespace(logits)
    return xp.reshape(top_p(xp.reshape(logits, (-1,)), p), logits.shape) if 0 not in logits.shape else logits


# ----------------------------------------------------------------------------------------- filter


def _filtered(logits, temperature, k, p):
    logits = logits if k is None else top_k(logits, k)
    return logits if p is None else top_p(logits, p)


def _warm(temperature):
    _check("the temperature", temperature, temperature > 0)


edit(
    "applies_top_p_first",
    "top_p runs before top_k. top_k comes first, because p is for the probabilities of what it has left, which sum to"
    " 1 again.",
    ("logits if k is None else top_k(logits, k)", "logits if p is None else top_p(logits, p)"),
    ("logits if p is None else top_p(logits, p)", "logits if k is None else top_k(logits, k)"),
)


@mistake(
    "filter_logits",
    "The temperature comes last, after top_p has looked at different probabilities. Divide first.",
)
def divides_last(logits, temperature=1.0, k=None, p=None):
    _warm(temperature)
    return _filtered(logits, temperature, k, p) / temperature


@mistake(
    "filter_logits",
    "The temperature decides what stays, but the logits are returned without it. Return them divided.",
)
def returns_undivided_logits(logits, temperature=1.0, k=None, p=None):
    return filter_logits(logits, temperature, k, p) * temperature


edit(
    "multiplies_by_the_temperature",
    "The logits are multiplied by the temperature. Divide instead: a high temperature makes them more alike.",
    ("logits = logits / temperature\n", ""),
    (
        "logits if k is None else top_k(logits, k)",
        "logits * temperature if k is None else top_k(logits * temperature, k)",
    ),
)

edit(
    "ignores_the_temperature",
    "The temperature has no effect. Divide the logits by it first.",
    ("logits = logits / temperature\n", ""),
)

edit(
    "applies_one_filter_alone",
    "If k and p are both given, only k counts. top_p follows, on what top_k has left.",
    ("if temperature <= 0:", "p = p if k is None else None\nif temperature <= 0:"),
)

edit(
    "ignores_p",
    "p has no effect. If it is given, top_p comes last.",
    ("if temperature <= 0:", "p = None\nif temperature <= 0:"),
)

edit(
    "ignores_k",
    "k has no effect. If it is given, top_k comes after the temperature.",
    ("logits = logits if k is None else top_k(logits, k)\n", ""),
)

edit(
    "takes_zero_for_none",
    "p = 0 is treated as None: `if p` tests whether p is true, and 0.0 is not. Only None leaves a filter out: if p"
    " is not None.",
    ("if temperature <= 0:", "k, p = k or None, p or None\nif temperature <= 0:"),
)


@mistake(
    "filter_logits",
    "The temperature is not checked: 0 divides by zero, and a negative one reverses the order. Raise a ValueError for"
    " temperature <= 0.",
)
def does_not_check_the_temperature(logits, temperature=1.0, k=None, p=None):
    return _filtered(logits / temperature if temperature else logits, temperature, k, p)
