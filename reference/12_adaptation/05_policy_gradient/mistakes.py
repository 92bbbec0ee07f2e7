"""What beginners hand in for policy gradients."""

from array_api_compat import array_namespace
from policy_gradient import advantages as _advantages

from dojo import TINY, both, edit, generics, ideas, mistake

ideas(
    whole_for_slice=(
        "compares_with_all_answers divides_by_the_deviation_of_all standardises_the_batch takes_one_ratio_for_an_answer"
    ),
    sum_for_mean="takes_the_sum multiplies_the_ratios",
    wrong_divisor="divides_by_one_less divides_by_one_less_and_adds averages_the_answers divides_by_the_answers"
    " divides_by_the_tokens_all_the_same divides_by_one_answer divides_by_the_longest_answer"
    " lets_long_answers_count_more counts_answers_without_tokens",
    root_or_square="divides_by_the_variance",
    missing_term="forgets_the_deviation forgets_the_mean forgets_the_exponential never_clips",
    sign="prefers_the_worse forgets_the_minus",
    upside_down="turns_the_ratio_round",
    opposite_choice="takes_the_larger",
    order_of_steps="takes_the_smaller_ratio clips_the_logarithm averages_the_ratios",
    entries_mixed_up="groups_neighbours",
    cancellation="asks_whether_the_deviation_is_0 computes_the_variance_in_one_pass",
    epsilon="adds_something_to_the_deviation",
    empty_input="allows_a_batch_without_tokens",
    zero_case="divides_0_by_0 gives_1_for_equal_rewards",
    nan_hidden="multiplies_by_the_mask masks_after_exp",
    silent_error="takes_any_shapes",
    default_value="ignores_clip ignores_upper divides_all_the_same gives_each_token_its_own_ratio",
    mask_polarity="turns_the_mask_round",
    padding_counted="averages_over_the_padding counts_the_padding averages_over_the_padding_of_an_answer",
    gradient_cut="detaches_the_policy",
    gradient_let_through="loses_the_gradient",
    broadcast_by_accident="spreads_the_advantages_along_the_tokens",
    ties_and_order="takes_near_rewards_for_equal",
    partial_case="always_clips clips_above_only moves_both_bounds",
    wrong_formula=(
        "centres_only_what_it_divides divides_by_the_mean_deviation divides_by_the_range is_reinforce clips_at_upper"
    ),
    logit_or_probability="divides_log_probabilities",
)

STD = "centred / xp.where(std == 0, 1.0, std)"
APART = "xp.where(mask, log_probs, 0.0) - xp.where(mask, old, 0.0)"
SURROGATE = "xp.minimum(ratio * gain, xp.clip(ratio, 1 - clip, 1 + upper) * gain)"
MEAN = "xp.sum(xp.where(mask, surrogate, 0.0)) / count"
TOKENS = "xp.sum(xp.astype(mask, ratio.dtype)) if longest is None else longest * mask.shape[0]"

# ------------------------------------------------------------------------------ advantages

edit(
    "compares_with_all_answers",
    "Mean and standard deviation are those of all answers. An easy question then looks like good work: compare each"
    " answer with those of its own group.",
    ("groups[:, None] == groups[None, :]", "groups[:, None] - groups[None, :] < 100"),
)


@mistake(
    "advantages",
    "The rewards are cut into groups of neighbours. Labels may come in any order: answers belong together where their"
    " labels are equal.",
)
def groups_neighbours(rewards, groups):
    xp = array_namespace(rewards)
    count = len(set(groups.tolist()))
    if rewards.shape != groups.shape or len(rewards) % count:
        return _advantages(rewards, groups)
    table = xp.reshape(rewards, (count, -1))
    table = table - xp.mean(table, axis=1, keepdims=True)
    std = xp.std(table, axis=1, keepdims=True)
    return xp.reshape(table / xp.where(std == 0, 1.0, std), (-1,))


edit(
    "forgets_the_deviation",
    "The rewards are centred, and not divided by the standard deviation of their group.",
    (f"return {STD}", "return centred"),
)

edit(
    "forgets_the_mean",
    "The mean of the group is not subtracted. Then every answer with a positive reward becomes more likely, the worse"
    " ones too.",
    (f"return {STD}", "return rewards / xp.where(std == 0, 1.0, std) * xp.astype(std != 0, rewards.dtype)"),
)

edit(
    "divides_by_the_variance",
    "The centred rewards are divided by the variance. Divide by its root, the standard deviation.",
    ("xp.sqrt(weights @ centred**2)", "weights @ centred**2"),
)

edit(
    "divides_by_the_deviation_of_all",
    "The rewards are divided by the standard deviation of all answers. Each group has one of its own, as it has a"
    " mean of its own.",
    ("xp.sqrt(weights @ centred**2)", "xp.std(rewards) + 0 * centred"),
)

edit(
    "divides_by_one_less",
    "The standard deviation is divided by n - 1 inside, as torch and pandas do unless told otherwise. The contract says"
    " ddof=0: correction=0 in torch.",
    (
        f"return {STD}",
        "count = xp.sum(xp.astype(same, rewards.dtype), axis=1)\n"
        "std = std * xp.sqrt(count / xp.where(count > 1, count - 1, count))\n"
        f"return {STD}",
    ),
)

edit(
    "divides_by_one_less_and_adds",
    "This is (reward - mean) / (std + eps) with torch's std, which divides by n - 1 inside. The contract says ddof=0:"
    " correction=0 in torch. And nothing is added: give groups of equal rewards 0.",
    (
        f"return {STD}",
        "count = xp.sum(xp.astype(same, rewards.dtype), axis=1)\n"
        "return centred / (std * xp.sqrt(count / xp.where(count > 1, count - 1, count)) + eps)",
    ),
    eps=(1e-8, 1e-4),
)

edit(
    "standardises_the_batch",
    "This is (reward - mean) / (std + eps) of all answers, with torch's std, which divides by n - 1. An easy question"
    " then looks like good work: each answer is compared with its own group. And std has ddof=0, with nothing added.",
    (
        f"return {STD}",
        "apart = rewards - xp.mean(rewards)\n"
        "return apart / (xp.sqrt(xp.sum(apart**2) / max(rewards.shape[0] - 1, 1)) + eps)",
    ),
    eps=(1e-8, 1e-4),
)

edit(
    "divides_by_the_mean_deviation",
    "The centred rewards are divided by their mean magnitude. The standard deviation is the root of the mean square.",
    ("xp.sqrt(weights @ centred**2)", "weights @ xp.abs(centred)"),
)

edit(
    "divides_by_the_range",
    "The centred rewards are divided by the range of the group. Divide by its standard deviation.",
    ("xp.sqrt(weights @ centred**2)", "xp.max(xp.where(same, above[None, :], 0.0), axis=1)"),
)

edit(
    "adds_something_to_the_deviation",
    "Something small is added to the standard deviation, which shrinks every advantage a little. The contract adds"
    " nothing: find the groups of equal rewards, and give them 0.",
    (STD, "centred / (std + eps)"),
    eps=TINY,
)

edit(
    "divides_0_by_0",
    "Where all rewards of a group are equal, 0 is divided by 0. Such a group says nothing about which answer is"
    " better: its advantages are 0.",
    (STD, "centred / std"),
)

edit(
    "asks_whether_the_deviation_is_0",
    "The mean of 0.1, 0.1 and 0.1 is not exactly 0.1 in a computer, so the deviation of equal rewards is not exactly"
    " 0, and rounding errors become advantages of 1. Ask whether the largest reward of the group equals the smallest.",
    ("above = rewards - least", "above = rewards"),
)

edit(
    "computes_the_variance_in_one_pass",
    "The variance is the mean of the squares minus the square of the mean. For rewards around 10,000 these two are"
    " almost equal, and their difference is rounding. Subtract the mean first, then square.",
    ("xp.sqrt(weights @ centred**2)", "xp.sqrt(xp.clip(weights @ rewards**2 - (weights @ rewards) ** 2, 0.0, None))"),
)

edit(
    "takes_near_rewards_for_equal",
    "Rewards that differ by little are taken for equal: a small deviation is not 0. Ask whether the largest reward of"
    " the group equals the smallest.",
    ("std == 0, 1.0, std", "std < 1e-8, xp.inf, std"),
)

edit(
    "gives_1_for_equal_rewards",
    "A group of equal rewards gets advantages that are not 0. None of its answers is better than another.",
    (f"return {STD}", f"return xp.where(std == 0, 1.0, {STD})"),
)

edit(
    "prefers_the_worse",
    "The sign is wrong: an answer that is better than its group has a positive advantage, reward - mean.",
    (f"return {STD}", f"return -{STD}"),
)

edit(
    "takes_any_shapes",
    "Rewards and labels differ in number, and no answer knows its group. Raise a ValueError that names both shapes.",
    ("if rewards.shape != groups.shape:", "if False:"),
)

# ------------------------------------------------------------------------------ the loss

edit(
    "takes_the_larger",
    "max and min are swapped: the larger of the two products is taken. The policy then gets credit for going too far."
    " Take the smaller one.",
    (SURROGATE, "xp.maximum(ratio * gain, xp.clip(ratio, 1 - clip, 1 + upper) * gain)"),
)

edit(
    "always_clips",
    "Only the clipped ratio counts. For a bad answer that has become more likely (ratio 1.5, advantage -1) the"
    " gradient is then 0, and nothing brings it back. Take the smaller of both products.",
    (SURROGATE, "xp.clip(ratio, 1 - clip, 1 + upper) * gain"),
)

edit(
    "never_clips",
    "The ratio is not clipped. Take the smaller of ratio · A and clip(ratio) · A.",
    (SURROGATE, "ratio * gain"),
)

edit(
    "takes_the_smaller_ratio",
    "The smaller ratio is taken first, then multiplied by A. For a negative advantage the smaller product has the"
    " larger ratio: multiply first, then take the minimum.",
    (SURROGATE, "xp.minimum(ratio, xp.clip(ratio, 1 - clip, 1 + upper)) * gain"),
)

edit(
    "clips_above_only",
    "The ratio is clipped at 1 + clip only. A bad answer that has become less likely needs the other bound, 1 - clip.",
    ("xp.clip(ratio, 1 - clip, 1 + upper)", "xp.clip(ratio, None, 1 + upper)"),
)

edit(
    "clips_the_logarithm",
    "The difference of the log-probabilities is clipped. The bounds 1 - clip and 1 + clip are for the ratio, its"
    " exponential.",
    ("xp.clip(ratio, 1 - clip, 1 + upper)", "xp.exp(xp.clip(apart, -clip, upper))"),
)

edit(
    "ignores_clip",
    "clip plays no part: the bounds are 0.8 and 1.2 whatever it is. They are 1 - clip and 1 + clip.",
    ("1 - clip, 1 + upper", "0.8, 1.2"),
)

edit(
    "turns_the_ratio_round",
    "The ratio is old over new. It is the new probability over the old one: exp(log_probs - old_log_probs).",
    (APART, "xp.where(mask, old, 0.0) - xp.where(mask, log_probs, 0.0)"),
)

edit(
    "divides_log_probabilities",
    "Log-probabilities are divided. The ratio of two probabilities is the exponential of the difference of their"
    " logarithms.",
    ("xp.exp(apart)", "xp.where(mask, log_probs, -1.0) / xp.where(mask & (old != 0), old, -1.0)"),
)

edit(
    "forgets_the_exponential",
    "This is the logarithm of the ratio. Take its exponential.",
    ("xp.exp(apart)", "apart"),
)

edit(
    "is_reinforce",
    "This is the loss of REINFORCE, -A log p. It has the right gradient in the first step only: later, the ratio to"
    " the old probabilities counts.",
    (SURROGATE, "xp.where(mask, log_probs, 0.0) * gain"),
)

edit(
    "takes_one_ratio_for_an_answer",
    "The differences are added up over an answer, for one ratio. Here each token has a ratio of its own.",
    ("xp.exp(apart)", "xp.exp(xp.sum(apart, axis=1, keepdims=True)) + 0 * apart"),
)

edit(
    "forgets_the_minus",
    "The sign is wrong: minimising this makes good answers less likely. A loss is minus what we want to be large.",
    (f"return -{MEAN}", f"return {MEAN}"),
)

edit(
    "averages_the_answers",
    "First the tokens of each answer are averaged, then the answers. A token of a long answer then counts less than"
    " one of a short answer. Divide the sum over all tokens by their number.",
    (
        f"return -{MEAN}",
        "counted = xp.sum(xp.astype(mask, ratio.dtype), axis=1)\n"
        "rows = xp.sum(xp.where(mask, surrogate, 0.0), axis=1) / xp.where(counted == 0, 1.0, counted)\n"
        "return -xp.mean(rows)",
    ),
)

edit(
    "averages_over_the_padding",
    "The sum is divided by the number of all places. Divide by the number of tokens that count.",
    (MEAN, "xp.mean(xp.where(mask, surrogate, 0.0))"),
)

edit(
    "divides_by_the_answers",
    "The sum over the tokens is divided by the number of answers. Divide by the number of tokens that count.",
    (MEAN, "xp.sum(xp.where(mask, surrogate, 0.0)) / mask.shape[0]"),
)

edit(
    "takes_the_sum",
    "The tokens are summed. Divide by the number of those that count.",
    (MEAN, "xp.sum(xp.where(mask, surrogate, 0.0))"),
)

edit(
    "counts_the_padding",
    "Places where the mask is False count too. Leave them out of the sum and of the number it is divided by.",
    (APART, "log_probs - old"),
    (MEAN, "xp.mean(surrogate)"),
)

edit(
    "turns_the_mask_round",
    "The mask is used the wrong way round: True marks the tokens that count.",
    ("if not xp.any(mask):", "mask = ~mask if xp.any(mask) and not xp.all(mask) else mask\nif not xp.any(mask):"),
)

edit(
    "multiplies_by_the_mask",
    "Padding is removed by a product with 0, after exp. Where a log-probability is -inf or a ratio overflows, 0 times"
    " it is NaN. Choose with xp.where, before exp.",
    (APART, "log_probs - old"),
    ("xp.where(mask, surrogate, 0.0)", "surrogate * xp.astype(mask, ratio.dtype)"),
)

edit(
    "masks_after_exp",
    "The result is right where the mask comes after exp, but the gradient of padding is 0 times inf, which is NaN."
    " Mask the log-probabilities before exp.",
    (APART, "log_probs - old"),
)

edit(
    "loses_the_gradient",
    "Both log-probabilities may be the same tensor in the first step, and then the gradients of new and old cancel:"
    " nothing is learnt. The old ones are constants: .detach() them on torch.",
    ('old_log_probs.detach() if hasattr(old_log_probs, "detach") else old_log_probs', "old_log_probs"),
)

edit(
    "detaches_the_policy",
    "The new log-probabilities are detached, and the policy learns nothing. Only the old ones are constants.",
    (
        "apart = xp.where",
        "log_probs = log_probs.detach() if hasattr(log_probs, 'detach') else log_probs\napart = xp.where",
    ),
    ('old_log_probs.detach() if hasattr(old_log_probs, "detach") else old_log_probs', "old_log_probs"),
)

edit(
    "spreads_the_advantages_along_the_tokens",
    "The advantages lie along the tokens. There is one for each answer: give them shape (B, 1), so that all tokens of"
    " a row share one.",
    (
        "gain = advantages[:, None]",
        "gain = (advantages if mask.shape[0] == mask.shape[1] else advantages[:, None])",
    ),
)

edit(
    "allows_a_batch_without_tokens",
    "With no token that counts the loss is 0/0. Raise a ValueError.",
    ("if not xp.any(mask):", "if False:"),
)

# ------------------------------------------------------------------------------ three later recipes

edit(
    "divides_all_the_same",
    "standardise plays no part. With standardise=False, nothing is divided by the standard deviation: the advantage is"
    " reward - mean.",
    ("if not standardise:", "if False:"),
)

edit(
    "centres_only_what_it_divides",
    "With standardise=False, the rewards come back as they are. Only the division is left out: the mean of the group is"
    " still subtracted.",
    ("if not standardise:\n    return centred", "if not standardise:\n    return rewards"),
)

edit(
    "divides_by_the_tokens_all_the_same",
    "longest plays no part. The sum over all tokens is divided by B · longest, which is the same for every batch, and"
    " not by the number of tokens.",
    (TOKENS, "xp.sum(xp.astype(mask, ratio.dtype))"),
)

edit(
    "divides_by_one_answer",
    "The sum is divided by longest, which is the most tokens that one answer may have. There are B answers: divide by"
    " B · longest.",
    ("longest * mask.shape[0]", "longest"),
)

edit(
    "divides_by_the_longest_answer",
    "The sum is divided by the number of all positions in the batch, B · T. T changes from batch to batch; longest does"
    " not.",
    ("longest * mask.shape[0]", "log_probs.shape[1] * mask.shape[0]"),
)

edit(
    "gives_each_token_its_own_ratio",
    "sequence plays no part. With sequence=True, all tokens of an answer share one ratio, and each answer counts once.",
    ("if sequence:", "if False:"),
)

edit(
    "multiplies_the_ratios",
    "The ratio of an answer is the product of its tokens' ratios, which leaves the bounds after a few tokens. GSPO"
    " takes their geometric mean: divide the sum of the differences by the number of tokens, then take exp.",
    ("xp.sum(apart, axis=1, keepdims=True) / xp.where(mask, tokens, 1.0)", "xp.sum(apart, axis=1, keepdims=True)"),
)

edit(
    "averages_the_ratios",
    "The ratio of an answer is the arithmetic mean of its tokens' ratios. GSPO takes the geometric mean: average the"
    " differences of the log-probabilities first, then take exp.",
    (
        "apart = xp.sum(apart, axis=1, keepdims=True) / xp.where(mask, tokens, 1.0)",
        "padding = apart.shape[1] - tokens\n"
        "mean = (xp.sum(xp.exp(apart), axis=1, keepdims=True) - padding) / xp.where(mask, tokens, 1.0)\n"
        "apart = xp.log(xp.where(mask, mean, 1.0))",
    ),
)

edit(
    "averages_over_the_padding_of_an_answer",
    "The differences of an answer are divided by T, padding included. Divide by the number of its tokens that count.",
    ("/ xp.where(mask, tokens, 1.0)", "/ apart.shape[1]"),
)

edit(
    "lets_long_answers_count_more",
    "Each answer counts as often as it has tokens. With sequence=True, the loss is the mean over the answers: each"
    " counts once.",
    (
        f"return -{MEAN}",
        "many = tokens if sequence else xp.astype(mask, ratio.dtype)\n"
        "rest = xp.sum(many) if longest is None else count\n"
        "return -xp.sum(xp.where(mask, surrogate * many, 0.0)) / rest",
    ),
)

edit(
    "counts_answers_without_tokens",
    "The mean is taken over all answers. One without a token that counts has no ratio: leave it out of the mean.",
    ("mask = tokens > 0", "mask = tokens >= 0"),
    ("/ xp.where(mask, tokens, 1.0)", "/ xp.where(tokens > 0, tokens, 1.0)"),
)

edit(
    "ignores_upper",
    "upper plays no part: the ratio is clipped at 1 + clip on both sides. Where upper is given, the upper bound is"
    " 1 + upper.",
    ("upper = clip if upper is None else upper", "upper = clip"),
)

edit(
    "clips_at_upper",
    "The ratio is clipped at upper itself. The upper bound is 1 + upper.",
    ("1 - clip, 1 + upper", "1 - clip, 1 + clip if upper == clip else upper"),
)

edit(
    "moves_both_bounds",
    "upper moves both bounds. The lower one stays at 1 - clip: only good tokens get more room.",
    ("1 - clip, 1 + upper", "1 - upper, 1 + upper"),
)

for function in ("advantages", "policy_loss"):
    generics(function, "loses_the_dtype", "passes_through_float32", "asserts")

both(
    "takes_the_larger",
    "forgets_the_minus",
    "The sign is wrong, and max stands for min: the loss is minus the mean of the smaller product.",
)
