"""What beginners hand in for a bigram model, and what to tell them."""

import itertools

import numpy as np
from bigram_model import sample

from dojo import commonest, edit, ideas, mistake

ideas(
    wrong_axis="divides_by_the_columns takes_the_softmax_of_columns samples_from_columns",
    axis_lost="drops_the_axis",
    whole_for_slice="divides_by_everything",
    sum_for_mean="sums_the_logs takes_the_sum_for_the_mean",
    wrong_divisor="averages_row_by_row averages_over_the_alphabet_too",
    missing_term="adds_the_smoothing_to_the_sum_once forgets_to_divide forgets_exp returns_the_logits",
    sign="forgets_the_sign climbs",
    upside_down="sums_from_the_end",
    transposed="counts_transposed reads_the_table_transposed learns_transposed",
    off_by_one=(
        "counts_round_the_end includes_the_start counts_the_start_in stops_one_step_early goes_one_step_too_far "
        "divides_by_the_characters divides_the_gradient_by_the_characters"
    ),
    end_of_interval="misses_the_last_pair misses_the_first_pair takes_the_first_that_reaches_the_number",
    order_of_steps="smooths_after_dividing sums_before_smoothing averages_the_probabilities steps_after_each_pair",
    stale_state="stays_in_the_first_row",
    not_accumulated="counts_each_pair_once",
    counted_twice="counts_both_ways",
    overflow="overflows_in_small_integers overflows",
    underflow="multiplies_the_probabilities",
    cancellation="samples_the_impossible takes_the_first_where_none_exceeds",
    epsilon="adds_eps",
    zero_case="gives_nan_for_an_empty_row leaves_an_empty_row_at_0",
    nan_hidden="leaves_out_zeros",
    wrong_exception="raises_a_key_error",
    silent_error="passes_over_strangers takes_a_text_without_a_pair",
    default_value="ignores_the_smoothing always_adds_one draws_numbers_of_its_own",
    base_or_units="mixes_log2_and_exp mixes_log_and_powers_of_two",
    wrong_initialisation="begins_at_one starts_at_random",
    ties_and_order="sorts_the_alphabet",
    partial_case="goes_on_by_two smooths_zeros_alone",
    wrong_formula="averages_the_inverses counts_instead takes_the_most_likely",
    other_kind_of_result="returns_a_list",
)
commonest("counts_transposed", "divides_by_the_columns", "takes_the_sum_for_the_mean")


def _places(text, alphabet):
    place = {c: i for i, c in enumerate(alphabet)}
    for c in text:
        if c not in place:
            raise ValueError(f"{c!r} is not in the alphabet")
    return np.array([place[c] for c in text], dtype=int)


def _softmax(logits, axis=1):
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _divided(weights, axis=1):
    total = weights.sum(axis=axis, keepdims=True)
    return np.where(total == 0, 1 / len(weights), weights / np.where(total == 0, 1, total))


# ---------------------------------------------------------------------------------------- count


edit(
    "counts_transposed",
    "The table is transposed. The row is this character, and the column the next one.",
    ("(x[:-1], x[1:]), 1)", "(x[1:], x[:-1]), 1)"),
)

edit(
    "counts_each_pair_once",
    "A pair that occurs often is counted once, because with arrays counts[a, b] += 1 writes to each place only once."
    " Use a loop over the pairs, or np.add.at.",
    ("np.add.at(counts, (x[:-1], x[1:]), 1)  # a pair that comes twice counts twice", "counts[x[:-1], x[1:]] += 1"),
)

edit(
    "counts_round_the_end",
    "The last character is followed by the first, as with np.roll. A text of n characters has only n - 1 pairs.",
    ("(x[:-1], x[1:]), 1)", "(x, np.roll(x, -1)), 1)"),
)

edit(
    "misses_the_last_pair",
    "The last pair is missing. A text of n characters has n - 1 pairs, and the last pair ends where the text ends.",
    ("(x[:-1], x[1:]), 1)", "(x[:-2], x[1:-1]), 1)"),
)

edit(
    "misses_the_first_pair",
    "The first pair is missing, although the first character of the text has a next one, too.",
    ("(x[:-1], x[1:]), 1)", "(x[1:-1], x[2:]), 1)"),
)

edit(
    "goes_on_by_two",
    "Every second pair is missing, because the walk moves on by two characters. Each character but the last begins a"
    " pair.",
    ("(x[:-1], x[1:]), 1)", "(x[:-1:2], x[1::2]), 1)"),
)

edit(
    "sorts_the_alphabet",
    "Rows and columns are sorted, but should be in the order of the alphabet that is given.",
    ("x = places(text, alphabet)\ncounts", "x = places(text, sorted(alphabet))\ncounts"),
)

edit(
    "begins_at_one",
    "The table begins with one in each place. Return the counts as they are, because the smoothing comes later, in"
    " probabilities.",
    ("np.zeros((len(alphabet), len(alphabet)), int)", "np.ones((len(alphabet), len(alphabet)), int)"),
)

edit(
    "counts_both_ways",
    "Each pair is counted both ways. This character is the row and the next one the column, and never the reverse.",
    ("return counts", "return counts + counts.T"),
)

edit(
    "passes_over_strangers",
    "Characters outside the alphabet are silently ignored. Raise a ValueError that mentions the character.",
    (
        'if unknown := set(text) - set(place):\n    raise ValueError(f"{min(unknown)!r} is not in the alphabet")',
        "text = [c for c in text if c in place]",
    ),
)

edit(
    "raises_a_key_error",
    "A character outside the alphabet gives a KeyError. Raise a ValueError that mentions it.",
    (
        "if unknown := set(text) - set(place):\n"
        '    raise ValueError(f"{min(unknown)!r} is not in the alphabet")\n'
        "return",
        "return",
    ),
)


# -------------------------------------------------------------------------------- probabilities


edit(
    "divides_by_the_columns",
    "Each column sums to 1. Each row is a distribution of the next character: sum along axis 1.",
    ("total = weights.sum(axis=1, keepdims=True)", "total = weights.sum(axis=0, keepdims=True)"),
)

edit(
    "divides_by_everything",
    "The table as a whole sums to 1, but each row should be a distribution. Sum along axis 1, with keepdims=True.",
    ("total = weights.sum(axis=1, keepdims=True)", "total = weights.sum(keepdims=True)"),
)

edit(
    "drops_the_axis",
    "The sums of the rows have lost their axis, and divide the columns instead. keepdims=True keeps the axis, with"
    " size 1.",
    ("total = weights.sum(axis=1, keepdims=True)", "total = weights.sum(axis=1)"),
)

edit(
    "ignores_the_smoothing",
    "The smoothing plays no part: add it to each count before you divide.",
    ("np.asarray(counts) + float(smoothing)", "np.asarray(counts, dtype=float)"),
)

edit(
    "always_adds_one",
    "1 is added to each count, instead of the smoothing. Add the parameter.",
    ("np.asarray(counts) + float(smoothing)", "np.asarray(counts) + 1.0"),
)


@mistake(
    "probabilities",
    "The smoothing is added to the probabilities, after the division. Add it to the counts, and to the sum with them.",
)
def smooths_after_dividing(counts, smoothing=1.0):
    return _divided(_divided(counts + 0.0) + smoothing)


edit(
    "sums_before_smoothing",
    "The sum leaves out the smoothing, so the rows no longer sum to 1. Smooth first, then sum.",
    ("total = weights.sum(axis=1, keepdims=True)", "total = np.sum(counts, axis=1, keepdims=True)"),
)

edit(
    "smooths_zeros_alone",
    "Only zeros are smoothed. Add the smoothing to every count.",
    ("np.asarray(counts) + float(smoothing)", "np.where(np.asarray(counts) == 0, float(smoothing), counts)"),
)

edit(
    "adds_the_smoothing_to_the_sum_once",
    "The sum grows by the smoothing only once, although it is added to V counts. Sum what you have smoothed.",
    ("total = weights.sum(axis=1, keepdims=True)", "total = np.sum(counts, axis=1, keepdims=True) + smoothing"),
)

edit(
    "gives_nan_for_an_empty_row",
    "A row without counts and smoothing is 0/0, which is NaN. Since nothing is known about the next character, make it"
    " uniform.",
    (
        "return np.where(total == 0, 1 / len(weights), weights / np.where(total == 0, 1, total))",
        'with np.errstate(all="ignore"):\n    return weights / total',
    ),
)

edit(
    "leaves_an_empty_row_at_0",
    "A row without counts and smoothing stays 0, so it is not a distribution. Make it uniform: 1/V each.",
    (
        "return np.where(total == 0, 1 / len(weights), weights / np.where(total == 0, 1, total))",
        "return weights / np.where(total == 0, 1, total)",
    ),
)

edit(
    "forgets_to_divide",
    "These are the smoothed counts. Divide each row by its sum.",
    ("return np.where(total == 0, 1 / len(weights), weights / np.where(total == 0, 1, total))", "return weights"),
)


@mistake(
    "probabilities",
    "The counts are added up in their own small type, and overflow. Turn them into floats before you add.",
)
def overflows_in_small_integers(counts, smoothing=1.0):
    total = np.asarray(counts).sum(axis=1, keepdims=True, dtype=np.asarray(counts).dtype) + len(counts) * float(
        smoothing
    )
    return np.where(total == 0, 1 / len(counts), (counts + float(smoothing)) / np.where(total == 0, 1, total))


# ----------------------------------------------------------------------------------- perplexity


edit(
    "mixes_log2_and_exp",
    "log2 goes with powers of 2, and exp with the natural log. Yours mixes them.",
    ("np.log(p)", "np.log2(p)"),
)

edit(
    "mixes_log_and_powers_of_two",
    "The natural log goes with exp, and log2 with powers of 2. Yours mixes them.",
    ("float(np.exp(-np.mean(np.log(p))))", "float(2 ** -np.mean(np.log(p)))"),
)

edit(
    "forgets_exp",
    "This is the mean negative log probability. The perplexity is exp of it.",
    ("float(np.exp(-np.mean(np.log(p))))", "float(-np.mean(np.log(p)))"),
)

edit(
    "sums_the_logs",
    "The logs are added up, but not averaged: divide by the number of pairs.",
    ("np.mean(np.log(p))", "np.sum(np.log(p))"),
)

edit(
    "divides_by_the_characters",
    "The sum is divided by the number of characters. A text of n characters has n - 1 pairs.",
    ("-np.mean(np.log(p))", "-np.sum(np.log(p)) / len(text)"),
)

edit(
    "forgets_the_sign",
    "The sign is lost: the result is below 1. It is exp of minus the mean log.",
    ("np.exp(-np.mean", "np.exp(np.mean"),
)

edit(
    "reads_the_table_transposed",
    "The table is read transposed: the row is this character, and the column the next one.",
    ("probs[x[:-1], x[1:]]", "probs[x[1:], x[:-1]]"),
)

edit(
    "averages_the_inverses",
    "1/p is averaged over the pairs, or p is. Average the logs, and take exp of the mean: that is the geometric mean.",
    ("float(np.exp(-np.mean(np.log(p))))", "float(np.mean(1 / p))"),
)

edit(
    "averages_the_probabilities",
    "The probabilities are averaged before the log. Average the logs: log of a mean is not mean of logs.",
    (
        "float(np.exp(-np.mean(np.log(p)))) if np.all(p > 0) else np.inf",
        "float(1 / np.mean(p)) if np.any(p > 0) else np.inf",
    ),
)

edit(
    "adds_eps",
    "Something small is added to the probabilities before the log, so an impossible pair costs a finite amount, and"
    " all others are slightly wrong. If the model calls a pair impossible, the perplexity is inf.",
    ("float(np.exp(-np.mean(np.log(p)))) if np.all(p > 0) else np.inf", "float(np.exp(-np.mean(np.log(p + 1e-9))))"),
)

edit(
    "leaves_out_zeros",
    "Pairs of probability 0 are left out. They are what the model calls impossible, so the perplexity is inf.",
    (
        "float(np.exp(-np.mean(np.log(p)))) if np.all(p > 0) else np.inf",
        "float(np.exp(-np.mean(np.log(p[p > 0])))) if np.any(p > 0) else 1.0",
    ),
)

edit(
    "multiplies_the_probabilities",
    "The probabilities are multiplied first, and their product underflows to 0 in a long text. Add up their logs.",
    (
        "float(np.exp(-np.mean(np.log(p)))) if np.all(p > 0) else np.inf",
        "float(np.prod(p) ** (-1 / len(p))) if np.prod(p) > 0 else np.inf",
    ),
)

edit(
    "takes_a_text_without_a_pair",
    "A text without a pair gives NaN, or a number. There is nothing to average, so raise a ValueError.",
    ('raise ValueError("a text of fewer than two characters has no pair")', 'return float("nan")'),
)


# ---------------------------------------------------------------------------------------- train


edit(
    "returns_the_logits",
    "These are the logits. Return the probabilities instead: softmax of each row.",
    ("return softmax(logits)", "return logits"),
)

edit(
    "climbs",
    "The loss goes up: the step must go against the gradient, logits - lr * gradient.",
    ("logits -= lr", "logits += lr"),
)

edit(
    "takes_the_sum_for_the_mean",
    "The gradient is the sum over the pairs. The loss is their mean: divide by the number of pairs.",
    (" / pairs", ""),
)

edit(
    "averages_row_by_row",
    "Each row's gradient is divided by the pairs of that row. The loss is the mean over all pairs: divide by all of"
    " them.",
    (" / pairs", " / np.maximum(rows, 1)"),
)


@mistake(
    "train",
    "The logits change after every pair, so the next pair meets new ones. Add up the gradient over all pairs with the"
    " logits as they are, then step once.",
    divided=(True, False),
)
def steps_after_each_pair(text, alphabet, lr, steps, *, divided):
    x, logits = _places(text, alphabet), np.zeros((len(alphabet), len(alphabet)))
    for _ in range(steps):
        for i, j in itertools.pairwise(x):
            gradient = _softmax(logits[i : i + 1])[0] - np.eye(len(alphabet))[j]
            logits[i] -= lr * gradient / (len(x) - 1 if divided else 1)
    return _softmax(logits)


edit(
    "divides_the_gradient_by_the_characters",
    "The gradient is divided by the number of characters. A text of n characters has n - 1 pairs.",
    (" / pairs", " / len(text)"),
)

edit(
    "averages_over_the_alphabet_too",
    "The gradient is averaged over all entries of the one-hot rows, so it is V times too small. The loss is a mean"
    " over pairs.",
    (" / pairs", " / (pairs * len(alphabet))"),
)

edit(
    "takes_the_softmax_of_columns",
    "The softmax runs along the columns. Each row of logits is for one character: its softmax is along axis 1.",
    ("logits.max(axis=1, ", "logits.max(axis=0, "),
    ("weights / weights.sum(axis=1, ", "weights / weights.sum(axis=0, "),
)

edit(
    "starts_at_random",
    "The logits do not start at 0, so the same call gives different numbers. At 0 every character is equally likely.",
    ("np.zeros(counts.shape)", "np.random.default_rng(0).normal(size=counts.shape)"),
)

edit(
    "stops_one_step_early",
    "There is one step too few, or the probabilities are those from before the last step: take the softmax once more"
    " after the loop.",
    ("range(steps)", "range(steps - 1)"),
)

edit(
    "goes_one_step_too_far",
    "There is one step too many.",
    ("range(steps)", "range(steps + 1)"),
)

edit(
    "counts_instead",
    "This counts, but the table has to be learnt: start the logits at 0, and descend with the given lr and steps.",
    ("return softmax(logits)", "return probabilities(counts, 0.0)"),
)

edit(
    "overflows",
    "exp of the logits overflows, or underflows to 0 in all of a row. Subtract the largest logit of each row before"
    " exp, which does not change its softmax.",
    ("logits - logits.max(axis=1, keepdims=True)", "logits"),
)

edit(
    "learns_transposed",
    "The table is learnt transposed: the row is this character, and the column the next one.",
    ("counts = count(text, alphabet)", "counts = count(text, alphabet).T"),
)


# --------------------------------------------------------------------------------------- sample


edit(
    "stays_in_the_first_row",
    "Every character is drawn from the row of start. The next one depends on the one that has just been written, so"
    " follow the chain.",
    ("probs[i]", "probs[alphabet.index(start)]", 2),
)

edit(
    "includes_the_start",
    "The text begins with start. It should hold only the new characters, one for each number.",
    ('text, i = "", ', "text, i = start, "),
)

edit(
    "counts_the_start_in",
    "The last character is missing. There is one for each number, and start is not one of them.",
    ('text, i = "", ', "text, i = start, "),
    ("return text", "return text[: len(u)]"),
)

edit(
    "takes_the_most_likely",
    "The most likely character is always taken, and the numbers play no part, so this is not sampling.",
    (
        'passed = np.searchsorted(np.cumsum(probs[i]), number, side="right")\n'
        "i = min(passed, np.flatnonzero(probs[i])[-1])  # the sum may round to less than the number",
        "i = int(np.argmax(probs[i]))",
    ),
)

edit(
    "takes_the_first_that_reaches_the_number",
    "Where a number equals a cumulative probability, the next character is right: its sum must exceed the number."
    ' With searchsorted that is side="right".',
    ('side="right"', 'side="left"'),
)

edit(
    "draws_numbers_of_its_own",
    "The numbers that are given are ignored, because the function draws its own. The same u must always write the same"
    " text.",
    ("for number in u:", "for number in np.random.default_rng(7).random(len(u)):"),
)

edit(
    "samples_from_columns",
    "The columns of the table are read instead of the rows. Row i is the distribution after character i.",
    ("probs[i]", "probs[:, i]", 2),
)


@mistake(
    "sample",
    "The characters are counted from the end of the alphabet, but the cumulative sum begins with its first.",
)
def sums_from_the_end(probs, alphabet, start, u):
    return sample(np.asarray(probs)[::-1, ::-1], alphabet[::-1], start, u)


edit(
    "samples_the_impossible",
    "The cumulative sum may round to less than the number, and then the result is a character of probability 0, or"
    " none at all. In that case take the last one whose probability is not 0.",
    (
        "min(passed, np.flatnonzero(probs[i])[-1])  # the sum may round to less than the number",
        "min(passed, len(alphabet) - 1)",
    ),
)

edit(
    "takes_the_first_where_none_exceeds",
    "The cumulative sum may round to less than the number. Then nothing exceeds it, and argmax gives the first"
    " character, which may have probability 0. In that case take the last one whose probability is not 0.",
    (
        'passed = np.searchsorted(np.cumsum(probs[i]), number, side="right")\n'
        "i = min(passed, np.flatnonzero(probs[i])[-1])  # the sum may round to less than the number",
        "i = int(np.argmax(np.cumsum(probs[i]) > number))",
    ),
)

edit(
    "returns_a_list",
    "These are the characters in a list. Join them into a string: ''.join(...).",
    ("return text", "return list(text)"),
)
