"""What beginners hand in for error bars, and what to tell them."""

import copy
import random

import numpy as np
from error_bars import bootstrap_means, split, standardised_normal

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="standardises_each_column standardises_each_row averages_over_the_resamples",
    axis_lost="comes_flat",
    whole_for_slice="averages_the_columns_too",
    sum_for_mean="gives_the_sums",
    wrong_divisor="divides_by_n_minus_one",
    root_or_square="divides_by_the_variance",
    missing_term="leaves_the_draw_as_it_is only_centres only_scales",
    swapped_arguments="exchanges_the_parts resamples_n_rows",
    off_by_one=(
        "loses_the_one_between has_one_in_both counts_from_one never_draws_the_last_row never_draws_the_first_row"
    ),
    end_of_interval="refuses_the_ends",
    order_of_steps="subtracts_too_late",
    state_not_kept="draws_from_a_copy",
    writes_into_input="shuffles_x",
    dtype_lost="draws_float32 fills_zeros_of_the_default_dtype",
    integer_arithmetic="cuts_the_size_off rounds_the_size_up cuts_off_the_means_of_integers",
    cancellation="passes_through_float32",
    epsilon="adds_a_small_number",
    empty_input="makes_empty_floats makes_an_array_of_an_empty_list gives_nan_for_no_rows",
    zero_case="divides_zero_by_zero",
    nan_hidden="lets_nan_through",
    wrong_exception="raises_a_type_error",
    silent_error="forgives_any_fraction",
    refuses_what_is_allowed="needs_a_tuple",
    wrong_distribution=(
        "draws_from_the_global_generator seeds_the_global_generator makes_a_generator_of_its_own "
        "makes_a_generator_without_a_seed shuffles_with_the_global_generator shuffles_with_python "
        "splits_with_a_seed_of_its_own resamples_with_the_global_generator resamples_with_a_seed_of_its_own "
        "draws_uniform_numbers cuts_off_the_tails draws_again_what_lies_far_out repeats_one_row "
        "mirrors_half_of_them takes_the_first_ones draws_with_replacement tosses_a_coin_for_each "
        "takes_a_window_by_chance shuffles_unevenly resamples_without_replacement draws_one_resample "
        "uses_each_resample_twice resamples_each_column draws_each_entry draws_normal_means takes_randn_as_it_is "
        "seeds_and_takes_randn_as_it_is seeds_and_shuffles shuffles_globally_and_cuts_the_size_off "
        "resamples_globally_and_averages_the_columns permutes_and_averages_the_columns"
    ),
    leakage="draws_each_part_alone",
    ties_and_order="sorts_them draws_from_a_set",
    wrong_formula="leaves_one_row_out",
    other_kind_of_result="gives_masks gives_the_resamples gives_lists gives_a_list",
)

# ------------------------------------------------------------------- whose chance it is

edit(
    "draws_from_the_global_generator",
    "The numbers come from np.random, NumPy's global generator. Any draw elsewhere in the program moves it, so no run"
    " can be repeated. Draw with the methods of the generator that you were given.",
    ("rng.standard_normal", "np.random.standard_normal"),
)

edit(
    "seeds_the_global_generator",
    "np.random.seed restarts NumPy's global generator for the entire program, so every call gives the same numbers. A"
    " generator is seeded once, by the code that makes it: use the one you were given.",
    ("z = rng.standard_normal(shape)", "np.random.seed(42)\nz = np.random.standard_normal(shape)"),
)

edit(
    "makes_a_generator_of_its_own",
    "Each call makes a new generator with a fixed seed: all weights of a model would be equal, for any seed that its"
    " user chose. Draw from the generator that you were given.",
    ("rng.standard_normal", "np.random.default_rng(0).standard_normal"),
)


@mistake(
    "standardised_normal",
    "A generator made without a seed takes one from the operating system, so the caller's seed has no effect. Draw"
    " from the generator that you were given.",
)
def makes_a_generator_without_a_seed(rng, shape):
    return standardised_normal(np.random.default_rng(), shape)


@mistake(
    "standardised_normal",
    "The next call gives the same numbers again. A generator should move on when you draw: use rng itself, not a copy,"
    " and keep nothing from an earlier call.",
)
def draws_from_a_copy(rng, shape):
    return standardised_normal(copy.deepcopy(rng), shape)


@mistake(
    "split",
    "NumPy's global generator, np.random, shuffles the indices. Use rng, or nobody can make this split again.",
)
def shuffles_with_the_global_generator(rng, n, fraction):
    split(rng, n, fraction)
    order, k = np.random.permutation(n), round(fraction * n)  # noqa: NPY002  that is the mistake
    return order[:k], order[k:]


@mistake(
    "split",
    "Python's random module shuffles here, and the entire program shares its generator. The generator that you were"
    " given has a method permutation.",
)
def shuffles_with_python(rng, n, fraction):
    split(rng, n, fraction)
    order, k = list(range(n)), round(fraction * n)
    random.shuffle(order)
    return np.array(order[:k], np.int64), np.array(order[k:], np.int64)


edit(
    "splits_with_a_seed_of_its_own",
    "The split is the same for every seed of the caller: it has a seed of its own, or no chance in it at all. Let the"
    " caller's generator decide.",
    ("rng.permutation", "np.random.default_rng(42).permutation"),
)

edit(
    "resamples_with_the_global_generator",
    "NumPy's global generator, np.random, draws the rows, so a second run gives a different error bar. Draw them with"
    " the generator that you were given.",
    ("np.mean(x[drawn], axis=1)", "x[np.random.randint(rows, size=(n, rows))].mean(axis=1)"),
)

edit(
    "resamples_with_a_seed_of_its_own",
    "The resamples come from a generator with a seed of its own, and are the same at every call and for every seed."
    " Draw with the generator that you were given.",
    ("rng.integers", "np.random.default_rng(0).integers"),
)


# ------------------------------------------------------------------- standardised_normal


@mistake(
    "standardised_normal",
    "These are the numbers as they were drawn: their mean is only near 0, and their deviation only near 1. Subtract"
    " the mean of this sample and divide by its deviation.",
)
def leaves_the_draw_as_it_is(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    return rng.standard_normal(shape)


edit(
    "divides_by_n_minus_one",
    "The deviation divides by n - 1 (ddof=1). Here it should be 1 as np.std counts it: divide by n.",
    ("(z - z.mean()) / z.std()", "(z - z.mean()) / z.std() / ((z - z.mean()) / z.std()).std(ddof=1)"),
)


@mistake("standardised_normal", "The mean is 0 now, but the deviation is still the one of the draw. Divide by it.")
def only_centres(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return z - z.mean()


@mistake("standardised_normal", "The deviation is 1 now, but the mean is still the one of the draw. Subtract it first.")
def only_scales(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return z / z.std()


@mistake("standardised_normal", "You divide by the variance. Divide by the deviation, its square root.")
def divides_by_the_variance(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return (z - z.mean()) / z.var()


@mistake(
    "standardised_normal",
    "You divide first, and then subtract the mean from before the division. Subtract first, then divide.",
)
def subtracts_too_late(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return z / z.std() - z.mean()


@mistake(
    "standardised_normal",
    "Each column is standardised on its own. Compute one mean and one deviation over all the numbers: leave axis out.",
)
def standardises_each_column(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else (z - z.mean(axis=0)) / z.std(axis=0)


@mistake(
    "standardised_normal",
    "Each row is standardised on its own. Compute one mean and one deviation over all the numbers: leave axis out.",
)
def standardises_each_row(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else (z - z.mean(axis=-1, keepdims=True)) / z.std(axis=-1, keepdims=True)


@mistake(
    "standardised_normal",
    "The numbers are uniform: rng.random gives as many near the ends as in the middle. Normal numbers crowd in the"
    " middle, and a few lie far out.",
)
def draws_uniform_numbers(rng, shape):
    u = rng.random(shape)
    return (u - u.mean()) / standardised_normal(rng, shape).std() / u.std()


@mistake(
    "standardised_normal",
    "The tails are cut off. Of normal numbers, 4.6 % lie beyond two deviations and 0.3 % beyond three: leave them"
    " where they are.",
)
def cuts_off_the_tails(rng, shape):
    z = np.clip(standardised_normal(rng, shape), -3, 3)
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "Numbers far out are drawn again, which makes a truncated normal distribution. Of normal numbers, 0.3 % lie"
    " beyond three deviations: keep them.",
)
def draws_again_what_lies_far_out(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    while np.any(far := np.abs(z) > 3):
        z[far] = rng.standard_normal(np.sum(far))
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal", "One row is drawn and repeated. Draw every number: pass the full shape to the generator."
)
def repeats_one_row(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else np.tile(standardised_normal(rng, shape[1:]), (shape[0], *[1] * (z.ndim - 1)))


edit(
    "mirrors_half_of_them",
    "Half of the numbers are the other half with the sign flipped. Draw every number, then subtract the mean.",
    (
        "if z.size < 2:",
        "z = ((z - z.mean()) / z.std()).ravel()\n"
        "half = z[:(z.size + 1) // 2]\n"
        "z = np.concatenate([half, -half])[:z.size].reshape(shape)\n"
        "if z.size < 2:",
    ),
)

edit(
    "sorts_them",
    "The numbers are sorted, so the first is always the smallest. Leave them in the order in which they were drawn.",
    ("(z - z.mean()) / z.std()", "np.sort((z - z.mean()) / z.std(), axis=None).reshape(shape)"),
)

edit(
    "comes_flat",
    "The result is one long row, although a shape was given. Pass the shape to the generator, or reshape at the end.",
    ("(z - z.mean()) / z.std()", "((z - z.mean()) / z.std()).ravel()"),
)

edit(
    "draws_float32",
    "The numbers are float32. A generator draws float64 unless you tell it otherwise, and so should this function.",
    ("(z - z.mean()) / z.std()", "((z - z.mean()) / z.std()).astype(np.float32)"),
)

edit(
    "needs_a_tuple",
    "A shape may be a single number, as everywhere in NumPy: 6 means (6,). len(shape) and *shape work on tuples only.",
    ("if z.size < 2:", "shape = *shape,\nif z.size < 2:"),
)

edit(
    "divides_zero_by_zero",
    "A single number has deviation 0, and 0 / 0 is NaN; no numbers have no mean at all. Raise a ValueError where the"
    " shape asks for fewer than two.",
    ("z.size < 2", "False"),
)

edit(
    "adds_a_small_number",
    "Adding a small number to the deviation, or replacing 0 by 1, hides the one case that has no result. Raise a"
    " ValueError for fewer than two numbers.",
    ("z.size < 2", "False"),
    ("z.std()", "(z.std() + 1e-8)"),
)


# ---------------------------------------------------------------------------------- split

edit(
    "takes_the_first_ones",
    "The first part holds only the first indices. Data is often sorted, by date or by source, and then the two parts"
    " differ: shuffle before you cut.",
    ("order[:k], order[k:]", "np.arange(len(order[:k])), np.arange(len(order[:k]), n)"),
)


@mistake(
    "split",
    "Each part is drawn on its own, so some indices are in both: the model is tested on what it has seen. Shuffle"
    " once, then cut that order in two.",
)
def draws_each_part_alone(rng, n, fraction):
    k = len(split(copy.deepcopy(rng), n, fraction)[0])
    return rng.permutation(n)[:k], rng.permutation(n)[k:]


@mistake(
    "split",
    "The indices are drawn with replacement: some occur twice. Use rng.permutation, or rng.choice with replace=False.",
)
def draws_with_replacement(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    drawn = rng.integers(n, size=len(first)) if n else first
    return drawn, np.setdiff1d(np.arange(n), drawn)


edit(
    "tosses_a_coin_for_each",
    "You toss a coin for each index, so the sizes are right only on average. Fix the sizes first, then choose which"
    " index goes where.",
    ("order = rng.permutation(n)\n", ""),
    ("round(fraction * n)", "rng.random(n) < fraction"),
    ("order[:k], order[k:]", "np.flatnonzero(k), np.flatnonzero(~k)"),
)

edit(
    "cuts_the_size_off",
    "The size is cut off, not rounded: int(2.8) is 2, and 0.29 * 100 is 28.999999999999996, of which int makes 28. Use"
    " round.",
    ("round(fraction * n)", "int(fraction * n)"),
)

edit(
    "rounds_the_size_up",
    "The size is rounded up (ceil). It should be the nearest whole number: use round.",
    ("round(fraction * n)", "int(np.ceil(fraction * n))"),
)

edit(
    "exchanges_the_parts",
    "The two parts are swapped. The fraction is the size of the first one.",
    ("order[:k], order[k:]", "order[k:], order[:k]"),
)

edit(
    "gives_masks",
    "These are truth values, one for each index. Return the indices themselves: np.flatnonzero finds them in a mask.",
    (
        "return order[:k], order[k:]",
        "chosen = np.isin(np.arange(n), (order[:k], order[k:])[0])\nreturn chosen, ~chosen",
    ),
)

edit(
    "loses_the_one_between",
    "One index is in neither part: the second begins one too late. order[:k] ends before k, so the rest is order[k:].",
    ("order[:k], order[k:]", "order[:k], order[k + 1 :]"),
)

edit(
    "has_one_in_both",
    "One index is in both parts: the second begins one too early. order[:k] ends before k, so the rest is order[k:].",
    ("order[:k], order[k:]", "order[:k], order[max(k - 1, 0) :]"),
)


@mistake(
    "split",
    "The indices of the first part are neighbours: only the place of the cut is random. Shuffle the indices, so that"
    " all subsets are equally likely.",
)
def takes_a_window_by_chance(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    order = np.roll(np.arange(n), rng.integers(max(n, 1)))
    return order[: len(first)], order[len(first) :]


@mistake(
    "split",
    "This shuffle swaps each index with any other, which makes some orders likelier than others. Use rng.permutation,"
    " which is fair.",
)
def shuffles_unevenly(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    order = np.arange(n)
    for i in range(n):
        j = rng.integers(n)
        order[i], order[j] = order[j], order[i]
    return order[: len(first)], order[len(first) :]


edit(
    "gives_lists",
    "The parts are lists, but should be arrays. Cut an array in two, or write np.array(..., dtype=int).",
    ("order[:k], order[k:]", "order[:k].tolist(), order[k:].tolist()"),
)

edit(
    "counts_from_one",
    "The indices start at 1. They go from 0 to n - 1: the last of yours points past the end of the data.",
    ("order[:k], order[k:]", "order[:k] + 1, order[k:] + 1"),
)

edit(
    "makes_empty_floats",
    "An empty part is an array of floats here (np.array([])), which can't be used as an index. Pass dtype=int, or cut"
    " the part out of an array of integers.",
    ("order[:k], order[k:]", "np.array(order[:k].tolist()), np.array(order[k:].tolist())"),
)

edit(
    "forgives_any_fraction",
    "Nothing checks the fraction, and slices accept everything: order[:-1] and order[:11] are not errors. Raise a"
    " ValueError unless 0 <= fraction <= 1.",
    ("not 0 <= fraction <= 1", "False"),
)

edit(
    "lets_nan_through",
    "The check lets NaN through: every comparison with NaN is False. Ask whether 0 <= fraction <= 1 holds, and raise"
    " where it does not.",
    ("not 0 <= fraction <= 1", "fraction < 0 or fraction > 1"),
    ("round(fraction * n)", "0 if np.isnan(fraction) else round(fraction * n)"),
)

edit(
    "refuses_the_ends",
    "The fractions 0 and 1 are refused. Both are fine: one of the two parts is empty then.",
    (
        "k = round(fraction * n)",
        "if not 0 < fraction < 1:\n    raise ValueError('no fraction')\nk = round(fraction * n)",
    ),
)


# ------------------------------------------------------------------------ bootstrap_means

edit(
    "resamples_without_replacement",
    "The resamples are drawn without replacement: each holds every row once, and all means are equal. Draw with"
    " replacement.",
    (
        "np.mean(x[drawn], axis=1)",
        "np.array([x[rng.permutation(rows)].mean(axis=0) for _ in range(n)]).reshape(n, *x.shape[1:])",
    ),
)

edit(
    "draws_one_resample",
    "There is one resample, and its mean n times. Draw new rows for each mean: (n, rows) indices.",
    ("size=(n, rows)", "size=len(x)"),
    ("np.mean(x[drawn], axis=1)", "np.array([x[drawn].mean(axis=0) for _ in range(n)]).reshape(n, *x.shape[1:])"),
)

edit(
    "uses_each_resample_twice",
    "Some resamples are used more than once. Draw new rows for each mean: (n, rows) indices.",
    ("np.mean(x[drawn], axis=1)", "np.repeat(np.mean(x[drawn], axis=1), 2, axis=0)[:n]"),
)


@mistake(
    "bootstrap_means",
    "The resamples have n rows. n says how many means there are; each resample has as many rows as x.",
)
def resamples_n_rows(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(len(x), size=(n, n))].mean(axis=1)


@mistake(
    "bootstrap_means",
    "The last row is never drawn. rng.integers(rows) already stops before rows: don't subtract 1.",
)
def never_draws_the_last_row(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(max(len(x) - 1, 1), size=(n, len(x)))].mean(axis=1)


@mistake("bootstrap_means", "The first row is never drawn. Indices start at 0.")
def never_draws_the_first_row(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(min(1, len(x) - 1), len(x), size=(n, len(x)))].mean(axis=1)


@mistake(
    "bootstrap_means",
    "Each column is resampled on its own, which tears apart what belongs together, such as the scores of two models"
    " on one question. Draw entire rows.",
)
def resamples_each_column(rng, x, n):
    if x.ndim == 1:
        return bootstrap_means(rng, x, n)
    columns = [bootstrap_means(rng, column, n) for column in x.reshape(len(x), -1).T]
    return np.stack(columns, axis=1).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "Each entry is drawn on its own, which tears apart what belongs together, such as the scores of two models on one"
    " question. Draw entire rows: (n, rows) indices.",
)
def draws_each_entry(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return np.take_along_axis(x[None], rng.integers(len(x), size=(n, *x.shape)), axis=1).mean(axis=1)


edit(
    "averages_the_columns_too",
    "The mean runs over the columns too, or single numbers are drawn. Draw entire rows, and average over the drawn"
    " rows only.",
    ("np.mean(x[drawn], axis=1)", "np.mean(x[drawn], axis=1).reshape(n, -1).mean(axis=1)"),
)

edit(
    "averages_over_the_resamples",
    "The mean runs over the resamples, for each place in them. Average over the rows of each resample.",
    ("np.mean(x[drawn], axis=1)", "x[drawn].mean(axis=0) if n else np.zeros(x.shape)"),
)

edit(
    "gives_the_sums",
    "These are sums. Divide by the number of rows, or use np.mean.",
    ("np.mean(x[drawn], axis=1)", "np.mean(x[drawn], axis=1) * x.dtype.type(rows)"),
)

edit(
    "gives_the_resamples",
    "These are the resamples themselves. Return the mean of each.",
    ("np.mean(x[drawn], axis=1)", "x[drawn]"),
)


@mistake(
    "bootstrap_means",
    "You draw normal numbers around the mean instead of resampling. The bootstrap comes close to that only for many"
    " rows: draw rows of x, with replacement.",
)
def draws_normal_means(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return rng.normal(x.mean(axis=0), x.std(axis=0) / np.sqrt(len(x)), size=(n, *x.shape[1:]))


@mistake(
    "bootstrap_means",
    "One row at a time is left out: that is the jackknife. The bootstrap draws with replacement.",
)
def leaves_one_row_out(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    rows = max(len(x) - 1, 1)
    out = rng.integers(len(x), size=n)
    return np.array([np.delete(x, i, axis=0).sum(axis=0) / rows for i in out]).reshape(n, *x.shape[1:])


edit(
    "gives_a_list",
    "This is a list of means. Make an array of it; for n = 0 that needs the shape.",
    ("np.mean(x[drawn], axis=1)", "list(np.mean(x[drawn], axis=1))"),
)

edit(
    "makes_an_array_of_an_empty_list",
    "With n = 0 the features are lost: np.array([]) has shape (0,), where (0, *features) is needed. Index x with an"
    " array (n, rows), or make room for the means first.",
    ("np.mean(x[drawn], axis=1)", "np.array([*np.mean(x[drawn], axis=1)])"),
)

edit(
    "draws_from_a_set",
    "Equal rows count only once, as in a set. If ten questions have the same score, they are still ten rows.",
    ("rows = len(x)", "x = np.unique(x, axis=0) if len(x) else x\nrows = len(x)"),
)

edit(
    "fills_zeros_of_the_default_dtype",
    "float32 rows have float64 means: np.zeros makes float64 unless you give it the dtype of x. Or let np.mean make"
    " the array.",
    ("rows = len(x)", "means = np.zeros((n, *x.shape[1:]))\nrows = len(x)"),
    ("return np.mean(x[drawn], axis=1)", "means[:] = np.mean(x[drawn], axis=1)\nreturn means"),
)

edit(
    "cuts_off_the_means_of_integers",
    "The means of integers are cut off, because they are stored in an integer array. The mean of 0 and 1 is 0.5.",
    ("np.mean(x[drawn], axis=1)", "np.mean(x[drawn], axis=1).astype(x.dtype)"),
)


@mistake("bootstrap_means", "x was shuffled in place. It belongs to the caller: draw indices, and leave x alone.")
def shuffles_x(rng, x, n):
    means = bootstrap_means(rng, x, n)
    rng.shuffle(x)
    return means


edit(
    "gives_nan_for_no_rows",
    "Without rows there is no mean, and NaN would be passed on unnoticed. Raise a ValueError where x has no rows.",
    ("rows = len(x)", "if not len(x):\n    return np.full((n, *x.shape[1:]), np.nan)\nrows = len(x)"),
)


# -------------------------------------------------- two faults at once, and the wrong error

edit(
    "takes_randn_as_it_is",
    "The numbers come from np.random, NumPy's global generator: draw them with the methods of rng. Then subtract the"
    " mean of this sample, and divide by its deviation.",
    ("(z - z.mean()) / z.std()", "np.random.standard_normal(shape)"),
)

edit(
    "seeds_and_takes_randn_as_it_is",
    "np.random.seed restarts NumPy's global generator for the entire program: draw with rng instead. The mean and the"
    " deviation come next: they are those of the draw, not yet 0 and 1.",
    ("if z.size < 2:", "np.random.seed(42)\nif z.size < 2:"),
    ("(z - z.mean()) / z.std()", "np.random.standard_normal(shape)"),
)

edit(
    "seeds_and_shuffles",
    "np.random.seed restarts NumPy's global generator for the entire program, so every split is the same. Shuffle"
    " with rng.permutation, and leave np.random alone.",
    ("if not 0 <= fraction <= 1:", "np.random.seed(42)\nif not 0 <= fraction <= 1:"),
    ("rng.permutation", "np.random.permutation"),
)


@mistake(
    "split",
    "NumPy's global generator, np.random, shuffles the indices: use rng.permutation. Then look at the size of the"
    " first part, which is cut off where it should be rounded.",
)
def shuffles_globally_and_cuts_the_size_off(rng, n, fraction):
    order = np.concatenate(shuffles_with_the_global_generator(rng, n, fraction))
    return order[: int(fraction * n)], order[int(fraction * n) :]


edit(
    "resamples_globally_and_averages_the_columns",
    "NumPy's global generator, np.random, draws the rows: use rng. And draw entire rows: the mean runs over the"
    " columns too.",
    (
        "np.mean(x[drawn], axis=1)",
        "x[np.random.randint(rows, size=(n, rows))].mean(axis=1).reshape(n, -1).mean(axis=1)",
    ),
)

edit(
    "permutes_and_averages_the_columns",
    "The resamples are drawn without replacement: use rng.integers, or rng.choice with replace=True. And average over"
    " the drawn rows only, with axis=0: the columns stay apart.",
    (
        "return np.mean(x[drawn], axis=1)",
        "means = np.array([x[rng.permutation(rows)].mean(axis=0) for _ in range(n)]).reshape(n, "
        "*x.shape[1:])\n"
        "return means.reshape(n, -1).mean(axis=1) if x.ndim > 1 else means",
    ),
)

generics(
    "split",
    asserts="A bad fraction is refused, but with the wrong exception: assert raises an AssertionError, and python"
    " -O skips it. Raise a ValueError.",
)

edit(
    "raises_a_type_error",
    "A bad fraction is refused, but with the wrong exception. Its type is right and its value is not: raise a"
    " ValueError.",
    (
        "if not 0 <= fraction <= 1:",
        "if not 0 <= fraction <= 1:\n    raise TypeError('no fraction')\nif not 0 <= fraction <= 1:",
    ),
)

generics(
    "standardised_normal",
    asserts="Too small a shape is refused, but with the wrong exception: assert raises an AssertionError, and"
    " python -O skips it. Raise a ValueError.",
)

generics(
    "bootstrap_means",
    asserts="No rows are refused, but with the wrong exception. Raise a ValueError: the type of the argument is"
    " fine, its value is not.",
)

edit(
    "passes_through_float32",
    "The rows pass through float32, which keeps about 7 digits. Stay in the dtype of x.",
    (
        "np.mean(x[drawn], axis=1)",
        "np.mean(x[drawn], axis=1).astype(np.float32).astype(np.mean(x[drawn], axis=1).dtype)",
    ),
)
