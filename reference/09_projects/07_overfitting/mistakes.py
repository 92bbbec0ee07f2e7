"""What beginners hand in for overfitting, and what to tell them."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from overfitting import cross_validate, fit_polynomial, predict

from dojo import mistake

# ---------------------------------------------------------------------------------------- fit_polynomial


def _enough(x, degree, ridge):
    if ridge == 0 and len(x) <= degree:
        raise ValueError("too few points")


def _solved(x, y, degree, penalty):
    """The normal equations, with something added to them."""
    powers = np.vander(x, degree + 1, increasing=True)
    return np.linalg.solve(powers.T @ powers + penalty, powers.T @ y)


@mistake(
    "fit_polynomial",
    "The highest power comes first, as from np.polyfit or np.vander. The constant comes first:"
    " np.vander(x, degree + 1, increasing=True).",
)
def puts_the_highest_power_first(x, y, degree, ridge=0.0):
    return fit_polynomial(x, y, degree, ridge)[::-1]


@mistake(
    "fit_polynomial",
    "The table of powers begins with the highest, as np.vander has it by default. So the coefficients come in the wrong"
    " order, and the penalty leaves out the highest instead of the constant: increasing=True.",
)
def has_a_table_that_decreases(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    rows = np.concatenate([np.vander(x, degree + 1), np.sqrt(ridge) * np.eye(degree + 1)[1:]])
    return np.linalg.lstsq(rows, np.concatenate([y, np.zeros(degree)]), rcond=None)[0]


@mistake(
    "fit_polynomial",
    "x is scaled before its powers are taken, so the coefficients belong to another x. Fit the x that is given.",
)
def scales_x(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    return fit_polynomial(x / (np.max(np.abs(x)) or 1.0), y, degree, ridge)


@mistake("fit_polynomial", "One power is missing. A polynomial of degree d has d + 1 coefficients.")
def forgets_a_power(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    return fit_polynomial(x, y, degree - 1, ridge) if degree else np.zeros(0)


@mistake("fit_polynomial", "The constant is missing: the table of powers begins with a column of ones, x**0.")
def forgets_the_constant(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    powers = x[:, None] ** np.arange(1, degree + 1)
    return np.linalg.solve(powers.T @ powers + ridge * np.eye(degree), powers.T @ y)


@mistake(
    "fit_polynomial",
    "The ridge punishes the constant, too, and draws the curve towards 0, wherever y lies. Leave the constant out of"
    " the penalty.",
)
def punishes_the_constant(x, y, degree, ridge=0.0):
    if ridge == 0:
        return fit_polynomial(x, y, degree)
    return _solved(x, y, degree, ridge * np.eye(degree + 1))


@mistake("fit_polynomial", "The ridge has no effect: add ridge times the squares of the coefficients to the errors.")
def ignores_the_ridge(x, y, degree, ridge=0.0):
    if len(x) > degree:
        return fit_polynomial(x, y, degree)
    return np.linalg.lstsq(np.vander(x, degree + 1, increasing=True), y, rcond=None)[0]


@mistake(
    "fit_polynomial",
    "The ridge is added to the mean of the squared errors, so it counts n times as much. Add it to their sum.",
)
def adds_the_ridge_to_the_mean(x, y, degree, ridge=0.0):
    return fit_polynomial(x, y, degree, ridge * len(x))


@mistake(
    "fit_polynomial",
    "The rows that stand for the penalty hold ridge itself. Their squares are added up, so they hold its root:"
    " np.sqrt(ridge).",
)
def squares_the_ridge(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    return fit_polynomial(x, y, degree, ridge**2) if ridge else fit_polynomial(x, y, degree)


@mistake(
    "fit_polynomial",
    "Half of the ridge is missing, or twice as much is there: the error is the sum of squares plus ridge times the"
    " squares of the coefficients, both without a half.",
    times=(0.5, 2.0),
)
def has_a_factor_two(x, y, degree, ridge=0.0, *, times):
    return fit_polynomial(x, y, degree, times * ridge)


@mistake(
    "fit_polynomial",
    "The normal equations lose digits: XᵀX squares the condition, and a curve of high degree misses the points that it"
    " should go through. Give the table of powers to lstsq.",
)
def solves_the_normal_equations(x, y, degree, ridge=0.0):
    _enough(x, degree, ridge)
    return _solved(x, y, degree, ridge * np.diag([0.0] + [1.0] * degree))


@mistake(
    "fit_polynomial",
    "With fewer points than coefficients, many curves go through all of them, and one was chosen. Without a ridge,"
    " raise a ValueError.",
)
def fits_too_few_points(x, y, degree, ridge=0.0):
    if len(x) > degree or ridge:
        return fit_polynomial(x, y, degree, ridge)
    return np.linalg.lstsq(np.vander(x, degree + 1, increasing=True), y, rcond=None)[0]


# ----------------------------------------------------------------------------------------------- predict


@mistake(
    "predict", "The coefficients are read from the wrong end. The first is the constant, the last the highest power."
)
def reads_from_the_other_end(coefficients, x):
    return predict(coefficients[::-1], x)


@mistake("predict", "The powers begin with x. The first coefficient is the constant: it meets x**0.")
def begins_with_x(coefficients, x):
    return predict(coefficients, x) * x


@mistake(
    "predict",
    "Only a row of points works. x may have any shape: add an axis for the powers at its end, x[..., None].",
)
def takes_a_row_alone(coefficients, x):
    return np.vander(np.ravel(x), len(coefficients), increasing=True) @ coefficients


# ---------------------------------------------------------------------------------------- cross_validate


def _folds(x, folds, rng):
    if not 2 <= folds <= len(x):
        raise ValueError(f"no {folds} folds")
    return np.array_split(rng.permutation(len(x)), folds)


def _squares(x, y, degree, fitted, asked, ridge):
    return (predict(fit_polynomial(x[fitted], y[fitted], degree, ridge), x[asked]) - y[asked]) ** 2


def _rest(x, part):
    return np.setdiff1d(np.arange(len(x)), part)


def _measured(x, y, degrees, parts, ridge, split=None, mean=None):
    """Both errors of all degrees; ``split`` says which points are fitted and which are asked in a fold."""
    split = split or (lambda part: (_rest(x, part), _rest(x, part), part))
    mean = mean or (lambda squares: np.mean(np.concatenate(squares)))
    train, valid = np.zeros(len(degrees)), np.zeros(len(degrees))
    for i, degree in enumerate(degrees):
        found = [split(part) for part in parts]
        train[i] = mean([_squares(x, y, degree, fitted, own, ridge) for fitted, own, _ in found])
        valid[i] = mean([_squares(x, y, degree, fitted, other, ridge) for fitted, _, other in found])
    return train, valid


@mistake(
    "cross_validate",
    "The points that are held out are fitted, too: one fit on all points is asked. Then the highest degree always wins."
    " Fit the other folds alone.",
)
def fits_what_it_holds_out(x, y, degrees, folds, rng, ridge=0.0):
    every = np.arange(len(x))
    return _measured(x, y, degrees, _folds(x, folds, rng), ridge, lambda part: (every, _rest(x, part), part))


@mistake(
    "cross_validate",
    "The roles are exchanged: one fold is fitted, and all others are asked. Fit the others, and ask the one.",
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


@mistake(
    "cross_validate",
    "The points are not shuffled. If they are sorted, each fold is a stretch that the fit has not seen, and it has to"
    " guess beyond its points: rng.permutation(n) first.",
)
def does_not_shuffle(x, y, degrees, folds, rng, ridge=0.0):
    _folds(x, folds, rng)
    return _measured(x, y, degrees, np.array_split(np.arange(len(x)), folds), ridge)


@mistake(
    "cross_validate",
    "Each degree gets folds of its own, so a lucky shuffle may win instead of a better degree. Shuffle once, before the"
    " loop over degrees.",
)
def shuffles_for_each_degree(x, y, degrees, folds, rng, ridge=0.0):
    _folds(x, folds, np.random.default_rng(0))
    found = [_measured(x, y, [degree], _folds(x, folds, rng), ridge) for degree in degrees]
    return np.array([train[0] for train, _ in found]), np.array([valid[0] for _, valid in found])


@mistake(
    "cross_validate",
    "The generator is not used: a seed of your own, or NumPy's global one, shuffles. Shuffle by rng.permutation(n).",
    seed=(0, 1, 42),
)
def shuffles_with_a_seed_of_its_own(x, y, degrees, folds, rng, ridge=0.0, *, seed):
    return cross_validate(x, y, degrees, folds, np.random.default_rng(seed), ridge)


@mistake(
    "cross_validate",
    "The errors of the folds are averaged, and then a point in a small fold counts more. Add up over points, and divide"
    " by how many there are.",
)
def averages_the_folds(x, y, degrees, folds, rng, ridge=0.0):
    mean = lambda squares: np.mean([np.mean(one) for one in squares])  # noqa: E731
    return _measured(x, y, degrees, _folds(x, folds, rng), ridge, mean=mean)


@mistake("cross_validate", "Those are sums of squared errors. Divide by the number of points.")
def adds_the_errors_up(x, y, degrees, folds, rng, ridge=0.0):
    return _measured(x, y, degrees, _folds(x, folds, rng), ridge, mean=lambda s: np.sum(np.concatenate(s)))


@mistake("cross_validate", "Those are the roots of the mean squared errors. Leave the roots out.")
def takes_the_root(x, y, degrees, folds, rng, ridge=0.0):
    train, valid = cross_validate(x, y, degrees, folds, rng, ridge)
    return np.sqrt(train), np.sqrt(valid)


@mistake("cross_validate", "The errors are magnitudes. Square them before you take the mean.")
def takes_magnitudes(x, y, degrees, folds, rng, ridge=0.0):
    return _measured(x, y, degrees, _folds(x, folds, rng), ridge, mean=lambda s: np.mean(np.sqrt(np.concatenate(s))))


@mistake("cross_validate", "The two results are exchanged. The training errors come first, then those of validation.")
def exchanges_the_results(x, y, degrees, folds, rng, ridge=0.0):
    return cross_validate(x, y, degrees, folds, rng, ridge)[::-1]


@mistake(
    "cross_validate",
    "Only the first fold is held out. That is one split, and its luck decides: let each fold have its turn.",
)
def holds_out_one_fold(x, y, degrees, folds, rng, ridge=0.0):
    return _measured(x, y, degrees, _folds(x, folds, rng)[:1], ridge)


@mistake(
    "cross_validate",
    "All folds have n // folds points, and the rest of the points is never held out. Some folds are larger by one:"
    " np.array_split does it.",
)
def drops_the_rest(x, y, degrees, folds, rng, ridge=0.0):
    order, size = np.concatenate(_folds(x, folds, rng)), len(x) // folds
    return _measured(x, y, degrees, [order[i * size : (i + 1) * size] for i in range(folds)], ridge)


@mistake(
    "cross_validate",
    "The last fold gets all points that are left over. Folds differ in size by one at most: np.array_split does it.",
)
def lets_the_last_fold_grow(x, y, degrees, folds, rng, ridge=0.0):
    order, size = np.concatenate(_folds(x, folds, rng)), len(x) // folds
    ends = [*(i * size for i in range(folds)), len(x)]
    return _measured(x, y, degrees, [order[a:b] for a, b in pairwise(ends)], ridge)


@mistake(
    "cross_validate",
    "Every folds-th point of the shuffled order makes a fold. Cut the order into stretches: np.array_split.",
)
def takes_every_so_manieth_point(x, y, degrees, folds, rng, ridge=0.0):
    order = np.concatenate(_folds(x, folds, rng))
    return _measured(x, y, degrees, [order[i::folds] for i in range(folds)], ridge)


@mistake(
    "cross_validate",
    "The training error is that of one fit on all points. It belongs to the fits of the folds: ask each of them for its"
    " own points.",
)
def trains_on_everything_once(x, y, degrees, folds, rng, ridge=0.0):
    _, valid = cross_validate(x, y, degrees, folds, rng, ridge)
    every = np.arange(len(x))
    return np.array([np.mean(_squares(x, y, degree, every, every, ridge)) for degree in degrees]), valid


@mistake("cross_validate", "The ridge does not arrive: hand it on to fit_polynomial.")
def keeps_the_ridge_to_itself(x, y, degrees, folds, rng, ridge=0.0):
    return cross_validate(x, y, degrees, folds, rng)


@mistake(
    "cross_validate",
    "Fewer than two folds, or more folds than points, get through, or fail somewhere inside. Raise a ValueError first.",
)
def takes_any_folds(x, y, degrees, folds, rng, ridge=0.0):
    if 2 <= folds <= len(x):
        return cross_validate(x, y, degrees, folds, rng, ridge)
    return np.zeros(len(degrees)), np.full(len(degrees), np.nan)


# ------------------------------------------------------------------------------------------------ choose


@mistake("choose", "That is the place of the smallest error in the list. Return the degree that stands there.")
def gives_the_place(degrees, errors):
    return int(np.argmin(errors))


@mistake("choose", "That is the degree with the largest error.")
def takes_the_largest_error(degrees, errors):
    return int(np.asarray(degrees)[np.argmax(errors)])


@mistake(
    "choose",
    "Of equal errors the first in the list wins. The lowest degree should: it is the simplest curve.",
)
def takes_the_first_of_equals(degrees, errors):
    return int(np.asarray(degrees)[np.argmin(errors)])


@mistake("choose", "Of equal errors the highest degree wins. Take the lowest: it is the simplest curve.")
def takes_the_highest_of_equals(degrees, errors):
    return int(max(d for d, e in zip(degrees, errors, strict=True) if e == min(errors)))


@mistake("choose", "The highest degree is chosen, whatever the errors are. Take the one with the smallest error.")
def takes_the_highest(degrees, errors):
    return int(max(degrees))


# ------------------------------------------------------------------------------------------- plot_errors


def _drawn(
    degrees,
    train,
    valid,
    *,
    axes=None,
    names=("training", "validation"),
    legend=True,
    x="degree",
    y="error",
    scale="log",
):
    """A picture, cut into the parts that a mistake gets wrong."""
    axes = axes or plt.figure().add_subplot()
    axes.plot(degrees, train, label=names[0])
    axes.plot(degrees, valid, label=names[1])
    axes.set(xlabel=x, ylabel=y, yscale=scale)
    if legend:
        axes.legend()
    return axes


@mistake(
    "plot_errors",
    "It is drawn on the figure that is open, by plt.plot or plt.gca(). Make one of your own: fig, ax = plt.subplots().",
)
def draws_on_the_global_figure(degrees, train, valid):
    return _drawn(degrees, train, valid, axes=plt.gca())


@mistake("plot_errors", "The two names are exchanged: the errors on points that were fitted are those of training.")
def exchanges_the_names(degrees, train, valid):
    return _drawn(degrees, train, valid, names=("validation", "training"))


@mistake("plot_errors", "The lines have no names. Give each a label: axes.plot(..., label='training').")
def names_no_line(degrees, train, valid):
    return _drawn(degrees, train, valid, names=(None, None), legend=False)


@mistake(
    "plot_errors",
    'The lines have names of their own. Call them "training" and "validation", each in full and in small letters.',
    names=(("train", "val"), ("train", "valid"), ("train", "validation"), ("Training", "Validation")),
)
def names_the_lines_otherwise(degrees, train, valid, *, names):
    return _drawn(degrees, train, valid, names=names)


@mistake("plot_errors", "There is no legend. The labels show where axes.legend() is called, after the lines are drawn.")
def draws_no_legend(degrees, train, valid):
    return _drawn(degrees, train, valid, legend=False)


@mistake(
    "plot_errors",
    "The axis of the errors is linear, and one large error flattens all others. Make it logarithmic: yscale='log'.",
)
def draws_a_linear_axis(degrees, train, valid):
    return _drawn(degrees, train, valid, scale="linear")


@mistake("plot_errors", "The axes have no names. Say what they show: axes.set(xlabel='degree', ylabel='error').")
def names_no_axis(degrees, train, valid):
    return _drawn(degrees, train, valid, x="", y="")


@mistake("plot_errors", "The lines run over 0, 1, 2, ... instead of the degrees: axes.plot(degrees, ...).")
def counts_from_zero(degrees, train, valid):
    return _drawn(np.arange(len(degrees)), train, valid)


@mistake("plot_errors", "The axes are exchanged. The degrees go along the x-axis: axes.plot(degrees, errors).")
def exchanges_the_axes(degrees, train, valid):
    axes = plt.figure().add_subplot()
    axes.plot(train, degrees, label="training")
    axes.plot(valid, degrees, label="validation")
    axes.set(xlabel="degree", ylabel="error", yscale="log")
    axes.legend()
    return axes


@mistake(
    "plot_errors",
    "The logarithms of the errors are drawn. Draw the errors, and let the axis be logarithmic.",
)
def draws_logarithms(degrees, train, valid):
    return _drawn(degrees, np.log10(train), np.log10(valid), scale="linear")
