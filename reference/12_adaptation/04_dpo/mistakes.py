"""What beginners hand in for DPO."""

from dojo import both, edit, generics, ideas

ideas(
    wrong_axis="normalises_over_the_places",
    axis_lost="keeps_an_axis keeps_the_vocabulary",
    sum_for_mean="always_averages sums_the_batch takes_the_sum sums_the_squares averages_the_estimates",
    wrong_divisor="averages_over_the_batch",
    root_or_square="takes_the_distance",
    wrong_factor="smooths_towards_one_half forgets_the_2_of_ipo scales_h_by_beta forgets_the_half_of_k2",
    missing_term=(
        "adds_up_logits forgets_beta forgets_the_reference forgets_the_minus_r_of_k3 forgets_the_minus_1_of_k3 "
        "forgets_beta_and_the_reference"
    ),
    sign=(
        "returns_a_loss gives_the_losses_of_tokens adds_the_reference subtracts_the_smoothed_part adds_the_target "
        "returns_r_as_k1"
    ),
    upside_down="divides_by_beta multiplies_by_half_of_beta turns_the_ratio_round estimates_k3_the_other_way",
    swapped_arguments="swaps_the_answers",
    off_by_one="counts_the_first_place lets_the_first_place_count gives_the_first_token_a_place",
    end_of_interval="allows_a_beta_of_0",
    order_of_steps="takes_beta_out_of_the_sigmoid",
    underflow="takes_the_log_of_the_softmax takes_the_log_of_the_sigmoid",
    nan_hidden="hides_what_is_impossible multiplies_by_the_mask",
    silent_error="allows_a_row_without_an_answer allows_any_beta",
    default_value="never_averages ignores_the_smoothing",
    mask_polarity="counts_the_prompt counts_only_the_prompt",
    padding_counted="averages_the_prompt averages_over_the_whole_length",
    shifted_targets="does_not_shift shifts_the_other_way shifts_twice leaves_the_mask_behind",
    gradient_let_through="trains_the_reference",
    wrong_gradient="stops_before_it_starts",
    wrong_formula="smooths_inside_of_the_sigmoid takes_magnitudes_as_k1",
    logit_or_probability="adds_up_probabilities gives_probabilities_of_tokens divides_log_probabilities",
)

CUT = "mask = mask[:, 1:]"
TOKENS = "return xp.take_along_axis(log_probs, ids[..., None], axis=-1)[..., 0]"
CHOSEN = "chosen = token_log_probs(logits, ids)"
AVERAGE = "total / xp.sum(xp.astype(mask, total.dtype), axis=-1) if average else total"
MIXED = "(1 - label_smoothing) * right + label_smoothing * wrong"
IPO = "(h - 1 / (2 * beta)) ** 2"

# ------------------------------------------------------------------------------ log-probabilities of answers

edit(
    "does_not_shift",
    "Each token is looked up in the logits of its own place, and those are about the next token. Token i is predicted"
    " at place i - 1: logits[:, :-1] goes with ids[:, 1:].",
    ("logits[:, :-1]", "logits[:, 1:]"),
)

edit(
    "shifts_the_other_way",
    "The shift goes the wrong way: each token is looked up after it was read. Token i is predicted at place i - 1:"
    " logits[:, :-1] goes with ids[:, 1:] and mask[:, 1:].",
    ("ids[:, 1:]", "ids[:, :-1]"),
    (CUT, "mask, full = mask[:, :-1], mask[:, 1:]"),
    ("xp.any(mask, axis=-1)", "xp.any(full, axis=-1)"),
    ("logits[:, :-1]", "logits[:, 1:]"),
)

edit(
    "shifts_twice",
    "Tokens and logits are shifted by two places. Token i is predicted at place i - 1: shift once.",
    ("ids = xp.astype(ids[:, 1:], xp.int64)", "ids, logits = xp.astype(ids[:, 2:], xp.int64), logits[:, :-1]"),
    (CUT, "mask = mask[:, 2:]"),
)

edit(
    "leaves_the_mask_behind",
    "The tokens are shifted and the mask is cut at the other end: mask[:, :-1]. Then the first token of the answer is"
    " lost, and what comes after the answer counts. The mask belongs to the tokens: mask[:, 1:].",
    (CUT, "full, mask = mask, mask[:, :-1]"),
    ("if not xp.all(xp.any(mask, axis=-1)):", "if not xp.all(xp.any(full[:, 1:], axis=-1)):"),
)

edit(
    "counts_the_prompt",
    "All tokens are added up, those of the prompt too. Add up the log-probabilities only where the mask is True.",
    ("xp.where(mask, chosen, 0.0)", "chosen"),
)

edit(
    "averages_the_prompt",
    "All tokens count, those of the prompt too: in the sum, and in the number that it is divided by. Only those count"
    " for which the mask is True.",
    ("xp.where(mask, chosen, 0.0)", "chosen"),
    ("xp.sum(xp.astype(mask, total.dtype), axis=-1)", "mask.shape[-1]"),
)

edit(
    "hides_what_is_impossible",
    "-inf is replaced by a number, for tokens that count, too. Choose with xp.where(mask, log_probs, 0.0), and leave"
    " the others as they are.",
    ("xp.where(mask, chosen, 0.0)", "xp.where(xp.isfinite(chosen) & mask, chosen, 0.0)"),
)

edit(
    "counts_only_the_prompt",
    "The mask is used the wrong way round: True marks the tokens that count.",
    ("xp.where(mask, chosen, 0.0)", "xp.where(mask, 0.0, chosen)"),
)

edit(
    "multiplies_by_the_mask",
    "Tokens that do not count are multiplied by 0. One that is impossible has log-probability -inf, and 0 times -inf"
    " is NaN. Choose with xp.where(mask, log_probs, 0.0).",
    ("xp.where(mask, chosen, 0.0)", "chosen * xp.astype(mask, chosen.dtype)"),
)

edit(
    "always_averages",
    "The mean over the tokens is returned by default. DPO needs the sum: the log-probability of a complete answer."
    " Divide only with average=True.",
    ("if average else total", "if True else total"),
)

edit(
    "never_averages",
    "average=True changes nothing. Divide the sum of each row by the number of its tokens that count.",
    ("if average else total", "if False else total"),
)

edit(
    "averages_over_the_whole_length",
    "The sum is divided by the length of the row, so an answer looks better the more padding it has. Divide by the"
    " number of tokens that count.",
    ("xp.sum(xp.astype(mask, total.dtype), axis=-1)", "mask.shape[-1]"),
)

edit(
    "averages_over_the_batch",
    "The sum is divided by the number of counted tokens in the entire batch. Each row has a count of its own.",
    ("xp.sum(xp.astype(mask, total.dtype), axis=-1)", "xp.sum(xp.astype(mask, total.dtype))"),
)

edit(
    "counts_the_first_place",
    "The mean is divided by a count that includes the first place. No token is predicted there: count in the shifted"
    " mask.",
    (CUT, "full, mask = mask, mask[:, 1:]"),
    ("xp.astype(mask, total.dtype)", "xp.astype(full, total.dtype)"),
)

edit(
    "sums_the_batch",
    "All rows are added up. Return one number for each row: sum along the last axis.",
    ("xp.where(mask, chosen, 0.0), axis=-1", "xp.where(mask, chosen, 0.0)"),
)

edit(
    "adds_up_logits",
    "These are logits, not log-probabilities: a softmax is missing. Take the log-softmax of each row of logits first.",
    ("log_softmax(logits[:, :-1])", "logits[:, :-1]"),
)

edit(
    "adds_up_probabilities",
    "Probabilities are added up. The probability of an answer is the product of those of its tokens, so add up their"
    " logarithms.",
    ("xp.where(mask, chosen, 0.0)", "xp.where(mask, xp.exp(chosen), 0.0)"),
)

edit(
    "normalises_over_the_places",
    "The softmax runs over the places. At each place the probabilities of all tokens sum to 1: normalise along the last"
    " axis.",
    ("log_softmax(logits[:, :-1])", "log_softmax(logits[:, :-1], axis=1)"),
)

edit(
    "takes_the_log_of_the_softmax",
    "A probability becomes 0 before its logarithm is taken, or exp overflows. Use your log_softmax, which computes no"
    " probability.",
    (
        "log_softmax(logits[:, :-1])",
        "xp.exp(logits[:, :-1])\nlog_probs = xp.log(log_probs / xp.sum(log_probs, axis=-1, keepdims=True))",
    ),
)

edit(
    "returns_a_loss",
    "The sign is wrong: this is a loss. Return log-probabilities, which are never positive.",
    (f"return {AVERAGE}", f"return -({AVERAGE})"),
)

edit(
    "allows_a_row_without_an_answer",
    "A row in which nothing counts has no log-probability, and its mean is 0/0. Raise a ValueError. The first place"
    " never counts.",
    ("if not xp.all(xp.any(mask, axis=-1)):", "if False:"),
    (
        "xp.sum(xp.astype(mask, total.dtype), axis=-1)",
        "xp.clip(xp.sum(xp.astype(mask, total.dtype), axis=-1), 1, None)",
    ),
)

edit(
    "lets_the_first_place_count",
    "The first place does not count, because nothing predicts its token. Ask the shifted mask whether each row has a"
    " token that counts.",
    (CUT, "full, mask = mask, mask[:, 1:]"),
    ("if not xp.all(xp.any(mask, axis=-1)):", "if not xp.all(xp.any(full, axis=-1)):"),
)

# ------------------------------------------------------------------------------ tokens one by one

edit(
    "gives_the_first_token_a_place",
    "There are T log-probabilities. Nothing predicts the first token, so there are T - 1: leave its place out.",
    (
        TOKENS,
        f"{TOKENS.replace('return', 'chosen =')}\nreturn xp.concat([xp.zeros_like(chosen[:, :1]), chosen], axis=1)",
    ),
    (CHOSEN, f"{CHOSEN}[:, 1:]"),
)

edit(
    "keeps_an_axis",
    "The result has one axis too many, of size 1. Drop the last: [..., 0].",
    (TOKENS, TOKENS.removesuffix("[..., 0]")),
    (CHOSEN, f"{CHOSEN}[..., 0]"),
)

edit(
    "keeps_the_vocabulary",
    "These are the log-probabilities of all tokens. At each place, choose that of the token that comes there.",
    (TOKENS, "return log_probs"),
    (
        CHOSEN,
        CHOSEN.replace("token", "xp.take_along_axis(token")
        + ", xp.astype(ids[:, 1:, None], xp.int64), axis=-1)[..., 0]",
    ),
)

edit(
    "gives_the_losses_of_tokens",
    "The sign is wrong: these are losses. A log-probability is never positive.",
    (TOKENS, TOKENS.replace("return ", "return -")),
    (CHOSEN, CHOSEN.replace("= ", "= -")),
)

edit(
    "gives_probabilities_of_tokens",
    "These are probabilities. Return their logarithms: the probability of a long answer is too small for a float.",
    (TOKENS, TOKENS.replace("return ", "return xp.exp(") + ")"),
    (CHOSEN, CHOSEN.replace("= ", "= xp.log(") + ")"),
)

# ------------------------------------------------------------------------------ DPO

edit(
    "takes_beta_out_of_the_sigmoid",
    "beta multiplies the loss. It belongs inside of the sigmoid, as a factor of h.",
    ("chosen = beta * (", "chosen = ("),
    ("rejected = beta * (", "rejected = ("),
    (f"return {MIXED}", f"return beta * ({MIXED})"),
)

edit(
    "forgets_beta",
    "beta plays no part. The argument of the sigmoid is beta times h.",
    ("chosen = beta * (", "chosen = ("),
    ("rejected = beta * (", "rejected = ("),
)

edit(
    "divides_by_beta",
    "h is divided by beta. The argument of the sigmoid is beta times h.",
    ("chosen = beta * (", "chosen = 1 / beta * ("),
    ("rejected = beta * (", "rejected = 1 / beta * ("),
)

edit(
    "forgets_the_reference",
    "The reference plays no part: an answer that it already found likely then counts as progress. Subtract its"
    " log-probabilities from those of the policy.",
    ("(policy_chosen - _constant(reference_chosen))", "policy_chosen"),
    ("(policy_rejected - _constant(reference_rejected))", "policy_rejected"),
)

edit(
    "swaps_the_answers",
    "Chosen and rejected are swapped, or the two weights of label smoothing: this loss falls as the rejected answer"
    " becomes more likely.",
    (
        "right, wrong = preference_loss(chosen, rejected), preference_loss(rejected, chosen)",
        "wrong, right = preference_loss(chosen, rejected), preference_loss(rejected, chosen)",
    ),
)

edit(
    "adds_the_reference",
    "The reference has the wrong sign in h. Subtract its log-probabilities from those of the policy, chosen from"
    " chosen and rejected from rejected. Then subtract the second log-ratio from the first.",
    ("(policy_chosen - _constant(reference_chosen))", "(policy_chosen + _constant(reference_chosen))"),
    ("(policy_rejected - _constant(reference_rejected))", "(policy_rejected + _constant(reference_rejected))"),
)

edit(
    "divides_log_probabilities",
    "Log-probabilities are divided. The logarithm of a quotient is the difference of the logarithms.",
    ("(policy_chosen - _constant(reference_chosen))", "(policy_chosen / _constant(reference_chosen))"),
    ("(policy_rejected - _constant(reference_rejected))", "(policy_rejected / _constant(reference_rejected))"),
)

edit(
    "ignores_the_smoothing",
    "label_smoothing plays no part. With this probability the pair is in the wrong order, and costs the loss of -h.",
    (MIXED, "right"),
)

edit(
    "smooths_inside_of_the_sigmoid",
    "h is made smaller before the sigmoid. Label smoothing is a mean of two losses: 1 - label_smoothing times that of"
    " h, plus label_smoothing times that of -h.",
    (MIXED, "preference_loss((1 - 2 * label_smoothing) * chosen, (1 - 2 * label_smoothing) * rejected)"),
)

edit(
    "smooths_towards_one_half",
    "Half of label_smoothing is used, as for classes in cross-entropy. Here it is the probability that the pair is in"
    " the wrong order.",
    (MIXED, "(1 - label_smoothing / 2) * right + label_smoothing / 2 * wrong"),
)

edit(
    "subtracts_the_smoothed_part",
    "The loss of the wrong order is subtracted. The expected loss adds both: with weight 1 - label_smoothing for h, and"
    " label_smoothing for -h.",
    (MIXED, "(1 - label_smoothing) * right - label_smoothing * wrong"),
)

edit(
    "takes_the_sum",
    "The losses of the pairs are summed. Return their mean.",
    (f"return {MIXED}", f"return chosen.shape[0] * ({MIXED})"),
)

edit(
    "takes_the_log_of_the_sigmoid",
    "The sigmoid of -1000 is 0 in a computer, and the logarithm of 0 is -inf. -log sigmoid(x) is log(1 + exp(-x)); your"
    " preference_loss computes it safely.",
    (
        "right, wrong = preference_loss(chosen, rejected), preference_loss(rejected, chosen)",
        "xp = array_namespace(chosen)\n"
        "right = -xp.mean(xp.log(1 / (1 + xp.exp(rejected - chosen))))\n"
        "wrong = -xp.mean(xp.log(1 / (1 + xp.exp(chosen - rejected))))",
    ),
)

edit(
    "trains_the_reference",
    "A gradient flows into the reference, and it would be trained away from the policy. Its log-probabilities are"
    " constants: .detach() them on torch.",
    ("return x.detach() if hasattr(x, 'detach') else x".replace("'", '"'), "return x"),
)

edit(
    "stops_before_it_starts",
    "The loss is right, but its gradient is 0 where the policy is the reference, which is where training begins. relu"
    " and abs have gradient 0 at 0: use logaddexp, or your preference_loss.",
    (
        "right, wrong = preference_loss(chosen, rejected), preference_loss(rejected, chosen)",
        "xp = array_namespace(chosen)\n"
        "h, zero = chosen - rejected, xp.zeros_like(chosen)\n"
        "rest = xp.mean(xp.log1p(xp.exp(-xp.abs(h))))\n"
        "right = xp.mean(xp.where(h < 0, -h, zero)) + rest\n"
        "wrong = xp.mean(xp.where(h > 0, h, zero)) + rest",
    ),
)

edit(
    "allows_any_beta",
    "With beta = 0 the loss is log 2 whatever the policy does, and a negative beta prefers the rejected answers."
    " Raise a ValueError that names it.",
    ("if beta <= 0:", "if False:"),
)

edit(
    "allows_a_beta_of_0",
    "beta = 0 is not refused. The loss would be log 2 whatever the policy does: beta has to be above 0.",
    ("beta <= 0", "beta < 0"),
)

# ------------------------------------------------------------------------------ IPO

edit(
    "forgets_the_2_of_ipo",
    "The target of h is 1 / beta, twice what it should be: 1 / (2 beta).",
    (IPO, "(h - 1 / beta) ** 2"),
)

edit(
    "multiplies_by_half_of_beta",
    "The target of h is beta / 2. It should be 1 / (2 beta): brackets around 2 * beta.",
    (IPO, "(h - 1 / 2 * beta) ** 2"),
)

edit(
    "scales_h_by_beta",
    "h is multiplied by beta. In IPO, h itself is compared with 1 / (2 beta).",
    (IPO, "(beta * h - 1 / (2 * beta)) ** 2"),
)

edit(
    "adds_the_target",
    "The target is added: h would be pushed to -1 / (2 beta). Square the difference h - 1 / (2 beta).",
    (IPO, "(h + 1 / (2 * beta)) ** 2"),
)

edit(
    "takes_the_distance",
    "This is the distance of h from its target. Square it.",
    (IPO, "xp.abs(h - 1 / (2 * beta))"),
)

edit(
    "sums_the_squares",
    "The squares of the pairs are summed. Return their mean.",
    (f"xp.mean({IPO})", f"xp.sum({IPO})"),
)

# ------------------------------------------------------------------------------ estimates of KL

edit(
    "turns_the_ratio_round",
    "The log-ratio has the wrong sign. With r = reference - log_probs, k1 is -r and k3 is exp(r) - 1 - r: the tokens"
    " were drawn from the policy.",
    ("r = reference - log_probs", "r = log_probs - reference"),
)

edit(
    "returns_r_as_k1",
    "k1 has the wrong sign. It is log_probs - reference: positive where the policy likes the token more.",
    ("return -r,", "return r,"),
)

edit(
    "forgets_the_half_of_k2",
    "k2 is twice too large: it is r² / 2.",
    ("r**2 / 2", "r**2"),
)

edit(
    "forgets_the_minus_r_of_k3",
    "k3 is exp(r) - 1, whose mean is 0: it measures nothing. Subtract r.",
    ("xp.expm1(r) - r", "xp.expm1(r)"),
)

edit(
    "forgets_the_minus_1_of_k3",
    "k3 is too large by 1: it is exp(r) - 1 - r, and 0 where policy and reference agree.",
    ("xp.expm1(r) - r", "xp.exp(r) - r"),
)

edit(
    "estimates_k3_the_other_way",
    "k3 has r with the wrong sign. The tokens were drawn from the policy, so the ratio inside is reference over policy:"
    " exp(r) - 1 - r, with r = reference - log_probs.",
    ("xp.expm1(r) - r", "xp.expm1(-r) + r"),
)

edit(
    "averages_the_estimates",
    "The estimates are averaged. Return one for each token.",
    ("return -r, r**2 / 2, xp.expm1(r) - r", "return -xp.mean(r), xp.mean(r**2) / 2, xp.mean(xp.expm1(r) - r)"),
)

edit(
    "takes_magnitudes_as_k1",
    "k1 is a magnitude here. A single estimate may be negative; only its mean over many tokens cannot.",
    ("return -r,", "return xp.abs(r),"),
)

for function in ("token_log_probs", "sequence_log_probs", "dpo_loss", "ipo_loss", "kl_estimates"):
    generics(function, "loses_the_dtype")
generics("token_log_probs", "passes_through_float32", "detaches")
generics("sequence_log_probs", "passes_through_float32", "detaches", "asserts")
generics("dpo_loss", "passes_through_float32", "detaches")

both(
    "does_not_shift",
    "counts_the_prompt",
    "All tokens count, and each is looked up at its own place. Token i is predicted at place i - 1: logits[:, :-1]"
    " goes with ids[:, 1:]. After that, add up only where the mask is True.",
)

edit(
    "forgets_beta_and_the_reference",
    "Neither beta nor the reference plays a part. The argument of the sigmoid is beta times the difference of two"
    " log-ratios, policy minus reference.",
    ("beta * (policy_chosen - _constant(reference_chosen))", "policy_chosen"),
    ("beta * (policy_rejected - _constant(reference_rejected))", "policy_rejected"),
)
