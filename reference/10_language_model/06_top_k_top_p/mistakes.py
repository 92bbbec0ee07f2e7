"""What beginners hand in for top-k and top-p, and what to tell them."""

from array_api_compat import array_namespace, device
from top_k_top_p import filter_logits, top_k, top_p

from dojo import mistake


def _softmax(logits):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    return weights / xp.sum(weights, axis=-1, keepdims=True)


def _ranked(logits):
    """The library, the order of the tokens, what comes before each in that order, and its own probability."""
    xp = array_namespace(logits)
    order = xp.argsort(logits, axis=-1, descending=True)
    probs = xp.take_along_axis(_softmax(logits), order, axis=-1)
    return xp, order, xp.cumulative_sum(probs, axis=-1) - probs, probs


def _placed(xp, logits, order, keep, rest=None):
    """Logits where a mask in sorted order says so, and -inf elsewhere."""
    keep = xp.take_along_axis(keep, xp.argsort(order, axis=-1), axis=-1)
    return xp.where(keep, logits, -xp.inf if rest is None else rest)


def _first(xp, logits):
    return xp.arange(logits.shape[-1], device=device(logits)) == 0


def _check(name, value, fits):
    if not fits:
        raise ValueError(f"{name} can't be {value}")


def _kth(xp, logits, k):
    return xp.sort(logits, axis=-1)[..., -min(k, logits.shape[-1])][..., None]


# ------------------------------------------------------------------------------------------ top-k


@mistake(
    "top_k",
    "Exactly k tokens stay, even where others are as good as the k-th. Keep every logit that is at least the k-th"
    " largest: compare with it, and do not go by the order.",
    turned=(False, True),
)
def keeps_exactly_k(logits, k, *, turned):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    backwards = xp.flip(xp.argsort(logits, axis=-1, stable=True), axis=-1)
    order = backwards if turned else xp.argsort(-logits, axis=-1, stable=True)
    return xp.where(xp.argsort(order, axis=-1) < k, logits, -xp.inf)


@mistake(
    "top_k",
    "The k-th largest logit itself is dropped. It stays, and so do those that equal it: compare with >=.",
)
def drops_the_kth(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    if k >= logits.shape[-1]:
        return logits
    return xp.where(logits > _kth(xp, logits, k), logits, -xp.inf)


@mistake(
    "top_k",
    "One token too many stays. In ascending order the k-th largest stands at place -k.",
)
def counts_one_too_many(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    return xp.where(logits >= _kth(xp, logits, k + 1), logits, -xp.inf)


@mistake(
    "top_k",
    "The smallest logits stay. Those that are at least the k-th largest should.",
)
def keeps_the_smallest(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    kth = xp.sort(logits, axis=-1)[..., min(k, logits.shape[-1]) - 1][..., None]
    return xp.where(logits <= kth, logits, -xp.inf)


@mistake(
    "top_k",
    "What is dropped gets 0, and exp(0) is 1: it keeps a good part of the probability. Give it -inf.",
)
def gives_zero_to_the_rest(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    return xp.where(logits >= _kth(xp, logits, k), logits, 0.0)


@mistake(
    "top_k",
    "What is dropped gets a large negative number, and a logit can be as low as that. Give it -inf.",
)
def gives_a_large_number_to_the_rest(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    return xp.where(logits >= _kth(xp, logits, k), logits, -1e10)


@mistake(
    "top_k",
    "The k largest of the whole batch stay. Each row has k of its own: sort along the last axis.",
)
def keeps_the_best_of_all_rows(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    flat = xp.sort(xp.reshape(logits, (-1,)))
    return xp.where(logits >= flat[-min(k, flat.shape[0])], logits, -xp.inf)


@mistake(
    "top_k",
    "It works along the first axis. Each row is a distribution: sort along the last axis.",
)
def works_along_the_first_axis(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    kth = xp.sort(logits, axis=0)[-min(k, logits.shape[0])]
    return xp.where(logits >= kth, logits, -xp.inf)


@mistake(
    "top_k",
    "The result is as short as k. Every token keeps its place: the result has the shape of logits, with -inf for the"
    " rest.",
)
def returns_the_best_alone(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    return xp.flip(xp.sort(logits, axis=-1), axis=-1)[..., :k]


@mistake(
    "top_k",
    "The logits come back sorted. Every token keeps its place: only the decision is made in sorted order.",
)
def returns_them_sorted(logits, k):
    xp = array_namespace(logits)
    return xp.flip(xp.sort(top_k(logits, k), axis=-1), axis=-1)


@mistake(
    "top_k",
    "There are not k tokens, and the index of the k-th is out of range. Where k >= V, nothing is dropped: take the"
    " smaller of k and V.",
)
def fails_where_k_is_large(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    return xp.where(logits >= xp.sort(logits, axis=-1)[..., -k][..., None], logits, -xp.inf)


@mistake(
    "top_k",
    "k is not checked: -k is an index, and 0 or a negative k picks one from the other end. Raise a ValueError for k <"
    " 1.",
)
def does_not_check_k(logits, k):
    xp = array_namespace(logits)
    if k >= logits.shape[-1]:
        return logits
    kth = xp.sort(logits, axis=-1)[..., max(-k, -logits.shape[-1]) % logits.shape[-1]][..., None]
    return xp.where(logits >= kth, logits, -xp.inf)


@mistake(
    "top_k",
    "These are probabilities. The logits themselves are returned, with -inf for the rest: more filters may follow.",
)
def returns_probabilities(logits, k):
    return _softmax(top_k(logits, k))


@mistake(
    "top_k",
    "It writes -inf into logits, which the caller still needs. Make a new array: xp.where(keep, logits, -xp.inf).",
)
def writes_into_its_input(logits, k):
    _check("k", k, k >= 1)
    xp = array_namespace(logits)
    logits[logits < _kth(xp, logits, k)] = -xp.inf
    return logits


# ------------------------------------------------------------------------------------------ top-p


@mistake(
    "top_p",
    "The mask is in sorted order, the logits are not: other tokens than the best stay. Take the mask back to the"
    " places of the tokens, with argsort of the order.",
)
def leaves_the_mask_sorted(logits, p):
    _check("p", p, p >= 0)
    xp, _, before, _ = _ranked(logits)
    return xp.where((before < p) | _first(xp, logits) | (p >= 1), logits, -xp.inf)


@mistake(
    "top_p",
    "The mask is brought back with the order itself. The way back is its inverse: argsort of the order, or a scatter.",
)
def goes_the_same_way_back(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, _ = _ranked(logits)
    keep = (before < p) | _first(xp, logits) | (p >= 1)
    return xp.where(xp.take_along_axis(keep, order, axis=-1), logits, -xp.inf)


@mistake(
    "top_p",
    "The token that crosses p is dropped, so that less than p is left. A token stays if what comes before it is less"
    " than p: subtract its own probability from the running sum.",
)
def drops_the_crossing_token(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, probs = _ranked(logits)
    return _placed(xp, logits, order, (before + probs <= p) | (p >= 1))


@mistake(
    "top_p",
    "The token that crosses p is dropped, unless it is the first. A token stays if what comes before it is less than p:"
    " subtract its own probability from the running sum.",
)
def drops_the_crossing_token_but_the_first(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, probs = _ranked(logits)
    return _placed(xp, logits, order, (before + probs <= p) | _first(xp, logits) | (p >= 1))


@mistake(
    "top_p",
    "One token too many stays: the one after that which crosses p.",
)
def keeps_one_too_many(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, probs = _ranked(logits)
    earlier = xp.concat([probs[..., :1] * 0, probs[..., :-1]], axis=-1)
    return _placed(xp, logits, order, (before - earlier < p) | _first(xp, logits) | (p >= 1))


@mistake(
    "top_p",
    "Where the running sum is exactly p, one token too many stays: p is reached already. A token stays if what comes"
    " before it is less than p, not if it equals p.",
)
def goes_on_where_p_is_reached(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, _ = _ranked(logits)
    return _placed(xp, logits, order, (before <= p) | (p >= 1))


@mistake(
    "top_p",
    "Nothing is left for p = 0, since nothing comes before the first token, and that is not less than 0. The most"
    " probable token stays in any case.",
)
def keeps_nothing_for_zero(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, _ = _ranked(logits)
    return _placed(xp, logits, order, (before < p) | (p >= 1))


@mistake(
    "top_p",
    "A rounded sum reaches 1 before the last token, so that p = 1 drops the tail. Return the logits as they are where"
    " p >= 1.",
)
def trusts_the_sum_to_reach_one_last(logits, p):
    _check("p", p, p >= 0)
    xp, order, before, _ = _ranked(logits)
    return _placed(xp, logits, order, (before < p) | _first(xp, logits))


@mistake(
    "top_p",
    "The least probable tokens stay. Sort the largest first.",
)
def keeps_the_least_probable(logits, p):
    _check("p", p, p >= 0)
    if p >= 1:
        return logits
    xp = array_namespace(logits)
    order = xp.argsort(logits, axis=-1)
    probs = xp.take_along_axis(_softmax(logits), order, axis=-1)
    before = xp.cumulative_sum(probs, axis=-1) - probs
    return _placed(xp, logits, order, (before < p) | _first(xp, logits))


@mistake(
    "top_p",
    "The probabilities are summed up in the order of the tokens. Sort them first, the largest in front.",
)
def sums_without_sorting(logits, p):
    _check("p", p, p >= 0)
    xp = array_namespace(logits)
    probs = _softmax(logits)
    before = xp.cumulative_sum(probs, axis=-1) - probs
    return xp.where((before < p) | _first(xp, logits) | (p >= 1), logits, -xp.inf)


@mistake(
    "top_p",
    "The running sum is of logits, not of probabilities. Take softmax first.",
)
def sums_the_logits(logits, p):
    _check("p", p, p >= 0)
    xp = array_namespace(logits)
    order = xp.argsort(logits, axis=-1, descending=True)
    ranked = xp.take_along_axis(logits, order, axis=-1)
    before = xp.cumulative_sum(ranked, axis=-1) - ranked
    return _placed(xp, logits, order, (before < p) | _first(xp, logits) | (p >= 1))


@mistake(
    "top_p",
    "Each token with a probability of p or more stays. p is for the sum: take the most probable tokens until together"
    " they reach p.",
)
def compares_each_probability(logits, p):
    _check("p", p, p >= 0)
    xp = array_namespace(logits)
    probs = _softmax(logits)
    best = probs == xp.max(probs, axis=-1, keepdims=True)
    return xp.where((probs >= p) | best | (p >= 1), logits, -xp.inf)


@mistake(
    "top_p",
    "Each token whose probability is at least p times the largest stays. That is min-p; top-p sums up, from the most"
    " probable token on, until p is reached.",
)
def compares_with_the_largest(logits, p):
    _check("p", p, p >= 0)
    xp = array_namespace(logits)
    probs = _softmax(logits)
    return xp.where((probs >= p * xp.max(probs, axis=-1, keepdims=True)) | (p >= 1), logits, -xp.inf)


@mistake(
    "top_p",
    "What is dropped gets 0, and exp(0) is 1: it keeps a good part of the probability. Give it -inf.",
)
def gives_zero_to_the_tail(logits, p):
    _check("p", p, p >= 0)
    if p >= 1:
        return logits
    xp, order, before, _ = _ranked(logits)
    return _placed(xp, logits, order, (before < p) | _first(xp, logits), 0.0)


@mistake(
    "top_p",
    "The logits come back sorted. Every token keeps its place: only the decision is made in sorted order.",
)
def returns_them_by_rank(logits, p):
    xp = array_namespace(logits)
    return xp.flip(xp.sort(top_p(logits, p), axis=-1), axis=-1)


@mistake(
    "top_p",
    "These are probabilities. The logits themselves are returned, with -inf for the rest.",
)
def returns_the_probabilities(logits, p):
    return _softmax(top_p(logits, p))


def _with_plain_exp(logits, p, ranks):
    _check("p", p, p >= 0)
    if p >= 1:
        return logits
    xp = array_namespace(logits)
    weights = xp.exp(logits)
    probs = weights / xp.sum(weights, axis=-1, keepdims=True)
    order = ranks(xp, probs)
    ranked = xp.take_along_axis(probs, order, axis=-1)
    return _placed(xp, logits, order, (xp.cumulative_sum(ranked, axis=-1) - ranked < p) | _first(xp, logits))


@mistake(
    "top_p",
    "exp overflows for large logits, and is 0 for those far below 0: inf/inf and 0/0 are NaN. Subtract the largest"
    " logit of each row before exp.",
)
def overflows(logits, p):
    return _with_plain_exp(logits, p, lambda xp, probs: xp.argsort(logits, axis=-1, descending=True))


@mistake(
    "top_p",
    "exp overflows for large logits, and is 0 for those far below 0: inf/inf and 0/0 are NaN. Subtract the largest"
    " logit of each row before exp.",
)
def overflows_and_ranks_the_nan(logits, p):
    return _with_plain_exp(logits, p, lambda xp, probs: xp.argsort(-probs, axis=-1))


@mistake(
    "top_p",
    "All tokens that equal the last one stay. Here the fewest that reach p are wanted: go by the order, and do not"
    " compare with the last logit.",
)
def keeps_all_that_equal_the_last(logits, p):
    xp = array_namespace(logits)
    kept = top_p(logits, p)
    least = xp.min(xp.where(kept == -xp.inf, xp.inf, kept), axis=-1, keepdims=True)
    return xp.where(logits >= least, logits, -xp.inf)


@mistake(
    "top_p",
    "p is not checked. Raise a ValueError for p < 0.",
)
def does_not_check_p(logits, p):
    return top_p(logits, max(p, 0.0))


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


@mistake(
    "filter_logits",
    "top_p runs before top_k. top_k comes first: p is for the probabilities of what it has left, which sum to 1 again.",
)
def applies_top_p_first(logits, temperature=1.0, k=None, p=None):
    _warm(temperature)
    logits = logits / temperature
    logits = logits if p is None else top_p(logits, p)
    return logits if k is None else top_k(logits, k)


@mistake(
    "filter_logits",
    "The temperature comes last, after top_p has looked at other probabilities. Divide first.",
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


@mistake(
    "filter_logits",
    "The logits are multiplied by the temperature. They are divided: a high temperature makes them more alike.",
)
def multiplies_by_the_temperature(logits, temperature=1.0, k=None, p=None):
    _warm(temperature)
    return _filtered(logits * temperature, temperature, k, p)


@mistake(
    "filter_logits",
    "The temperature plays no part. Divide the logits by it first.",
)
def ignores_the_temperature(logits, temperature=1.0, k=None, p=None):
    _warm(temperature)
    return _filtered(logits, temperature, k, p)


@mistake(
    "filter_logits",
    "Where k and p are both given, only k counts. top_p follows, on what top_k has left.",
)
def applies_one_filter_alone(logits, temperature=1.0, k=None, p=None):
    return filter_logits(logits, temperature, k, p if k is None else None)


@mistake(
    "filter_logits",
    "p plays no part. Where it is given, top_p comes last.",
)
def ignores_p(logits, temperature=1.0, k=None, p=None):
    return filter_logits(logits, temperature, k)


@mistake(
    "filter_logits",
    "k plays no part. Where it is given, top_k comes after the temperature.",
)
def ignores_k(logits, temperature=1.0, k=None, p=None):
    return filter_logits(logits, temperature, None, p)


@mistake(
    "filter_logits",
    "A choice of 0 is taken for no choice: if p asks whether p is true, and 0.0 is not. None alone leaves a step out:"
    " if p is not None.",
)
def takes_zero_for_none(logits, temperature=1.0, k=None, p=None):
    return filter_logits(logits, temperature, k or None, p or None)


@mistake(
    "filter_logits",
    "The temperature is not checked: 0 divides by zero, and a negative one turns the order round. Raise a ValueError"
    " for temperature <= 0.",
)
def does_not_check_the_temperature(logits, temperature=1.0, k=None, p=None):
    return _filtered(logits / temperature if temperature else logits, temperature, k, p)
