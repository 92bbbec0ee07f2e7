"""What beginners hand in for a bigram model, and what to tell them."""

import itertools

import numpy as np

from dojo import mistake


def _places(text, alphabet):
    place = {c: i for i, c in enumerate(alphabet)}
    for c in text:
        if c not in place:
            raise ValueError(f"{c!r} is not in the alphabet")
    return np.array([place[c] for c in text], dtype=int)


def _count(text, alphabet):
    x, counts = _places(text, alphabet), np.zeros((len(alphabet), len(alphabet)), int)
    np.add.at(counts, (x[:-1], x[1:]), 1)
    return counts


def _softmax(logits, axis=1):
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _divided(weights, axis=1):
    total = weights.sum(axis=axis, keepdims=True)
    return np.where(total == 0, 1 / len(weights), weights / np.where(total == 0, 1, total))


def _pairs(probs, text, alphabet):
    x = _places(text, alphabet)
    if len(x) < 2:
        raise ValueError("fewer than two characters")
    return probs[x[:-1], x[1:]]


def _exp_of_mean(p):
    return float(np.exp(-np.mean(np.log(p)))) if np.all(p > 0) else np.inf


# ---------------------------------------------------------------------------------------- count


@mistake(
    "count",
    "The table is transposed. The row is this character, the column the next one.",
)
def counts_transposed(text, alphabet):
    return _count(text, alphabet).T


@mistake(
    "count",
    "A pair that occurs often is counted once: counts[a, b] += 1 on whole arrays writes to each place only once."
    " Use a loop over the pairs, or np.add.at.",
)
def counts_each_pair_once(text, alphabet):
    return np.minimum(_count(text, alphabet), 1)


@mistake(
    "count",
    "The last character is followed by the first, as np.roll has it. A text of n characters has n - 1 pairs.",
)
def counts_round_the_end(text, alphabet):
    return _count(text + text[:1], alphabet)


@mistake(
    "count",
    "The last pair is missing. A text of n characters has n - 1 pairs: the last one ends with its end.",
)
def misses_the_last_pair(text, alphabet):
    _places(text, alphabet)
    return _count(text[:-1], alphabet)


@mistake(
    "count",
    "The first pair is missing: the first character of the text has a next one, too.",
)
def misses_the_first_pair(text, alphabet):
    _places(text, alphabet)
    return _count(text[1:], alphabet)


@mistake(
    "count",
    "Every second pair is missing: the walk goes on by two characters. Each character but the last begins a pair.",
)
def goes_on_by_two(text, alphabet):
    x, counts = _places(text, alphabet), np.zeros((len(alphabet), len(alphabet)), int)
    for i in range(0, len(x) - 1, 2):
        counts[x[i], x[i + 1]] += 1
    return counts


@mistake(
    "count",
    "Rows and columns are sorted. Their order is that of the alphabet, as it is given.",
)
def sorts_the_alphabet(text, alphabet):
    _places(text, alphabet)
    return _count(text, "".join(sorted(alphabet)))


@mistake(
    "count",
    "The table begins with one in each place. These are the counts as they are: smoothing comes in probabilities.",
)
def begins_at_one(text, alphabet):
    return _count(text, alphabet) + 1


@mistake(
    "count",
    "Each pair is counted both ways. This character is the row and the next one the column, and not the other way"
    " round as well.",
)
def counts_both_ways(text, alphabet):
    return _count(text, alphabet) + _count(text, alphabet).T


@mistake(
    "count",
    "Characters outside the alphabet are passed over without a word. Raise a ValueError that mentions the character.",
)
def passes_over_strangers(text, alphabet):
    return _count([c for c in text if c in alphabet], alphabet)


@mistake(
    "count",
    "A character outside the alphabet gives a KeyError. Raise a ValueError that mentions it.",
)
def raises_a_key_error(text, alphabet):
    place = {c: i for i, c in enumerate(alphabet)}
    for c in text:
        place[c]
    return _count(text, alphabet)


# -------------------------------------------------------------------------------- probabilities


@mistake(
    "probabilities",
    "Each column sums to 1. Each row is a distribution of the next character: sum along axis 1.",
)
def divides_by_the_columns(counts, smoothing=1.0):
    return _divided(counts + float(smoothing), axis=0)


@mistake(
    "probabilities",
    "The whole table sums to 1. Each row is a distribution of its own: sum along axis 1, keepdims=True.",
)
def divides_by_everything(counts, smoothing=1.0):
    weights = counts + float(smoothing)
    return weights / (weights.sum() or 1)


@mistake(
    "probabilities",
    "The sums of the rows have lost their axis, and divide the columns. keepdims=True keeps it, with size 1.",
)
def drops_the_axis(counts, smoothing=1.0):
    weights = counts + float(smoothing)
    return weights / np.maximum(weights.sum(axis=1), 1e-300)


@mistake(
    "probabilities",
    "The smoothing plays no part: add it to each count before you divide.",
)
def ignores_the_smoothing(counts, smoothing=1.0):
    return _divided(counts + 0.0)


@mistake(
    "probabilities",
    "1 is added to each count, whatever the smoothing. Add the parameter.",
)
def always_adds_one(counts, smoothing=1.0):
    return _divided(counts + 1.0)


@mistake(
    "probabilities",
    "The smoothing is added to the probabilities, after the division. Add it to the counts, and to the sum with them.",
)
def smooths_after_dividing(counts, smoothing=1.0):
    return _divided(_divided(counts + 0.0) + smoothing)


@mistake(
    "probabilities",
    "The sum leaves out the smoothing, so that the rows no longer sum to 1. Smooth first, then sum.",
)
def sums_before_smoothing(counts, smoothing=1.0):
    total = np.asarray(counts, float).sum(axis=1, keepdims=True)
    return (counts + float(smoothing)) / np.where(total == 0, 1, total)


@mistake(
    "probabilities",
    "Only zeros are smoothed. Add the smoothing to every count.",
)
def smooths_zeros_alone(counts, smoothing=1.0):
    return _divided(np.where(np.asarray(counts) == 0, float(smoothing), counts))


@mistake(
    "probabilities",
    "The sum grows by the smoothing once, though it is added to V counts. Sum what you have smoothed.",
)
def adds_the_smoothing_to_the_sum_once(counts, smoothing=1.0):
    total = np.asarray(counts, float).sum(axis=1, keepdims=True) + smoothing
    return (counts + float(smoothing)) / np.where(total == 0, 1, total)


@mistake(
    "probabilities",
    "A row without counts and smoothing is 0/0, which is NaN. Nothing is known of what comes next: make it uniform.",
)
def gives_nan_for_an_empty_row(counts, smoothing=1.0):
    weights = counts + float(smoothing)
    with np.errstate(all="ignore"):
        return weights / weights.sum(axis=1, keepdims=True)


@mistake(
    "probabilities",
    "A row without counts and smoothing stays 0, and is no distribution. Make it uniform: 1/V each.",
)
def leaves_an_empty_row_at_0(counts, smoothing=1.0):
    weights = counts + float(smoothing)
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


@mistake(
    "probabilities",
    "These are the smoothed counts. Divide each row by its sum.",
)
def forgets_to_divide(counts, smoothing=1.0):
    return counts + float(smoothing)


@mistake(
    "probabilities",
    "The counts are added up in their own small type, and overflow. Make them floats before you add.",
)
def overflows_in_small_integers(counts, smoothing=1.0):
    total = np.asarray(counts).sum(axis=1, keepdims=True, dtype=np.asarray(counts).dtype) + len(counts) * float(
        smoothing
    )
    return np.where(total == 0, 1 / len(counts), (counts + float(smoothing)) / np.where(total == 0, 1, total))


# ----------------------------------------------------------------------------------- perplexity


@mistake(
    "perplexity",
    "log2 goes with powers of 2, and exp with the natural log. Yours mixes them.",
)
def mixes_log2_and_exp(probs, text, alphabet):
    p = _pairs(probs, text, alphabet)
    return float(np.exp(-np.mean(np.log2(p)))) if np.all(p > 0) else np.inf


@mistake(
    "perplexity",
    "The natural log goes with exp, and log2 with powers of 2. Yours mixes them.",
)
def mixes_log_and_powers_of_two(probs, text, alphabet):
    p = _pairs(probs, text, alphabet)
    return float(2 ** -np.mean(np.log(p))) if np.all(p > 0) else np.inf


@mistake(
    "perplexity",
    "This is the mean negative log probability. The perplexity is exp of it.",
)
def forgets_exp(probs, text, alphabet):
    return float(np.log(_exp_of_mean(_pairs(probs, text, alphabet))))


@mistake(
    "perplexity",
    "The logs are added up, and not averaged: divide by the number of pairs.",
)
def sums_the_logs(probs, text, alphabet):
    p = _pairs(probs, text, alphabet)
    with np.errstate(all="ignore"):
        return float(np.exp(-np.sum(np.log(p))))


@mistake(
    "perplexity",
    "The sum is divided by the number of characters. A text of n characters has n - 1 pairs.",
)
def divides_by_the_characters(probs, text, alphabet):
    p = _pairs(probs, text, alphabet)
    return float(np.exp(-np.sum(np.log(p)) / len(text))) if np.all(p > 0) else np.inf


@mistake(
    "perplexity",
    "The sign is lost: the result is below 1. It is exp of minus the mean log.",
)
def forgets_the_sign(probs, text, alphabet):
    return 1 / _exp_of_mean(_pairs(probs, text, alphabet))


@mistake(
    "perplexity",
    "The table is read transposed: the row is this character, the column the next one.",
)
def reads_the_table_transposed(probs, text, alphabet):
    return _exp_of_mean(_pairs(probs.T, text, alphabet))


@mistake(
    "perplexity",
    "1/p is averaged over the pairs, or p is. Average the logs, and take exp of the mean: that is the geometric mean.",
)
def averages_the_inverses(probs, text, alphabet):
    with np.errstate(all="ignore"):
        return float(np.mean(1 / _pairs(probs, text, alphabet)))


@mistake(
    "perplexity",
    "The probabilities are averaged before the log. Average the logs: log of a mean is not mean of logs.",
)
def averages_the_probabilities(probs, text, alphabet):
    with np.errstate(all="ignore"):
        return float(1 / np.mean(_pairs(probs, text, alphabet)))


@mistake(
    "perplexity",
    "Something small is added to the probabilities before the log, so that an impossible pair costs a finite amount,"
    " and all others are slightly wrong. What the model calls impossible has perplexity inf.",
)
def adds_eps(probs, text, alphabet):
    return float(np.exp(-np.mean(np.log(_pairs(probs, text, alphabet) + 1e-9))))


@mistake(
    "perplexity",
    "Pairs of probability 0 are left out. They are what the model calls impossible: the perplexity is inf.",
)
def leaves_out_zeros(probs, text, alphabet):
    p = _pairs(probs, text, alphabet)
    return float(np.exp(-np.mean(np.log(p[p > 0])))) if np.any(p > 0) else 1.0


@mistake(
    "perplexity",
    "The probabilities are multiplied first, and their product underflows to 0 in a long text. Add up their logs.",
)
def multiplies_the_probabilities(probs, text, alphabet):
    p = np.prod(_pairs(probs, text, alphabet))
    return float(p ** (-1 / (len(text) - 1))) if p > 0 else np.inf


@mistake(
    "perplexity",
    "A text without a pair gives NaN, or a number. There is nothing to average: raise a ValueError.",
)
def takes_a_text_without_a_pair(probs, text, alphabet):
    return _exp_of_mean(_pairs(probs, text, alphabet)) if len(_places(text, alphabet)) > 1 else float("nan")


# ---------------------------------------------------------------------------------------- train


def _train(text, alphabet, lr, steps, *, sign=1, mean=True, axis=1, start=0.0, rows=None, cut=0):
    counts = _count(text, alphabet)
    total, pairs = counts.sum(axis=1, keepdims=True), counts.sum() if mean else 1
    logits = np.full(counts.shape, start)
    for _ in range(steps + cut):
        expected = (total if rows is None else rows(total)) * _softmax(logits, axis)
        logits = logits - sign * lr * (expected - counts) / pairs
    return logits


@mistake(
    "train",
    "These are the logits. What is asked for are the probabilities: softmax of each row.",
)
def returns_the_logits(text, alphabet, lr, steps):
    return _train(text, alphabet, lr, steps)


@mistake(
    "train",
    "The loss goes up: the step must go against the gradient, logits - lr * gradient.",
)
def climbs(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr, steps, sign=-1))


@mistake(
    "train",
    "The gradient is the sum over the pairs. The loss is their mean: divide by the number of pairs.",
)
def takes_the_sum_for_the_mean(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr, steps, mean=False))


@mistake(
    "train",
    "Each row's gradient is divided by the pairs of that row. The loss is the mean over all pairs: divide by all of"
    " them.",
)
def averages_row_by_row(text, alphabet, lr, steps):
    counts = _count(text, alphabet)
    total, logits = np.maximum(counts.sum(axis=1, keepdims=True), 1), np.zeros(counts.shape)
    for _ in range(steps):
        logits = logits - lr * (np.minimum(counts.sum(axis=1, keepdims=True), 1) * _softmax(logits) - counts / total)
    return _softmax(logits)


@mistake(
    "train",
    "The logits change after every pair, so that the next pair meets new ones. Add up the gradient over all pairs with"
    " the logits as they are, then step once.",
    divided=(True, False),
)
def steps_after_each_pair(text, alphabet, lr, steps, *, divided):
    x, logits = _places(text, alphabet), np.zeros((len(alphabet), len(alphabet)))
    for _ in range(steps):
        for i, j in itertools.pairwise(x):
            gradient = _softmax(logits[i : i + 1])[0] - np.eye(len(alphabet))[j]
            logits[i] -= lr * gradient / (len(x) - 1 if divided else 1)
    return _softmax(logits)


@mistake(
    "train",
    "The gradient is divided by the number of characters. A text of n characters has n - 1 pairs.",
)
def divides_the_gradient_by_the_characters(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr * (len(text) - 1) / len(text), steps))


@mistake(
    "train",
    "The gradient is averaged over all entries of the one-hot rows: it is V times too small. The loss is a mean over"
    " pairs.",
)
def averages_over_the_alphabet_too(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr / len(alphabet), steps))


@mistake(
    "train",
    "The softmax runs along the columns. Each row of logits is for one character: its softmax is along axis 1.",
)
def takes_the_softmax_of_columns(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr, steps, axis=0), 0)


@mistake(
    "train",
    "The logits do not start at 0, so that the same call gives other numbers. At 0 every character is equally likely.",
)
def starts_at_random(text, alphabet, lr, steps):
    logits = np.random.default_rng(0).normal(size=(len(alphabet), len(alphabet)))
    counts = _count(text, alphabet)
    for _ in range(steps):
        logits = logits - lr * (counts.sum(axis=1, keepdims=True) * _softmax(logits) - counts) / counts.sum()
    return _softmax(logits)


@mistake(
    "train",
    "There is one step too few, or the probabilities are those from before the last step: take the softmax once more"
    " after the loop.",
)
def stops_one_step_early(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr, steps, cut=-1))


@mistake(
    "train",
    "There is one step too many.",
)
def goes_one_step_too_far(text, alphabet, lr, steps):
    return _softmax(_train(text, alphabet, lr, steps, cut=1))


@mistake(
    "train",
    "This counts. It must be learnt: start the logits at 0, and descend with the given lr and steps.",
)
def counts_instead(text, alphabet, lr, steps):
    return _divided(_count(text, alphabet) + 0.0)


@mistake(
    "train",
    "exp of the logits overflows, or underflows to 0 in a whole row. Subtract the largest logit of each row before"
    " exp: its softmax stays the same.",
)
def overflows(text, alphabet, lr, steps):
    counts, logits = _count(text, alphabet), np.zeros((len(alphabet), len(alphabet)))
    with np.errstate(all="ignore"):
        for _ in range(steps):
            probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            logits = logits - lr * (counts.sum(axis=1, keepdims=True) * probs - counts) / counts.sum()
        return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


@mistake(
    "train",
    "The table is learnt transposed: the row is this character, the column the next one.",
)
def learns_transposed(text, alphabet, lr, steps):
    return _softmax(_train(text[::-1], alphabet, lr, steps))


# --------------------------------------------------------------------------------------- sample


def _sample(probs, alphabet, start, u, *, side="right", follow=True):
    text, i = "", alphabet.index(start)
    for number in u:
        passed = np.searchsorted(np.cumsum(probs[i]), number, side=side)
        chosen = min(passed, np.flatnonzero(probs[i])[-1])
        text += alphabet[chosen]
        i = chosen if follow else i
    return text


@mistake(
    "sample",
    "Every character is drawn from the row of start. The next one depends on the one just written: follow it.",
)
def stays_in_the_first_row(probs, alphabet, start, u):
    return _sample(probs, alphabet, start, u, follow=False)


@mistake(
    "sample",
    "The text begins with start. It holds the new characters alone, one for each number.",
)
def includes_the_start(probs, alphabet, start, u):
    return start + _sample(probs, alphabet, start, u)


@mistake(
    "sample",
    "The last character is missing: there is one for each number, and start comes on top.",
)
def counts_the_start_in(probs, alphabet, start, u):
    return (start + _sample(probs, alphabet, start, u))[: len(u)]


@mistake(
    "sample",
    "The most likely character is always taken, and the numbers play no part: that is no sampling.",
)
def takes_the_most_likely(probs, alphabet, start, u):
    text, i = "", alphabet.index(start)
    for _ in u:
        i = int(np.argmax(probs[i]))
        text += alphabet[i]
    return text


@mistake(
    "sample",
    "Where a number equals a cumulative probability, the next character is right: its sum must exceed the number."
    ' With searchsorted that is side="right".',
)
def takes_the_first_that_reaches_the_number(probs, alphabet, start, u):
    return _sample(probs, alphabet, start, u, side="left")


@mistake(
    "sample",
    "The numbers given are ignored: yours draws its own. The same u must always write the same text.",
)
def draws_numbers_of_its_own(probs, alphabet, start, u):
    return _sample(probs, alphabet, start, np.random.default_rng(7).random(len(u)))


@mistake(
    "sample",
    "The columns of the table are read instead of the rows: row i is the distribution after character i.",
)
def samples_from_columns(probs, alphabet, start, u):
    return _sample(_divided(np.asarray(probs).T), alphabet, start, u)


@mistake(
    "sample",
    "The characters are counted from the end of the alphabet. The cumulative sum begins with its first.",
)
def sums_from_the_end(probs, alphabet, start, u):
    return _sample(np.asarray(probs)[::-1, ::-1], alphabet[::-1], start, u)


@mistake(
    "sample",
    "The cumulative sum may round to less than the number, and then the result is a character of probability 0, or"
    " none at all. Take the last one whose probability is not 0.",
)
def samples_the_impossible(probs, alphabet, start, u):
    text, i = "", alphabet.index(start)
    for number in u:
        i = min(int(np.searchsorted(np.cumsum(probs[i]), number, side="right")), len(alphabet) - 1)
        text += alphabet[i]
    return text


@mistake(
    "sample",
    "The cumulative sum may round to less than the number. Then nothing exceeds it, and argmax gives the first"
    " character, which may have probability 0. Take the last one whose probability is not 0.",
)
def takes_the_first_where_none_exceeds(probs, alphabet, start, u):
    text, i = "", alphabet.index(start)
    for number in u:
        i = int(np.argmax(np.cumsum(probs[i]) > number))
        text += alphabet[i]
    return text


@mistake(
    "sample",
    "These are the characters in a list. Join them to a string: ''.join(...).",
)
def returns_a_list(probs, alphabet, start, u):
    return list(_sample(probs, alphabet, start, u))
