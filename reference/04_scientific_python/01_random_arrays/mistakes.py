"""What beginners hand in for random arrays, and what to tell them."""

import copy
import random

import numpy as np
from random_arrays import bootstrap_means, split, standardised_normal

from dojo import mistake

# ------------------------------------------------------------------- whose chance it is


@mistake(
    "standardised_normal",
    "The numbers come from NumPy's global generator, np.random. Anybody's draw moves it, so that no run can be"
    " repeated. Draw with the methods of the generator that you were given.",
)
def draws_from_the_global_generator(rng, shape):
    standardised_normal(rng, shape)
    z = np.random.standard_normal(shape)  # noqa: NPY002  that is the mistake
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "np.random.seed starts NumPy's global generator anew, for the whole program, and then every call gives the same"
    " numbers. A seed is set once, by whoever makes the generator: use the one you were given.",
)
def seeds_the_global_generator(rng, shape):
    np.random.seed(42)  # noqa: NPY002  that is the mistake
    return draws_from_the_global_generator(rng, shape)


@mistake(
    "standardised_normal",
    "A new generator with a fixed seed is made at each call: all weights of a model would be equal, whatever seed its"
    " user chose. Draw from the generator that you were given.",
)
def makes_a_generator_of_its_own(rng, shape):
    return standardised_normal(np.random.default_rng(0), shape)


@mistake(
    "standardised_normal",
    "A generator made without a seed takes one from the operating system, another one each time: the same seed of the"
    " caller gives other numbers. Draw from the generator that you were given.",
)
def makes_a_generator_without_a_seed(rng, shape):
    return standardised_normal(np.random.default_rng(), shape)


@mistake(
    "standardised_normal",
    "The next call gives the same numbers again: they were drawn from a copy, or kept from an earlier call. Draw from"
    " the generator itself. It moves on, and should.",
)
def draws_from_a_copy(rng, shape):
    return standardised_normal(copy.deepcopy(rng), shape)


@mistake(
    "split",
    "The indices are shuffled by NumPy's global generator, np.random. The split must follow from the generator that was"
    " handed in, or nobody can make it again.",
)
def shuffles_with_the_global_generator(rng, n, fraction):
    split(rng, n, fraction)
    order, k = np.random.permutation(n), round(fraction * n)  # noqa: NPY002  that is the mistake
    return order[:k], order[k:]


@mistake(
    "split",
    "Python's own random module shuffles here. It has one generator for the whole program; the one that was handed in"
    " has a method permutation.",
)
def shuffles_with_python(rng, n, fraction):
    split(rng, n, fraction)
    order, k = list(range(n)), round(fraction * n)
    random.shuffle(order)
    return np.array(order[:k], np.int64), np.array(order[k:], np.int64)


@mistake(
    "split",
    "The split is the same for every seed of the caller: it has a seed of its own, 42 or another, or no chance in it."
    " Let the caller's generator decide.",
)
def splits_with_a_seed_of_its_own(rng, n, fraction):
    return split(np.random.default_rng(42), n, fraction)


@mistake(
    "bootstrap_means",
    "The rows are drawn by NumPy's global generator, np.random: an error bar that no second run gives again. Draw them"
    " with the generator that you were given.",
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
    "The numbers are as they were drawn. Their mean is only near 0 and their deviation only near 1: subtract this"
    " sample's mean and divide by this sample's deviation.",
)
def leaves_the_draw_as_it_is(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    return rng.standard_normal(shape)


@mistake(
    "standardised_normal",
    "The deviation is that of ddof=1, which divides by n - 1. Here n numbers are to have deviation 1 as np.std counts"
    " it: divide by n.",
)
def divides_by_n_minus_one(rng, shape):
    z = standardised_normal(rng, shape)
    return z / z.std(ddof=1)


@mistake("standardised_normal", "The mean is 0 now, but the deviation is still that of the draw: divide by it.")
def only_centres(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return z - z.mean()


@mistake("standardised_normal", "The deviation is 1 now, but the mean is still that of the draw: subtract it first.")
def only_scales(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return z / z.std()


@mistake(
    "standardised_normal",
    "It divides by the variance. Numbers divided by s have a deviation s times as small: divide by the deviation, the"
    " root of the variance.",
)
def divides_by_the_variance(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return (z - z.mean()) / z.var()


@mistake(
    "standardised_normal",
    "It divides first and subtracts afterwards the mean that was there before. Subtract, then divide; or take the mean"
    " of what is there now.",
)
def subtracts_too_late(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    return z / z.std() - z.mean()


@mistake(
    "standardised_normal",
    "Each column is standardised for itself. One mean and one deviation are meant, those of all the numbers: no axis.",
)
def standardises_each_column(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else (z - z.mean(axis=0)) / z.std(axis=0)


@mistake(
    "standardised_normal",
    "Each row is standardised for itself. One mean and one deviation are meant, those of all the numbers: no axis.",
)
def standardises_each_row(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else (z - z.mean(axis=-1, keepdims=True)) / z.std(axis=-1, keepdims=True)


@mistake(
    "standardised_normal",
    "The numbers are uniform: rng.random gives as many near the ends as in the middle. Normal ones gather in the"
    " middle, and some lie far out.",
)
def draws_uniform_numbers(rng, shape):
    u = rng.random(shape)
    return (u - u.mean()) / standardised_normal(rng, shape).std() / u.std()


@mistake(
    "standardised_normal",
    "What lies far out was cut off. A normal distribution has 4.6 % of its numbers beyond two deviations, and 0.3 %"
    " beyond three.",
)
def cuts_off_the_tails(rng, shape):
    z = np.clip(standardised_normal(rng, shape), -3, 3)
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "What lay far out was drawn again: that is a truncated normal distribution. Of normal numbers 0.3 % lie beyond"
    " three deviations; leave them as they come.",
)
def draws_again_what_lies_far_out(rng, shape):
    standardised_normal(copy.deepcopy(rng), shape)
    z = rng.standard_normal(shape)
    while np.any(far := np.abs(z) > 3):
        z[far] = rng.standard_normal(np.sum(far))
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "One row was drawn and repeated for all the others. Each number is to be drawn for itself: ask for the whole shape"
    " at once.",
)
def repeats_one_row(rng, shape):
    z = standardised_normal(rng, shape)
    return z if z.ndim < 2 else np.tile(standardised_normal(rng, shape[1:]), (shape[0], *[1] * (z.ndim - 1)))


@mistake(
    "standardised_normal",
    "Half of the numbers are the other half with the sign turned. The mean is 0 that way, but half of them are no"
    " chance any more: draw each for itself, and subtract the mean.",
)
def mirrors_half_of_them(rng, shape):
    z = standardised_normal(rng, shape).ravel()
    half = z[: (z.size + 1) // 2]
    z = np.concatenate([half, -half])[: z.size].reshape(shape)
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "The numbers are sorted. Then the first is always the smallest, and where a number stands is no chance any more:"
    " leave them as they come.",
)
def sorts_them(rng, shape):
    return np.sort(standardised_normal(rng, shape), axis=None).reshape(shape)


@mistake(
    "standardised_normal",
    "The numbers come in a single row, whatever shape was asked for: reshape them, or hand the shape to the generator.",
)
def comes_flat(rng, shape):
    return standardised_normal(rng, shape).ravel()


@mistake(
    "standardised_normal",
    "The numbers are float32. Nobody asked for that: a generator draws float64 unless it is told otherwise.",
)
def draws_float32(rng, shape):
    return standardised_normal(rng, shape).astype(np.float32)


@mistake(
    "standardised_normal",
    "A shape may be a single number, as everywhere in NumPy: 6 means (6,). len(shape) and *shape need a tuple.",
)
def needs_a_tuple(rng, shape):
    return standardised_normal(rng, (*shape,))


@mistake(
    "standardised_normal",
    "A single number has deviation 0, and 0 / 0 is NaN; of no numbers at all there is no mean. Raise a ValueError where"
    " the shape asks for fewer than two.",
)
def divides_zero_by_zero(rng, shape):
    z = rng.standard_normal(shape)
    return (z - z.mean()) / z.std()


@mistake(
    "standardised_normal",
    "A single number has deviation 0. To add a small number to that, or to take 1 in its place, hides the one case in"
    " which there is no result: raise a ValueError for fewer than two numbers instead.",
)
def adds_a_small_number(rng, shape):
    z = rng.standard_normal(shape)
    return (z - z.mean()) / (z.std() + 1e-8)


# ---------------------------------------------------------------------------------- split


@mistake(
    "split",
    "The first part is simply the first indices. Data is often sorted, by date or by source, and then the two parts"
    " differ: shuffle before you cut.",
)
def takes_the_first_ones(rng, n, fraction):
    first, _ = split(rng, n, fraction)
    return np.arange(len(first)), np.arange(len(first), n)


@mistake(
    "split",
    "Each part is drawn alone, so that some indices are in both, and the model is tested on what it has seen. Shuffle"
    " once, then cut the same order into two.",
)
def draws_each_part_alone(rng, n, fraction):
    k = len(split(copy.deepcopy(rng), n, fraction)[0])
    return rng.permutation(n)[:k], rng.permutation(n)[k:]


@mistake(
    "split",
    "Indices are drawn with replacement: some come twice, and others are in no part. rng.choice needs replace=False;"
    " a permutation does it as well.",
)
def draws_with_replacement(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    drawn = rng.integers(n, size=len(first)) if n else first
    return drawn, np.setdiff1d(np.arange(n), drawn)


@mistake(
    "split",
    "A coin is tossed for each index, so that the sizes of the parts are right only on average. Decide the sizes first,"
    " then who goes where.",
)
def tosses_a_coin_for_each(rng, n, fraction):
    split(copy.deepcopy(rng), n, fraction)
    chosen = rng.random(n) < fraction
    return np.flatnonzero(chosen), np.flatnonzero(~chosen)


@mistake(
    "split",
    "The size is cut off, not rounded: int(2.8) is 2, and 0.29 * 100 is 28.999999999999996, so that int makes 28 of it."
    " Use round.",
)
def cuts_the_size_off(rng, n, fraction):
    order = np.concatenate(split(rng, n, fraction))
    return order[: int(fraction * n)], order[int(fraction * n) :]


@mistake("split", "The size is rounded up, ceil, where the nearest whole number is asked for: use round.")
def rounds_the_size_up(rng, n, fraction):
    order = np.concatenate(split(rng, n, fraction))
    k = int(np.ceil(fraction * n))
    return order[:k], order[k:]


@mistake(
    "split",
    "The two parts are exchanged: the fraction is the size of the first one, and the rest comes second.",
)
def exchanges_the_parts(rng, n, fraction):
    return split(rng, n, fraction)[::-1]


@mistake(
    "split",
    "What comes back are truth values, one for each index. Asked for are the indices themselves: np.flatnonzero makes"
    " them out of a mask.",
)
def gives_masks(rng, n, fraction):
    chosen = np.isin(np.arange(n), split(rng, n, fraction)[0])
    return chosen, ~chosen


@mistake(
    "split",
    "One index is in no part: the second begins one too late. order[:k] ends before k, so the rest is order[k:].",
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
    "The indices of the first part are neighbours: only the place of the cut is by chance. Shuffle the indices, so that"
    " all subsets are equally likely.",
)
def takes_a_window_by_chance(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    order = np.roll(np.arange(n), rng.integers(max(n, 1)))
    return order[: len(first)], order[len(first) :]


@mistake(
    "split",
    "A shuffle of one's own that exchanges each index with any other does not make all orders equally likely; after a"
    " turn at i only those behind i may be drawn from. Leave it to rng.permutation.",
)
def shuffles_unevenly(rng, n, fraction):
    first, _ = split(copy.deepcopy(rng), n, fraction)
    order = np.arange(n)
    for i in range(n):
        j = rng.integers(n)
        order[i], order[j] = order[j], order[i]
    return order[: len(first)], order[len(first) :]


@mistake("split", "The parts are lists, where arrays are asked for: np.array(..., dtype=int), or cut an array in two.")
def gives_lists(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return first.tolist(), second.tolist()


@mistake(
    "split",
    "They count from 1. Indices go from 0 to n - 1; the last of yours points behind the data.",
)
def counts_from_one(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return first + 1, second + 1


@mistake(
    "split",
    "An empty part is an array of floats, np.array([]), which can't be an index. Say dtype=int, or cut it out of an"
    " array of whole numbers.",
)
def makes_empty_floats(rng, n, fraction):
    first, second = split(rng, n, fraction)
    return np.array(first.tolist()), np.array(second.tolist())


@mistake(
    "split",
    "Nobody looks at the fraction, and a slice forgives everything: order[:-1] and order[:11] are no errors. Raise a"
    " ValueError unless 0 <= fraction <= 1.",
)
def forgives_any_fraction(rng, n, fraction):
    order, k = rng.permutation(n), round(fraction * n)
    return order[:k], order[k:]


@mistake(
    "split",
    "The check lets NaN through: every comparison with NaN is False, so ask whether 0 <= fraction <= 1 holds, not"
    " whether it is broken.",
)
def lets_nan_through(rng, n, fraction):
    if fraction < 0 or fraction > 1:
        raise ValueError("no fraction")
    k = 0 if np.isnan(fraction) else round(fraction * n)
    order = rng.permutation(n)
    return order[:k], order[k:]


@mistake(
    "split",
    "The fractions 0 and 1 are refused. They are fractions: one of the two parts is empty then.",
)
def refuses_the_ends(rng, n, fraction):
    if not 0 < fraction < 1:
        raise ValueError("no fraction")
    return split(rng, n, fraction)


# ------------------------------------------------------------------------ bootstrap_means


@mistake(
    "bootstrap_means",
    "The resamples are drawn without replacement: each holds every row once, and all means are equal. Rows go back"
    " after they were drawn.",
)
def resamples_without_replacement(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return np.array([x[rng.permutation(len(x))].mean(axis=0) for _ in range(n)]).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "There is one resample, and its mean n times. The means differ only if rows are drawn anew for each: (n, rows)"
    " indices.",
)
def draws_one_resample(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    drawn = rng.integers(len(x), size=len(x))
    return np.array([x[drawn].mean(axis=0) for _ in range(n)]).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "A resample is there more than once. Rows are drawn anew for each mean: (n, rows) indices.",
)
def uses_each_resample_twice(rng, x, n):
    return np.repeat(bootstrap_means(rng, x, (n + 1) // 2), 2, axis=0)[:n]


@mistake(
    "bootstrap_means",
    "The resamples have n rows. n is how many means there are; each of them is of as many rows as x has.",
)
def resamples_n_rows(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(len(x), size=(n, n))].mean(axis=1)


@mistake(
    "bootstrap_means",
    "The last row is never drawn. rng.integers(rows) already ends before rows: don't subtract 1.",
)
def never_draws_the_last_row(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(max(len(x) - 1, 1), size=(n, len(x)))].mean(axis=1)


@mistake("bootstrap_means", "The first row is never drawn: indices start at 0.")
def never_draws_the_first_row(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(min(1, len(x) - 1), len(x), size=(n, len(x)))].mean(axis=1)


@mistake(
    "bootstrap_means",
    "Each column is resampled for itself, which tears apart what belongs together: the scores of two models on the same"
    " question. Draw whole rows.",
)
def resamples_each_column(rng, x, n):
    if x.ndim == 1:
        return bootstrap_means(rng, x, n)
    columns = [bootstrap_means(rng, column, n) for column in x.reshape(len(x), -1).T]
    return np.stack(columns, axis=1).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "The mean goes over the columns too, or the numbers are drawn one by one. Columns stay apart: only the drawn rows"
    " are averaged.",
)
def averages_the_columns_too(rng, x, n):
    return bootstrap_means(rng, x, n).reshape(n, -1).mean(axis=1)


@mistake(
    "bootstrap_means",
    "The mean goes along the wrong axis: over the resamples, for each place in them. Over the rows of each resample is"
    " meant.",
)
def averages_over_the_resamples(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(len(x), size=(n, len(x)))].mean(axis=0) if n else np.zeros(x.shape)


@mistake(
    "bootstrap_means",
    "Sums come back. Divide by the number of rows, or take np.mean.",
)
def gives_the_sums(rng, x, n):
    return bootstrap_means(rng, x, n) * x.dtype.type(len(x))


@mistake(
    "bootstrap_means",
    "The resamples themselves come back. What is asked for is the mean of each.",
)
def gives_the_resamples(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return x[rng.integers(len(x), size=(n, len(x)))]


@mistake(
    "bootstrap_means",
    "Normal numbers around the mean take the place of resamples. That is what the bootstrap tends to for many rows; a"
    " resample holds rows of x and nothing else.",
)
def draws_normal_means(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    return rng.normal(x.mean(axis=0), x.std(axis=0) / np.sqrt(len(x)), size=(n, *x.shape[1:]))


@mistake(
    "bootstrap_means",
    "Instead of drawing rows, one row at a time is left out. That is the jackknife; the bootstrap draws with"
    " replacement.",
)
def leaves_one_row_out(rng, x, n):
    bootstrap_means(copy.deepcopy(rng), x, n)
    rows = max(len(x) - 1, 1)
    out = rng.integers(len(x), size=n)
    return np.array([np.delete(x, i, axis=0).sum(axis=0) / rows for i in out]).reshape(n, *x.shape[1:])


@mistake(
    "bootstrap_means",
    "A list of means comes back. Make an array of it, which for n = 0 needs to be told its shape.",
)
def gives_a_list(rng, x, n):
    return list(bootstrap_means(rng, x, n))


@mistake(
    "bootstrap_means",
    "With n = 0 the features are lost: np.array([]) has the shape (0,), where (0, *features) is asked for. Index x by"
    " an array (n, rows), or make room for the means first.",
)
def makes_an_array_of_an_empty_list(rng, x, n):
    return np.array([*bootstrap_means(rng, x, n)])


@mistake(
    "bootstrap_means",
    "Rows that are equal count as one: they were made unique, as in a set. A score that ten questions have in common is"
    " ten rows.",
)
def draws_from_a_set(rng, x, n):
    return bootstrap_means(rng, np.unique(x, axis=0) if len(x) else x, n)


@mistake(
    "bootstrap_means",
    "float32 rows have float64 means: an array made for the means has NumPy's default dtype. Give it the dtype of x,"
    " or let np.mean make it.",
)
def fills_zeros_of_the_default_dtype(rng, x, n):
    means = np.zeros((n, *x.shape[1:]))
    means[:] = bootstrap_means(rng, x, n)
    return means


@mistake(
    "bootstrap_means",
    "The means of whole numbers are cut off: an array made for the means has the dtype of x, which is whole. The mean"
    " of 0 and 1 is 0.5.",
)
def cuts_off_the_means_of_integers(rng, x, n):
    return bootstrap_means(rng, x, n).astype(x.dtype)


@mistake(
    "bootstrap_means",
    "x was shuffled where it lies. It belongs to the caller: draw indices, and leave x alone.",
)
def shuffles_x(rng, x, n):
    means = bootstrap_means(rng, x, n)
    rng.shuffle(x)
    return means


@mistake(
    "bootstrap_means",
    "Of no rows there is no mean, and NaN would go on its way unseen: raise a ValueError where x is empty.",
)
def gives_nan_for_no_rows(rng, x, n):
    return bootstrap_means(rng, x, n) if len(x) else np.full((n, *x.shape[1:]), np.nan)
