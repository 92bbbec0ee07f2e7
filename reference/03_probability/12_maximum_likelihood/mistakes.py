"""What beginners hand in for maximum likelihood, and what to tell them."""

import math

from array_api_compat import array_namespace
from maximum_likelihood import categorical_nll, fit_categorical, fit_normal, normal_nll

from dojo import TINY, edit, ideas, mistake

ideas(
    wrong_axis="fits_along_the_first_axis",
    axis_lost="aligns_with_the_entries",
    whole_for_slice="fits_everything_at_once averages_over_all divides_by_the_sum_of_all averages_over_all_rows",
    sum_for_mean="adds_the_squares_up adds_the_sample_up adds_the_counts_up",
    wrong_divisor=(
        "divides_by_one_less divides_by_the_largest divides_by_the_number_of_classes averages_over_the_classes "
        "gives_the_standard_error"
    ),
    root_or_square="gives_the_variance takes_std_for_the_variance divides_by_the_variance_and_squares",
    wrong_factor="adds_all_of_log_two_pi adds_the_log_variance forgets_the_half",
    missing_term="measures_from_zero forgets_two_pi forgets_the_width ignores_the_counts",
    sign="forgets_the_minus subtracts_log_std forgets_the_minus_of_the_classes",
    swapped_arguments="exchanges_the_two",
    end_of_interval="takes_a_width_of_zero",
    underflow="takes_the_logarithm_of_the_density",
    cancellation="subtracts_the_squares",
    epsilon="never_gives_zero adds_eps clips smooths",
    empty_input="fits_nothing spreads_nothing_evenly divides_nothing takes_counts_of_nothing",
    nan_hidden="multiplies_zero_by_infinity leaves_out_the_impossible",
    silent_error="takes_any_width",
    base_or_units="counts_bits",
    wrong_formula="takes_the_mean_distance takes_the_middle gives_the_entropy gives_the_divergence",
    logit_or_probability="takes_a_softmax takes_probabilities_for_logits",
)

_HALF_LOG_TWO_PI = math.log(2 * math.pi) / 2


def _something(x):
    if x.shape[-1] == 0:
        raise ValueError("nothing was observed")
    return array_namespace(x)


def _counted(counts):
    xp = array_namespace(counts)
    if xp.any(xp.sum(counts, axis=-1) == 0):
        raise ValueError("nothing was counted")
    return xp


# ------------------------------------------------------------------------------------------ fit_normal


@mistake(
    "fit_normal",
    "The variance is divided by n - 1. That makes it unbiased, but the sample less probable: the likelihood is largest"
    " with n. (torch's std and var divide by n - 1 unless you say correction=0.)",
)
def divides_by_one_less(x):
    mean, std = fit_normal(x)
    n = x.shape[-1]
    return mean, std * (n / (n - 1)) ** 0.5 if n > 1 else std / 0.0 * 0


edit(
    "gives_the_variance",
    "That is the variance. The second number is the standard deviation, its root.",
    ("xp.sqrt(xp.mean((x - mean[..., None]) ** 2, axis=-1))", "xp.mean((x - mean[..., None]) ** 2, axis=-1)"),
)


@mistake(
    "fit_normal",
    "The variance is E[x²] - E[x]². Far from 0 these two are nearly equal, and their difference is rounding errors:"
    " subtract the mean first, then square.",
)
def subtracts_the_squares(x):
    xp = _something(x)
    mean = xp.mean(x, axis=-1)
    variance = xp.mean(x * x, axis=-1) - mean * mean
    return mean, xp.sqrt(xp.where(variance > 0, variance, 0 * variance))


edit(
    "measures_from_zero",
    "The mean is not subtracted. The spread is measured from the mean of the sample, not from 0.",
    ("xp.sqrt(xp.mean((x - mean[..., None]) ** 2, axis=-1))", "xp.sqrt(xp.mean(x**2, axis=-1))"),
)


edit(
    "takes_the_mean_distance",
    "That is the mean distance from the mean. The normal density has the square of that distance: take the root of"
    " the mean square.",
    ("xp.sqrt(xp.mean((x - mean[..., None]) ** 2, axis=-1))", "xp.mean(xp.abs(x - mean[..., None]), axis=-1)"),
)


@mistake(
    "fit_normal",
    "That is the standard error of the mean. How far single entries lie from the mean does not shrink with n: do not"
    " divide by √n.",
)
def gives_the_standard_error(x):
    mean, std = fit_normal(x)
    return mean, std / x.shape[-1] ** 0.5


@mistake("fit_normal", "The squares are added up, and not divided by n. The variance is their mean.")
def adds_the_squares_up(x):
    mean, std = fit_normal(x)
    return mean, std * x.shape[-1] ** 0.5


@mistake(
    "fit_normal",
    "The middle of the sample is not its mean: the median, or halfway between the ends, makes a squared error smallest"
    " only by chance. Add up, and divide by n.",
    halfway=(True, False),
)
def takes_the_middle(x, *, halfway):
    xp = _something(x)
    ordered, n = xp.sort(x, axis=-1), x.shape[-1]
    low, high = (0, n - 1) if halfway else ((n - 1) // 2, n // 2)
    mean = (ordered[..., low] + ordered[..., high]) / 2
    return mean, xp.sqrt(xp.mean((x - mean[..., None]) ** 2, axis=-1))


@mistake("fit_normal", "All samples are fitted as one. Take both means along the last axis: axis=-1.")
def fits_everything_at_once(x):
    xp = _something(x)
    mean = xp.mean(x)
    return mean, xp.sqrt(xp.mean((x - mean) ** 2))


@mistake("fit_normal", "The samples lie along the last axis, not the first: axis=-1.")
def fits_along_the_first_axis(x):
    xp = _something(x)
    mean = xp.mean(x, axis=0)
    return mean, xp.sqrt(xp.mean((x - mean) ** 2, axis=0))


@mistake(
    "fit_normal",
    "Something small is added, so that the spread is never 0. If all entries are equal it is 0: that is the fit, and"
    " the loss refuses it.",
    eps=(1e-3, *TINY),
)
def never_gives_zero(x, *, eps):
    xp = array_namespace(x)
    mean, std = fit_normal(x)
    return mean, xp.where(std > eps, std, eps + 0 * std)


@mistake("fit_normal", "A sample without entries gives NaN. Nothing was observed: raise a ValueError.")
def fits_nothing(x):
    xp = array_namespace(x)
    return fit_normal(x) if x.shape[-1] else (xp.sum(x, axis=-1) * xp.nan, xp.sum(x, axis=-1) * xp.nan)


# ------------------------------------------------------------------------------------------ normal_nll


edit(
    "adds_the_sample_up",
    "That is the sum over the sample. Take the mean, so that samples of different length can be compared.",
    ("xp.mean(z * z, axis=-1)", "xp.sum(z * z, axis=-1)"),
)


@mistake("normal_nll", "The sign is missing: this is the log-likelihood. A loss is minus that.")
def forgets_the_minus(x, mean, std):
    return -normal_nll(x, mean, std)


edit(
    "forgets_two_pi",
    "½ log 2π is missing. It moves no minimum, but then the loss is not minus the logarithm of the density.",
    (" + math.log(2 * math.pi) / 2", ""),
)


edit(
    "forgets_the_width",
    "log std is missing. Without it the loss falls for ever as std grows: a wider bell is lower.",
    ("/ 2 + xp.log(std) + math", "/ 2 + math"),
)


@mistake(
    "normal_nll", "std is treated as the variance. Divide x - mean by std, then square, and use log std without a half."
)
def takes_std_for_the_variance(x, mean, std):
    xp = array_namespace(x, mean, std)
    return normal_nll(x, mean, xp.where(std > 0, std, 0 * std) ** 0.5)


edit(
    "subtracts_log_std",
    "log std has the wrong sign. A wider bell is lower, so its loss is higher: add log std.",
    ("+ xp.log(std)", "- xp.log(std)"),
)


edit(
    "adds_all_of_log_two_pi",
    "All of log 2π is added. The density divides by the root of 2π: add half of its logarithm.",
    ("math.log(2 * math.pi) / 2", "math.log(2 * math.pi)"),
)


@mistake("normal_nll", "All of the logarithm of the variance is added. Half of it is log std: add that.")
def adds_the_log_variance(x, mean, std):
    return normal_nll(x, mean, std) + array_namespace(x).log(std)


@mistake(
    "normal_nll",
    "x - mean is divided by the variance, and then squared. Divide by std before you square, or by the variance after.",
)
def divides_by_the_variance_and_squares(x, mean, std):
    xp = array_namespace(x, mean, std)
    safe = xp.where(std > 0, std, xp.ones_like(std))[..., None]
    return normal_nll((x - mean[..., None]) / safe + mean[..., None], mean, std)


edit(
    "forgets_the_half",
    "The square is not halved: the exponent of the density is -½ z².",
    ("xp.mean(z * z, axis=-1) / 2", "xp.mean(z * z, axis=-1)"),
)


@mistake(
    "normal_nll",
    "This is the product of the densities, or the logarithm of their product, and a density of 0 makes it infinite. Add"
    " logarithms instead, and write the logarithm of the formula down.",
)
def takes_the_logarithm_of_the_density(x, mean, std):
    xp = array_namespace(x, mean, std)
    if xp.any(std <= 0):
        raise ValueError
    z = (x - mean[..., None]) / std[..., None]
    return -xp.mean(xp.log(xp.exp(-z * z / 2) / (std[..., None] * (2 * math.pi) ** 0.5)), axis=-1)


@mistake(
    "normal_nll",
    "The mean and the standard deviation meet the wrong axis of x. Each belongs to one sample: give them a last axis of"
    " size 1, mean[..., None].",
)
def aligns_with_the_entries(x, mean, std):
    xp = array_namespace(x, mean, std)
    if xp.any(std <= 0):
        raise ValueError
    z = (x - mean) / std
    return xp.mean(z * z / 2 + xp.log(std) + _HALF_LOG_TWO_PI, axis=-1)


@mistake("normal_nll", "All samples are averaged together. Each has a loss of its own: mean along axis=-1.")
def averages_over_all(x, mean, std):
    return array_namespace(x, mean, std).mean(normal_nll(x, mean, std))


@mistake("normal_nll", "A standard deviation of 0, or less, gets through. No density has it: raise a ValueError.")
def takes_any_width(x, mean, std):
    xp = array_namespace(x, mean, std)
    safe = xp.where(std > 0, std, xp.ones_like(std))
    return xp.where(std > 0, normal_nll(x, mean, safe), xp.nan + 0 * std)


edit(
    "takes_a_width_of_zero",
    "A negative standard deviation is refused, but not 0, which makes the density infinite.",
    ("std <= 0", "std < 0"),
)


# ------------------------------------------------------------------------------------- fit_categorical


@mistake(
    "fit_categorical",
    "Something is added to each count. Such smoothing helps on new data, but it is not the maximum of the likelihood:"
    " what never occurred has probability 0.",
    extra=(1.0, 0.5, 0.1, 1e-2, *TINY),
)
def smooths(counts, *, extra):
    _counted(counts)
    return fit_categorical(counts + extra)


@mistake(
    "fit_categorical",
    "That is the softmax of the counts, as if they were logits. They are counts: divide by their sum.",
)
def takes_a_softmax(counts):
    xp = _counted(counts)
    return fit_categorical(xp.exp(counts - xp.max(counts, axis=-1, keepdims=True)))


@mistake("fit_categorical", "The counts are divided by the largest. Divide by the sum, so that the shares add up to 1.")
def divides_by_the_largest(counts):
    xp = _counted(counts)
    return counts / xp.max(counts, axis=-1, keepdims=True)


@mistake(
    "fit_categorical", "The counts are divided by the sum of all. Each distribution has its own: sum over axis=-1."
)
def divides_by_the_sum_of_all(counts):
    xp = _counted(counts)
    return counts / xp.sum(counts)


edit(
    "divides_by_the_number_of_classes",
    "The counts are divided by the number of classes. Divide by how much was counted.",
    ("counts / _total(counts)[..., None]", "counts / counts.shape[-1]"),
)


@mistake(
    "fit_categorical",
    "Counts of nothing get an even distribution. Nothing supports it: raise a ValueError, so that somebody notices.",
)
def spreads_nothing_evenly(counts):
    xp = array_namespace(counts)
    empty = xp.sum(counts, axis=-1, keepdims=True) == 0
    return fit_categorical(xp.where(empty, xp.ones_like(counts), counts))


edit(
    "divides_nothing",
    "Counts of nothing give 0/0, NaN. Raise a ValueError first.",
    ('if xp.any(total == 0):\n    raise ValueError("nothing was counted")\n', ""),
)


# ------------------------------------------------------------------------------------- categorical_nll


edit(
    "adds_the_counts_up",
    "That is the sum over everything that was counted. Divide by the number of counts, so that the loss does not grow"
    " with the text.",
    ("xp.log(seen), axis=-1) / _total(counts)", "xp.log(seen), axis=-1)"),
)


@mistake(
    "categorical_nll",
    "The mean is taken over the classes. It is a mean over everything that was counted: divide by their sum.",
)
def averages_over_the_classes(counts, probs):
    return categorical_nll(counts, probs) * array_namespace(counts).sum(counts, axis=-1) / counts.shape[-1]


edit(
    "ignores_the_counts",
    "The counts are left out: this is the mean of -log p over the classes. A class that occurred twice counts twice.",
    ("-xp.sum(counts * xp.log(seen), axis=-1) / _total(counts)", "-xp.mean(xp.log(seen), axis=-1)"),
)


edit(
    "forgets_the_minus_of_the_classes",
    "The sign is missing: this is the log-likelihood. A loss is minus that.",
    ("-xp.sum(counts * xp.log(seen), axis=-1)", "xp.sum(counts * xp.log(seen), axis=-1)"),
)


@mistake(
    "categorical_nll",
    "The probabilities weigh the logarithms of the shares. Weigh by what happened, and take the logarithm of what the"
    " model says: share times log p.",
)
def exchanges_the_two(counts, probs):
    xp = array_namespace(counts, probs)
    shares = fit_categorical(counts)
    return -xp.sum(probs * xp.log(xp.where(shares > 0, shares, xp.ones_like(shares))), axis=-1)


edit(
    "counts_bits",
    "The logarithm is to base 2, which counts bits. All logarithms here are natural.",
    ("xp.log(seen)", "xp.log2(seen)"),
)


@mistake(
    "categorical_nll",
    "This takes the logarithm of the shares instead of probs: it is the entropy of the counts, which no model can"
    " fall below.",
)
def gives_the_entropy(counts, probs):
    return categorical_nll(counts, fit_categorical(counts))


@mistake(
    "categorical_nll",
    "That is the divergence of probs from the shares. The loss has the entropy of the shares on top: sum share times"
    " -log p, without a quotient.",
)
def gives_the_divergence(counts, probs):
    return categorical_nll(counts, probs) - categorical_nll(counts, fit_categorical(counts))


@mistake(
    "categorical_nll",
    "The probabilities go through a softmax, as if they were logits. They are probabilities already: take their log.",
)
def takes_probabilities_for_logits(counts, probs):
    xp = array_namespace(counts, probs)
    return categorical_nll(counts, fit_categorical(xp.exp(probs)))


@mistake(
    "categorical_nll",
    "Something small is added to the probabilities before the logarithm. A class that occurred with probability 0 makes"
    " the loss infinite: choose 1 for p where the count is 0, and leave the others alone.",
    eps=TINY,
)
def adds_eps(counts, probs, *, eps):
    return categorical_nll(counts, probs + eps)


@mistake(
    "categorical_nll",
    "The probabilities are kept away from 0. But a class that occurred with probability 0 makes the loss infinite:"
    " choose 1 for p where the count is 0, and leave the others alone.",
    eps=TINY,
)
def clips(counts, probs, *, eps):
    xp = array_namespace(counts, probs)
    return categorical_nll(counts, xp.where(probs > eps, probs, eps + 0 * probs))


@mistake(
    "categorical_nll",
    "A class that never occurred and has probability 0 makes 0 · log 0, which is NaN. It adds nothing: take the"
    " logarithm only where the count is not 0.",
)
def multiplies_zero_by_infinity(counts, probs):
    xp = _counted(counts)
    return -xp.sum(counts * xp.log(probs), axis=-1) / xp.sum(counts, axis=-1)


@mistake(
    "categorical_nll",
    "A class of probability 0 is left out, even if it occurred. Then the loss is infinite: leave out only what has a"
    " count of 0.",
)
def leaves_out_the_impossible(counts, probs):
    return categorical_nll(counts, array_namespace(counts, probs).where(probs > 0, probs, 1 + 0 * probs))


@mistake(
    "categorical_nll", "All rows are averaged together. Each distribution has a loss of its own: sum over axis=-1."
)
def averages_over_all_rows(counts, probs):
    return array_namespace(counts, probs).mean(categorical_nll(counts, probs))


@mistake("categorical_nll", "Counts of nothing give 0/0, NaN. Raise a ValueError first.")
def takes_counts_of_nothing(counts, probs):
    xp = array_namespace(counts, probs)
    seen = xp.where(counts > 0, probs, xp.ones_like(probs))
    return -xp.sum(counts * xp.log(seen), axis=-1) / xp.sum(counts, axis=-1)
