"""What beginners hand in for linear attention, and what to tell them."""

from linear_attention import empty, left, ones, recurrent

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="answers_for_the_last_token_alone",
    wrong_divisor="divides_by_the_root_of_the_width divides_by_the_sum_of_the_weights takes_the_mean_of_the_pairs",
    wrong_factor="writes_one_minus_the_decay decays_the_chunk_by_its_last_token",
    upside_down="forgets_what_it_should_keep takes_the_decay_for_a_rate",
    missing_term=(
        "ignores_the_decay leaves_the_decays_out_of_the_table leaves_the_old_state_out_of_the_answers "
        "lets_the_old_state_answer_undecayed hands_on_the_old_state_undecayed writes_a_chunk_undecayed"
    ),
    transposed="turns_the_state",
    swapped_arguments="reads_with_the_key writes_along_the_query",
    off_by_one=(
        "decays_from_the_second_token_on counts_its_own_decay leaves_out_the_decay_of_the_reader hides_its_own_pair"
    ),
    order_of_steps="reads_before_it_writes decays_the_new_pair_as_well",
    stale_state="keeps_the_first_decay",
    state_not_kept="starts_from_nothing begins_each_chunk_anew",
    not_accumulated="keeps_the_last_pair",
    writes_into_input="changes_the_state_in_place",
    dtype_lost="makes_a_state_of_float64",
    underflow="divides_running_products divides_within_a_chunk",
    nan_hidden="hides_with_minus_infinity",
    empty_input="stacks_nothing",
    silent_error="takes_any_size",
    wrong_stop="drops_the_last_tokens",
    sees_the_future="lets_all_see_all sees_the_whole_text",
    gradient_cut="cuts_the_state_off",
    hidden_cost="loops_over_tokens loops_over_the_tokens_of_a_chunk keeps_a_table_of_all_tokens takes_one_chunk",
    wrong_formula="weighs_with_a_softmax adds_up_the_decays takes_powers_of_one_decay",
)

FADE = "s = decay[..., t, None, None] * s"
WRITE = "s = s + k[..., t, :, None] * v[..., t, None, :]"
READ = "answers.append(xp.sum(q[..., t, :, None] * s, axis=-2))"
START = "s = empty(xp, k, v) if state is None else state  # (..., E, F)"
WEIGHTS = "return (scores * left(xp, decay)) @ v"
TABLE = "return xp.tril(xp.cumulative_prod(1 - later + later * decay[..., :, None], axis=-2))"

edit(
    "reads_before_it_writes",
    "The query reads before its own token has written. Write first, then read.",
    (f"{WRITE}\n{READ}", f"{READ}\n{WRITE}"),
)
edit(
    "decays_the_new_pair_as_well",
    "The decay is applied after the pair has been added, so a token's own pair fades at once. Let the state fade first,"
    " then add.",
    (f"if decay is not None:\n    {FADE}\n{WRITE}", f"{WRITE}\nif decay is not None:\n    {FADE}"),
)
edit(
    "ignores_the_decay",
    "The decay changes nothing. Multiply the state by it before each token writes.",
    (FADE, "pass"),
)
edit(
    "decays_from_the_second_token_on",
    "The first token does not let the state fade. A state that was handed in has to, like any other.",
    ("if decay is not None:", "if decay is not None and t > 0:"),
)
edit(
    "keeps_the_first_decay",
    "Every token uses the first decay. Each has its own.",
    (FADE, "s = decay[..., 0, None, None] * s"),
)
edit(
    "writes_one_minus_the_decay",
    "The new pair is multiplied by 1 minus the decay, as in a running mean. Here it is added in full.",
    (WRITE, "a = 0 * s if decay is None else decay[..., t, None, None]\n" + WRITE.replace("+ k", "+ (1 - a) * k")),
)
edit(
    "forgets_what_it_should_keep",
    "The state is multiplied by 1 minus the decay. The decay is the share that stays: 1 forgets nothing.",
    (FADE, "s = (1 - decay[..., t, None, None]) * s"),
)
edit(
    "takes_the_decay_for_a_rate",
    "The state is divided by the decay, so old pairs grow. Multiply it.",
    (FADE, "s = s / decay[..., t, None, None]"),
)
edit(
    "keeps_the_last_pair",
    "Each pair replaces the state. Add to it.",
    (WRITE, "s = k[..., t, :, None] * v[..., t, None, :]"),
)
edit(
    "takes_the_mean_of_the_pairs",
    "The answer is divided by the number of tokens so far. The state holds a sum, not a mean.",
    (READ, "answers.append(xp.sum(q[..., t, :, None] * s, axis=-2) / (t + 1))"),
)
edit(
    "writes_along_the_query",
    "The value is written along the query. It belongs to the key.",
    (WRITE, "s = s + q[..., t, :, None] * v[..., t, None, :]"),
)
edit(
    "reads_with_the_key",
    "The state is read with the key. Ask it with the query.",
    (READ, "answers.append(xp.sum(k[..., t, :, None] * s, axis=-2))"),
)
edit(
    "divides_by_the_root_of_the_width",
    "Answers are divided by √E, as in softmax attention. Here there is no such factor.",
    (READ, "answers.append(xp.sum(q[..., t, :, None] * s, axis=-2) / q.shape[-1] ** 0.5)"),
    (WEIGHTS, "return (scores * left(xp, decay)) @ v / q.shape[-1] ** 0.5"),
)
edit(
    "starts_from_nothing",
    "The state that is given is not used. Begin with it.",
    (START, "s = empty(xp, k, v)"),
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
    "The state is cut off from autograd, so earlier tokens do not learn what their pairs do later.",
    (WRITE, "s = s.detach() if hasattr(s, 'detach') else s\n" + WRITE),
)


@mistake(
    "recurrent",
    "The state is (..., F, E), values by keys. It has a row for each entry of a key: (..., E, F).",
)
def turns_the_state(q, k, v, decay=None, state=None):
    y, after = recurrent(q, k, v, decay, state)
    return y, after.swapaxes(-1, -2)


@mistake(
    "recurrent",
    "The state that came in is changed in place, as s *= ... does: whoever keeps it can't go on from it twice. Make a"
    " new array: s = ... * s",
)
def changes_the_state_in_place(q, k, v, decay=None, state=None):
    y, after = recurrent(q, k, v, decay, state)
    if state is not None:
        state[...] = after
        return y, state
    return y, after


@mistake(
    "recurrent",
    "Only the answer of the last token is returned. y has one for each token: (..., T, F).",
)
def answers_for_the_last_token_alone(q, k, v, decay=None, state=None):
    y, after = recurrent(q, k, v, decay, state)
    return y[..., -1, :], after


@mistake(
    "recurrent",
    "Kᵀ V is computed for all of the text at once, so each query reads the pairs of later tokens, too. Add the outer"
    " products one after the other.",
)
def sees_the_whole_text(q, k, v, decay=None, state=None):
    after = recurrent(q, k, v, decay, state)[1]
    return q @ after, after


@mistake(
    "recurrent",
    "The answers are right, but a table of T·T numbers is made on the way. The state alone is enough: E·F numbers.",
)
def keeps_a_table_of_all_tokens(q, k, v, decay=None, state=None):
    from array_api_compat import array_namespace

    xp = array_namespace(q, k, v)
    y, after = recurrent(q, k, v, decay, state)
    scores = xp.tril(q @ xp.matrix_transpose(k))
    return y + 0 * (scores @ v), after


# ------------------------------------------------------------------------------ all at once

edit(
    "lets_all_see_all",
    "There is no mask: each query sees the pairs of later tokens. Nothing above the diagonal may count.",
    (TABLE, "return xp.cumulative_prod(1 - later + later * decay[..., :, None], axis=-2)"),
)
edit(
    "hides_its_own_pair",
    "A query does not see its own token's pair. It does: the diagonal of the table is 1.",
    (TABLE, "return later * xp.cumulative_prod(1 - later + later * decay[..., :, None], axis=-2)"),
)
edit(
    "leaves_the_decays_out_of_the_table",
    "All at once, the decays change nothing: the table holds 1 wherever j ≤ t. Multiply the decays between them.",
    (WEIGHTS, "return xp.tril(scores) @ v"),
)
edit(
    "counts_its_own_decay",
    "The product takes in the decay of the token that writes. It fades from the next token on: a_{j+1} to a_t.",
    (WEIGHTS, "return (scores * left(xp, decay) * decay[..., None, :]) @ v"),
)
edit(
    "leaves_out_the_decay_of_the_reader",
    "The product ends one token too early. The token that reads has let the state fade before it: a_{j+1} to a_t.",
    (
        WEIGHTS,
        "one = xp.triu(xp.tril(xp.ones_like(scores)))\n"
        "return (scores * (left(xp, decay) / decay[..., :, None] * (1 - one) + one)) @ v",
    ),
)
edit(
    "adds_up_the_decays",
    "The decays between two tokens are added. They act one after the other: multiply them.",
    (TABLE, "return xp.tril(xp.cumulative_sum(later * decay[..., :, None], axis=-2) + (1 - later))"),
)
edit(
    "takes_powers_of_one_decay",
    "The decay of the reading token is raised to the number of tokens between. Each of these tokens has a decay of its"
    " own: multiply them.",
    (TABLE, "return xp.tril(decay[..., :, None] ** xp.tril(xp.cumulative_sum(later, axis=-2)))"),
)
edit(
    "divides_by_the_sum_of_the_weights",
    "Each row is divided by its sum. Nothing is normalised here: scores may be negative, and their sum may be 0.",
    (
        WEIGHTS,
        "weights = scores * left(xp, decay)\nreturn weights @ v / xp.sum(weights, axis=-1, keepdims=True)",
    ),
)
edit(
    "hides_with_minus_infinity",
    "The hidden scores are -∞, which is for a softmax. Without one they have to be 0.",
    (WEIGHTS, "return (xp.tril(scores * left(xp, decay)) + xp.triu(xp.full_like(scores, -xp.inf), k=1)) @ v"),
)
edit(
    "divides_running_products",
    "The share that is left is a quotient of two running products, and both have become 0 where decays are small."
    " Multiply the decays of each pair of tokens, or subtract sums of logarithms before exp.",
    (
        TABLE,
        "running = xp.cumulative_prod(decay, axis=-1)\nreturn xp.tril(running[..., :, None] / running[..., None, :])",
    ),
)


@mistake(
    "parallel",
    "The scores go through a softmax. Linear attention has none: scores times the table of shares, and nothing else.",
)
def weighs_with_a_softmax(q, k, v, decay=None):
    from array_api_compat import array_namespace

    xp = array_namespace(q, k, v)
    scores = q @ xp.matrix_transpose(k)
    weights = xp.exp(scores) * left(xp, ones(xp, v) if decay is None else decay)
    return weights @ v / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "parallel",
    "The answers are right, but they come from a loop over all tokens. Make one table of all pairs of tokens, and"
    " two products.",
)
def loops_over_tokens(q, k, v, decay=None):
    from array_api_compat import array_namespace

    y, s = v[..., :0, :], 0
    for t in range(k.shape[-2]):
        now = slice(t, t + 1)
        s = (1 if decay is None else decay[..., now, None]) * s + k[..., now, :].swapaxes(-1, -2) @ v[..., now, :]
        y = array_namespace(q, k, v).concat([y, q[..., now, :] @ s], axis=-2)
    return y


# ------------------------------------------------------------------------------ in chunks

STATE = "s = of_state[..., -1:, :] * s + xp.matrix_transpose(fading) @ v[..., now, :]"
ANSWER = "answers.append(of_state * (q[..., now, :] @ s) + (scores * of_pairs) @ v[..., now, :])"

edit(
    "begins_each_chunk_anew",
    "Each chunk begins with the first state. Hand the state on from chunk to chunk.",
    (
        "now = slice(start, start + size)",
        "s = empty(xp, k, v) if state is None else state\nnow = slice(start, start + size)",
    ),
)
edit(
    "leaves_the_old_state_out_of_the_answers",
    "The answers lack what the state held before the chunk.",
    (ANSWER, "answers.append((scores * of_pairs) @ v[..., now, :])"),
)
edit(
    "lets_the_old_state_answer_undecayed",
    "Within a chunk the old state answers as if it did not fade. Token t reads a_1 ... a_t of it.",
    (ANSWER, "answers.append(q[..., now, :] @ s + (scores * of_pairs) @ v[..., now, :])"),
)
edit(
    "hands_on_the_old_state_undecayed",
    "After a chunk the old state is handed on undiminished. All decays of the chunk have acted on it: multiply by their"
    " product.",
    (STATE, "s = s + xp.matrix_transpose(fading) @ v[..., now, :]"),
)
edit(
    "decays_the_chunk_by_its_last_token",
    "After a chunk the old state is multiplied by the last decay alone. All decays of the chunk have acted on it.",
    (STATE, STATE.replace("of_state[..., -1:, :]", "decay[..., now][..., -1:, None]")),
)
edit(
    "writes_a_chunk_undecayed",
    "The pairs of a chunk are written into the state undiminished. By its end each has faded, by the decays of the"
    " tokens after it.",
    ("fading = of_pairs[..., -1, :, None] * k[..., now, :]", "fading = k[..., now, :]"),
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
edit(
    "takes_one_chunk",
    "The size changes nothing: all of the text is one chunk, with a table of T·T numbers.",
    (
        "s = empty(xp, k, v) if state is None else state\ndecay =",
        "size = k.shape[-2] or 1\ns = empty(xp, k, v) if state is None else state\ndecay =",
    ),
)


@mistake(
    "chunked",
    "The results are right, but there is a loop over all tokens. Make the answers of a chunk with products.",
)
def loops_over_the_tokens_of_a_chunk(q, k, v, decay=None, state=None, size=16):
    if size < 1:
        raise ValueError(f"a chunk has one token at least, not {size}")
    from array_api_compat import array_namespace

    xp = array_namespace(q, k, v)
    y, s = v[..., :0, :], empty(xp, k, v) if state is None else state
    for t in range(k.shape[-2]):
        now = slice(t, t + 1)
        s = (1 if decay is None else decay[..., now, None]) * s + k[..., now, :].swapaxes(-1, -2) @ v[..., now, :]
        y = xp.concat([y, q[..., now, :] @ s], axis=-2)
    return y, s


generics("recurrent", "writes_into_its_input", "passes_through_float32")
generics("parallel", "passes_through_float32")
generics("chunked", "asserts", "passes_through_float32")


edit(
    "divides_within_a_chunk",
    "Within a chunk the running product at t is divided by that at j. Small decays make both 0, and 0 / 0 is NaN.",
    ("of_pairs = left(xp, decay[..., now])", "of_pairs = xp.tril(of_state / xp.matrix_transpose(of_state))"),
)
