"""What beginners hand in for attention, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _attention(q, k, v, mask=None, causal=False, **otherwise):
    """Attention with one step done otherwise."""
    return _weights(q, k, mask, causal, **otherwise) @ v


def _weights(q, k, mask=None, causal=False, *, scale=None, axis=-1, fill=None, offset=0, safe=True, shift=True):
    xp = array_namespace(q, k)
    scores = q @ xp.matrix_transpose(k) / (q.shape[-1] ** 0.5 if scale is None else scale)
    mask = _causal(xp, q, k, mask, causal, offset)
    if mask is not None:
        scores = xp.where(mask, scores, -xp.inf if fill is None else fill)
    return _softmax(xp, scores, axis, safe, shift)


def _softmax(xp, scores, axis=-1, safe=True, shift=True):
    if shift:
        top = xp.max(scores, axis=axis, keepdims=True)
        scores = scores - (xp.where(xp.isinf(top), 0.0, top) if safe else top)
    weights = xp.exp(scores)
    total = xp.sum(weights, axis=axis, keepdims=True)
    return weights / (xp.where(total == 0, 1.0, total) if safe else total)


def _causal(xp, q, k, mask, causal, offset=0):
    """The mask that a call asks for."""
    if causal:
        if q.shape[-2] != k.shape[-2]:
            raise ValueError(f"{q.shape[-2]} queries, {k.shape[-2]} keys")
        mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device), k=offset)
    return mask


@mistake(
    "attention",
    "The scores are not divided by the root of E. The sum of E products grows like √E, and the softmax becomes all"
    " too sure of itself.",
)
def does_not_scale(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, scale=1.0)


@mistake("attention", "The scores are divided by E, where its root is due: √E, as in the formula.")
def divides_by_the_width(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, scale=q.shape[-1])


@mistake(
    "attention",
    "The scores are multiplied by √E. Divide by it: products of E numbers are too large, not too small.",
)
def multiplies_by_the_root(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, scale=q.shape[-1] ** -0.5)


@mistake(
    "attention",
    "The scores are divided by the root of the number of keys. What counts is how many products a score sums: E, the"
    " last axis of q and k.",
)
def divides_by_the_root_of_the_number_of_keys(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, scale=k.shape[-2] ** 0.5)


@mistake(
    "attention",
    "The scores are divided by the root of the width of the values. What counts is how many products a score sums: E,"
    " the last axis of q and k.",
)
def divides_by_the_root_of_the_width_of_the_values(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, scale=v.shape[-1] ** 0.5)


@mistake(
    "attention",
    "The softmax runs over the queries. Each query shares out its attention over the keys: the last axis of the"
    " scores (..., L, S).",
)
def takes_the_softmax_over_the_queries(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, axis=-2)


@mistake(
    "attention",
    "A hidden key has score 0, and exp(0) is 1: it still gets a share. Its score must be -inf before the softmax.",
)
def fills_with_0(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, fill=0.0)


@mistake(
    "attention",
    "The weights of hidden keys are set to 0 after the softmax, and the rest no longer sums to 1. Mask the scores,"
    " before the softmax, with -inf.",
)
def masks_after_the_softmax(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    weights = _weights(q, k)
    return (weights if mask is None else xp.where(mask, weights, 0.0)) @ v


@mistake(
    "attention",
    "The mask of a call is turned round: True means that a query may attend to a key, so that -inf belongs where it is"
    " False.",
)
def turns_only_a_given_mask_round(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, None if mask is None else ~mask, causal)


@mistake(
    "attention",
    "The mask is used the wrong way round: True means that a query may attend to a key, so that the others are to get"
    " -inf.",
)
def turns_the_mask_round(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    return _attention(q, k, v, None if mask is None else ~mask)


@mistake("attention", "The mask plays no part. Where it is False, the score must be -inf before the softmax.")
def ignores_the_mask(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, None, causal)


@mistake(
    "attention",
    "causal=True changes nothing, and a token sees those to come. Query i may attend to the keys 0 ... i alone.",
)
def ignores_causal(q, k, v, mask=None, causal=False):
    if causal and q.shape[-2] != k.shape[-2]:
        raise ValueError(f"{q.shape[-2]} queries, {k.shape[-2]} keys")
    return _attention(q, k, v, mask)


@mistake(
    "attention",
    "The causal mask hides a token from itself, too. Query i attends to the keys 0 ... i, and i is one of them: keep"
    " the diagonal.",
)
def hides_a_token_from_itself(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, offset=-1)


@mistake(
    "attention",
    "The causal mask lets each token see the next one: it is one diagonal too wide. Query i attends to the keys 0"
    " ... i.",
)
def sees_the_next_token(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, offset=1)


@mistake(
    "attention",
    "The causal mask is the other triangle: each token sees itself and those to come. Rows are queries, so that the"
    " lower triangle is the past.",
)
def sees_the_future_alone(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    return _attention(q, k, v, xp.matrix_transpose(mask) if causal else mask)


@mistake(
    "attention",
    "With more keys than queries, or fewer, causal has no single meaning: raise a ValueError that mentions L and S.",
)
def takes_any_sizes_for_causal(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    if causal:
        mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device))
    return _attention(q, k, v, mask)


@mistake(
    "attention",
    "A query that may attend to no key gives NaN: all its scores are -inf, -inf - (-inf) is NaN, and so is 0/0."
    " Subtract 0 in place of a maximum of -inf, and divide by 1 in place of a sum of 0.",
)
def gives_nan_without_a_key(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, safe=False)


@mistake(
    "attention",
    "The result is right and its gradient is NaN: where(...) or nan_to_num behind the softmax hides the NaN on the way"
    " forward only, and on the way back 0 times NaN is NaN. Repair the maximum and the sum before they are used.",
)
def sweeps_nan_away(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask, scores = _causal(xp, q, k, mask, causal), q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5
    if mask is None:
        return _softmax(xp, scores) @ v
    weights = _softmax(xp, scores + xp.where(mask, xp.zeros_like(scores), -xp.inf), safe=False)
    return xp.where(xp.any(mask, axis=-1, keepdims=True), weights, 0.0) @ v


@mistake(
    "attention",
    "A hidden key's score is a large negative number. A query without a key then attends to all of them alike, where"
    " 0 is due; and scores can be as low as that number. Use -inf, and make the softmax ready for it.",
)
def fills_with_a_large_negative_number(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, fill=-1e9)


@mistake(
    "attention",
    "A hidden key's score is -10000 or so, but scores may be lower than that, and then it is the hidden key that is"
    " attended to. Use -inf.",
)
def fills_with_minus_ten_thousand(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    found = _causal(xp, q, k, mask, causal)
    out = _attention(q, k, v, mask, causal, fill=-1e4)
    return out if found is None else xp.where(xp.any(found, axis=-1, keepdims=True), out, 0.0)


@mistake(
    "attention",
    "A query without a key should get 0, and yours gets the mean of all values: a row of -inf was replaced by equal"
    " weights. Give such a row the weights 0.",
)
def takes_the_mean_without_a_key(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    if mask is None:
        return _attention(q, k, v)
    return _attention(q * xp.any(mask, axis=-1, keepdims=True), k, v, mask | ~xp.any(mask, axis=-1, keepdims=True))


@mistake(
    "attention",
    "These are the weights, or something of their shape (..., L, S). Multiply them with the values: that gives"
    " (..., L, Ev).",
)
def returns_the_weights(q, k, v, mask=None, causal=False):
    return _weights(q, k, mask, causal)


@mistake(
    "attention",
    "The scores weigh the values as they are, without a softmax: they may be negative, and do not sum to 1.",
)
def forgets_the_softmax(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask, scores = _causal(xp, q, k, mask, causal), q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5
    return (scores if mask is None else xp.where(mask, scores, 0.0)) @ v


@mistake(
    "attention",
    "The exponentials of a query overflow, or all of them underflow to 0. Subtract its largest score before exp: its"
    " softmax stays the same.",
)
def overflows(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, shift=False)


@mistake(
    "attention",
    "The maximum is that of the whole array. A query whose scores are all far below it underflows to 0: each query"
    " needs the maximum of its own scores, along the last axis.",
)
def subtracts_the_global_maximum(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask, scores = _causal(xp, q, k, mask, causal), q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5
    top = xp.max(scores) if scores.shape[0] else 0.0
    weights = xp.exp((scores if mask is None else xp.where(mask, scores, -xp.inf)) - top)
    total = xp.sum(weights, axis=-1, keepdims=True)
    return weights / xp.where(total == 0, 1.0, total) @ v


@mistake(
    "attention",
    "The weights are transposed before they meet the values, so that each key collects from the queries. Row i of the"
    " weights belongs to query i: weights @ v.",
)
def transposes_the_weights(q, k, v, mask=None, causal=False):
    return array_namespace(q, k, v).matrix_transpose(_weights(q, k, mask, causal)) @ v


@mistake(
    "attention",
    "All axes of the keys are turned round, as .T does. Where there are leading axes, swap the last two alone:"
    " xp.matrix_transpose(k).",
)
def transposes_all_axes(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    turned = xp.permute_dims(k, tuple(reversed(range(k.ndim))))
    return _attention(q, xp.matrix_transpose(turned), v, mask, causal)


@mistake(
    "attention",
    "The dtype of the input is lost on the way: np.sqrt(E) of a whole number, or an array of zeros or ones, is"
    " float64. E ** 0.5 is a plain number and fits every dtype.",
)
def loses_the_dtype(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    return _attention(*(xp.astype(a, xp.float64) for a in (q, k, v)), mask, causal)


@mistake(
    "attention",
    "It is computed in float32 on the way, which keeps about 7 digits. Stay in the dtype that came in.",
)
def passes_through_float32(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    out = _attention(*(xp.astype(a, xp.float32) for a in (q, k, v)), mask, causal)
    return xp.astype(out, q.dtype)


@mistake(
    "attention",
    "The weights are cut off from autograd, as .detach() does: queries and keys would never learn. Leave them"
    " attached.",
)
def detaches_the_weights(q, k, v, mask=None, causal=False):
    if hasattr(q, "detach"):
        q, k = q.detach(), k.detach()
    return _attention(q, k, v, mask, causal)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "attention",
    "The softmax runs over the queries: it belongs along the last axis of the scores (..., L, S), the keys. After that"
    " divide the scores by √E.",
)
def softmax_over_the_queries_without_a_scale(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, axis=-2, scale=1.0)


@mistake(
    "attention",
    "Two steps are missing: the scores are divided by √E, and hidden keys get -inf, not 0, before the softmax.",
)
def fills_with_0_without_a_scale(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, fill=0.0, scale=1.0)


@mistake(
    "attention",
    "The scores are not divided by √E. After that, a query that may attend to no key still gives NaN.",
)
def gives_nan_and_does_not_scale(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, safe=False, scale=1.0)


@mistake(
    "attention",
    "The mask is used the wrong way round: True means that a query may attend to a key. The last query of a causal mask"
    " then has no key at all, and becomes NaN.",
)
def turns_the_mask_round_and_gives_nan(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    return _attention(q, k, v, None if mask is None else ~mask, safe=False)


@mistake(
    "attention",
    "The causal mask hides a token from itself, so that the first has no key at all and becomes NaN. Query i attends"
    " to the keys 0 ... i, and i is one of them. A query that a mask leaves without a key should get 0.",
)
def hides_a_token_from_itself_and_gives_nan(q, k, v, mask=None, causal=False):
    return _attention(q, k, v, mask, causal, offset=-1, safe=False)


@mistake(
    "attention",
    "A query without a key gives NaN, where 0 is due; and causal with L unlike S should raise a ValueError that"
    " mentions both.",
)
def gives_nan_and_takes_any_sizes(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    if causal:
        mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device))
    return _attention(q, k, v, mask, safe=False)


@mistake(
    "attention",
    "A large negative number stands in for -inf, so that a query without a key attends to all alike; use -inf. And"
    " causal with L unlike S should raise a ValueError that mentions both.",
)
def fills_with_a_large_negative_number_and_takes_any_sizes(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    if causal:
        mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device))
    return _attention(q, k, v, mask, fill=-1e9)
