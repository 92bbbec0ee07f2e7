"""What beginners hand in for speculative decoding, and what to tell them."""

from array_api_compat import array_namespace
from speculative_decoding import accept

from dojo import mistake
from mine.sampling import sample_categorical


def _fits(p, q, tokens, u, at):
    return u[at] * q[at, tokens[at]] < p[at, tokens[at]]


def _missing(xp, p, q, at):
    gap = p[at] - q[at]
    return xp.where(gap > 0, gap, 0.0)


def _draw(xp, weights, u):
    """A token by weights that need not sum to 1."""
    return sample_categorical(weights / xp.sum(weights), u)


def _accept(p, q, tokens, u, *, fits=_fits, rest=_missing, more=None, draw=_draw, last=None):
    """A round with one step done otherwise."""
    xp, kept = array_namespace(p, q), 0
    while kept < len(tokens) and fits(p, q, tokens, u, kept):
        kept += 1
    number = u[-1:] if last is None else last(u, kept)
    if kept < len(tokens):
        return xp.concat([tokens[:kept], draw(xp, rest(xp, p, q, kept), number)])
    return xp.concat([tokens, draw(xp, p[kept] if more is None else more(p, q, kept), number)])


# ------------------------------------------------------------------------------ which drafts are kept


@mistake(
    "accept",
    "The ratio is upside down. A draft that the target likes better is always kept, and otherwise it is kept with"
    " probability p/q: accept where u · q < p.",
)
def divides_the_other_way(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, tokens, u, at: _fits(q, p[:-1, :], tokens, u, at))


@mistake(
    "accept",
    "A draft is kept only where the target likes it at least as well. It is kept with probability p/q elsewhere, or"
    " the result isn't distributed as p: use u.",
)
def accepts_what_the_target_likes_better(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(p[i, t[i]] >= q[i, t[i]]))


@mistake(
    "accept",
    "A draft is kept with probability p, whatever q is. It was drawn with probability q already, so the ratio p/q"
    " decides.",
)
def forgets_the_draft(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] < p[i, t[i]]))


@mistake(
    "accept",
    "A draft is kept where it has q > u, whatever the target says. The ratio p/q decides: accept where u · q < p.",
)
def forgets_the_target(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] < q[i, t[i]]))


@mistake(
    "accept",
    "A draft is kept where it is the target's most probable token. That is greedy decoding: a sample needs u · q < p.",
)
def accepts_the_most_probable(p, q, tokens, u):
    def fits(p, q, tokens, u, at):
        return bool(array_namespace(p).argmax(p[at]) == tokens[at])

    return _accept(p, q, tokens, u, fits=fits)


@mistake(
    "accept",
    "A token is drawn from the target, and the draft is kept where the two agree. The result is distributed as p,"
    " but fewer drafts than possible are kept: accept where u · q < p.",
)
def keeps_what_a_sample_agrees_with(p, q, tokens, u):
    def fits(p, q, tokens, u, at):
        return bool(sample_categorical(p[at], u[at : at + 1])[0] == tokens[at])

    return _accept(p, q, tokens, u, fits=fits, rest=lambda xp, p, q, at: p[at] * (xp.arange(p.shape[1]) != tokens[at]))


@mistake(
    "accept",
    "Every draft is kept. Keep draft i only where u[i] · q < p.",
)
def accepts_everything(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda *_: True)


@mistake(
    "accept",
    "The first draft is kept unseen. The target has a distribution for it, too: row 0 of p.",
)
def trusts_the_first_draft(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: i == 0 or _fits(p, q, t, u, i))


@mistake(
    "accept",
    "The last draft is not checked. There is a row of p and a number u[i] for each of the k drafts.",
)
def trusts_the_last_draft(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: i == len(t) - 1 or _fits(p, q, t, u, i))


@mistake(
    "accept",
    "A draft is kept where u · q equals p. With u = 0 and p = 0 that keeps a token that the target never writes:"
    " compare with <.",
)
def accepts_at_0(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] * q[i, t[i]] <= p[i, t[i]]))


@mistake(
    "accept",
    "A draft is kept where u · q equals p. As u may be 0 and is never 1, the limit itself belongs to the rejected ones:"
    " compare with <.",
)
def accepts_equality_above_0(p, q, tokens, u):
    def fits(p, q, t, u, i):
        return bool(p[i, t[i]] > 0) and bool(u[i] * q[i, t[i]] <= p[i, t[i]])

    return _accept(p, q, tokens, u, fits=fits)


@mistake(
    "accept",
    "Something small is added to q, so as not to divide by 0. For a draft that is unlikely in both it is not small, and"
    " the draft is rejected. Compare u · q with p: nothing is divided.",
    eps=(1e-10, 1e-9, 1e-8, 1e-6),
)
def adds_to_the_draft(p, q, tokens, u, *, eps):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] < p[i, t[i]] / (q[i, t[i]] + eps)))


@mistake(
    "accept",
    "The rows of p are one too far: draft i is judged by row i + 1, the distribution of the token after it. Row i"
    " of p is that of draft i.",
)
def reads_the_next_row(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] * q[i, t[i]] < p[i + 1, t[i]]))


@mistake(
    "accept",
    "u[0] decides about every draft. Each draft has a number of its own, u[i]: with one for all, their fates hang"
    " together.",
)
def uses_one_number_for_all_drafts(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[0] * q[i, t[i]] < p[i, t[i]]))


@mistake(
    "accept",
    "Where one draft is rejected, those before it are thrown away, too. They were accepted: keep them, and draw in"
    " the place of the rejected one.",
)
def throws_all_away(p, q, tokens, u):
    if all(_fits(p, q, tokens, u, at) for at in range(len(tokens))):
        return accept(p, q, tokens, u)
    kept = len(accept(p, q, tokens, u)) - 1
    return accept(p, q, tokens, u)[kept:]


@mistake(
    "accept",
    "Drafts after a rejected one are kept. They go on from a token that is no longer there: the first rejection"
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
    "Drafts after a rejected one are kept, and the rejected one is left out. The first rejection ends the round: a"
    " token is drawn in its place.",
)
def filters_the_drafts(p, q, tokens, u):
    xp = array_namespace(p, q)
    kept = [tokens[at : at + 1] for at in range(len(tokens)) if _fits(p, q, tokens, u, at)]
    return xp.concat([*kept, _draw(xp, p[-1], u[-1:])])


@mistake(
    "accept",
    "The rejected draft stays in the result, before the token that is drawn in its place. Leave it out: tokens[:kept].",
)
def keeps_the_rejected_draft(p, q, tokens, u):
    xp, result = array_namespace(p, q), accept(p, q, tokens, u)
    kept = len(result) - 1
    return xp.concat([tokens[: kept + 1], result[kept:]])


@mistake(
    "accept",
    "The comparison is turned round: drafts are kept where they should be rejected. Keep draft i where u[i] · q < p.",
)
def turns_the_comparison_round(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool(u[i] * q[i, t[i]] >= p[i, t[i]]))


@mistake(
    "accept",
    "A draft is kept where 1 - u is below the ratio. The chance is the same, but here u decides: keep draft i where"
    " u[i] · q < p.",
)
def uses_one_minus_u(p, q, tokens, u):
    return _accept(p, q, tokens, u, fits=lambda p, q, t, u, i: bool((1 - u[i]) * q[i, t[i]] < p[i, t[i]]))


@mistake(
    "accept",
    "The result is filled up to a fixed length. Return the accepted drafts and the token that is drawn, and nothing"
    " after them.",
    filling=(-1, 0),
)
def fills_up_the_result(p, q, tokens, u, *, filling):
    xp, result = array_namespace(p, q), accept(p, q, tokens, u)
    return xp.concat([result, tokens[len(result) :] * 0 + filling])


@mistake(
    "accept",
    "The token is always drawn from the last row of p. After a rejection of draft i it takes that draft's place: use"
    " row i of p.",
)
def draws_from_the_last_row(p, q, tokens, u):
    def rest(xp, p, q, at):
        gap = p[-1] - q[at]
        return xp.where(gap > 0, gap, 0.0)

    return _accept(p, q, tokens, u, rest=rest)


@mistake(
    "accept",
    "After a rejection of draft i, another row of q is subtracted. What is missing there is p - q in row i of both.",
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


@mistake(
    "accept",
    "After a rejection a token is drawn from p among those that are missing. How much of each is missing counts: the"
    " weights are max(p - q, 0).",
)
def draws_from_p_among_the_missing(p, q, tokens, u):
    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: xp.where(p[at] > q[at], p[at], 0.0))


@mistake(
    "accept",
    "The free token is the most probable one. It has to be drawn as well: from p[k], by the last number of u.",
)
def takes_the_best_free_token(p, q, tokens, u):
    xp, result = array_namespace(p, q), accept(p, q, tokens, u)
    if len(result) > len(tokens):
        return xp.concat([tokens, xp.argmax(p[-1], keepdims=True)])
    return result


@mistake(
    "accept",
    "After a rejection a token is drawn from p. But what p and q have in common has come through acceptance"
    " already: draw from what is missing, max(p - q, 0), normalised.",
)
def resamples_from_the_target(p, q, tokens, u):
    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: p[at])


@mistake(
    "accept",
    "After a rejection a token is drawn from |p - q|. Tokens that the draft has too often must not come again: draw"
    " from max(p - q, 0).",
)
def resamples_from_the_distance(p, q, tokens, u):
    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: xp.abs(p[at] - q[at]))


@mistake(
    "accept",
    "After a rejection a token is drawn from what the draft has too much of, max(q - p, 0). The target misses the"
    " other tokens: draw from max(p - q, 0).",
)
def resamples_the_wrong_way_round(p, q, tokens, u):
    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: _missing(xp, q, p, at))


@mistake(
    "accept",
    "After a rejection a token is drawn from q. The target misses what q has too little of: draw from max(p - q, 0).",
)
def resamples_from_the_draft(p, q, tokens, u):
    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: q[at])


@mistake(
    "accept",
    "After a rejection the rejected token is ruled out, and the rest drawn from p. That is another distribution:"
    " draw from max(p - q, 0), normalised.",
)
def rules_out_the_draft(p, q, tokens, u):
    def rest(xp, p, q, at):
        return xp.where(xp.arange(p.shape[-1], device=p.device) == tokens[at], 0.0, p[at])

    return _accept(p, q, tokens, u, rest=rest)


@mistake(
    "accept",
    "What is missing, max(p - q, 0), sums to less than 1 and is used as it is: u passes its end. Divide it by its sum.",
)
def does_not_normalise(p, q, tokens, u):
    return _accept(p, q, tokens, u, draw=lambda xp, weights, number: sample_categorical(weights, number))


@mistake(
    "accept",
    "After a rejection the token that is missed most is taken. Draw it from max(p - q, 0) by the last number of u.",
)
def takes_the_largest_gap(p, q, tokens, u):
    def draw(xp, weights, number):
        sure = xp.sum(weights) < 1 - 1e-4
        return xp.argmax(weights, keepdims=True) if sure else _draw(xp, weights, number)

    return _accept(p, q, tokens, u, draw=draw)


@mistake(
    "accept",
    "After a rejection a softmax is taken of the gaps: tokens that are not missing get a share, too. Cut off what"
    " is below 0 and divide by the sum.",
)
def takes_a_softmax_of_the_gaps(p, q, tokens, u):
    return _accept(p, q, tokens, u, rest=lambda xp, p, q, at: xp.exp(p[at] - q[at]))


@mistake(
    "accept",
    "After a rejection the row of p is the one after the rejected draft's. Draft i is replaced from row i of p and q.",
)
def replaces_from_the_next_row(p, q, tokens, u):
    def rest(xp, p, q, at):
        gap = p[at + 1] - q[at]
        return xp.where(gap > 0, gap, 0.0)

    return _accept(p, q, tokens, u, rest=rest)


@mistake(
    "accept",
    "A gap below some small number is lost, or something small is added to each: then tokens come that are not"
    " missing. Where p > q a rejection always leaves something: divide by the sum as it is.",
    floor=(1e-3, 1e-4, 1e-5, 1e-6),
)
def has_a_floor(p, q, tokens, u, *, floor):
    def rest(xp, p, q, at):
        gap = p[at] - q[at]
        return xp.where(gap > floor, gap, floor)

    return _accept(p, q, tokens, u, rest=rest)


@mistake(
    "accept",
    "The number that rejected the draft also draws the token in its place. It is large, or the draft would have"
    " been kept, so the last tokens come too often: use the last number of u.",
)
def draws_by_the_number_that_rejected(p, q, tokens, u):
    return _accept(p, q, tokens, u, last=lambda u, kept: u[kept : kept + 1])


@mistake(
    "accept",
    "The token is drawn by u[0]. That number has decided about the first draft: use the last one.",
)
def draws_by_the_first_number(p, q, tokens, u):
    return _accept(p, q, tokens, u, last=lambda u, kept: u[:1])


@mistake(
    "accept",
    "Nothing is drawn where all drafts are accepted. The target's last row is there, so one token more is free:"
    " draw it from p[k].",
)
def loses_the_free_token(p, q, tokens, u):
    result = accept(p, q, tokens, u)
    return tokens[: len(tokens)] if len(result) > len(tokens) else result


@mistake(
    "accept",
    "Nothing is drawn after a rejection. The target has its distribution for that place: draw from max(p - q, 0).",
)
def draws_nothing_after_a_rejection(p, q, tokens, u):
    result = accept(p, q, tokens, u)
    return result[:-1] if len(result) <= len(tokens) else result


@mistake(
    "accept",
    "The free token is drawn from the row of the last draft. The token after all k drafts has the last row, p[k].",
)
def draws_the_free_token_from_the_row_before(p, q, tokens, u):
    return _accept(p, q, tokens, u, more=lambda p, q, kept: p[max(kept - 1, 0)])


@mistake(
    "accept",
    "The last draft is put again where a token more is due. Draw it from p[k].",
)
def repeats_the_last_draft(p, q, tokens, u):
    result = accept(p, q, tokens, u)
    if len(result) > len(tokens) > 0:
        return array_namespace(p, q).concat([tokens, tokens[-1:]])
    return result


@mistake("accept", "The new token alone is returned. Return the accepted drafts before it, too.")
def returns_the_new_token_alone(p, q, tokens, u):
    return accept(p, q, tokens, u)[-1:]


@mistake("accept", "This is how many drafts are accepted. Return the tokens: those drafts and one more.")
def returns_the_number(p, q, tokens, u):
    return len(accept(p, q, tokens, u)) - 1


@mistake(
    "accept",
    "For u = 0, or where u equals a running sum, a token of probability 0 is drawn. Take the first token whose"
    " running sum exceeds u: >, not >=.",
)
def draws_what_cannot_come(p, q, tokens, u):
    def draw(xp, weights, number):
        sums = xp.cumulative_sum(weights / xp.sum(weights))
        return xp.sum(xp.astype(sums < number, xp.int64), keepdims=True)

    return _accept(p, q, tokens, u, draw=draw)


@mistake(
    "accept",
    "Probabilities may sum to a little less than 1, and u may be above their last running sum: then there is no"
    " token to be found. The last one whose probability is above 0 takes the rest.",
    gives=("first", "end"),
)
def falls_off_the_end(p, q, tokens, u, *, gives):
    def draw(xp, weights, number):
        sums = xp.cumulative_sum(weights / xp.sum(weights))
        found = xp.sum(xp.astype(sums <= number, xp.int64), keepdims=True)
        return found % weights.shape[0] if gives == "first" else xp.clip(found, None, weights.shape[0] - 1)

    return _accept(p, q, tokens, u, draw=draw)
