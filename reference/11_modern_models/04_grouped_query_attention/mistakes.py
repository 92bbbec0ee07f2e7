"""What beginners hand in for grouped-query attention, and what to tell them."""

import torch

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="takes_the_softmax_over_the_queries norms_along_the_tokens",
    whole_for_slice="averages_keys_and_values mixes_the_queries norms_all_heads_at_once",
    sum_for_mean="takes_the_length",
    wrong_divisor="does_not_scale divides_by_the_root_of_the_whole_width",
    root_or_square="divides_by_the_width forgets_the_root",
    missing_term="has_no_gains",
    swapped_arguments="takes_the_number_of_groups_for_their_size swaps_the_gains",
    off_by_one="hides_a_token_from_itself hides_a_token_from_itself_and_gives_nan",
    order_of_steps="gains_before_the_norm",
    entries_mixed_up=(
        "takes_turns takes_turns_with_the_values takes_turns_with_the_keys returns_members_before_groups"
        " reads_rows_back_in_another_order repeats_rows_of_the_mask takes_turns_and_counts_from_the_start"
    ),
    counted_twice="adds_1_to_the_gains",
    overflow="overflows",
    epsilon="adds_eps_after_the_root ignores_eps",
    silent_error="takes_heads_that_make_no_groups takes_keys_without_their_values takes_more_causal_queries_than_keys",
    refuses_what_is_allowed="refuses_more_queries_without_a_mask",
    default_value="ignores_causal is_always_causal is_not_causal_by_default",
    mask_polarity="masks_after_the_softmax masks_with_a_large_negative_number",
    sees_the_future="sees_the_next_token sees_the_future",
    shifted_targets="counts_the_mask_from_the_start",
    gradient_cut="detaches_keys_and_values",
    broadcast_by_accident="reads_the_first_head_alone makes_one_mask_for_all_rows",
    hidden_cost="copies_without_causal copies_keys_and_values copies_and_refuses_nothing",
    partial_case="uses_the_first_query_heads_alone returns_a_head_for_each_group norms_the_queries_alone",
    wrong_formula="centres_the_heads",
)


def _checked(q, k, v, causal):
    (heads, queries), (shared, keys) = q.shape[1:3], k.shape[1:3]
    if heads % shared or v.shape[1] != shared:
        raise ValueError(f"heads: {heads} of q, {shared} of k, {v.shape[1]} of v")
    if causal and queries > keys:
        raise ValueError(f"{queries} queries, {keys} keys")


def _past(q, k, offset=0):
    """The keys that each query may see: the last query all."""
    queries, keys = q.shape[2], k.shape[2]
    return torch.ones(queries, keys, dtype=torch.bool, device=q.device).tril(keys - queries + offset)


def _weights(q, k, mask, scale=None, axis=-1):
    """The weights of heads that are as many in q as in k, or of rows of a group."""
    scores = q @ k.mT / (q.shape[-1] ** 0.5 if scale is None else scale)
    return (scores if mask is None else scores.masked_fill(~mask, -torch.inf)).softmax(axis)


def _by_head(q, k, v, causal, which, offset=0, **otherwise):
    """Attention of each query head with the heads of k and v that `which` gives for it, without a copy."""
    mask = _past(q, k, offset) if causal else None
    results = []
    for h in range(q.shape[1]):
        of_k, of_v = which(h)
        results.append(_weights(q[:, h], k[:, of_k], mask, **otherwise) @ v[:, of_v])
    return torch.stack(results, dim=1)


def _own(q, k):
    """Which head of k and v each query head reads."""
    group = q.shape[1] // k.shape[1]
    return lambda h: (h // group, h // group)


def _in_groups(q, k, v, causal, **otherwise):
    return _by_head(q, k, v, causal, _own(q, k), **otherwise)


@mistake(
    "grouped_query_attention",
    "The heads of k and v alternate: 0, 1, 0, 1. Neighbouring query heads share one: 0, 0, 1, 1. Use"
    " repeat_interleave, because repeat and tile put copies of all heads one after the other.",
)
def takes_turns(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _by_head(q, k, v, causal, lambda h: (h % k.shape[1], h % k.shape[1]))


@mistake(
    "grouped_query_attention",
    "The keys are shared by neighbours, but the values alternate: 0, 1, 0, 1. Both need repeat_interleave, or the same"
    " reshape.",
)
def takes_turns_with_the_values(q, k, v, causal=True):
    _checked(q, k, v, causal)
    group = q.shape[1] // k.shape[1]
    return _by_head(q, k, v, causal, lambda h: (h // group, h % k.shape[1]))


@mistake(
    "grouped_query_attention",
    "The values are shared by neighbours, but the keys alternate: 0, 1, 0, 1. Both need repeat_interleave, or the same"
    " reshape.",
)
def takes_turns_with_the_keys(q, k, v, causal=True):
    _checked(q, k, v, causal)
    group = q.shape[1] // k.shape[1]
    return _by_head(q, k, v, causal, lambda h: (h % k.shape[1], h // group))


@mistake(
    "grouped_query_attention",
    "A group is taken to be as large as there are heads of k and v. Its size is h / h_kv: with 6 query heads and 2 of"
    " keys, three share each.",
)
def takes_the_number_of_groups_for_their_size(q, k, v, causal=True):
    _checked(q, k, v, causal)
    shared = k.shape[1]
    return _by_head(q, k, v, causal, lambda h: (min(h // shared, shared - 1),) * 2)


edit(
    "reads_the_first_head_alone",
    "All query heads read the first head of k and v, and the others play no part. Query head i reads head i // (h /"
    " h_kv).",
    ("attention(rows, k, v, mask)", "attention(rows, k[:, :1], v[:, :1], mask)"),
)


@mistake(
    "grouped_query_attention",
    "The heads of k and v are averaged into one. They are shared, not mixed: query head i reads head i // (h / h_kv).",
)
def averages_keys_and_values(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _by_head(q, k.mean(1, keepdim=True), v.mean(1, keepdim=True), causal, lambda h: (0, 0))


@mistake(
    "grouped_query_attention",
    "The queries of a group are added up or averaged. Each query head keeps its own queries, because only k and v are"
    " shared.",
    how=(torch.mean, torch.sum),
)
def mixes_the_queries(q, k, v, causal=True, *, how):
    _checked(q, k, v, causal)
    group = q.shape[1] // k.shape[1]
    mixed = how(q.unflatten(1, (k.shape[1], group)), 2)
    return _in_groups(mixed.repeat_interleave(group, dim=1), k, v, causal)


@mistake(
    "grouped_query_attention",
    "Only as many query heads are used as there are heads of k and v, and their results are repeated. Each of the h"
    " query heads asks for itself.",
)
def uses_the_first_query_heads_alone(q, k, v, causal=True):
    _checked(q, k, v, causal)
    group = q.shape[1] // k.shape[1]
    return _in_groups(q[:, : k.shape[1]].repeat_interleave(group, dim=1), k, v, causal)


@mistake(
    "grouped_query_attention",
    "The result has one head for each head of k and v. It has as many as q: (B, h, L, E).",
)
def returns_a_head_for_each_group(q, k, v, causal=True):
    _checked(q, k, v, causal)
    group = q.shape[1] // k.shape[1]
    return _in_groups(q, k, v, causal).unflatten(1, (k.shape[1], group)).mean(2)


edit(
    "returns_members_before_groups",
    "The heads of a group come back in the wrong order, because groups and their members have changed places in a"
    " reshape. Query head h is member h % G of group h // G, in the result as in q.",
    (
        "return attention(rows, k, v, mask).reshape(q.shape)",
        "result = attention(rows, k, v, mask).reshape(batch, shared, heads // shared, queries, width)\n"
        "return result.transpose(1, 2).reshape(q.shape)",
    ),
)

edit(
    "reads_rows_back_in_another_order",
    "Tokens and heads of a group are mixed up: the rows were laid out token by token, and are read back head by head."
    " Undo the reshape in the order in which it was done.",
    (
        "return attention(rows, k, v, mask).reshape(q.shape)",
        "result = attention(rows, k, v, mask).reshape(batch, shared, heads // shared, queries, width)\n"
        "return result.transpose(2, 3).reshape(q.shape)",
    ),
)

edit(
    "repeats_rows_of_the_mask",
    "The mask of a group has each query's row G times in a row, but the queries are arranged head by head, and row i"
    " needs the mask of query i % L. Put complete masks one below the other: repeat(G, 1).",
    ("past.repeat(heads // shared, 1)", "past.repeat_interleave(heads // shared, dim=0)"),
)

edit(
    "makes_one_mask_for_all_rows",
    "The causal mask is made for all G·L rows of a group as if they were G·L tokens. Each head has the L queries of its"
    " own: repeat the mask (L, S) for each head of the group.",
    ("torch.ones(queries, keys, ", "torch.ones(rows.shape[2], keys, "),
    ("past.repeat(heads // shared, 1)", "past"),
)

edit(
    "counts_the_mask_from_the_start",
    "The causal mask counts from the start, as torch's is_causal does, so a single query sees only key 0. The queries"
    " are the last tokens: shift the diagonal by S - L.",
    (".tril(keys - queries)", ".tril()"),
)

edit(
    "sees_the_next_token",
    "The causal mask lets each query see the next token: it is one diagonal too wide. Query i sees the keys 0 ... S - L"
    " + i.",
    (".tril(keys - queries)", ".tril(keys - queries + 1)"),
)

edit(
    "hides_a_token_from_itself",
    "The causal mask hides a token from itself. Query i sees the keys 0 ... S - L + i, and the last of them is its"
    " own.",
    (".tril(keys - queries)", ".tril(keys - queries - 1)"),
)


@mistake(
    "grouped_query_attention",
    "The causal mask hides a token from itself, so the first has no key at all and becomes NaN. Query i sees the keys"
    " 0 ... S - L + i, and the last of them is its own.",
)
def hides_a_token_from_itself_and_gives_nan(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _in_groups(q, k, v, causal, offset=-1)


edit(
    "sees_the_future",
    "The causal mask is the other triangle: each query sees itself and the tokens after it. Rows are queries, so the"
    " lower triangle is the past.",
    (".tril(keys - queries)", ".triu(keys - queries)"),
)

edit(
    "ignores_causal",
    "causal=True changes nothing, so queries see later tokens. Query i may see only the keys 0 ... S - L + i.",
    ("attention(rows, k, v, mask)", "attention(rows, k, v)"),
)

edit(
    "is_always_causal",
    "It is causal even with causal=False. Then every query sees every key: use no mask.",
    ("1) if causal else None", "1) if queries <= keys else None"),
)

edit(
    "is_not_causal_by_default",
    "It is causal only if the caller says so. Here the default of causal is True.",
    ("causal=True", "causal=False"),
)


@mistake(
    "grouped_query_attention",
    "The scores are not divided by √E. A sum of E products grows like √E, so the softmax becomes far too sure.",
)
def does_not_scale(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _in_groups(q, k, v, causal, scale=1.0)


@mistake(
    "grouped_query_attention",
    "The scores are divided by the root of all heads' entries together. A score sums the E products of one head: √E.",
    of=(0, 1),
)
def divides_by_the_root_of_the_whole_width(q, k, v, causal=True, *, of):
    _checked(q, k, v, causal)
    return _in_groups(q, k, v, causal, scale=((q, k)[of].shape[1] * q.shape[-1]) ** 0.5)


@mistake("grouped_query_attention", "The scores are divided by E instead of its root, √E.")
def divides_by_the_width(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _in_groups(q, k, v, causal, scale=q.shape[-1])


@mistake(
    "grouped_query_attention",
    "The softmax runs over the queries. Each query divides its attention among the keys, the last axis of the scores.",
)
def takes_the_softmax_over_the_queries(q, k, v, causal=True):
    _checked(q, k, v, causal)
    weights = [_weights(q[:, h], k[:, _own(q, k)(h)[0]], None, axis=-2) for h in range(q.shape[1])]
    if causal:
        weights = [w.masked_fill(~_past(q, k), 0.0) for w in weights]
    return torch.stack([w @ v[:, _own(q, k)(h)[1]] for h, w in enumerate(weights)], 1)


@mistake(
    "grouped_query_attention",
    "The weights of hidden keys are set to 0 after the softmax, so the others no longer sum to 1. Mask the scores"
    " before the softmax, with -inf.",
)
def masks_after_the_softmax(q, k, v, causal=True):
    _checked(q, k, v, causal)
    weights = [_weights(q[:, h], k[:, _own(q, k)(h)[0]], None) for h in range(q.shape[1])]
    if causal:
        weights = [w * _past(q, k) for w in weights]
    return torch.stack([w @ v[:, _own(q, k)(h)[1]] for h, w in enumerate(weights)], 1)


@mistake(
    "grouped_query_attention",
    "The exponentials of a query overflow, or all underflow to 0. Subtract its largest score before exp, or use a"
    " library's softmax.",
)
def overflows(q, k, v, causal=True):
    _checked(q, k, v, causal)
    mask, results = _past(q, k) if causal else None, []
    for h in range(q.shape[1]):
        scores = q[:, h] @ k[:, _own(q, k)(h)[0]].mT / q.shape[-1] ** 0.5
        powers = scores.exp() if mask is None else scores.exp() * mask
        results.append(powers / powers.sum(-1, keepdim=True) @ v[:, _own(q, k)(h)[1]])
    return torch.stack(results, dim=1)


@mistake(
    "grouped_query_attention",
    "A hidden key has a large negative score, but those of the others may be even lower. Its score has to be -inf.",
    fill=(-1e9, -1e4),
)
def masks_with_a_large_negative_number(q, k, v, causal=True, *, fill):
    _checked(q, k, v, causal)
    mask, results = _past(q, k), []
    for h in range(q.shape[1]):
        head = h // (q.shape[1] // k.shape[1])
        scores = q[:, h] @ k[:, head].mT / q.shape[-1] ** 0.5
        results.append((scores.masked_fill(~mask, fill) if causal else scores).softmax(-1) @ v[:, head])
    return torch.stack(results, dim=1)


@mistake(
    "grouped_query_attention",
    "Keys and values are copied if nothing is hidden. Without causal the same rows of a group work, so make no copy"
    " there either.",
)
def copies_without_causal(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _in_groups(q, k, v, causal) if causal else copies_keys_and_values(q, k, v, causal)


@mistake(
    "grouped_query_attention",
    "Keys and values are copied for every query head, by repeat_interleave, or by a product that broadcasts them:"
    " torch.matmul copies what it broadcasts. Let the queries of a group be G·L rows of one head instead.",
)
def copies_keys_and_values(q, k, v, causal=True):
    _checked(q, k, v, causal)
    group = q.shape[1] // k.shape[1]
    k, v = (a.repeat_interleave(group, dim=1) for a in (k, v))
    return _weights(q, k, _past(q, k) if causal else None) @ v


@mistake(
    "grouped_query_attention",
    "Heads that do not divide into groups are accepted. Raise a ValueError unless h_kv divides h, and name both.",
)
def takes_heads_that_make_no_groups(q, k, v, causal=True):
    if k.shape[1] != v.shape[1]:
        raise ValueError(f"{k.shape[1]} heads of k, {v.shape[1]} of v")
    if causal and q.shape[2] > k.shape[2]:
        raise ValueError(f"{q.shape[2]} queries, {k.shape[2]} keys")
    group, last = max(1, q.shape[1] // k.shape[1]), k.shape[1] - 1
    return _by_head(q, k, v, causal, lambda h: (min(h // group, last),) * 2)


@mistake(
    "grouped_query_attention",
    "Keys and values of different numbers of heads are not refused with a ValueError: each head of keys needs the"
    " values that belong to it. Name both numbers.",
)
def takes_keys_without_their_values(q, k, v, causal=True):
    if q.shape[1] % k.shape[1]:
        raise ValueError(f"{q.shape[1]} query heads, {k.shape[1]} of keys")
    if causal and q.shape[2] > k.shape[2]:
        raise ValueError(f"{q.shape[2]} queries, {k.shape[2]} keys")
    group = q.shape[1] // k.shape[1]
    return _by_head(q, k, v, causal, lambda h: (h // group, h // group % v.shape[1]))


edit(
    "takes_more_causal_queries_than_keys",
    "More queries than keys are not refused where it is causal: the first queries would see no key. Raise a ValueError"
    " that names both numbers.",
    (
        "if causal and queries > keys:\n"
        '    raise ValueError(f"{queries} queries are not among the last of {keys} tokens")\n'
        "rows",
        "rows",
    ),
)

edit(
    "refuses_more_queries_without_a_mask",
    "More queries than keys are refused even if it is not causal. Without a mask any numbers are right.",
    ("if causal and queries > keys", "if queries > keys"),
)

edit(
    "detaches_keys_and_values",
    "Keys and values are cut off from autograd, so they would never learn. A shared key learns from all queries of its"
    " group: leave it attached.",
    ("attention(rows, k, v, mask)", "attention(rows, k.detach(), v.detach(), mask)"),
)


# ------------------------------------------------- norms of q and k

ROOTS = "torch.sqrt((x * x).mean(dim=-1, keepdim=True) + eps)"
NORMED = "q / roots[0] * gain_q, k / roots[1] * gain_k"

edit(
    "norms_all_heads_at_once",
    "The mean of the squares runs over all heads, so a loud head makes the others quiet. Each head has a norm of its"
    " own, along the last axis.",
    (ROOTS, "torch.sqrt((x * x).mean(dim=(1, 3), keepdim=True) + eps)"),
)
edit(
    "norms_along_the_tokens",
    "The mean of the squares runs along the tokens, so later ones change earlier ones. It should run along the last"
    " axis, the entries of one vector.",
    (ROOTS, "torch.sqrt((x * x).mean(dim=-2, keepdim=True) + eps)"),
)
edit(
    "takes_the_length",
    "Vectors are divided by their length. The root mean square is the length divided by √E: take the mean,"
    " not the sum.",
    (ROOTS, "torch.sqrt((x * x).sum(dim=-1, keepdim=True) + eps)"),
)
edit(
    "forgets_the_root",
    "Vectors are divided by the mean of their squares. Take its root.",
    (ROOTS, "((x * x).mean(dim=-1, keepdim=True) + eps)"),
)
edit(
    "centres_the_heads",
    "The mean is subtracted, as in a layer norm. An RMS norm only divides.",
    ("(x * x).mean(dim=-1, keepdim=True) + eps", "x.var(dim=-1, keepdim=True, correction=0) + eps"),
    (NORMED, "(q - q.mean(-1, True)) / roots[0] * gain_q, (k - k.mean(-1, True)) / roots[1] * gain_k"),
)
edit(
    "adds_eps_after_the_root",
    "eps is added to the root. It belongs under it, to the mean of the squares.",
    (ROOTS, "torch.sqrt((x * x).mean(dim=-1, keepdim=True)) + eps"),
)
edit(
    "ignores_eps",
    "eps changes nothing. Add it to the mean of the squares.",
    (ROOTS, "torch.sqrt((x * x).mean(dim=-1, keepdim=True) + 1e-6)"),
)
edit(
    "swaps_the_gains",
    "The gains have changed places: queries have that of the keys, and keys have that of the queries.",
    (NORMED, "q / roots[0] * gain_k, k / roots[1] * gain_q"),
)
edit(
    "has_no_gains",
    "The gains change nothing. Multiply by them after the division.",
    (NORMED, "q / roots[0], k / roots[1]"),
)
edit(
    "adds_1_to_the_gains",
    "1 is added to the gains, as in Gemma. Here a gain is the factor itself.",
    (NORMED, "q / roots[0] * (1 + gain_q), k / roots[1] * (1 + gain_k)"),
)
edit(
    "norms_the_queries_alone",
    "Only the queries are normed, so the keys can still grow, and the scores with them.",
    (NORMED, "q / roots[0] * gain_q, k * gain_k"),
)
edit(
    "gains_before_the_norm",
    "The gain is multiplied before the norm, which then removes most of it again. Divide first.",
    ("for x in (q, k)]", "for x in (q * gain_q, k * gain_k)]"),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "grouped_query_attention",
    "The heads of k and v alternate, and the causal mask counts from the start. Neighbouring query heads share a head:"
    " use repeat_interleave. Then shift the diagonal of the mask by S - L.",
)
def takes_turns_and_counts_from_the_start(q, k, v, causal=True):
    _checked(q, k, v, causal)
    return _by_head(q, k, v, causal, lambda h: (h % k.shape[1],) * 2, offset=q.shape[2] - k.shape[2])


@mistake(
    "grouped_query_attention",
    "The results are right, but k and v are copied for every query head, and wrong sizes are not refused with a"
    " ValueError. Compare the numbers first; then let the queries of a group be G·L rows of one head.",
)
def copies_and_refuses_nothing(q, k, v, causal=True):
    group = max(1, q.shape[1] // k.shape[1])
    k, v = (a.repeat_interleave(group, dim=1) for a in (k, v))
    return _weights(q, k, _past(q, k) if causal else None) @ v
