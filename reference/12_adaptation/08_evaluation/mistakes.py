"""What beginners hand in for evaluation."""

import copy

import numpy as np
from evaluation import bootstrap_interval, paired_difference

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="averages_over_the_resamples",
    whole_for_slice="glues_the_texts",
    sum_for_mean="adds_up_resamples returns_the_share_of_questions",
    wrong_factor="leaves_out_twice_as_much",
    missing_term="takes_quantiles_of_all_draws returns_distances_from_the_mean",
    sign="subtracts_a_from_b takes_magnitudes",
    opposite_choice="returns_the_miss asks_that_all_are_right takes_the_worst takes_the_rarest_answer",
    transposed="draws_the_transpose",
    swapped_arguments="counts_right_samples_in_the_miss swaps_the_ends returns_the_votes",
    off_by_one=(
        "begins_the_product_one_too_low never_draws_the_last chooses_the_winner_twice "
        "lets_the_winner_win_against_itself leaves_out_the_last_run"
    ),
    end_of_interval="takes_what_is_left_at_the_end",
    entries_mixed_up="sorts_the_scores",
    stale_state="never_runs_out_of_wrong_samples draws_one_resample draws_from_a_copy",
    dtype_lost="subtracts_truth_values",
    integer_arithmetic="rounds_the_result counts_places_by_hand counts_the_upper_place_from_the_end",
    overflow="overflows overflows_in_a_product subtracts_bytes",
    empty_input="takes_short_texts_for_a_run allows_no_scores votes_on_nothing",
    silent_error=(
        "passes_with_too_few_samples fails_with_too_few_samples checks_no_counts allows_any_level "
        "takes_a_level_in_percent cuts_the_longer_list allows_more_samples_than_there_are "
        "does_not_compare_the_lengths allows_runs_of_no_words"
    ),
    default_value="ignores_the_level ignores_the_number_of_resamples forgets_the_options takes_another_n_by_default",
    broadcast_by_accident="broadcasts",
    base_or_units="swaps_percent_and_share counts_in_percent",
    biased_estimate="draws_the_models_apart draws_questions_for_each_model",
    wrong_distribution=(
        "draws_without_replacement draws_small_resamples draws_from_the_global_generator "
        "makes_a_generator_of_its_own makes_a_generator_without_a_seed"
    ),
    ties_and_order=(
        "forgets_the_order_of_words prefers_the_later_of_equals votes_for_the_last_of_equals "
        "votes_in_order_of_the_alphabet"
    ),
    partial_case=(
        "passes_if_any_sample_is_right takes_the_first_n takes_the_first_answer asks_that_all_is_known "
        "cuts_blocks_of_words"
    ),
    wrong_formula=(
        "plugs_in_the_share multiplies_the_share asks_that_exactly_one_is_right takes_medians takes_one_deviation "
        "takes_two_deviations takes_deviations_of_the_normal_curve uses_the_formula reflects_the_interval "
        "takes_the_extremes takes_quantiles_of_the_scores interpolates_otherwise subtracts_the_ends "
        "subtracts_like_ends trusts_the_checker_blindly compares_single_words"
    ),
    text_handling="finds_pieces_of_words knows_english_alone minds_capitals minds_punctuation",
    other_kind_of_result=(
        "returns_the_share returns_the_median returns_the_middle_of_the_interval returns_the_mean_of_the_resamples"
    ),
)

PASS = "1 - comb(n - c, k) / comb(n, k)"
DRAWN = "drawn = rng.integers(len(scores), size=(resamples, len(scores)))"
ENDS = "low, high = np.quantile(means, [outside, 1 - outside])"
SEEN = "seen = {run for text in train for run in runs_of(text, n)}"
ANY = "any(run in seen for run in runs_of(question, n))"
PAIRED = "float(np.mean(differences)), *bootstrap_interval(differences, rng, resamples, level)"

# ------------------------------------------------------------------------------ pass@k

edit(
    "plugs_in_the_share",
    "1 - (1 - c/n)^k draws the k samples with replacement: a right one may be left out because a wrong one was drawn"
    " twice. On average it is too small. Count the choices of k different samples that"
    " hold a right one.",
    (PASS, "1 - (1 - c / n) ** k"),
)
edit(
    "never_runs_out_of_wrong_samples",
    "Only the number of all samples shrinks from draw to draw. Each wrong sample that was drawn is gone too: the chance"
    " of a miss is (n - c)/n, then (n - c - 1)/(n - 1), and so on.",
    (PASS, "1.0 if n - c < k else 1 - (n - c) ** k / np.prod([float(n - i) for i in range(k)])"),
)
edit(
    "returns_the_share",
    "This is c/n, and k plays no part. With k samples, one right one is enough.",
    (PASS, "c / n"),
)
edit(
    "multiplies_the_share",
    "k samples with the share c/n each do not add up to k · c/n, which grows above 1. Count the choices that hold no"
    " right sample, and subtract their share from 1.",
    (PASS, "min(1.0, k * c / n)"),
)
edit(
    "returns_the_miss",
    "This is the probability that no sample is right. Subtract it from 1.",
    (PASS, "comb(n - c, k) / comb(n, k)"),
)
edit(
    "asks_that_all_are_right",
    "This is the probability that all k samples are right. For pass@k one of them is enough: subtract the share of"
    " choices without any right sample from 1.",
    (PASS, "comb(c, k) / comb(n, k)"),
)
edit(
    "asks_that_exactly_one_is_right",
    "This counts the choices with exactly one right sample. More than one is as good: subtract the share of choices"
    " without any from 1.",
    (PASS, "c * comb(n - c, k - 1) / comb(n, k)"),
)
edit(
    "passes_if_any_sample_is_right",
    "This is 1 as soon as one of the n samples is right. A user draws only k of them. (//"
    " gives the same, for it drops the fraction: divide with /.)",
    (PASS, "1.0 if c > 0 else 0.0"),
)
edit(
    "counts_right_samples_in_the_miss",
    "c choose k choices hold right samples alone. A miss has wrong samples alone, and n - c of the samples are wrong.",
    (PASS, "1 - comb(c, k) / comb(n, k)"),
)
edit(
    "begins_the_product_one_too_low",
    "The product begins one too low. The factors are 1 - k/i for i from n - c + 1 to n, both included: with"
    " np.arange that is np.arange(n - c + 1, n + 1).",
    (PASS, "1.0 if n - c < k else 1 - float(np.prod(1 - k / np.arange(n - c, n)))"),
)
edit(
    "rounds_the_result",
    "The result is rounded. Return all digits, and round where you print.",
    (PASS, f"round({PASS}, 2)"),
)
edit(
    "overflows",
    "5000 choose 2500 has 1504 digits, and no float holds it. Divide the two whole numbers with / as they are, or"
    " multiply ratios near 1.",
    (PASS, "1 - float(comb(n - c, k)) / float(comb(n, k))"),
)
edit(
    "overflows_in_a_product",
    "The numbers of choices are products of floats, and those of 5000 samples are above the largest float. Multiply the"
    " ratios (n - c - i) / (n - i), which are below 1.",
    (
        PASS,
        "1 - np.prod([(n - c - i) / (i + 1) for i in range(k)]) / np.prod([(n - i) / (i + 1) for i in range(k)])",
    ),
)
edit(
    "passes_with_too_few_samples",
    "With n < k the result is 1 here, even if every sample was wrong. k samples of fewer than k can't be chosen: raise"
    " a ValueError that names both.",
    (
        "if not (1 <= k <= n and 0 <= c <= n):",
        "if n - c < k:\n    return 1.0\nif not (1 <= k <= n and 0 <= c <= n):",
    ),
)
edit(
    "fails_with_too_few_samples",
    "With n < k the result is made up from the samples that there are. k samples of fewer than k can't be chosen: raise"
    " a ValueError that names both.",
    ("if not (1 <= k <= n and 0 <= c <= n):", "k = min(k, n)\nif not (1 <= k <= n and 0 <= c <= n):"),
)
edit(
    "checks_no_counts",
    "Counts that can't be are not refused: k is from 1 to n, and c from 0 to n. Raise a ValueError otherwise, or a slip"
    " in a script becomes a score.",
    (
        "if not (1 <= k <= n and 0 <= c <= n):",
        "if k > n:\n    raise ValueError(f'{k} of {n}')\nif not 1 <= k or not 0 <= c <= n:\n    return 0.0\nif False:",
    ),
)

# ------------------------------------------------------------------------------ the interval

edit(
    "draws_without_replacement",
    "Each resample holds every score once, so all means are equal and the interval has no width. Draw with replacement:"
    " rng.integers may draw a question twice.",
    (DRAWN, "drawn = rng.permuted(np.tile(np.arange(len(scores)), (resamples, 1)), axis=1)"),
)
edit(
    "never_draws_the_last",
    "The last question is never drawn. rng.integers(N) draws from 0 to N - 1 already: the upper bound is not included.",
    (DRAWN, "drawn = rng.integers(max(len(scores) - 1, 1), size=(resamples, len(scores)))"),
)
edit(
    "draws_one_resample",
    "One resample is drawn and used over and over, so the interval has no width. Draw anew for each resample.",
    (DRAWN, "drawn = np.tile(rng.integers(len(scores), size=len(scores)), (resamples, 1))"),
)
edit(
    "draws_small_resamples",
    "The resamples are smaller than the list of scores, so their means spread too widely. A resample has as many scores"
    " as the original.",
    (DRAWN, "drawn = rng.integers(len(scores), size=(resamples, max(len(scores) // 2, 1)))"),
)
edit(
    "draws_the_transpose",
    "This is a right interval of other draws: rows and columns are swapped. Draw size=(resamples, N), a resample in"
    " each row, so that equal seeds give equal results.",
    (DRAWN, "drawn = rng.integers(len(scores), size=(len(scores), resamples)).T"),
)
edit(
    "averages_over_the_resamples",
    "The mean runs along the wrong axis: there is a mean for each place in a resample, where there should be one for"
    " each resample. With resamples in rows, that is axis=1.",
    ("np.mean(scores[drawn], axis=1)", "np.mean(scores[drawn], axis=0)"),
)
edit(
    "takes_medians",
    "These are medians of the resamples. The interval belongs to the mean score: average each resample.",
    ("np.mean(scores[drawn], axis=1)", "np.median(scores[drawn], axis=1)"),
)
edit(
    "adds_up_resamples",
    "Each resample is summed. Average it, so that the ends are on the scale of the scores.",
    ("np.mean(scores[drawn], axis=1)", "np.sum(scores[drawn], axis=1)"),
)
edit(
    "takes_quantiles_of_the_scores",
    "These are quantiles of single scores, and they say where most questions lie. Take the quantiles of the means of"
    " the resamples.",
    ("np.quantile(means, [", "np.quantile(scores, ["),
)
edit(
    "takes_quantiles_of_all_draws",
    "These are quantiles of all scores drawn, without any mean. Average each resample first, then take the quantiles of"
    " the means.",
    ("np.quantile(means, [", "np.quantile(scores[drawn], ["),
)
edit(
    "leaves_out_twice_as_much",
    "1 - level is left out at each end, so only 90 % lie inside where 95 % were asked for. Leave out half of it at each"
    " end.",
    ("outside = (1 - level) / 2", "outside = min(1 - level, level)"),
)
edit(
    "swaps_percent_and_share",
    "Both ends lie near the smallest mean: np.percentile takes 0.975 for less than one per cent. It wants 2.5 and 97.5,"
    " and np.quantile wants 0.025 and 0.975.",
    (ENDS, "low, high = np.percentile(means, [outside, 1 - outside])"),
)
edit(
    "counts_places_by_hand",
    "The ends are next to the right ones: a place in the sorted means was rounded to a whole number. np.quantile"
    " interpolates between the two nearest, and numbers them from 0 to resamples - 1.",
    (
        ENDS,
        "means = np.sort(means)\n"
        "places = [int(outside * resamples), int((1 - outside) * resamples)]\n"
        "low, high = (means[min(place, resamples - 1)] for place in places)",
    ),
)
edit(
    "counts_the_upper_place_from_the_end",
    "The ends are next to the right ones: a place in the sorted means was rounded to a whole number. np.quantile"
    " interpolates between the two nearest.",
    (
        ENDS,
        "means, out = np.sort(means), int(outside * resamples)\nlow, high = means[out], means[resamples - 1 - out]",
    ),
)
edit(
    "interpolates_otherwise",
    "These quantiles follow a different rule from the default of np.quantile. Leave its method at 'linear'.",
    ("[outside, 1 - outside])", "[outside, 1 - outside], method='median_unbiased')"),
)
edit(
    "takes_one_deviation",
    "This is the mean give or take one standard deviation of the resampled means, which holds about 68 %. Take the"
    " quantiles of these means.",
    (ENDS, "low, high = np.mean(scores) - np.std(means), np.mean(scores) + np.std(means)"),
)
edit(
    "takes_two_deviations",
    "This is the mean give or take 1.96 standard deviations of the resampled means, which holds 95 % only if the means"
    " are normal. The percentile interval needs no such assumption: take the quantiles of the means.",
    (ENDS, "low, high = np.mean(scores) - 1.96 * np.std(means), np.mean(scores) + 1.96 * np.std(means)"),
)
edit(
    "takes_deviations_of_the_normal_curve",
    "This is the mean give or take so many standard deviations of the resampled means, as a normal curve has. The"
    " means need not be normal: take their quantiles.",
    (
        ENDS,
        "from statistics import NormalDist\n"
        "far = NormalDist().inv_cdf((1 + level) / 2) * np.std(means)\n"
        "low, high = np.mean(scores) - far, np.mean(scores) + far",
    ),
)
edit(
    "uses_the_formula",
    "This is the mean give or take 1.96 standard errors, without any resample. Draw resamples, and take quantiles of"
    " their means.",
    (
        ENDS,
        "error = 1.96 * np.std(scores) / np.sqrt(len(scores))\n"
        "low, high = np.mean(scores) - error, np.mean(scores) + error",
    ),
)
edit(
    "reflects_the_interval",
    "This is the basic bootstrap, 2 · mean minus the quantiles. The percentile interval has the quantiles of the means"
    " themselves as its ends.",
    (ENDS, f"{ENDS}\nlow, high = 2 * np.mean(scores) - high, 2 * np.mean(scores) - low"),
)
edit(
    "returns_distances_from_the_mean",
    "The ends are given as distances from the mean. Return the two quantiles themselves.",
    (ENDS, f"{ENDS}\nlow, high = np.mean(scores) - low, high - np.mean(scores)"),
)
edit(
    "swaps_the_ends",
    "The larger end comes first. Return the lower end, then the upper one.",
    ("return float(low), float(high)", "return float(high), float(low)"),
)
edit(
    "takes_the_extremes",
    "These are the smallest and the largest mean. They depend on how many resamples were drawn: take the quantiles.",
    (ENDS, "low, high = np.min(means), np.max(means)"),
)
edit(
    "ignores_the_level",
    "level plays no part: the interval is always that of 95 %.",
    ("outside = (1 - level) / 2", "outside = 0.025"),
)
edit(
    "ignores_the_number_of_resamples",
    "resamples plays no part: there are always 1000.",
    (DRAWN, "resamples = 1000\ndrawn = rng.integers(len(scores), size=(resamples, len(scores)))"),
)
edit(
    "allows_any_level",
    "level is not checked. It is a share between 0 and 1, such as 0.95: raise a ValueError for any other, or the two"
    " ends may change places without a word.",
    ("if not 0 < level < 1:", "if level > 1:"),
)
edit(
    "takes_a_level_in_percent",
    "A level of 95 is taken for 95 %. It is a share, and 95 is none: raise a ValueError.",
    ("if not 0 < level < 1:", "level = level / 100 if level > 1 else level\nif not 0 < level < 1:"),
)
edit(
    "allows_no_scores",
    "No scores have no mean, and the result is NaN. Raise a ValueError.",
    ("if len(scores) == 0:", "if len(scores) == 0:\n    return float('nan'), float('nan')\nif False:"),
)

# ------------------------------------------------------------------------------ whose chance it is

edit(
    "draws_from_the_global_generator",
    "The draws come from np.random, a generator that the whole program shares. Draw with rng, or nobody can repeat this"
    " interval.",
    ("drawn = rng.integers(len(scores)", "drawn = np.random.randint(len(scores)"),
)
edit(
    "makes_a_generator_of_its_own",
    "A new generator with a seed of its own draws here, so the caller's rng has no effect, and every call gives the"
    " same interval. Draw with rng.",
    ("drawn = rng.integers", "drawn = np.random.default_rng(0).integers"),
)


@mistake(
    "bootstrap_interval",
    "A new generator without a seed draws here, so no two runs agree. Draw with the rng that you were given.",
)
def makes_a_generator_without_a_seed(scores, rng, resamples=1000, level=0.95):
    return bootstrap_interval(scores, np.random.default_rng(), resamples, level)


@mistake(
    "bootstrap_interval",
    "The next call draws the same resamples again. A generator moves on when you draw: use rng itself, not a copy.",
)
def draws_from_a_copy(scores, rng, resamples=1000, level=0.95):
    return bootstrap_interval(scores, copy.deepcopy(rng), resamples, level)


# ------------------------------------------------------------------------------ the comparison


@mistake(
    "paired_difference",
    "The two models are drawn apart, each with questions of its own. Then the interval is too wide: it holds the"
    " spread between easy and hard questions, which both models share. Draw the questions once for both, or resample"
    " the differences a - b.",
)
def draws_the_models_apart(a, b, rng, resamples=1000, level=0.95):
    difference, _, _ = paired_difference(a, b, copy.deepcopy(rng), resamples, level)
    a, b, size = np.asarray(a, float), np.asarray(b, float), (resamples, len(a))
    means = a[rng.integers(len(a), size=size)].mean(axis=1) - b[rng.integers(len(b), size=size)].mean(axis=1)
    return difference, *np.quantile(means, [(1 - level) / 2, (1 + level) / 2])


@mistake(
    "paired_difference",
    "Each resample draws its questions twice, once for each model. Then the interval is too wide: it holds the spread"
    " between easy and hard questions, which both models share. Draw the questions once, and use them for both.",
)
def draws_questions_for_each_model(a, b, rng, resamples=1000, level=0.95):
    difference, _, _ = paired_difference(a, b, copy.deepcopy(rng), resamples, level)
    a, b, n = np.asarray(a, float), np.asarray(b, float), len(a)
    means = [a[rng.integers(n, size=n)].mean() - b[rng.integers(n, size=n)].mean() for _ in range(resamples)]
    return difference, *np.quantile(means, [(1 - level) / 2, (1 + level) / 2])


@mistake(
    "paired_difference",
    "The ends come from two separate intervals, one for each model. That is far too wide: resample the differences"
    " a - b, and take the interval of their mean.",
)
def subtracts_the_ends(a, b, rng, resamples=1000, level=0.95):
    difference, _, _ = paired_difference(a, b, copy.deepcopy(rng), resamples, level)
    one, other = (bootstrap_interval(scores, rng, resamples, level) for scores in (a, b))
    return difference, one[0] - other[1], one[1] - other[0]


@mistake(
    "paired_difference",
    "Each end is the difference of the same ends of two intervals. An interval of a difference needs resampled"
    " differences: resample a - b.",
)
def subtracts_like_ends(a, b, rng, resamples=1000, level=0.95):
    difference, _, _ = paired_difference(a, b, copy.deepcopy(rng), resamples, level)
    one, other = (bootstrap_interval(scores, rng, resamples, level) for scores in (a, b))
    return difference, *sorted([one[0] - other[0], one[1] - other[1]])


edit(
    "subtracts_a_from_b",
    "The sign is wrong: the difference is a - b, positive where the first model is better.",
    (
        "np.asarray(a, np.float64) - np.asarray(b, np.float64)",
        "np.asarray(b, np.float64) - np.asarray(a, np.float64)",
    ),
)
edit(
    "takes_magnitudes",
    "The differences lost their signs, so a question that a loses counts as if a had won it. Average a - b as it is.",
    (
        "np.asarray(a, np.float64) - np.asarray(b, np.float64)",
        "np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64))",
    ),
)
edit(
    "sorts_the_scores",
    "The scores of each model are sorted first, which tears the pairs apart. Subtract the two scores of the same"
    " question.",
    (
        "np.asarray(a, np.float64) - np.asarray(b, np.float64)",
        "np.sort(np.asarray(a, np.float64)) - np.sort(np.asarray(b, np.float64))",
    ),
)
edit(
    "returns_the_median",
    "The first number is the median of the differences. Return their mean.",
    ("float(np.mean(differences)), *", "float(np.median(differences)), *"),
)
edit(
    "returns_the_middle_of_the_interval",
    "The first number is the middle of the interval. Return the mean of a - b itself: it needs no resample.",
    (
        f"return {PAIRED}",
        "low, high = bootstrap_interval(differences, rng, resamples, level)\nreturn (low + high) / 2, low, high",
    ),
)


@mistake(
    "paired_difference",
    "The first number is the mean of the resampled means, which chance moves. Return the mean of a - b itself.",
)
def returns_the_mean_of_the_resamples(a, b, rng, resamples=1000, level=0.95):
    drawn = copy.deepcopy(rng).integers(len(a), size=(resamples, len(a)))
    _, low, high = paired_difference(a, b, rng, resamples, level)
    return np.mean((np.asarray(a, float) - np.asarray(b, float))[drawn]), low, high


edit(
    "counts_in_percent",
    "The differences are in per cent. Leave them on the scale of the scores.",
    (
        "np.asarray(a, np.float64) - np.asarray(b, np.float64)",
        "100 * (np.asarray(a, np.float64) - np.asarray(b, np.float64))",
    ),
)
edit(
    "forgets_the_options",
    "resamples and level do not reach the interval. Pass both on.",
    (
        f"return {PAIRED}",
        "return float(np.mean(differences)), *bootstrap_interval(differences, rng)",
    ),
)
edit(
    "subtracts_truth_values",
    "NumPy does not subtract truth values, and Python does not subtract lists. Make floats of the scores first:"
    " np.asarray(a, float).",
    ("np.asarray(a, np.float64) - np.asarray(b, np.float64)", "a - b"),
)
edit(
    "subtracts_bytes",
    "Whole numbers are subtracted in their own type, and in uint8 0 - 1 is 255. Make floats of the scores first:"
    " np.asarray(a, float).",
    (
        "np.asarray(a, np.float64) - np.asarray(b, np.float64)",
        "(np.asarray(a) * 1 - np.asarray(b) * 1).astype(np.float64)",
    ),
)
edit(
    "broadcasts",
    "A single score is compared with every score of the other model. If the lengths differ, these are not the same"
    " questions: raise a ValueError that names both.",
    ("if len(a) != len(b):", "if len(a) != len(b) and 1 not in (len(a), len(b)):"),
)
edit(
    "cuts_the_longer_list",
    "The longer list is cut without a word. If the lengths differ, these are not the same questions: raise a ValueError"
    " that names both.",
    ("if len(a) != len(b):", "a, b = a[: len(b)], b[: len(a)]\nif False:"),
)

# ------------------------------------------------------------------------------ best of n, votes, leaks

WINS = "comb(rank, n - 1)"

edit(
    "prefers_the_later_of_equals",
    "Of equal scores the later sample wins. The earlier one does: sort by (score, -i).",
    ("(scores[i], -i)", "(scores[i], i)"),
)
edit(
    "takes_the_worst",
    "The sample with the lowest score is kept. Keep the one with the highest: it comes last in the order.",
    ("(scores[i], -i)", "(-scores[i], -i)"),
)
edit(
    "trusts_the_checker_blindly",
    "This is pass@n: it asks whether any of the n samples is right. The checker keeps one of them, and that one may be"
    " wrong.",
    ("return wins / comb(count, n)", "return pass_at_k(count, sum(map(bool, right)), n)"),
)
edit(
    "takes_the_first_n",
    "Only the first n samples are looked at. Take the share over all choices of n samples: it has much less noise.",
    ("return wins / comb(count, n)", "return float(right[max(range(n), key=lambda i: scores[i])])"),
)
edit(
    "chooses_the_winner_twice",
    "The others are n - 1, not n: the best is one of the n samples itself. Sample number `rank` beats `rank` others.",
    (WINS, "comb(rank, n)"),
)
edit(
    "lets_the_winner_win_against_itself",
    "One too many can be beaten: the sample that wins is not among the others. With `rank` counted from 0, `rank`"
    " others are below it.",
    (WINS, "comb(rank + 1, n - 1)"),
)
edit(
    "allows_more_samples_than_there_are",
    "n is not checked. Raise a ValueError unless it is from 1 to the number of samples.",
    ("if not 1 <= n <= count:", "if n == -count:"),
)
edit(
    "does_not_compare_the_lengths",
    "Different numbers of samples and of scores are no question that has an answer: raise a ValueError that names"
    " both.",
    ("if len(right) != count:", "if count == 0:"),
)
edit(
    "votes_for_the_last_of_equals",
    "Of several commonest answers the last one wins. The one that was given first does.",
    ("Counter(answers)", "Counter(answers[::-1])"),
)
edit(
    "votes_in_order_of_the_alphabet",
    "Of several commonest answers the first in the alphabet wins. The one that was given first does.",
    ("Counter(answers)", "Counter(sorted(answers))"),
)
edit(
    "takes_the_first_answer",
    "This is the first answer. Count how often each one was given.",
    ("Counter(answers).most_common(1)[0][0]", "answers[0]"),
)
edit(
    "takes_the_rarest_answer",
    "This is the rarest answer. Take the commonest.",
    ("Counter(answers).most_common(1)[0][0]", "Counter(answers).most_common()[-1][0]"),
)
edit(
    "returns_the_votes",
    "This is how many votes the answer has. Return the answer.",
    ("most_common(1)[0][0]", "most_common(1)[0][1]"),
)
edit(
    "votes_on_nothing",
    "Without answers there is no vote: raise a ValueError.",
    ('if not answers:\n    raise ValueError("nobody has answered")\n', "if not answers:\n    return None\n"),
)
edit(
    "minds_capitals",
    "A capital letter hides a question that is in the training text. Compare in lower case.",
    ("text.lower()", "text"),
)
edit(
    "minds_punctuation",
    "A comma or a full stop hides a question that is in the training text. Compare words alone, without what is"
    " between them.",
    ('re.findall(r"\\w+", text.lower())', "text.lower().split()"),
)
edit(
    "compares_single_words",
    "Every question shares some words with a text. What counts is n of them in a row, in the same order.",
    ("range(len(words) - n + 1)", "range(len(words))"),
    ("tuple(words[i : i + n])", "words[i]"),
)
edit(
    "finds_pieces_of_words",
    'A run is looked for in the joined text, where it also matches inside of words: "cat" is in "concatenate".'
    " Compare lists of complete words, or put a blank before and after both texts.",
    (SEEN, 'texts = [" ".join(re.findall(r"\\w+", text.lower())) for text in train]'),
    (ANY, 'any(" ".join(run) in text for run in runs_of(question, n) for text in texts)'),
)
edit(
    "takes_short_texts_for_a_run",
    "A text of fewer than n words counts as a run. It has none: three words that are in two texts may be chance.",
    ("range(len(words) - n + 1)]", "range(max(len(words) - n + 1, min(1, len(words))))]"),
)
edit(
    "forgets_the_order_of_words",
    "The n words are compared as a set. They have to be in the same order: keep each run as a tuple.",
    ("tuple(words[i : i + n])", "frozenset(words[i : i + n])"),
)
edit(
    "knows_english_alone",
    'Only letters from a to z and digits are found, and "café" loses its last letter. Take what r"\\w+" finds.',
    ('r"\\w+"', 'r"[a-z0-9]+"'),
)
edit(
    "leaves_out_the_last_run",
    "The last run of n words is left out: there are len(words) - n + 1 of them.",
    ("range(len(words) - n + 1)", "range(len(words) - n)"),
)
edit(
    "takes_what_is_left_at_the_end",
    "At the end of a text runs become shorter than n, so that a last word in common is enough. Take only complete"
    " runs.",
    ("range(len(words) - n + 1)", "range(len(words))"),
)
edit(
    "glues_the_texts",
    "The training texts are glued together, and runs go from the end of one into the next. No one has read that:"
    " take the runs of each text alone.",
    ("for text in train for run in runs_of(text, n)", 'for run in runs_of(" ".join(train), n)'),
)
edit(
    "asks_that_all_is_known",
    "A question counts only if all of its runs are in the training text. One run is enough: no one writes 13 words"
    " in a row by chance.",
    ("any(run in seen for", "all(run in seen for"),
)
edit(
    "cuts_blocks_of_words",
    "The words are cut into blocks of n, and a run that begins between two blocks is missed. Begin one at each word.",
    ("range(len(words) - n + 1)", "range(0, len(words) - n + 1, n)"),
)
edit(
    "returns_the_share_of_questions",
    "This is the share of the questions. Return a truth value for each, so that one can leave these out.",
    (
        "return [any(run in seen for run in runs_of(question, n)) for question in test]",
        "found = [any(run in seen for run in runs_of(question, n)) for question in test]\n"
        "return sum(found) / max(1, len(found))",
    ),
)
edit(
    "allows_runs_of_no_words",
    "A run of no words is in every text. Raise a ValueError if n is less than 1.",
    ("if n < 1:", "if n == -1:"),
)
edit(
    "takes_another_n_by_default",
    "Without n, runs of a different length are compared. By default n is 13.",
    ("test, n=13", "test, n=8"),
)

generics("bootstrap_interval", "asserts")
generics("pass_at_k", asserts="An assert is no refusal: Python skips it when it runs with -O. Use if and raise.")
