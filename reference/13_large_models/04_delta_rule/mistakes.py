"""What beginners hand in for the delta rule, and what to tell them."""

from delta_rule import delta_rule

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="answers_for_the_last_token_alone",
    wrong_divisor="divides_by_the_root_of_the_width",
    wrong_factor="forgets_the_share shares_the_value_alone shares_the_old_alone shares_twice",
    root_or_square="divides_by_the_length_of_the_key",
    missing_term=(
        "adds_without_reading forgets_the_state_before_a_chunk leaves_the_old_state_out_of_the_answers "
        "leaves_out_the_system"
    ),
    sign="subtracts_the_value adds_what_it_holds solves_with_the_wrong_sign",
    swapped_arguments="reads_with_the_key writes_along_the_query corrects_the_answer_to_the_query",
    off_by_one="takes_the_diagonal_into_the_system hides_its_own_pair",
    order_of_steps="reads_before_it_writes",
    stale_state="reads_the_first_state",
    state_not_kept="begins_each_chunk_anew starts_from_nothing",
    not_accumulated="keeps_the_last_pair",
    counted_twice="writes_twice",
    writes_into_input="changes_the_state_in_place",
    dtype_lost="makes_a_state_of_float64",
    empty_input="stacks_nothing",
    silent_error="takes_any_size",
    wrong_stop="drops_the_last_tokens",
    sees_the_future="sees_the_whole_chunk solves_with_the_full_table",
    gradient_cut="cuts_the_state_off",
    hidden_cost="loops_over_tokens",
    wrong_formula="decays_all_by_the_share takes_the_share_for_a_decay weighs_with_a_softmax",
)

OLD = "old = xp.sum(key * s, axis=-2)"
NEW = "new = beta[..., t, None] * (v[..., t, :] - old)"
WRITE = "s = s + key * new[..., None, :]"
READ = "answers.append(xp.sum(q[..., t, :, None] * s, axis=-2))"
SYSTEM = "below(xp, among)"
SEEN = "seen = xp.tril(q[..., now, :] @ xp.matrix_transpose(keys))"

edit(
    "adds_without_reading",
    "The value is added whatever the state holds for its key: that is linear attention. Write the difference, v - Sᵀk.",
    (NEW, "new = beta[..., t, None] * v[..., t, :]"),
)
edit(
    "forgets_the_share",
    "The share β changes nothing. Multiply the difference by it.",
    (NEW, "new = v[..., t, :] - old"),
)
edit(
    "shares_the_value_alone",
    "Only the value is multiplied by β, so the old answer is removed completely. Multiply the difference.",
    (NEW, "new = beta[..., t, None] * v[..., t, :] - old"),
)
edit(
    "shares_the_old_alone",
    "Only what the state holds is multiplied by β, and the value is written in full. Multiply the difference.",
    (NEW, "new = v[..., t, :] - beta[..., t, None] * old"),
)
edit(
    "shares_twice",
    "β is multiplied twice, once for the key and once for the value. It belongs to the difference alone.",
    (NEW, "new = beta[..., t, None] ** 2 * (v[..., t, :] - old)"),
)
edit(
    "subtracts_the_value",
    "The difference has the wrong sign: the new value minus what the state holds.",
    (NEW, "new = beta[..., t, None] * (old - v[..., t, :])"),
)
edit(
    "adds_what_it_holds",
    "What the state holds is added to the value. Subtract it.",
    (NEW, "new = beta[..., t, None] * (v[..., t, :] + old)"),
)
edit(
    "reads_before_it_writes",
    "The query reads before its own token has written. Write first, then read.",
    (f"{WRITE}\n{READ}", f"{READ}\n{WRITE}"),
)
edit(
    "writes_along_the_query",
    "The difference is written along the query. It belongs to the key.",
    (WRITE, "s = s + q[..., t, :, None] * new[..., None, :]"),
)
edit(
    "corrects_the_answer_to_the_query",
    "The difference is taken to the answer to the query. Ask the state with the key.",
    (OLD, "old = xp.sum(q[..., t, :, None] * s, axis=-2)"),
)
edit(
    "reads_with_the_key",
    "y is read with the key. The state is asked with the query, once the token has written.",
    (READ, "answers.append(xp.sum(key * s, axis=-2))"),
)
edit(
    "reads_the_first_state",
    "Every token is compared with the first state. Compare it with the state as it is now.",
    ("for t in range(k.shape[-2]):", "first = s\nfor t in range(k.shape[-2]):"),
    (OLD, "old = xp.sum(key * first, axis=-2)"),
)
edit(
    "keeps_the_last_pair",
    "Each pair replaces the state. Add to it.",
    (WRITE, "s = key * new[..., None, :]"),
)
edit(
    "writes_twice",
    "Each difference is written twice.",
    (WRITE, "s = s + 2 * key * new[..., None, :]"),
)
edit(
    "decays_all_by_the_share",
    "All of the state shrinks by 1 - β. Only what it holds for this key is replaced.",
    (NEW, "new = beta[..., t, None] * v[..., t, :]"),
    (WRITE, "s = (1 - beta[..., t, None, None]) * s + key * new[..., None, :]"),
)
edit(
    "takes_the_share_for_a_decay",
    "β is taken for a decay: the state is multiplied by it. It says how much of the difference is written.",
    (NEW, "new = v[..., t, :] - old"),
    (WRITE, "s = beta[..., t, None, None] * s + key * new[..., None, :]"),
)
edit(
    "divides_by_the_root_of_the_width",
    "Queries are divided by √E, as in softmax attention. Here there is no such factor.",
    (READ, "answers.append(xp.sum(q[..., t, :, None] * s, axis=-2) / q.shape[-1] ** 0.5)"),
)
edit(
    "divides_by_the_length_of_the_key",
    "Keys are brought to length 1. They come as they should be used, and some are shorter.",
    (
        "key = k[..., t, :, None]",
        "key = k[..., t, :, None] / (1e-12 + xp.sqrt(xp.sum(k[..., t, :, None] ** 2, axis=-2, keepdims=True)))",
    ),
)
edit(
    "starts_from_nothing",
    "The state that is given is not used. Begin with it.",
    ("s = empty(xp, k, v) if state is None else state  # (..., E, F)", "s = empty(xp, k, v)"),
)
edit(
    "makes_a_state_of_float64",
    "The first state is float64 whatever comes in: zeros has that dtype unless you give it a different one.",
    ("v.shape[-1]), dtype=v.dtype", "v.shape[-1]), dtype=xp.float64"),
)
edit(
    "stacks_nothing",
    "Without a token there is nothing to stack, and it fails. The answers are then an empty array, and the state stays"
    " as it is.",
    ("(xp.stack(answers, axis=-2) if answers else v), s  #", "xp.stack(answers, axis=-2), s  #"),
)
edit(
    "cuts_the_state_off",
    "What the state holds is cut off from autograd, so earlier tokens do not learn what it does to later ones.",
    (NEW, "old = old.detach() if hasattr(old, 'detach') else old\n" + NEW),
)


@mistake(
    "delta_rule",
    "The state that came in is changed in place, as s += ... does: whoever keeps it can't go on from it twice. Make a"
    " new array: s = s + ...",
)
def changes_the_state_in_place(q, k, v, beta, state=None):
    y, after = delta_rule(q, k, v, beta, state)
    if state is not None:
        state[...] = after
        return y, state
    return y, after


@mistake(
    "delta_rule",
    "Only the answer of the last token is returned. y has one for each token: (..., T, F).",
)
def answers_for_the_last_token_alone(q, k, v, beta, state=None):
    y, after = delta_rule(q, k, v, beta, state)
    return y[..., -1, :], after


@mistake(
    "delta_rule",
    "The answers are weighted by a softmax of the scores. Here nothing is normalised: y = Sᵀq.",
)
def weighs_with_a_softmax(q, k, v, beta, state=None):
    from array_api_compat import array_namespace

    xp = array_namespace(q)
    scores = q @ xp.matrix_transpose(k)
    scores = scores - xp.max(scores, axis=-1, keepdims=True) if scores.shape[-1] else scores
    weights = xp.tril(xp.exp(scores))
    total = xp.sum(weights, axis=-1, keepdims=True)
    return weights / total @ v, delta_rule(q, k, v, beta, state)[1]


# ------------------------------------------------------------------------------ in pieces

edit(
    "begins_each_chunk_anew",
    "Each chunk begins with the first state. Hand the state on from chunk to chunk.",
    (
        "now = slice(start, start + size)",
        "s = empty(xp, k, v) if state is None else state\nnow = slice(start, start + size)",
    ),
)
edit(
    "forgets_the_state_before_a_chunk",
    "The differences do not know what the state held before the chunk: subtract K S from the values.",
    ("shares * (v[..., now, :] - keys @ s)", "shares * v[..., now, :]"),
)
edit(
    "leaves_the_old_state_out_of_the_answers",
    "The answers lack what the state held before the chunk: add Q S.",
    ("answers.append(q[..., now, :] @ s + seen @ new)", "answers.append(seen @ new)"),
)
edit(
    "leaves_out_the_system",
    "The tokens of a chunk do not see each other's writing: every difference is taken to the state before the chunk."
    " Solve the triangular system.",
    ("xp.linalg.solve(system, shares * (v[..., now, :] - keys @ s))", "shares * (v[..., now, :] - keys @ s)"),
)
edit(
    "takes_the_diagonal_into_the_system",
    "The system has the diagonal of B K Kᵀ in it: each token would see its own writing. Take what is strictly below"
    " the diagonal.",
    (SYSTEM, "xp.tril(among)"),
)
edit(
    "solves_with_the_full_table",
    "The system contains all of the table B K Kᵀ: tokens would see the writing of later ones. Take what is below the"
    " diagonal.",
    (SYSTEM, "among"),
)
edit(
    "solves_with_the_wrong_sign",
    "The system is I minus the table. What the earlier tokens have added belongs on the left with a plus.",
    (SYSTEM, "(-1) * below(xp, among)"),
)
edit(
    "hides_its_own_pair",
    "A query does not see its own token's pair in a chunk. It does: the diagonal of Q Kᵀ belongs to it.",
    (SEEN, "seen = below(xp, q[..., now, :] @ xp.matrix_transpose(keys))"),
)
edit(
    "sees_the_whole_chunk",
    "A query sees the pairs of later tokens of its chunk. Keep the lower triangle of Q Kᵀ.",
    (SEEN, "seen = q[..., now, :] @ xp.matrix_transpose(keys)"),
)
edit(
    "takes_any_size",
    "A size below 1 is not refused with a ValueError.",
    ("if size < 1:", "if False:"),
)
edit(
    "drops_the_last_tokens",
    "The last, shorter chunk is left out. The number of tokens need not be a multiple of the size.",
    ("for start in range(0, k.shape[-2], size):", "for start in range(0, k.shape[-2] - size + 1, size):"),
)


@mistake(
    "chunked_delta",
    "The results are right, but there is a loop over all tokens. Solve the triangular system of a chunk, and make its"
    " answers with products.",
)
def loops_over_tokens(q, k, v, beta, state=None, size=16):
    from array_api_compat import array_namespace, device

    if size < 1:
        raise ValueError(f"a piece has one token at least, not {size}")
    xp = array_namespace(q, k, v, beta)
    like = {"dtype": v.dtype, "device": device(v)}
    s = xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), **like) if state is None else state
    y = v[..., :0, :]
    for t in range(k.shape[-2]):
        now = slice(t, t + 1)
        key, missing = k[..., now, :], beta[..., now, None] * (v[..., now, :] - k[..., now, :] @ s)
        s = s + xp.matrix_transpose(key) @ missing
        y = xp.concat([y, q[..., now, :] @ s], axis=-2)
    return y, s


generics("delta_rule", "writes_into_its_input", "passes_through_float32")
generics("chunked_delta", "asserts", "passes_through_float32")
