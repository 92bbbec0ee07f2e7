"""What beginners hand in for speculative decoding, and what to tell them."""

from array_api_compat import array_namespace
from speculative_decoding import accept

from dojo import edit, ideas, mistake
from mine.sampling import sample_categorical

ideas(
    missing_term=(
        "accepts_what_the_target_likes_better forgets_the_draft forgets_the_target does_not_cut_off does_not_normalise"
    ),
    sign="resamples_the_wrong_way_round",
    upside_down="divides_the_other_way",
    opposite_choice="turns_the_comparison_round uses_one_minus_u",
    swapped_arguments="draws_from_the_last_row subtracts_another_row resamples_from_the_draft",
    off_by_one="reads_the_next_row replaces_from_the_next_row draws_the_free_token_from_the_row_before",
    end_of_interval="accepts_at_0 accepts_equality_above_0 draws_what_cannot_come",
    stale_state=(
        "keeps_the_rejected_draft draws_by_the_number_that_rejected draws_by_the_first_number repeats_the_last_draft"
    ),
    state_not_kept="throws_all_away",
    cancellation="falls_off_the_end",
    epsilon="adds_to_the_draft has_a_floor",
    silent_error="accepts_everything",
    padding_counted="fills_up_the_result",
    broadcast_by_accident="uses_one_number_for_all_drafts",
    wrong_distribution="draws_from_p_among_the_missing resamples_from_the_target rules_out_the_draft",
    wrong_stop="goes_on_after_a_rejection filters_the_drafts loses_the_free_token draws_nothing_after_a_rejection",
    partial_case="trusts_the_first_draft trusts_the_last_draft returns_the_new_token_alone",
    wrong_formula=(
        "accepts_the_most_probable keeps_what_a_sample_agrees_with takes_the_best_free_token "
        "resamples_from_the_distance takes_the_largest_gap"
    ),
    logit_or_probability="takes_a_softmax_of_the_gaps",
    other_kind_of_result="returns_the_number",
)


def _fits(p, q, tokens, u, at):
    return u[at] * q[at, tokens[at]] < p[at, tokens[at]]


def _missing(xp, p, q, at):
    gap = p[at] - q[at]
    return xp.where(gap > 0, gap, 0.0)


def _draw(xp, weights, u):
    """A token by weights that need not sum to 1."""
    return sample_categorical(weights / xp.sum(weights), u)


def _accept(p, q, tokens, u, *, fits=_fits, rest=_missing, draw=_draw):
    """A round with one step done otherwise."""
    xp, kept = array_namespace(p, q), 0
    while kept < len(tokens) and fits(p, q, tokens, u, kept):
        kept += 1
    weights = rest(xp, p, q, kept) if kept < len(tokens) else p[kept]
    return xp.concat([tokens[:kept], draw(xp, weights, u[-1:])])


# ------------------------------------------------------------------------------ which drafts are kept


edit(
    "divides_the_other_way",
    "The ratio is upside down. A draft that the target likes better is always kept, and any other is kept with"
    " probability p/q: accept where u · q < p.",
    (
        "u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]",
        "u[kept] * p[kept, tokens[kept]] < q[kept, tokens[kept]]",
    ),
)

edit(
    "accepts_what_the_target_likes_better",
    "A draft is kept only if the target likes it at least as much as the draft model does. Elsewhere it is kept with"
    " probability p/q, or the result isn't distributed as p: use u.",
    ("u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]", "p[kept, tokens[kept]] >= q[kept, tokens[kept]]"),
)

edit(
    "forgets_the_draft",
    "A draft is kept with probability p, and q plays no part. It has already been drawn with probability q, so the"
    " ratio p/q decides.",
    ("u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]", "u[kept] < p[kept, tokens[kept]]"),
)

edit(
    "forgets_the_target",
    "A draft is kept where q > u, and the target plays no part. The ratio p/q decides: accept where u · q < p.",
    ("u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]", "u[kept] < q[kept, tokens[kept]]"),
)

edit(
    "accepts_the_most_probable",
    "A draft is kept if it is the target's most probable token. That is greedy decoding, but a sample needs u · q < p.",
    ("u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]", "xp.argmax(p[kept]) == tokens[kept]"),
)


@mistake(
    "accept",
    "A token is drawn from the target, and the draft is kept if the two agree. The result is distributed as p, but"
    " fewer drafts than possible are kept: accept where u · q < p.",
)
def keeps_what_a_sample_agrees_with(p, q, tokens, u):
    def fits(p, q, tokens, u, at):
        return bool(sample_categorical(p[at], u[at : at + 1])[0] == tokens[at])

    return _accept(p, q, tokens, u, fits=fits, rest=lambda xp, p, q, at: p[at] * (xp.arange(p.shape[1]) != tokens[at]))


edit(
    "accepts_everything",
    "Every draft is kept. Keep draft i only where u[i] · q < p.",
    (" and u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]", ""),
)

edit(
    "trusts_the_first_draft",
    "The first draft is kept without a check. The target has a distribution for it, too: row 0 of p.",
    (
        "u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]",
        "(kept == 0 or u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]])",
    ),
)

edit(
    "trusts_the_last_draft",
    "The last draft is not checked. There is a row of p and a number u[i] for each of the k drafts.",
    (
        "u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]",
        "(kept == len(tokens) - 1 or u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]])",
    ),
)

edit(
    "accepts_at_0",
    "A draft is kept if u · q equals p. With u = 0 and p = 0 that keeps a token that the target never writes: compare"
    " with <.",
    ("q[kept, tokens[kept]] < p", "q[kept, tokens[kept]] <= p"),
)


@mistake(
    "accept",
    "A draft is kept if u · q equals p. As u may be 0 and is never 1, equality means rejection: compare with <.",
)
def accepts_equality_above_0(p, q, tokens, u):
    def fits(p, q, t, u, i):
        return bool(p[i, t[i]] > 0) and bool(u[i] * q[i, t[i]] <= p[i, t[i]])

    return _accept(p, q, tokens, u, fits=fits)


@mistake(
    "accept",
    "Something small is added to q, so as not to divide by 0. For a draft that is unlikely in both it is not small, so"
    " the draft is rejected. Compare u · q with p, and nothing is divided.",
    eps=(1e-10, 1e-9, 1e-8, 1e-6),
)
def adds_to_the_draft(p, q, tokens, u, *, eps):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] < p[i, t[i]] / (q[i, t[i]] + eps)))


edit(
    "reads_the_next_row",
    "The rows of p are off by one: draft i is judged by row i + 1, the distribution of the token after it. Row i of p"
    " is that of draft i.",
    ("< p[kept, ", "< p[kept + 1, "),
)

edit(
    "uses_one_number_for_all_drafts",
    "u[0] decides about every draft. Each draft has a number of its own, u[i], because with a single one their fates"
    " are linked.",
    ("u[kept] *", "u[0] *"),
)


@mistake(
    "accept",
    "If one draft is rejected, those before it are thrown away, too. They were accepted, so keep them, and draw in"
    " place of the rejected one.",
)
def throws_all_away(p, q, tokens, u):
    if all(_fits(p, q, tokens, u, at) for at in range(len(tokens))):
        return accept(p, q, tokens, u)
    kept = len(accept(p, q, tokens, u)) - 1
    return accept(p, q, tokens, u)[kept:]


@mistake(
    "accept",
    "Drafts after a rejected one are kept, but they continue from a token that is no longer there. The first rejection"
    " ends the round.",
)
def goes_on_after_a_rejection(p, q, tokens, u):
    xp, parts = array_namespace(p, q), []
    for at in range(len(tokens)):
        kept = _fits(p, q, tokens, u, at)
        parts.append(tokens[at : at + 1] if kept else _draw(xp, _missing(xp, p, q, at), u[-1:]))
    return xp.concat([*parts, _draw(xp, p[-1], u[-1:])])


@mistake(
    "accept",
    "Drafts after a rejected one are kept, and the rejected one is left out. The first rejection ends the round, and a"
    " token is drawn in its place.",
)
def filters_the_drafts(p, q, tokens, u):
    xp = array_namespace(p, q)
    kept = [tokens[at : at + 1] for at in range(len(tokens)) if _fits(p, q, tokens, u, at)]
    return xp.concat([*kept, _draw(xp, p[-1], u[-1:])])


edit(
    "keeps_the_rejected_draft",
    "The rejected draft stays in the result, before the token that is drawn in its place. Leave it out: tokens[:kept].",
    ("tokens[:kept]", "tokens[: kept + 1]"),
)

edit(
    "turns_the_comparison_round",
    "The comparison is reversed: drafts are kept where they should be rejected. Keep draft i if u[i] · q < p.",
    ("q[kept, tokens[kept]] < p", "q[kept, tokens[kept]] >= p"),
)

edit(
    "uses_one_minus_u",
    "A draft is kept where 1 - u is below the ratio. The chance is the same, but here u decides: keep draft i where"
    " u[i] · q < p.",
    ("u[kept] *", "(1 - u[kept]) *"),
)


@mistake(
    "accept",
    "The result is filled up to a fixed length. Return the accepted drafts and the token that is drawn, and nothing"
    " after them.",
    filling=(-1, 0),
)
def fills_up_the_result(p, q, tokens, u, *, filling):
    xp, result = array_namespace(p, q), accept(p, q, tokens, u)
    return xp.concat([result, tokens[len(result) :] * 0 + filling])


edit(
    "draws_from_the_last_row",
    "The token is always drawn from the last row of p. After a rejection of draft i it takes that draft's place: use"
    " row i of p.",
    ("p[kept] - q[kept]", "p[-1] - q[kept]"),
)


@mistake(
    "accept",
    "After a rejection of draft i, the wrong row of q is subtracted. What is missing there is p - q in row i of both.",
    row=(0, -1),
)
def subtracts_another_row(p, q, tokens, u, *, row):
    def rest(xp, p, q, at):
        gap = p[at] - q[row]
        return xp.where(gap > 0, gap, 0.0)

    return _accept(p, q, tokens, u, rest=rest)


@mistake(
    "accept",
    "p - q is not cut off below 0. Its negative entries are what the draft has too much of: set them to 0 before you"
    " divide by the sum.",
    divided=(True, False),
)
def does_not_cut_off(p, q, tokens, u, *, divided):
    def draw(xp, weights, number):
        return _draw(xp, weights, number) if divided else sample_categorical(weights, number)

    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: p[at] - q[at], draw=draw)


edit(
    "draws_from_p_among_the_missing",
    "After a rejection a token is drawn from p, among the tokens that are missing. How much of each is missing counts:"
    " the weights are max(p - q, 0).",
    ("rest = xp.where(missing > 0, missing, 0.0)", "rest = xp.where(missing > 0, p[kept], 0.0)"),
)


@mistake(
    "accept",
    "The free token is the most probable one. It should be drawn, too: from p[k], by the last number of u.",
)
def takes_the_best_free_token(p, q, tokens, u):
    xp, result = array_namespace(p, q), accept(p, q, tokens, u)
    if len(result) > len(tokens):
        return xp.concat([tokens, xp.argmax(p[-1], keepdims=True)])
    return result


edit(
    "resamples_from_the_target",
    "After a rejection a token is drawn from p. But what p and q have in common has already come through acceptance,"
    " so draw from what is missing, max(p - q, 0), normalised.",
    (
        "rest = p[kept]  # (V,)\n"
        "if kept < len(tokens):\n"
        "    missing = p[kept] - q[kept]\n"
        "    rest = xp.where(missing > 0, missing, 0.0)",
        "rest = p[kept]  # (V,)",
    ),
)

edit(
    "resamples_from_the_distance",
    "After a rejection a token is drawn from |p - q|. Tokens that the draft has too often must not come again, so draw"
    " from max(p - q, 0).",
    ("rest = xp.where(missing > 0, missing, 0.0)", "rest = xp.abs(missing)"),
)

edit(
    "resamples_the_wrong_way_round",
    "After a rejection a token is drawn from what the draft has too much of, max(q - p, 0). The target lacks the other"
    " tokens: draw from max(p - q, 0).",
    ("p[kept] - q[kept]", "q[kept] - p[kept]"),
)

edit(
    "resamples_from_the_draft",
    "After a rejection a token is drawn from q. The target lacks what q has too little of: draw from max(p - q, 0).",
    ("missing = p[kept] - q[kept]\nrest = xp.where(missing > 0, missing, 0.0)", "rest = q[kept]"),
)

edit(
    "rules_out_the_draft",
    "After a rejection the rejected token is ruled out, and the rest is drawn from p. That is a different"
    " distribution: draw from max(p - q, 0), normalised.",
    (
        "missing = p[kept] - q[kept]\nrest = xp.where(missing > 0, missing, 0.0)",
        "rest = xp.where(xp.arange(len(rest), device=p.device) == tokens[kept], 0.0, rest)",
    ),
)

edit(
    "does_not_normalise",
    "What is missing, max(p - q, 0), sums to less than 1 but is used as it is, so u may be beyond its end. Divide it"
    " by its sum.",
    ("rest / xp.sum(rest)", "rest"),
)


@mistake(
    "accept",
    "After a rejection the token of which most is missing is taken. Draw it from max(p - q, 0) by the last number of"
    " u.",
)
def takes_the_largest_gap(p, q, tokens, u):
    def draw(xp, weights, number):
        sure = xp.sum(weights) < 1 - 1e-4
        return xp.argmax(weights, keepdims=True) if sure else _draw(xp, weights, number)

    return _accept(p, q, tokens, u, draw=draw)


edit(
    "takes_a_softmax_of_the_gaps",
    "After a rejection a softmax of the gaps is taken, so tokens that are not missing get a share, too. Cut off what"
    " is below 0 and divide by the sum.",
    ("rest = xp.where(missing > 0, missing, 0.0)", "rest = xp.exp(missing)"),
)

edit(
    "replaces_from_the_next_row",
    "After a rejection the row of p is the one after the rejected draft's. Draft i is replaced from row i of p and q.",
    ("p[kept] - q[kept]", "p[kept + 1] - q[kept]"),
)


@mistake(
    "accept",
    "A gap below some small number is lost, or something small is added to each, and then tokens come that are not"
    " missing. If p > q anywhere, a rejection always leaves something: divide by the sum as it is.",
    floor=(1e-3, 1e-4, 1e-5, 1e-6),
)
def has_a_floor(p, q, tokens, u, *, floor):
    def rest(xp, p, q, at):
        gap = p[at] - q[at]
        return xp.where(gap > floor, gap, floor)

    return _accept(p, q, tokens, u, rest=rest)


edit(
    "draws_by_the_number_that_rejected",
    "The number that rejected the draft also draws the token in its place. It is large, because otherwise the draft"
    " would have been kept, so the last tokens come too often. Use the last number of u.",
    ("u[-1:]", "u[kept : kept + 1]"),
)

edit(
    "draws_by_the_first_number",
    "The token is drawn by u[0], which has already decided about the first draft. Use the last number.",
    ("u[-1:]", "u[:1]"),
)


@mistake(
    "accept",
    "Nothing is drawn if all drafts are accepted. The target's last row gives one more token for free: draw it from"
    " p[k].",
)
def loses_the_free_token(p, q, tokens, u):
    result = accept(p, q, tokens, u)
    return tokens[: len(tokens)] if len(result) > len(tokens) else result


@mistake(
    "accept",
    "Nothing is drawn after a rejection, although the target has its distribution for that place. Draw from max(p - q,"
    " 0).",
)
def draws_nothing_after_a_rejection(p, q, tokens, u):
    result = accept(p, q, tokens, u)
    return result[:-1] if len(result) <= len(tokens) else result


edit(
    "draws_the_free_token_from_the_row_before",
    "The free token is drawn from the row of the last draft. The token after all k drafts has the last row, p[k].",
    ("rest = p[kept]", "rest = p[max(kept - 1, 0)]"),
)


@mistake(
    "accept",
    "The last draft is repeated instead of adding a token. Draw it from p[k].",
)
def repeats_the_last_draft(p, q, tokens, u):
    result = accept(p, q, tokens, u)
    if len(result) > len(tokens) > 0:
        return array_namespace(p, q).concat([tokens, tokens[-1:]])
    return result


edit(
    "returns_the_new_token_alone",
    "Only the new token is returned. Return the accepted drafts before it, too.",
    ("return xp.concat([tokens[:kept], drawn])", "return drawn"),
)

edit(
    "returns_the_number",
    "This is how many drafts are accepted. Return the tokens: those drafts and one more.",
    ("return xp.concat([tokens[:kept], drawn])", "return kept"),
)


@mistake(
    "accept",
    "For u = 0, or if u equals a running sum, a token of probability 0 is drawn. Take the first token whose running"
    " sum exceeds u: >, not >=.",
)
def draws_what_cannot_come(p, q, tokens, u):
    def draw(xp, weights, number):
        sums = xp.cumulative_sum(weights / xp.sum(weights))
        return xp.sum(xp.astype(sums < number, xp.int64), keepdims=True)

    return _accept(p, q, tokens, u, draw=draw)


@mistake(
    "accept",
    "Probabilities may sum to a little less than 1, and u may be above their last running sum, so that no token is"
    " found. The last one whose probability is above 0 takes the rest.",
    gives=("first", "end"),
)
def falls_off_the_end(p, q, tokens, u, *, gives):
    def draw(xp, weights, number):
        sums = xp.cumulative_sum(weights / xp.sum(weights))
        found = xp.sum(xp.astype(sums <= number, xp.int64), keepdims=True)
        return found % weights.shape[0] if gives == "first" else xp.clip(found, None, weights.shape[0] - 1)

    return _accept(p, q, tokens, u, draw=draw)
