"""What beginners hand in for a reward model."""

from dojo import TINY, both, edit, generics, ideas

ideas(
    whole_for_slice="compares_the_means takes_the_place_of_the_longest_row refuses_only_an_empty_batch",
    sum_for_mean="takes_the_sum keeps_the_losses_apart counts_without_dividing",
    missing_term="counts_positive_scores",
    sign="forgets_the_minus adds_the_margin",
    opposite_choice="counts_the_other_answers takes_the_first_token",
    swapped_arguments="swaps_the_answers",
    off_by_one="takes_the_first_padding",
    order_of_steps="adds_the_margin_to_the_loss subtracts_the_margin_from_the_probability averages_the_scores_first",
    overflow="lets_where_hide_an_overflow",
    underflow="takes_the_log_of_the_sigmoid",
    epsilon="adds_something_small",
    silent_error="allows_a_row_without_a_token",
    default_value="ignores_the_margin",
    padding_counted="takes_the_last_place counts_the_real_tokens takes_the_last_before_the_padding",
    wrong_gradient="has_no_gradient_at_a_tie has_no_gradient_at_all_at_a_tie",
    broadcast_by_accident="broadcasts",
    base_or_units="counts_in_bits",
    ties_and_order="counts_ties counts_ties_half counts_near_ties",
    wrong_formula="is_a_hinge averages_over_the_tokens takes_the_largest_value",
    logit_or_probability="returns_the_probability",
)

SOFTPLUS = "xp.logaddexp(xp.zeros_like(h), -h)"
LAST = "xp.max(xp.where(mask, places, -1), axis=-1, keepdims=True)"
TAKEN = "xp.take_along_axis(values, last, axis=-1)[:, 0]"

# ------------------------------------------------------------------------------ the loss

edit(
    "swaps_the_answers",
    "Chosen and rejected are swapped: this loss is small where the worse answer wins. Subtract rejected from chosen.",
    ("h = chosen - rejected", "h = rejected - chosen"),
)

edit(
    "forgets_the_minus",
    "The sign is wrong: a log-probability is negative, and a loss is minus the log-probability. Minimising yours would"
    " make the chosen answers worse.",
    (SOFTPLUS, f"-{SOFTPLUS}"),
)

edit(
    "takes_the_log_of_the_sigmoid",
    "exp(1000) is inf in a computer, so the sigmoid of -1000 is 0, and its logarithm -inf. Let exp see only numbers"
    " that are not positive: for a negative h, log(1 + exp(-h)) is -h + log(1 + exp(h)). logaddexp(0, -h) does it for"
    " you.",
    (SOFTPLUS, "-xp.log(1 / (1 + xp.exp(-h)))"),
)

edit(
    "adds_something_small",
    "Something small is added inside the logarithm. It hides the infinity, but the loss can no longer grow, and a"
    " pair that is very wrong has a gradient of 0. Avoid the probability: -log sigmoid(h) is log(1 + exp(-h)).",
    (SOFTPLUS, "-xp.log(xp.exp(xp.clip(h, None, 0)) / (1 + xp.exp(-xp.abs(h))) + eps)"),
    eps=TINY,
)

edit(
    "adds_the_margin",
    "The margin is added: a pair then looks better than it is. It says by how much the chosen answer has to win, so"
    " subtract it from the difference.",
    ("rejected - margin", "rejected + margin"),
)

edit(
    "ignores_the_margin",
    "The margin plays no part. Subtract it from chosen - rejected, inside of the sigmoid.",
    ("rejected - margin", "rejected - 0 * margin"),
)

edit(
    "adds_the_margin_to_the_loss",
    "The margin is added to the loss, where it changes no gradient. Subtract it from chosen - rejected, inside of the"
    " sigmoid.",
    ("chosen - rejected - margin", "chosen - rejected"),
    (SOFTPLUS, f"{SOFTPLUS} + margin"),
)

edit(
    "subtracts_the_margin_from_the_probability",
    "The margin is subtracted outside of the sigmoid, and what is left may be negative, with no logarithm. Subtract"
    " it from chosen - rejected.",
    ("chosen - rejected - margin", "chosen - rejected"),
    (SOFTPLUS, "-xp.log(1 / (1 + xp.exp(-h)) - margin)"),
)

edit(
    "counts_in_bits",
    "The loss is too large by 1 / log 2: this is the logarithm to the base 2. Use the natural one.",
    (SOFTPLUS, f"{SOFTPLUS} / 0.6931471805599453"),
)

edit(
    "takes_the_sum",
    "The losses are summed. Take their mean, so that the loss does not depend on the number of pairs.",
    (f"xp.mean({SOFTPLUS})", f"xp.sum({SOFTPLUS})"),
)

edit(
    "keeps_the_losses_apart",
    "There is one loss for each pair. Return their mean, one number.",
    (f"xp.mean({SOFTPLUS})", SOFTPLUS),
)

edit(
    "averages_the_scores_first",
    "The scores are averaged before the logarithm, and a good pair hides a bad one. Compute a loss for each pair, then"
    " their mean.",
    ("h = chosen - rejected - margin", "h = xp.mean(chosen - rejected - margin)"),
)

edit(
    "returns_the_probability",
    "This is a probability, without its logarithm: a pair that is very wrong then hardly changes the loss. Take minus"
    " the logarithm of the sigmoid.",
    (SOFTPLUS, "xp.exp(xp.clip(-h, None, 0)) / (1 + xp.exp(-xp.abs(h)))"),
)

edit(
    "is_a_hinge",
    "This is a hinge, max(0, -h): it stops pulling as soon as the order is right. The loss of Bradley and Terry is"
    " log(1 + exp(-h)).",
    (SOFTPLUS, "xp.where(h < 0, -h, 0 * h)"),
)

edit(
    "has_no_gradient_at_a_tie",
    "The loss is right, but its gradient at a tie is not ½: relu, clip and abs have a corner at 0, and autograd"
    " chooses one side of it. All scores may be equal at the first step. Use logaddexp(0, -h), or xp.where for both"
    " parts.",
    (SOFTPLUS, "(xp.clip(-h, 0.0, None) + xp.log1p(xp.exp(-xp.abs(h))))"),
)

edit(
    "has_no_gradient_at_all_at_a_tie",
    "The loss is right, but at a tie its gradient is 0, because relu and abs have gradient 0 there. All scores may be"
    " equal at the first step, and then nothing is ever learnt. Use logaddexp(0, -h), or xp.where for both parts.",
    (
        SOFTPLUS,
        "((-h).relu() if hasattr(h, 'relu') else xp.where(h < 0, -h, 0 * h)) + xp.log1p(xp.exp(-xp.abs(h)))",
    ),
)

edit(
    "lets_where_hide_an_overflow",
    "The loss is right, and its gradient is NaN: xp.where computes both branches, and the one that was not chosen"
    " overflows. Its gradient is 0 times inf. Choose -|h| first, then take exp.",
    (
        SOFTPLUS,
        "xp.where(h > 0, xp.log1p(xp.exp(-h)), -h + xp.log1p(xp.exp(h)))",
    ),
)

edit(
    "broadcasts",
    "Scores of shapes (B,) and (B, 1) broadcast to (B, B): every chosen answer is compared with every rejected one."
    " Refuse shapes that differ with a ValueError that names both.",
    ("if one.shape != other.shape:", "if False:"),
)

# ------------------------------------------------------------------------------ the accuracy

edit(
    "counts_ties",
    "A tie counts as right. A model that gives every answer the same score would be right on every pair: compare with"
    " >, not >=.",
    ("chosen > rejected", "chosen >= rejected"),
)

edit(
    "counts_ties_half",
    "A tie counts half. Here it counts as wrong: compare with >.",
    (
        "xp.astype(chosen > rejected, chosen.dtype)",
        "(xp.astype(chosen > rejected, chosen.dtype) + xp.astype(chosen >= rejected, chosen.dtype)) / 2",
    ),
)

edit(
    "counts_near_ties",
    "A small lead counts as a tie. Scores are right or wrong exactly: compare with >, without a tolerance and without a"
    " sigmoid, which rounds.",
    ("chosen > rejected", "1 / (1 + xp.exp(rejected - chosen)) > 0.5"),
)

edit(
    "counts_the_other_answers",
    "Pairs in the wrong order are counted. Count those in which the chosen answer has the higher score.",
    ("chosen > rejected", "chosen < rejected"),
)

edit(
    "counts_positive_scores",
    "The chosen scores are compared with 0. A score means nothing by itself: compare it with the other answer of its"
    " pair.",
    ("chosen > rejected", "chosen > 0"),
)

edit(
    "compares_the_means",
    "The means of all chosen and of all rejected scores are compared. Compare within each pair, and return the share"
    " of pairs that are right.",
    (
        "xp.mean(xp.astype(chosen > rejected, chosen.dtype))",
        "xp.astype(xp.mean(chosen) > xp.mean(rejected), chosen.dtype)",
    ),
)

edit(
    "counts_without_dividing",
    "This is how many pairs are right. The accuracy is their share: divide by the number of pairs.",
    ("xp.mean(xp.astype", "xp.sum(xp.astype"),
)

# ------------------------------------------------------------------------------ the last token

edit(
    "takes_the_last_place",
    "The last place of each row is taken, and there may be padding. Take the last real token, where the mask is True"
    " for the last time.",
    (TAKEN, "values[:, -1]"),
)

edit(
    "takes_the_first_padding",
    "This is one place too far: the token after the last real one, which is padding. Places count from 0, so with n"
    " real tokens on the left the last is n - 1.",
    (LAST, f"xp.clip({LAST} + 1, None, mask.shape[-1] - 1)"),
)

edit(
    "counts_the_real_tokens",
    "The number of real tokens minus 1 is the last one's place only where padding is on the right. With padding on"
    " the left, ask the mask for the last place at which it is True.",
    (LAST, "xp.sum(xp.astype(mask, places.dtype), axis=-1, keepdims=True) - 1"),
)

edit(
    "takes_the_last_before_the_padding",
    "The token before the first padding is taken. Where padding is on the left, that is no token of the text. Ask the"
    " mask for the last place at which it is True.",
    (
        LAST,
        "xp.min(xp.where(mask, mask.shape[-1], places), axis=-1, keepdims=True) - 1\n"
        "last = xp.where(last < 0, last + mask.shape[-1], last)",
    ),
)

edit(
    "takes_the_first_token",
    "This is the first real token of each row, which has read nothing of the answer. The last one has read all of it.",
    (LAST, "xp.min(xp.where(mask, places, mask.shape[-1]), axis=-1, keepdims=True)"),
)

edit(
    "takes_the_place_of_the_longest_row",
    "All rows use one place, that of the longest. Each row ends at a place of its own: find the last one along the last"
    " axis.",
    (LAST, f"xp.full_like({LAST}, int(xp.max({LAST})))"),
)

edit(
    "averages_over_the_tokens",
    "This is the mean over the real tokens. The first of them have read little of the answer; take the value at the"
    " last one alone.",
    (TAKEN, "xp.sum(xp.where(mask, values, 0.0), axis=-1) / xp.sum(xp.astype(mask, values.dtype), axis=-1)"),
)

edit(
    "takes_the_largest_value",
    "This is the largest value of each row. Take the one at the last real token, whatever its size.",
    (TAKEN, "xp.max(xp.where(mask, values, -xp.inf), axis=-1)"),
)

edit(
    "allows_a_row_without_a_token",
    "A row without a real token has no score: raise a ValueError.",
    ("if not xp.all(xp.any(mask, axis=-1)):", "if False:"),
)

edit(
    "refuses_only_an_empty_batch",
    "One row without a real token is enough to refuse: it has no score. Ask every row, not the whole mask.",
    ("xp.all(xp.any(mask, axis=-1))", "xp.any(mask)"),
)

for function in ("preference_loss", "accuracy", "last_scores"):
    generics(function, "loses_the_dtype")
generics("preference_loss", "passes_through_float32", "detaches")
generics("last_scores", "passes_through_float32", "detaches", "asserts")

both(
    "swaps_the_answers",
    "takes_the_sum",
    "Chosen and rejected are swapped: subtract rejected from chosen. After that, take the mean of the losses, not their"
    " sum.",
)
