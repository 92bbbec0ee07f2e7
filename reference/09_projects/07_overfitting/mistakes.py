"""What beginners hand in for overfitting, and what to tell them."""

import numpy as np
from overfitting import cross_validate, fit_polynomial, plot_errors, predict

from dojo import edit, ideas, mistake

ideas(
    sum_for_mean="adds_the_ridge_to_the_mean adds_the_errors_up",
    wrong_divisor="averages_the_folds",
    root_or_square="squares_the_ridge takes_the_root",
    wrong_factor="has_a_factor_two",
    missing_term="forgets_the_constant names_no_line draws_no_legend names_no_axis",
    upside_down="puts_the_highest_power_first has_a_table_that_decreases reads_from_the_other_end",
    opposite_choice="takes_the_largest_error takes_the_highest",
    swapped_arguments=(
        "fits_the_fold_alone exchanges_the_results exchanges_the_names exchanges_the_axes gives_the_place"
    ),
    off_by_one="forgets_a_power begins_with_x counts_from_zero",
    end_of_interval="drops_the_rest lets_the_last_fold_grow",
    order_of_steps="does_not_shuffle",
    entries_mixed_up="takes_every_so_manieth_point",
    stale_state="draws_on_the_global_figure",
    counted_twice="punishes_the_constant",
    cancellation="solves_the_normal_equations",
    silent_error="fits_too_few_points takes_any_folds",
    refuses_what_is_allowed="takes_a_row_alone",
    default_value="ignores_the_ridge keeps_the_ridge_to_itself",
    base_or_units="draws_a_linear_axis draws_logarithms",
    wrong_distribution="shuffles_for_each_degree shuffles_with_a_seed_of_its_own",
    leakage="fits_what_it_holds_out trains_on_everything_once",
    ties_and_order="takes_the_first_of_equals takes_the_highest_of_equals",
    partial_case="holds_out_one_fold",
    wrong_formula="scales_x takes_magnitudes",
    text_handling="names_the_lines_otherwise",
)

# ---------------------------------------------------------------------------------------- fit_polynomial


def _enough(x, degree, ridge):
    if ridge == 0 and len(x) <= degree:
        raise ValueError("too few points")


def _solved(x, y, degree, penalty):
    """The normal equations, with something added to them."""
    powers = np.vander(x, degree + 1, increasing=True)
    return np.linalg.solve(powers.T @ powers + penalty, powers.T @ y)


edit(
    "puts_the_highest_power_first",
    "The highest power comes first, as from np.polyfit or np.vander. The constant comes first:"
    " np.vander(x, degree + 1, increasing=True).",
    ("rcond=None)[0]", "rcond=None)[0][::-1]"),
)

edit(
    "has_a_table_that_decreases",
    "The table of powers begins with the highest, as np.vander has it by default. So the coefficients come in the wrong"
    " order, and the penalty leaves out the highest instead of the constant: increasing=True.",
    (", increasing=True", ""),
)

edit(
    "scales_x",
    "x is scaled before its powers are taken, so the coefficients belong to a different x. Fit the x that is given.",
    ("np.vander(x, ", "np.vander(x / (np.max(np.abs(x)) or 1.0), "),
)


@mistake("fit_polynomial", "One power is missing. A polynomial of degree d has d + 1 coefficients.")
def forgets_a_power(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    return fit_polynomial(x, y, degree - 1, ridge) if degree else np.zeros(0)


@mistake("fit_polynomial", "The constant is missing: the table of powers begins with a column of ones, x**0.")
def forgets_the_constant(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    powers = x[:, None] ** np.arange(1, degree + 1)
    return np.linalg.solve(powers.T @ powers + ridge * np.eye(degree), powers.T @ y)


edit(
    "punishes_the_constant",
    "The ridge also punishes the constant, which draws the curve towards 0 even if y is far from it. Leave the"
    " constant out of the penalty.",
    ("np.sqrt(ridge) * np.eye(degree + 1)[1:]", "np.sqrt(ridge) * np.eye(degree + 1)"),
    ("np.zeros(degree)", "np.zeros(degree + 1)"),
)

edit(
    "ignores_the_ridge",
    "The ridge has no effect: add ridge times the squares of the coefficients to the errors.",
    ("np.sqrt(ridge) * np.eye(degree + 1)[1:]", "np.zeros((degree, degree + 1))"),
)

edit(
    "adds_the_ridge_to_the_mean",
    "The ridge is added to the mean of the squared errors, so it counts n times as much. Add it to their sum.",
    ("np.sqrt(ridge)", "np.sqrt(ridge * len(x))"),
)

edit(
    "squares_the_ridge",
    "The rows of the penalty hold ridge itself. Their squares are added up, so they have to hold its root:"
    " np.sqrt(ridge).",
    ("np.sqrt(ridge)", "ridge"),
)


@mistake(
    "fit_polynomial",
    "The ridge is half or twice as large as it should be. The error is the sum of squares plus ridge times the squares"
    " of the coefficients, both without a half.",
    times=(0.5, 2.0),
)
def has_a_factor_two(x, y, degree, ridge=0.0, *, times):
    return fit_polynomial(x, y, degree, times * ridge)


@mistake(
    "fit_polynomial",
    "The normal equations lose digits: XᵀX squares the condition number, and a curve of high degree misses the points"
    " that it should go through. Give the table of powers to lstsq.",
)
def solves_the_normal_equations(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    return _solved(x, y, degree, ridge * np.diag([0.0] + [1.0] * degree))


edit(
    "fits_too_few_points",
    "With fewer points than coefficients, many curves go through all of them, and the function chose one. Without a"
    " ridge, raise a ValueError.",
    (
        "if ridge == 0 and len(x) <= degree:\n"
        '    raise ValueError(f"{len(x)} points do not determine {degree + 1} coefficients")\n'
        "penalty",
        "penalty",
    ),
)


# ----------------------------------------------------------------------------------------------- predict


edit(
    "reads_from_the_other_end",
    "The coefficients are read from the wrong end. The first is the constant, the last the highest power.",
    ("powers @ coefficients", "powers @ coefficients[::-1]"),
)

edit(
    "begins_with_x",
    "The powers begin with x, but the first coefficient is the constant, which is multiplied by x**0.",
    ("np.arange(len(coefficients))", "np.arange(1, len(coefficients) + 1)"),
)

edit(
    "takes_a_row_alone",
    "Only one axis of points works. x may have any shape: add an axis for the powers at its end, x[..., None].",
    ("np.asarray(x, dtype=float)[..., None]", "np.ravel(x).astype(float)[:, None]"),
)


# ---------------------------------------------------------------------------------------- cross_validate


def _folds(x, folds, rng):
    if not 2 <= folds <= len(x):
        raise ValueError(f"no {folds} folds")
    return np.array_split(rng.permutation(len(x)), folds)


def _squares(x, y, degree, fitted, asked, ridge):
    return (predict(fit_polynomial(x[fitted], y[fitted], degree, ridge), x[asked]) - y[asked]) ** 2


def _rest(x, part):
    return np.setdiff1d(np.arange(len(x)), part)


edit(
    "fits_what_it_holds_out",
    "The points that are held out are fitted, too, because both errors come from one fit on all points. Then the"
    " highest degree always wins. Fit only the other folds.",
    ("fit_polynomial(x[rest], y[rest], degree, ridge)", "fit_polynomial(x, y, degree, ridge)"),
)


@mistake(
    "cross_validate",
    "The roles have changed places: one fold is fitted, and the others are held out. Fit the others, and measure the"
    " error on the one.",
)
def fits_the_fold_alone(x, y, degrees, folds, rng, ridge=0.0):
    train, valid = np.zeros(len(degrees)), np.zeros(len(degrees))
    pairs = [(part, _rest(x, part)) for part in _folds(x, folds, rng)]
    for i, degree in enumerate(degrees):
        own, others = [], []
        for part, rest in pairs:
            found = fit_polynomial(x[part], y[part], degree, ridge or 1e-12 * (len(part) <= degree))
            own.append((predict(found, x[part]) - y[part]) ** 2)
            others.append((predict(found, x[rest]) - y[rest]) ** 2)
        train[i], valid[i] = np.mean(np.concatenate(own)), np.mean(np.concatenate(others))
    return train, valid


edit(
    "does_not_shuffle",
    "The points are not shuffled. If they are sorted, each fold is a stretch that the fit has not seen, so it has to"
    " guess beyond its points. Use rng.permutation(n) first.",
    ("rng.permutation(len(x))", "np.arange(len(x))"),
)

edit(
    "shuffles_for_each_degree",
    "Each degree gets folds of its own, so a lucky shuffle may win instead of a better degree. Shuffle once, before the"
    " loop over degrees.",
    (
        "parts = np.array_split(rng.permutation(len(x)), folds)  # the same for all degrees\n"
        "errors = [_errors(x, y, degree, parts, ridge) for degree in degrees]",
        "errors = [_errors(x, y, degree, np.array_split(rng.permutation(len(x)), folds), ridge) for degree in degrees]",
    ),
)


@mistake(
    "cross_validate",
    "The generator is not used, because a seed of your own, or NumPy's global one, shuffles. Shuffle by"
    " rng.permutation(n).",
    seed=(0, 1, 42),
)
def shuffles_with_a_seed_of_its_own(x, y, degrees, folds, rng, ridge=0.0, *, seed):
    return cross_validate(x, y, degrees, folds, np.random.default_rng(seed), ridge)


edit(
    "averages_the_folds",
    "The errors of the folds are averaged, so a point in a small fold counts more. Add up over points, and divide by"
    " how many there are.",
    (
        "return np.mean(np.concatenate(train)), np.mean(np.concatenate(valid))",
        "return np.mean([np.mean(one) for one in train]), np.mean([np.mean(one) for one in valid])",
    ),
)

edit(
    "adds_the_errors_up",
    "Those are sums of squared errors. Divide by the number of points.",
    (
        "return np.mean(np.concatenate(train)), np.mean(np.concatenate(valid))",
        "return np.sum(np.concatenate(train)), np.sum(np.concatenate(valid))",
    ),
)

edit(
    "takes_the_root",
    "Those are the roots of the mean squared errors. Leave the roots out.",
    (
        "return np.mean(np.concatenate(train)), np.mean(np.concatenate(valid))",
        "return np.sqrt(np.mean(np.concatenate(train))), np.sqrt(np.mean(np.concatenate(valid)))",
    ),
)

edit(
    "takes_magnitudes",
    "The errors are magnitudes. Square them before you take the mean.",
    ("(predict(coefficients, x[rest]) - y[rest]) ** 2", "np.abs(predict(coefficients, x[rest]) - y[rest])"),
    (
        "(predict(coefficients, x[held_out]) - y[held_out]) ** 2",
        "np.abs(predict(coefficients, x[held_out]) - y[held_out])",
    ),
)

edit(
    "exchanges_the_results",
    "The two results have changed places. The training errors come first, then those of validation.",
    ("return train, valid", "return valid, train"),
)

edit(
    "holds_out_one_fold",
    "Only the first fold is held out. That is a single split, which depends on luck: let each fold have its turn.",
    ("for held_out in parts:", "for held_out in parts[:1]:"),
)

edit(
    "drops_the_rest",
    "All folds have n // folds points, so the rest of the points is never held out. Some folds have one point more:"
    " np.array_split does this.",
    (
        "parts = np.array_split(rng.permutation(len(x)), folds)  # the same for all degrees",
        "parts = rng.permutation(len(x))[: len(x) // folds * folds].reshape(folds, -1)",
    ),
)

edit(
    "lets_the_last_fold_grow",
    "The last fold gets all points that are left over. Folds differ in size by one at most: np.array_split does this.",
    (
        "parts = np.array_split(rng.permutation(len(x)), folds)  # the same for all degrees",
        "parts = np.split(rng.permutation(len(x)), len(x) // folds * np.arange(1, folds))",
    ),
)

edit(
    "takes_every_so_manieth_point",
    "Every folds-th point of the shuffled order makes a fold. Cut the order into stretches: np.array_split.",
    (
        "parts = np.array_split(rng.permutation(len(x)), folds)  # the same for all degrees",
        "order = rng.permutation(len(x))\nparts = [order[i::folds] for i in range(folds)]",
    ),
)


@mistake(
    "cross_validate",
    "The training error is that of one fit on all points. It belongs to the fits of the folds: measure each of them on"
    " its own points.",
)
def trains_on_everything_once(x, y, degrees, folds, rng, ridge=0.0):
    _, valid = cross_validate(x, y, degrees, folds, rng, ridge)
    every = np.arange(len(x))
    return np.array([np.mean(_squares(x, y, degree, every, every, ridge)) for degree in degrees]), valid


edit(
    "keeps_the_ridge_to_itself",
    "The ridge has no effect here, because it is not passed on to fit_polynomial.",
    ("fit_polynomial(x[rest], y[rest], degree, ridge)", "fit_polynomial(x[rest], y[rest], degree)"),
)


@mistake(
    "cross_validate",
    "Fewer than two folds, or more folds than points, are accepted, or fail somewhere inside. Raise a ValueError"
    " first.",
)
def takes_any_folds(x, y, degrees, folds, rng, ridge=0.0):
    if 2 <= folds <= len(x):
        return cross_validate(x, y, degrees, folds, rng, ridge)
    return np.zeros(len(degrees)), np.full(len(degrees), np.nan)


# ------------------------------------------------------------------------------------------------ choose


edit(
    "gives_the_place",
    "That is the place of the smallest error in the list. Return the degree at that place.",
    ("min(zip(errors, degrees, strict=True))[1]", "int(np.argmin(errors))"),
)

edit(
    "takes_the_largest_error",
    "That is the degree with the largest error.",
    ("min(zip(errors, degrees, strict=True))[1]", "max(zip(errors, degrees, strict=True))[1]"),
)

edit(
    "takes_the_first_of_equals",
    "If errors are equal, the first in the list wins. The lowest degree should, because it is the simplest curve.",
    ("min(zip(errors, degrees, strict=True))[1]", "degrees[np.argmin(errors)]"),
)

edit(
    "takes_the_highest_of_equals",
    "If errors are equal, the highest degree wins. Take the lowest, which is the simplest curve.",
    (
        "min(zip(errors, degrees, strict=True))[1]",
        "max(d for d, e in zip(degrees, errors, strict=True) if e == min(errors))",
    ),
)

edit(
    "takes_the_highest",
    "The highest degree is always chosen. Take the one with the smallest error.",
    ("min(zip(errors, degrees, strict=True))[1]", "max(degrees)"),
)


# ------------------------------------------------------------------------------------------- plot_errors


edit(
    "draws_on_the_global_figure",
    "It is drawn by plt.plot or plt.gca() on the figure that is open. Make one of your own: fig, ax = plt.subplots().",
    ('_, axes = plt.subplots(layout="constrained")', "axes = plt.gca()"),
)

edit(
    "exchanges_the_names",
    "The two names have changed places: the errors on points that were fitted are those of training.",
    ('label="training"', 'label="validation"'),
    ('label="validation"', 'label="training"'),
)

edit(
    "names_no_line",
    "The lines have no names. Give each a label: axes.plot(..., label='training').",
    (', label="training"', ""),
    (', label="validation"', ""),
    ("axes.legend()\nreturn", "return"),
)


@mistake(
    "plot_errors",
    'The lines have other names. Call them "training" and "validation", each in full and in small letters.',
    names=(("train", "val"), ("train", "valid"), ("train", "validation"), ("Training", "Validation")),
)
def names_the_lines_otherwise(degrees, train, valid, *, names):
    axes = plot_errors(degrees, train, valid)
    for line, name in zip(axes.lines, names, strict=True):
        line.set_label(name)
    axes.legend()
    return axes


edit(
    "draws_no_legend",
    "There is no legend. The labels show where axes.legend() is called, after the lines are drawn.",
    ("axes.legend()\nreturn", "return"),
)

edit(
    "draws_a_linear_axis",
    "The axis of the errors is linear, so one large error flattens all others. Make it logarithmic: yscale='log'.",
    (', yscale="log"', ""),
)

edit(
    "names_no_axis",
    "The axes have no names. Say what they show: axes.set(xlabel='degree', ylabel='error').",
    ('xlabel="degree", ylabel="mean squared error", ', ""),
)

edit(
    "counts_from_zero",
    "The lines run over 0, 1, 2, ... instead of the degrees: axes.plot(degrees, ...).",
    ("axes.plot(degrees, ", "axes.plot(", 2),
)

edit(
    "exchanges_the_axes",
    "The axes have changed places. The degrees go along the x-axis: axes.plot(degrees, errors).",
    ("axes.plot(degrees, train", "axes.plot(train, degrees"),
    ("axes.plot(degrees, valid", "axes.plot(valid, degrees"),
)

edit(
    "draws_logarithms",
    "The logarithms of the errors are drawn. Draw the errors themselves, and let the axis be logarithmic.",
    ("axes.plot(degrees, train", "axes.plot(degrees, np.log10(train)"),
    ("axes.plot(degrees, valid", "axes.plot(degrees, np.log10(valid)"),
    (', yscale="log"', ""),
)
