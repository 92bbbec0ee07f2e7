"""What beginners hand in for random arrays, and what to tell them."""

import copy
import random

import numpy as np
from random_arrays import bootstrap_means, split, standardised_normal

from dojo import mistake

# ------------------------------------------------------------------- whose chance it is


@mistake(
    "standardised_normal",
    "The numbers come from np.random, NumPy's global generator. Any draw elsewhere in the program moves it, so that no"
    " run can be repeated. Draw with the methods of the generator that you were given.",
)
def draws_from_the_global_generator(rng, shape):
    standardised_normal(rng, shape)
    z = np.random.standard_normal(shape)  # noqa: NPY002  that is the mistake
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "np.random.seed restarts NumPy's global generator for the whole program, so that every call gives the same"
    " numbers. Whoever makes a generator seeds it, once: use the one you were given.",
)
def seeds_the_global_generator(rng, shape):
    np.random.seed(42)  # noqa: NPY002  that is the mistake
    return draws_from_the_global_generator(rng, shape)


@mistake(
    "standardised_normal",
    "Each call makes a new generator with a fixed seed: all weights of a model would be equal, whatever seed its user"
    " chose. Draw from the generator that you were given.",
)
def makes_a_generator_of_its_own(rng, shape):
    return standardised_normal(np.random.default_rng(0), shape)


@mistake(
    "standardised_normal",
    "A generator made without a seed takes one from the operating system, so that the caller's seed has no effect."
    " Draw from the generator that you were given.",
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
    "Python's random module shuffles here, and the whole program shares its generator. The generator that you were"
    " given has a method permutation.",
)
def shuffles_with_python(rng, n, fraction):
    split(rng, n, fraction)
    order, k = list(range(n)), round(fraction * n)
    random.shuffle(order)
    return np.array(order[:k], np.int64), np.array(order[k:], np.int64)


@mistake(
    "split",
    "The split is the same for every seed of the caller: it has a seed of its own, or no chance in it at all. Let the"
    " caller's generator decide.",
)
def splits_with_a_seed_of_its_own(rng, n, fraction):
    return split(np.random.default_rng(42), n, fraction)


@mistake(
    "bootstrap_means",
    "NumPy's global generator, np.random, draws the rows, so that a second run gives another error bar. Draw them with"
    " the generator that you were given.",
)
def resamples_with_the_global_generator(rng, x, n):
    bootstrap_means(rng, x, n)
    drawn = np.random.randint(len(x), size=(n, len(x)))  # noqa: NPY002  that is the mistake
    return x[drawn].mean(axis=1)


@mistake(
    "bootstrap_means",
    "The resamples come from a generator with a seed of its own, and are the same at every call and for every seed."
    " Draw with the generator that you were given.",
)
def resamples_with_a_seed_of_its_own(rng, x, n):
    return bootstrap_means(np.random.default_rng(0), x, n)


# ------------------------------------------------------------------- standardised_normal


@mistake(
    "standardised_normal",
    "These are the numbers as they were drawn: their mean is only near 0, and their deviation only near 1. Subtract"
    " the mean of this sample and divide by its deviation.",
)
def leaves_the_draw_as_it_is(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    return rng.standard_normal(shape)


@mistake(
    "standardised_normal",
    "The deviation divides by n - 1 (ddof=1). Here it should be 1 as np.std counts it: divide by n.",
)
def divides_by_n_minus_one(rng, shape):
    z = standardised_normal(rng, shape)
    return z / z.std(ddof=1)


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
    "Each column is standardised on its own. Take one mean and one deviation over all the numbers: leave axis out.",
)
def standardises_each_column(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else (z - z.mean(axis=0)) / z.std(axis=0)


@mistake(
    "standardised_normal",
    "Each row is standardised on its own. Take one mean and one deviation over all the numbers: leave axis out.",
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
    "Numbers far out are drawn again, which makes a truncated normal distribution. Of normal numbers, 0.3 % lie beyond"
    " three deviations: leave them as they come.",
)
def draws_again_what_lies_far_out(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    while np.any(far := np.abs(z) > 3):
        z[far] = rng.standard_normal(np.sum(far))
    return (z - z.mean()) / z.std()


@mistake("standardised_normal", "One row is drawn and repeated. Draw every number: ask for the whole shape at once.")
def repeats_one_row(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else np.tile(standardised_normal(rng, shape[1:]), (shape[0], *[1] * (z.ndim - 1)))


@mistake(
    "standardised_normal",
    "Half of the numbers are the other half with the sign flipped. Draw every number, then subtract the mean.",
)
def mirrors_half_of_them(rng, shape):
    z = standardised_normal(rng, shape).ravel()
    half = z[: (z.size + 1) // 2]
    z = np.concatenate([half, -half])[: z.size].reshape(shape)
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "The numbers are sorted, so that the first is always the smallest. Leave them in the order in which they come.",
)
def sorts_them(rng, shape):
    return np.sort(standardised_normal(rng, shape), axis=None).reshape(shape)


@mistake(
    "standardised_normal",
    "The result is one long row, whatever shape was asked for. Hand the shape to the generator, or reshape at the end.",
)
def comes_flat(rng, shape):
    return standardised_normal(rng, shape).ravel()


@mistake(
    "standardised_normal",
    "The numbers are float32. A generator draws float64 unless you tell it otherwise, and so should this function.",
)
def draws_float32(rng, shape):
    return standardised_normal(rng, shape).astype(np.float32)


@mistake(
    "standardised_normal",
    "A shape may be a single number, as everywhere in NumPy: 6 means (6,). len(shape) and *shape work on tuples only.",
)
def needs_a_tuple(rng, shape):
    return standardised_normal(rng, (*shape,))


@mistake(
    "standardised_normal",
    "A single number has deviation 0, and 0 / 0 is NaN; no numbers have no mean at all. Raise a ValueError where the"
    " shape asks for fewer than two.",
)
def divides_zero_by_zero(rng, shape):
    z = rng.standard_normal(shape)
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "Adding a small number to the deviation, or replacing 0 by 1, hides the one case that has no result. Raise a"
    " ValueError for fewer than two numbers.",
)
def adds_a_small_number(rng, shape):
    z = rng.standard_normal(shape)
    return (z - z.mean()) / (z.std() + 1e-8)


# ---------------------------------------------------------------------------------- split


@mistake(
    "split",
    "The first part holds simply the first indices. Data is often sorted, by date or by source, and then the two parts"
    " differ: shuffle before you cut.",
)
def takes_the_first_ones(rng, n, fraction):
    first, _ = split(rng, n, fraction)
    return np.arange(len(first)), np.arange(len(first), n)


@mistake(
    "split",
    "Each part is drawn on its own, so that some indices are in both: the model is tested on what it has seen. Shuffle"
    " once, then cut that order in two.",
)
def draws_each_part_alone(rng, n, fraction):
    k = len(split(copy.deepcopy(rng), n, fraction)[0])
    return rng.permutation(n)[:k], rng.permutation(n)[k:]


@mistake(
    "split",
    "The indices are drawn with replacement: some come twice. Use rng.permutation, or rng.choice with replace=False.",
)
def draws_with_replacement(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    drawn = rng.integers(n, size=len(first)) if n else first
    return drawn, np.setdiff1d(np.arange(n), drawn)


@mistake(
    "split",
    "A coin is tossed for each index, so that the sizes are right only on average. Fix the sizes first, then choose"
    " which index goes where.",
)
def tosses_a_coin_for_each(rng, n, fraction):
    split(copy.deepcopy(rng), n, fraction)
    chosen = rng.random(n) < fraction
    return np.flatnonzero(chosen), np.flatnonzero(~chosen)


@mistake(
    "split",
    "The size is cut off, not rounded: int(2.8) is 2, and 0.29 * 100 is 28.999999999999996, of which int makes 28. Use"
    " round.",
)
def cuts_the_size_off(rng, n, fraction):
    order = np.concatenate(split(rng, n, fraction))
    return order[: int(fraction * n)], order[int(fraction * n) :]


@mistake("split", "The size is rounded up (ceil). The nearest whole number is asked for: use round.")
def rounds_the_size_up(rng, n, fraction):
    order = np.concatenate(split(rng, n, fraction))
    k = int(np.ceil(fraction * n))
    return order[:k], order[k:]


@mistake("split", "The two parts are swapped. The fraction is the size of the first one.")
def exchanges_the_parts(rng, n, fraction):
    return split(rng, n, fraction)[::-1]


@mistake(
    "split",
    "These are truth values, one for each index. The indices themselves are asked for: np.flatnonzero finds them in a"
    " mask.",
)
def gives_masks(rng, n, fraction):
    chosen = np.isin(np.arange(n), split(rng, n, fraction)[0])
    return chosen, ~chosen


@mistake(
    "split",
    "One index is in neither part: the second begins one too late. order[:k] ends before k, so the rest is order[k:].",
)
def loses_the_one_between(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return first, second[1:]


@mistake(
    "split",
    "One index is in both parts: the second begins one too early. order[:k] ends before k, so the rest is order[k:].",
)
def has_one_in_both(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return first, np.concatenate([first[-1:], second])


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


@mistake(
    "split",
    "The parts are lists, and arrays are asked for. Cut an array in two, or write np.array(..., dtype=int).",
)
def gives_lists(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return first.tolist(), second.tolist()


@mistake("split", "The indices start at 1. They go from 0 to n - 1: the last of yours points past the end of the data.")
def counts_from_one(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return first + 1, second + 1


@mistake(
    "split",
    "An empty part is an array of floats here (np.array([])), which can't be used as an index. Say dtype=int, or cut"
    " the part out of an array of integers.",
)
def makes_empty_floats(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return np.array(first.tolist()), np.array(second.tolist())


@mistake(
    "split",
    "Nothing checks the fraction, and slices forgive everything: order[:-1] and order[:11] are no errors. Raise a"
    " ValueError unless 0 <= fraction <= 1.",
)
def forgives_any_fraction(rng, n, fraction):
    order, k = rng.permutation(n), round(fraction * n)
    return order[:k], order[k:]


@mistake(
    "split",
    "The check lets NaN through: every comparison with NaN is False. Ask whether 0 <= fraction <= 1 holds, and raise"
    " where it does not.",
)
def lets_nan_through(rng, n, fraction):
    if fraction < 0 or fraction > 1:
        raise ValueError("no fraction")
    k = 0 if np.isnan(fraction) else round(fraction * n)
    order = rng.permutation(n)
    return order[:k], order[k:]


@mistake("split", "The fractions 0 and 1 are refused. Both are fine: one of the two parts is empty then.")
def refuses_the_ends(rng, n, fraction):
    if not 0 < fraction < 1:
        raise ValueError("no fraction")
    return split(rng, n, fraction)


# ------------------------------------------------------------------------ bootstrap_means


@mistake(
    "bootstrap_means",
    "The resamples are drawn without replacement: each holds every row once, and all means are equal. Draw with"
    " replacement.",
)
def resamples_without_replacement(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return np.array([x[rng.permutation(len(x))].mean(axis=0) for _ in range(n)]).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "There is one resample, and its mean n times. Draw new rows for each mean: (n, rows) indices.",
)
def draws_one_resample(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    drawn = rng.integers(len(x), size=len(x))
    return np.array([x[drawn].mean(axis=0) for _ in range(n)]).reshape(n, *x.shape[1:])


@mistake("bootstrap_means", "Some resamples are used more than once. Draw new rows for each mean: (n, rows) indices.")
def uses_each_resample_twice(rng, x, n):
    return np.repeat(bootstrap_means(rng, x, (n + 1) // 2), 2, axis=0)[:n]


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
    "Each column is resampled on its own, which tears apart what belongs together, such as the scores of two models on"
    " one question. Draw whole rows.",
)
def resamples_each_column(rng, x, n):
    if x.ndim == 1:
        return bootstrap_means(rng, x, n)
    columns = [bootstrap_means(rng, column, n) for column in x.reshape(len(x), -1).T]
    return np.stack(columns, axis=1).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "Each entry is drawn on its own, which tears apart what belongs together, such as the scores of two models on one"
    " question. Draw whole rows: (n, rows) indices.",
)
def draws_each_entry(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return np.take_along_axis(x[None], rng.integers(len(x), size=(n, *x.shape)), axis=1).mean(axis=1)


@mistake(
    "bootstrap_means",
    "The mean runs over the columns too, or single numbers are drawn. Draw whole rows, and average over the drawn rows"
    " only.",
)
def averages_the_columns_too(rng, x, n):
    return bootstrap_means(rng, x, n).reshape(n, -1).mean(axis=1)


@mistake(
    "bootstrap_means",
    "The mean runs over the resamples, for each place in them. Average over the rows of each resample.",
)
def averages_over_the_resamples(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(len(x), size=(n, len(x)))].mean(axis=0) if n else np.zeros(x.shape)


@mistake("bootstrap_means", "These are sums. Divide by the number of rows, or use np.mean.")
def gives_the_sums(rng, x, n):
    return bootstrap_means(rng, x, n) * x.dtype.type(len(x))


@mistake("bootstrap_means", "These are the resamples themselves. Return the mean of each.")
def gives_the_resamples(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(len(x), size=(n, len(x)))]


@mistake(
    "bootstrap_means",
    "Normal numbers around the mean take the place of resamples. The bootstrap only comes close to that for many rows:"
    " draw rows of x, with replacement.",
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


@mistake("bootstrap_means", "This is a list of means. Make an array of it; for n = 0 that needs the shape.")
def gives_a_list(rng, x, n):
    return list(bootstrap_means(rng, x, n))


@mistake(
    "bootstrap_means",
    "With n = 0 the features are lost: np.array([]) has shape (0,), and (0, *features) is asked for. Index x with an"
    " array (n, rows), or make room for the means first.",
)
def makes_an_array_of_an_empty_list(rng, x, n):
    return np.array([*bootstrap_means(rng, x, n)])


@mistake(
    "bootstrap_means",
    "Equal rows count only once, as in a set. If ten questions have the same score, they are still ten rows.",
)
def draws_from_a_set(rng, x, n):
    return bootstrap_means(rng, np.unique(x, axis=0) if len(x) else x, n)


@mistake(
    "bootstrap_means",
    "float32 rows have float64 means: np.zeros makes float64 unless you give it the dtype of x. Or let np.mean make"
    " the array.",
)
def fills_zeros_of_the_default_dtype(rng, x, n):
    means = np.zeros((n, *x.shape[1:]))
    means[:] = bootstrap_means(rng, x, n)
    return means


@mistake(
    "bootstrap_means",
    "The means of integers are cut off, because they are stored in an integer array. The mean of 0 and 1 is 0.5.",
)
def cuts_off_the_means_of_integers(rng, x, n):
    return bootstrap_means(rng, x, n).astype(x.dtype)


@mistake("bootstrap_means", "x was shuffled in place. It belongs to the caller: draw indices, and leave x alone.")
def shuffles_x(rng, x, n):
    means = bootstrap_means(rng, x, n)
    rng.shuffle(x)
    return means


@mistake(
    "bootstrap_means",
    "No rows have no mean, and NaN would travel on unnoticed. Raise a ValueError where x has no rows.",
)
def gives_nan_for_no_rows(rng, x, n):
    return bootstrap_means(rng, x, n) if len(x) else np.full((n, *x.shape[1:]), np.nan)


# -------------------------------------------------- two faults at once, and the wrong error


@mistake(
    "standardised_normal",
    "The numbers come from np.random, NumPy's global generator: draw them with the methods of rng. Then subtract the"
    " mean of this sample, and divide by its deviation.",
)
def takes_randn_as_it_is(rng, shape):
    standardised_normal(rng, shape)
    return np.random.standard_normal(shape)  # noqa: NPY002  that is the mistake


@mistake(
    "standardised_normal",
    "np.random.seed restarts NumPy's global generator for the whole program: draw with rng instead. The mean and the"
    " deviation come next: they are those of the draw, not yet 0 and 1.",
)
def seeds_and_takes_randn_as_it_is(rng, shape):
    np.random.seed(42)  # noqa: NPY002  that is the mistake
    return takes_randn_as_it_is(rng, shape)


@mistake(
    "split",
    "np.random.seed restarts NumPy's global generator for the whole program, so that every split is the same. Shuffle"
    " with rng.permutation, and leave np.random alone.",
)
def seeds_and_shuffles(rng, n, fraction):
    np.random.seed(42)  # noqa: NPY002  that is the mistake
    return shuffles_with_the_global_generator(rng, n, fraction)


@mistake(
    "split",
    "NumPy's global generator, np.random, shuffles the indices: use rng.permutation. Then look at the size of the"
    " first part, which is cut off where it should be rounded.",
)
def shuffles_globally_and_cuts_the_size_off(rng, n, fraction):
    order = np.concatenate(shuffles_with_the_global_generator(rng, n, fraction))
    return order[: int(fraction * n)], order[int(fraction * n) :]


@mistake(
    "bootstrap_means",
    "NumPy's global generator, np.random, draws the rows: use rng. And draw whole rows: the mean runs over the columns"
    " too.",
)
def resamples_globally_and_averages_the_columns(rng, x, n):
    return resamples_with_the_global_generator(rng, x, n).reshape(n, -1).mean(axis=1)


@mistake(
    "bootstrap_means",
    "The resamples are drawn without replacement: use rng.integers, or rng.choice with replace=True. And average over"
    " the drawn rows only, with axis=0: the columns stay apart.",
)
def permutes_and_averages_the_columns(rng, x, n):
    means = resamples_without_replacement(rng, x, n)
    return means.reshape(n, -1).mean(axis=1) if x.ndim > 1 else means


@mistake(
    "split",
    "A bad fraction is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips it."
    " Raise a ValueError.",
)
def asserts_the_fraction(rng, n, fraction):
    if not 0 <= fraction <= 1:
        raise AssertionError
    return split(rng, n, fraction)


@mistake(
    "split",
    "A bad fraction is refused, but with the wrong exception. Its type is right and its value is not: raise a"
    " ValueError.",
)
def raises_a_type_error(rng, n, fraction):
    if not 0 <= fraction <= 1:
        raise TypeError("no fraction")
    return split(rng, n, fraction)


@mistake(
    "standardised_normal",
    "Too small a shape is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips"
    " it. Raise a ValueError.",
)
def asserts_the_shape(rng, shape):
    if np.prod(shape) < 2:
        raise AssertionError
    return standardised_normal(rng, shape)


@mistake(
    "bootstrap_means",
    "No rows are refused, but with the wrong exception. Raise a ValueError: the type of the argument is fine, its"
    " value is not.",
)
def asserts_that_there_are_rows(rng, x, n):
    if len(x) == 0:
        raise AssertionError
    return bootstrap_means(rng, x, n)


@mistake("bootstrap_means", "The rows pass through float32, which keeps about 7 digits. Stay in the dtype of x.")
def passes_through_float32(rng, x, n):
    means = bootstrap_means(rng, x, n)
    return means.astype(np.float32).astype(means.dtype)
