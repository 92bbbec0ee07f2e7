"""What beginners hand in for attention, and what to tell them."""

from array_api_compat import array_namespace

from dojo import both, commonest, edit, generics, ideas, mistake

ideas(
    wrong_axis="takes_the_softmax_over_the_queries",
    whole_for_slice="subtracts_the_global_maximum",
    wrong_divisor=(
        "does_not_scale divides_by_the_root_of_the_number_of_keys divides_by_the_root_of_the_width_of_the_values"
    ),
    root_or_square="divides_by_the_width",
    missing_term="forgets_the_softmax returns_the_weights",
    upside_down="multiplies_by_the_root",
    transposed="transposes_the_weights transposes_all_axes",
    off_by_one="hides_a_token_from_itself",
    overflow="overflows",
    zero_case="takes_the_mean_without_a_key",
    nan_hidden="gives_nan_without_a_key sweeps_nan_away gives_nan_and_takes_any_sizes",
    silent_error="takes_any_sizes_for_causal",
    default_value="ignores_the_mask ignores_causal",
    mask_polarity=(
        "fills_with_0 masks_after_the_softmax turns_only_a_given_mask_round turns_the_mask_round"
        " fills_with_a_large_negative_number fills_with_minus_ten_thousand turns_the_mask_round_and_gives_nan"
        " fills_with_a_large_negative_number_and_takes_any_sizes"
    ),
    sees_the_future="sees_the_next_token sees_the_future_alone",
    gradient_cut="detaches_the_weights",
)
commonest("does_not_scale", "takes_the_softmax_over_the_queries", "turns_the_mask_round")


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


edit(
    "does_not_scale",
    "The scores are not divided by the root of E. A sum of E products grows like √E, so the softmax becomes far too"
    " sure of itself.",
    ("q.shape[-1] ** 0.5", "1.0"),
)

edit(
    "divides_by_the_width",
    "The scores are divided by E instead of its root, √E, as in the formula.",
    ("q.shape[-1] ** 0.5", "q.shape[-1]"),
)

edit(
    "multiplies_by_the_root",
    "The scores are multiplied by √E. Divide by it: products of E numbers are too large, not too small.",
    ("q.shape[-1] ** 0.5", "q.shape[-1] ** -0.5"),
)

edit(
    "divides_by_the_root_of_the_number_of_keys",
    "The scores are divided by the root of the number of keys. What counts is how many products a score sums: E, the"
    " last axis of q and k.",
    ("q.shape[-1]", "k.shape[-2]"),
)

edit(
    "divides_by_the_root_of_the_width_of_the_values",
    "The scores are divided by the root of the width of the values. What counts is how many products a score sums: E,"
    " the last axis of q and k.",
    ("q.shape[-1]", "v.shape[-1]"),
)

edit(
    "takes_the_softmax_over_the_queries",
    "The softmax runs over the queries. Each query divides its attention among the keys, which are the last axis of"
    " the scores (..., L, S).",
    ("axis=-1", "axis=-2", 2),
)

edit(
    "fills_with_0",
    "A hidden key has score 0, and exp(0) is 1: it still gets a share. Its score must be -inf before the softmax.",
    ("-xp.inf", "0.0"),
)


@mistake(
    "attention",
    "The weights of hidden keys are set to 0 after the softmax, so the rest no longer sums to 1. Mask the scores,"
    " before the softmax, with -inf.",
)
def masks_after_the_softmax(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    weights = _weights(q, k)
    return (weights if mask is None else xp.where(mask, weights, 0.0)) @ v


edit(
    "turns_only_a_given_mask_round",
    "The mask is inverted: True means that a query may attend to a key, so -inf belongs where it is False.",
    ("if causal:", "mask = None if mask is None else ~mask\nif causal:"),
)

edit(
    "turns_the_mask_round",
    "The mask is used the wrong way round: True means that a query may attend to a key, so the others should get -inf.",
    (
        "if causal:",
        "if causal:\n"
        "    if q.shape[-2] != k.shape[-2]:\n"
        "        raise ValueError(f'{q.shape[-2]} queries, {k.shape[-2]} keys')\n"
        "    mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device), k=0)\n"
        "mask, causal = None if mask is None else ~mask, False\n"
        "if causal:",
    ),
)

edit(
    "ignores_the_mask",
    "The mask has no effect. Where it is False, the score must be -inf before the softmax.",
    ("if causal:", "mask = None\nif causal:"),
)

edit(
    "ignores_causal",
    "causal=True changes nothing, so a token sees later ones. Query i may attend only to the keys 0 ... i.",
    (
        "if causal:",
        "if causal and q.shape[-2] != k.shape[-2]:\n"
        "    raise ValueError(f'{q.shape[-2]} queries, {k.shape[-2]} keys')\n"
        "causal = False\n"
        "if causal:",
    ),
)

edit(
    "hides_a_token_from_itself",
    "The causal mask also hides a token from itself. Query i attends to the keys 0 ... i, and i is one of them: keep"
    " the diagonal.",
    (
        "xp.tril(xp.ones((queries, keys), dtype=xp.bool, device=q.device))",
        "xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device), k=-1)",
    ),
)

edit(
    "sees_the_next_token",
    "The causal mask lets each token see the next one: it is one diagonal too wide. Query i attends to the keys 0"
    " ... i.",
    (
        "xp.tril(xp.ones((queries, keys), dtype=xp.bool, device=q.device))",
        "xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device), k=1)",
    ),
)

edit(
    "sees_the_future_alone",
    "The causal mask is the other triangle: each token sees itself and those after it. Rows are queries, so the lower"
    " triangle is the past.",
    (
        "if causal:",
        "if causal:\n"
        "    mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device), k=0)\n"
        "mask, causal = xp.matrix_transpose(mask) if causal else mask, False\n"
        "if causal:",
    ),
)

edit(
    "takes_any_sizes_for_causal",
    "With more keys than queries, or fewer, causal has no single meaning: raise a ValueError that mentions L and S.",
    (
        "if causal:",
        "if causal:\n"
        "    mask = xp.tril(xp.ones((q.shape[-2], k.shape[-2]), dtype=xp.bool, device=q.device))\n"
        "causal = False\n"
        "if causal:",
    ),
)

edit(
    "gives_nan_without_a_key",
    "A query that may attend to no key gives NaN, because all its scores are -inf, and -inf - (-inf) and 0/0 are NaN."
    " Subtract 0 instead of a maximum of -inf, and divide by 1 instead of a sum of 0.",
    ("weights = xp.exp(scores - xp.where(xp.isinf(top), 0.0, top))", "scores = scores - top\nweights = xp.exp(scores)"),
)


@mistake(
    "attention",
    "The result is right, but its gradient is NaN: where(...) or nan_to_num after the softmax hides the NaN only on"
    " the way forward, and on the way back 0 times NaN is NaN. Repair the maximum and the sum before they are used.",
)
def sweeps_nan_away(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask, scores = _causal(xp, q, k, mask, causal), q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5
    if mask is None:
        return _softmax(xp, scores) @ v
    weights = _softmax(xp, scores + xp.where(mask, xp.zeros_like(scores), -xp.inf), safe=False)
    return xp.where(xp.any(mask, axis=-1, keepdims=True), weights, 0.0) @ v


edit(
    "fills_with_a_large_negative_number",
    "A hidden key's score is a large negative number. A query without a key then attends to all of them equally, where"
    " it should give 0, and other scores can be as low as that number. Use -inf, and make the softmax cope with it.",
    ("-xp.inf", "-1e9"),
)

edit(
    "fills_with_minus_ten_thousand",
    "A hidden key's score is -10000 or so, but scores may be lower than that, and then the query attends to the"
    " hidden key. Use -inf.",
    (
        "scores = q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5",
        "found = mask\nscores = q @ xp.matrix_transpose(k) / q.shape[-1] ** 0.5",
    ),
    ("-xp.inf", "-1e4"),
    (
        "return weights / xp.where(total == 0, 1.0, total) @ v",
        "out = weights / xp.where(total == 0, 1.0, total) @ v\n"
        "if found is None:\n"
        "    return out\n"
        "return xp.where(xp.any(found, axis=-1, keepdims=True), out, 0.0)",
    ),
)


@mistake(
    "attention",
    "A query without a key should get 0, but yours gets the mean of all values, because a row of -inf was replaced by"
    " equal weights. Give such a row the weights 0.",
)
def takes_the_mean_without_a_key(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    if mask is None:
        return _attention(q, k, v)
    return _attention(q * xp.any(mask, axis=-1, keepdims=True), k, v, mask | ~xp.any(mask, axis=-1, keepdims=True))


edit(
    "returns_the_weights",
    "These are the weights, or something of their shape (..., L, S). Multiply them with the values: that gives"
    " (..., L, Ev).",
    ("weights / xp.where(total == 0, 1.0, total) @ v", "weights / xp.where(total == 0, 1.0, total)"),
)

edit(
    "forgets_the_softmax",
    "The scores weigh the values directly, without a softmax, so they may be negative and do not sum to 1.",
    ("weights / xp.where(total == 0, 1.0, total)", "(scores if mask is None else xp.where(mask, scores, 0.0))"),
)

edit(
    "overflows",
    "The exponentials of a query overflow, or all of them underflow to 0. Subtract its largest score before exp, which"
    " does not change its softmax.",
    ("scores - xp.where(xp.isinf(top), 0.0, top)", "scores"),
)

edit(
    "subtracts_the_global_maximum",
    "The maximum is that of all scores together, so a query whose scores are all far below it underflows to 0. Each"
    " query needs the maximum of its own scores, along the last axis.",
    ("if mask is not None:\n    scores = xp.where(mask, scores, -xp.inf)\n", ""),
    (
        "scores - xp.where(xp.isinf(top), 0.0, top)",
        "(scores if mask is None else xp.where(mask, scores, -xp.inf)) - (xp.max(scores) if scores.shape[0] else 0.0)",
    ),
)

edit(
    "transposes_the_weights",
    "The weights are transposed before they multiply the values, so each key collects from the queries. Row i of the"
    " weights belongs to query i: weights @ v.",
    ("weights / xp.where(total == 0, 1.0, total)", "xp.matrix_transpose(weights / xp.where(total == 0, 1.0, total))"),
)

edit(
    "transposes_all_axes",
    "All axes of the keys are reversed, as .T does. If there are leading axes, swap only the last two:"
    " xp.matrix_transpose(k).",
    (
        "xp.matrix_transpose(k)",
        "xp.matrix_transpose(xp.matrix_transpose(xp.permute_dims(k, tuple(reversed(range(k.ndim))))))",
    ),
)

generics(
    "attention",
    loses_the_dtype="The dtype of the input is lost on the way: np.sqrt(E) of a whole number, or an array of zeros"
    " or ones, is float64. E ** 0.5 is a plain number and fits every dtype.",
    passes_through_float32="It is computed in float32 on the way, which keeps about 7 digits. Stay in the dtype"
    " that came in.",
)

edit(
    "detaches_the_weights",
    "The weights are cut off from autograd, as .detach() does, so queries and keys would never learn. Leave them"
    " attached.",
    (
        "xp = array_namespace(q, k, v)",
        "if hasattr(q, 'detach'):\n    q, k = q.detach(), k.detach()\nxp = array_namespace(q, k, v)",
    ),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first

both(
    "does_not_scale",
    "takes_the_softmax_over_the_queries",
    "The softmax runs over the queries, but it belongs along the last axis of the scores (..., L, S), the keys. After"
    " that divide the scores by √E.",
)

both(
    "does_not_scale",
    "fills_with_0",
    "Two steps are missing: the scores are divided by √E, and hidden keys get -inf, not 0, before the softmax.",
)


@mistake(
    "attention",
    "The mask is used the wrong way round: True means that a query may attend to a key. With a causal mask the last"
    " query then has no key at all, and becomes NaN.",
)
def turns_the_mask_round_and_gives_nan(q, k, v, mask=None, causal=False):
    xp = array_namespace(q, k, v)
    mask = _causal(xp, q, k, mask, causal)
    return _attention(q, k, v, None if mask is None else ~mask, safe=False)


both(
    "hides_a_token_from_itself",
    "gives_nan_without_a_key",
    "The causal mask hides a token from itself, so the first has no key at all and becomes NaN. Query i attends to the"
    " keys 0 ... i, and i is one of them. A query that a mask leaves without a key should get 0.",
)

edit(
    "gives_nan_and_takes_any_sizes",
    "A query without a key gives NaN, where it should give 0. And causal with L unlike S should raise a ValueError"
    " that mentions both.",
    ("queries != keys", "False"),
    ("weights = xp.exp(scores - xp.where(xp.isinf(top), 0.0, top))", "scores = scores - top\nweights = xp.exp(scores)"),
)

edit(
    "fills_with_a_large_negative_number_and_takes_any_sizes",
    "A large negative number takes the place of -inf, so a query without a key attends to all equally; use -inf. And"
    " causal with L unlike S should raise a ValueError that mentions both.",
    ("queries != keys", "False"),
    ("-xp.inf", "-1e9"),
)
