"""What beginners hand in for a verifier."""

from array_api_compat import array_namespace

from dojo import TINY, edit, generics, ideas, mistake
from mine.policy_gradient import advantages

ideas(
    wrong_axis="softmaxes_the_wrong_axis",
    axis_lost="nests_the_rewards keeps_an_axis marks_the_whole_row",
    whole_for_slice="gives_each_answer_a_group joins_equal_questions averages_the_group compares_with_all_answers",
    sum_for_mean="answers_for_groups sums_over_the_answer",
    missing_term="forgets_whose_letters forgets_the_order does_not_ask_for_the_end wants_no_end forgets_the_softmax",
    sign="returns_losses",
    upside_down="multiplies_by_the_temperature",
    opposite_choice="sorts_the_wrong_way keeps_what_is_equal",
    swapped_arguments="numbers_the_answers swaps_question_and_answer takes_the_likeliest",
    off_by_one="counts_from_1 counts_one_token_more begins_one_token_late begins_one_token_early loses_the_first_token",
    end_of_interval="leaves_the_end_out takes_the_first_token",
    order_of_steps="looks_in_the_question divides_after_the_softmax",
    entries_mixed_up="groups_neighbours",
    stale_state="checks_with_the_first_question",
    counted_twice="loses_what_is_there_twice compares_sets asks_only_for_letters_of_the_question",
    underflow="overflows",
    cancellation="compares_a_computed_deviation",
    epsilon="adds_something_to_the_probability",
    zero_case="ends_at_once_without_an_end drops_answers_without_an_end",
    silent_error="drops_what_has_no_partner takes_any_start takes_any_temperature",
    default_value="ignores_check forgets_the_temperature",
    mask_polarity="keeps_the_question turns_the_mask_round",
    shifted_targets="does_not_shift shifts_twice",
    ties_and_order="takes_near_rewards_for_equal",
    wrong_stop="stops_at_the_last_end leaves_out_only_the_ends",
    partial_case="takes_all_groups_for_equally_long keeps_what_was_rewarded keeps_groups_with_a_right_answer",
    wrong_formula="pays_for_parts pays_minus_1 asks_the_answer",
    text_handling="takes_the_end_off looks_inside pays_for_a_beginning strips forgives_capitals",
    logit_or_probability="returns_probabilities",
    other_kind_of_result="returns_a_bool keeps_what_check_returns",
)

RIGHT = '"".join(sorted(question)) + "."'
EXACT = f"answer == {RIGHT}"
MASK = "return before == 0"
CUT = "logits[:, start - 1 : -1]"
SOFTMAX = f"log_softmax({CUT} / temperature)"

# ------------------------------------------------------------------------------ one answer

edit(
    "forgets_whose_letters",
    "Letters that are in order are enough, whoever's they are: `aab.` is worth 1 for every question. Compare the answer"
    " with the letters of its own question.",
    (EXACT, 'answer[-1:] == "." and list(answer[:-1]) == sorted(answer[:-1]) and len(answer) == len(question) + 1'),
)
edit(
    "forgets_the_order",
    "The letters of the question are enough, in any order. That is what the model can do before it has learnt anything."
    " Compare complete texts, not sorted ones.",
    (EXACT, 'answer[-1:] == "." and sorted(answer[:-1]) == sorted(question)'),
)
edit(
    "does_not_ask_for_the_end",
    "An answer without a full stop is worth 1, too. Then nothing teaches the model to end. The full stop belongs to the"
    " answer.",
    (EXACT, 'answer.removesuffix(".") == "".join(sorted(question))'),
)
edit(
    "takes_the_end_off",
    "All full stops are taken off, so that none and three are as good as one. Add one to the right letters instead, and"
    " compare.",
    (EXACT, 'answer.rstrip(".") == "".join(sorted(question))'),
)
edit(
    "wants_no_end",
    "The answer is compared with the letters alone, so a right one, with its full stop, is worth 0. Add the full stop"
    " to what you compare with.",
    (RIGHT, '"".join(sorted(question))'),
)
edit(
    "looks_inside",
    "The right answer may be anywhere in the text. A model learns to write all six orders, one of which is right."
    " Compare complete texts with ==.",
    (EXACT, f"{RIGHT} in answer"),
)
edit(
    "pays_for_a_beginning",
    "What comes after the right answer is not looked at: a model may go on with anything. Compare complete texts with"
    " ==.",
    (EXACT, f"answer.startswith({RIGHT})"),
)
edit(
    "strips",
    "Spaces and line breaks around the answer are forgiven, and the model is free to write them. Compare the text as"
    " it is.",
    (EXACT, f"answer.strip() == {RIGHT}"),
)
edit(
    "forgives_capitals",
    "Capital letters are forgiven. They are other tokens, and not what was asked for. Compare the text as it is.",
    (EXACT, f"answer.lower() == {RIGHT}"),
)
edit(
    "loses_what_is_there_twice",
    "A set forgets how often a letter is there: for `pee` it has two letters. Sort the text itself.",
    (RIGHT, '"".join(sorted(set(question))) + "."'),
)
edit(
    "compares_sets",
    "Two sets are compared, so that `eep.`, `epp.` and `ep.` are all right for `pee`. How often a letter is there"
    " counts: compare texts.",
    (EXACT, 'answer[-1:] == "." and list(answer[:-1]) == sorted(answer[:-1]) and set(answer[:-1]) == set(question)'),
)
edit(
    "pays_for_parts",
    "Each letter in its right place earns a share. Then an answer that is nearly right pays for itself. Only the"
    " complete answer is worth something.",
    (
        f"1.0 if {EXACT} else 0.0",
        f"sum(a == b for a, b in zip(answer, {RIGHT})) / max(len(answer), len(question) + 1)",
    ),
)
edit(
    "sorts_the_wrong_way",
    "The letters are sorted from the last to the first. In order means a before b.",
    (RIGHT, '"".join(sorted(question, reverse=True)) + "."'),
)
edit(
    "asks_only_for_letters_of_the_question",
    "Letters of the question, in order, are enough: `een.` is worth 1 for `hne`, though a letter is missing and a"
    " different one is there twice. Compare with all of its letters.",
    (
        EXACT,
        'answer[-1:] == "." and list(answer[:-1]) == sorted(answer[:-1])'
        " and len(answer) == len(question) + 1 and set(answer[:-1]) <= set(question)",
    ),
)
edit(
    "pays_minus_1",
    "A wrong answer is worth -1. The contract says 0. Advantages are the same, because the mean is subtracted, but the"
    " mean reward is then no longer the share of right answers.",
    (f"1.0 if {EXACT} else 0.0", f"1.0 if {EXACT} else -1.0"),
)
edit(
    "returns_a_bool",
    "It returns True or False. A mean of bools is an error in torch: return 1.0 or 0.0.",
    (f"1.0 if {EXACT} else 0.0", EXACT),
)

# ------------------------------------------------------------------------------ all answers

edit(
    "numbers_the_answers",
    "The labels number the answers of each question, so that all first answers are one group. A group has the index of"
    " its question.",
    ("[i] * len(given)", "list(range(len(given)))"),
)
edit(
    "counts_from_1",
    "The labels begin at 1. They are indices, from 0.",
    ("enumerate(zip(questions, answers, strict=True))", "enumerate(zip(questions, answers, strict=True), 1)"),
)
edit(
    "gives_each_answer_a_group",
    "Each answer has a label of its own, so there is nothing to compare it with. All answers to one question have the"
    " same label.",
    ("[i] * len(given)", "list(range(len(groups), len(groups) + len(given)))"),
)
edit(
    "joins_equal_questions",
    "Where a question comes twice, its answers get one label, that of its first place. The label is the index in the"
    " list, so that each list of answers is a group.",
    ("[i] * len(given)", "[questions.index(question)] * len(given)"),
)
edit(
    "ignores_check",
    "check plays no part: the answers are checked by your own reward. Call check(question, answer).",
    ("check(question, answer)", "reward(question, answer)"),
)
edit(
    "swaps_question_and_answer",
    "check is given the answer first. It takes the question, then the answer.",
    ("check(question, answer)", "check(answer, question)"),
)
edit(
    "checks_with_the_first_question",
    "All answers are checked with the first question. Each group has its own.",
    ("check(question, answer)", "check(questions[0], answer)"),
)
edit(
    "averages_the_group",
    "Each answer gets the mean reward of its group, and none is better than another. Keep the rewards apart.",
    (
        "[float(check(question, answer)) for answer in given]",
        "[sum(float(check(question, answer)) for answer in given) / max(1, len(given))] * len(given)",
    ),
)
edit(
    "nests_the_rewards",
    "There is a list of rewards for each question. Here all rewards are in one list, group by group.",
    (
        "rewards += [float(check(question, answer)) for answer in given]",
        "rewards.append([float(check(question, answer)) for answer in given])",
    ),
)
edit(
    "keeps_what_check_returns",
    "Where check returns bools or ints, the rewards are bools or ints, and torch takes no mean of them. Make each a"
    " float.",
    ("float(check(question, answer))", "check(question, answer)"),
)
edit(
    "takes_all_groups_for_equally_long",
    "Every group is taken to be as long as the first. Use the length of each.",
    ("[i] * len(given)", "[i] * len(answers[0])"),
)
edit(
    "drops_what_has_no_partner",
    "zip stops at the shorter list, and some questions or answers are lost without a word. Say strict=True, or compare"
    " the lengths, and raise a ValueError.",
    ("strict=True", "strict=False"),
)

# ------------------------------------------------------------------------------ what teaches


@mistake(
    "keep_teaching",
    "The advantage of each answer is asked. One whose reward is the mean of its group has none, but its group does"
    " teach. Ask whether the rewards of the group differ.",
)
def asks_the_answer(rewards, groups):
    return advantages(rewards, groups) != 0


edit(
    "compares_with_all_answers",
    "Rewards are compared with those of all answers. A group teaches if the rewards within it differ.",
    ("same & differs", "differs"),
)
edit(
    "keeps_what_is_equal",
    "The answer is the wrong way round: True is for the groups whose rewards differ.",
    ("return xp.any(same & differs, axis=1)", "return ~xp.any(same & differs, axis=1)"),
)
edit(
    "keeps_what_was_rewarded",
    "Only answers with a reward are kept. From a worse answer to the same question there is as much to learn: keep all"
    " answers of a group, or none.",
    ("return xp.any(same & differs, axis=1)", "return xp.any(same & differs, axis=1) & (rewards > 0)"),
)
edit(
    "keeps_groups_with_a_right_answer",
    "Every group with a right answer is kept, even where all are right. Then none is better than another. Ask whether"
    " the rewards differ.",
    ("same & differs", "same & (rewards > 0)[None, :]"),
)
edit(
    "compares_a_computed_deviation",
    "The computed deviation of 0.1, 0.1 and 0.1 is not exactly 0, so noise is taken for a difference. Compare the"
    " rewards themselves: the largest with the smallest.",
    (
        "differs = rewards[:, None] != rewards[None, :]",
        "weights = xp.astype(same, rewards.dtype)\n"
        "weights = weights / xp.sum(weights, axis=1, keepdims=True)\n"
        "differs = (weights @ (rewards - weights @ rewards) ** 2 > 0)[:, None]",
    ),
)
edit(
    "takes_near_rewards_for_equal",
    "Rewards that differ by little are taken for equal. Compare them exactly, without a threshold.",
    ("rewards[:, None] != rewards[None, :]", "abs(rewards[:, None] - rewards[None, :]) > eps"),
    eps=(1e-10, 1e-8, 1e-6),
)


@mistake(
    "keep_teaching",
    "The rewards are cut into groups of neighbours. Labels may come in any order: answers belong together where their"
    " labels are equal.",
)
def groups_neighbours(rewards, groups):
    xp = array_namespace(rewards)
    count = len(set(groups.tolist()))
    size = -(-rewards.shape[0] // count)
    parts = [rewards[i : i + size] for i in range(0, rewards.shape[0], size)]
    return xp.concat([xp.zeros_like(part, dtype=xp.bool) | xp.any(part != part[0]) for part in parts])


@mistake(
    "keep_teaching",
    "There is one answer for each group. Give one for each answer, so that it can choose rows: kept[groups], if"
    " labels are 0, 1, 2.",
)
def answers_for_groups(rewards, groups):
    xp = array_namespace(rewards)
    found = [rewards[groups == label] for label in sorted(set(groups.tolist()))]
    return xp.stack([xp.any(own != own[0]) for own in found])


# ------------------------------------------------------------------------------ which tokens count

edit(
    "leaves_the_end_out",
    "The end token does not count, so nothing teaches the model to stop. It is the last token that counts.",
    (MASK, "return before + ends == 0"),
)
edit(
    "counts_one_token_more",
    "The token after the end counts, too. Nobody reads it: the end is the last that counts.",
    (MASK, "return (before == 0) | ((before == 1) & (xp.cumulative_sum(before, axis=1) == 1))"),
)
edit(
    "stops_at_the_last_end",
    "Tokens count up to the last end. An answer is over at the first.",
    (MASK, "total = xp.sum(ends, axis=1, keepdims=True)\nreturn (before < total) | (total == 0)"),
)
edit(
    "leaves_out_only_the_ends",
    "Only the end tokens are left out. The first of them counts, and what comes after it does not.",
    (MASK, "return ends == 0"),
)
edit(
    "looks_in_the_question",
    "An end token of the question ends the answer before it has begun. Cut the question off first: ids[:, start:].",
    ("ends = xp.astype(ids[:, start:] == end, xp.int64)", "ends = xp.astype(ids == end, xp.int64)"),
    (MASK, "return before[:, start:] == 0"),
)
edit(
    "marks_the_whole_row",
    "The mask has the width of the entire row. It belongs to the answers, and has a place for each token from start"
    " on.",
    (MASK, "return xp.concat([xp.zeros_like(ids[:, :start], dtype=xp.bool), before == 0], axis=1)"),
)
edit(
    "begins_one_token_late",
    "The mask begins one token late, and the first token of each answer is lost. Its place is start.",
    ("ids[:, start:] == end", "ids[:, start + 1 :] == end"),
)
edit(
    "begins_one_token_early",
    "The mask begins one token early, with the last of the question. The first token of an answer has the place start.",
    ("ids[:, start:] == end", "ids[:, start - 1 :] == end"),
)
edit(
    "ends_at_once_without_an_end",
    "An answer without an end token gets a single token that counts: argmax is 0 where nothing is True. All tokens of"
    " such an answer count.",
    (
        MASK,
        "places = xp.arange(ends.shape[1], device=before.device)\n"
        "return places[None, :] <= xp.argmax(ends, axis=1)[:, None]",
    ),
)
edit(
    "drops_answers_without_an_end",
    "An answer without an end token has no token that counts. It has a reward, and teaches like the others: all its"
    " tokens count.",
    (MASK, "return (before == 0) & xp.any(ends == 1, axis=1, keepdims=True)"),
)
edit(
    "turns_the_mask_round",
    "The mask is the wrong way round: True is for the tokens that count, up to the first end.",
    (MASK, "return before > 0"),
)

# ------------------------------------------------------------------------------ how likely they were

edit(
    "does_not_shift",
    "The logits of a token's own place are used. They predict the token after it: those of token t are at t - 1.",
    (CUT, "logits[:, start:]"),
)
edit(
    "shifts_twice",
    "The logits are two places before each token. Those of token t are at t - 1.",
    (CUT, "(logits[:, start - 2 : -2] if start > 1 else logits[:, start - 1 : -1])"),
)
edit(
    "loses_the_first_token",
    "The first token of each answer has no log-probability. It is predicted by the last token of the question, at start"
    " - 1.",
    (CUT, "logits[:, start:-1]"),
    ("ids[:, start:, None]", "ids[:, start + 1 :, None]"),
)
edit(
    "keeps_the_question",
    "The tokens of the question have log-probabilities, too. Nobody drew them: begin with the token at place start.",
    (CUT, "logits[:, :-1]"),
    ("ids[:, start:, None]", "ids[:, 1:, None]"),
)
edit(
    "forgets_the_temperature",
    "These are the log-probabilities at temperature 1, whatever the answers were drawn at. Divide the logits by the"
    " temperature before the softmax.",
    (SOFTMAX, f"log_softmax({CUT})"),
)
edit(
    "multiplies_by_the_temperature",
    "The logits are multiplied by the temperature. A low one makes the likely more likely: divide.",
    (f"{CUT} / temperature", f"{CUT} * temperature"),
)
edit(
    "divides_after_the_softmax",
    "The log-probabilities are divided by the temperature, and their probabilities do not sum to 1 any more. Divide the"
    " logits, before the softmax.",
    (SOFTMAX, f"log_softmax({CUT}) / temperature"),
)
edit(
    "forgets_the_softmax",
    "These are logits. Log-probabilities are what log_softmax makes of them.",
    (SOFTMAX, f"{CUT} / temperature"),
)
edit(
    "softmaxes_the_wrong_axis",
    "The softmax runs along the tokens of the text. It runs along the vocabulary, the last axis.",
    (SOFTMAX, f"log_softmax({CUT} / temperature, axis=1)"),
)
edit(
    "returns_probabilities",
    "These are probabilities. Return their logarithms.",
    (
        "return xp.take_along_axis(log_probs, ids[:, start:, None], axis=-1)[..., 0]",
        "return xp.exp(xp.take_along_axis(log_probs, ids[:, start:, None], axis=-1)[..., 0])",
    ),
)
edit(
    "returns_losses",
    "The sign is wrong: these are losses, -log p.",
    ("return xp.take_along_axis(", "return -xp.take_along_axis("),
)
edit(
    "takes_the_likeliest",
    "This is the log-probability of the likeliest token. Take that of the token that was drawn.",
    ("xp.take_along_axis(log_probs, ids[:, start:, None], axis=-1)[..., 0]", "xp.max(log_probs, axis=-1)"),
)
edit(
    "sums_over_the_answer",
    "The log-probabilities of an answer are added up. Here each token keeps its own, because each has a ratio of its"
    " own.",
    (
        "xp.take_along_axis(log_probs, ids[:, start:, None], axis=-1)[..., 0]",
        "xp.sum(xp.take_along_axis(log_probs, ids[:, start:, None], axis=-1)[..., 0], axis=1)",
    ),
)
edit(
    "keeps_an_axis",
    "The result has one axis too many, of size 1. Drop the last: [..., 0].",
    ("axis=-1)[..., 0]", "axis=-1)"),
)
edit(
    "overflows",
    "The softmax is taken first, and its logarithm after it. For large logits exp overflows, and a small probability"
    " becomes 0, with the logarithm -inf. Use your log_softmax.",
    (
        f"log_probs = {SOFTMAX}",
        f"powers = xp.exp({CUT} / temperature)\nlog_probs = xp.log(powers / xp.sum(powers, axis=-1, keepdims=True))",
    ),
)
edit(
    "adds_something_to_the_probability",
    "Something small is added to each probability so that its logarithm is finite. It changes all of them, and an"
    " impossible token should be -inf. Use your log_softmax.",
    (f"log_probs = {SOFTMAX}", f"log_probs = xp.log(xp.exp({SOFTMAX}) + eps)"),
    eps=TINY,
)
edit(
    "takes_any_start",
    "start is not checked. At 0 the slice start - 1 counts from the end, and the result is empty or wrong. Raise a"
    " ValueError.",
    ("if not 1 <= start < ids.shape[1]:", "if False:"),
)
edit(
    "takes_the_first_token",
    "start=0 is allowed, but no logits predict the first token. Raise a ValueError.",
    ("not 1 <= start", "not 0 <= start"),
)
edit(
    "takes_any_temperature",
    "The temperature is not checked: 0 gives NaN, and a negative one turns the order round. Raise a ValueError.",
    ("if temperature <= 0:", "if False:"),
)

generics("log_probs_of_answers", "asserts", "loses_the_dtype", "passes_through_float32", "detaches")
