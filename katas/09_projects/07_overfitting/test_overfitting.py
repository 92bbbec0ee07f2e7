"""Errors on the points of a fit fall with every degree; errors on points that were held out turn and rise."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch
from dojo.plots import drawn, gives_axes, picture, two_pictures
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    minutes=35,
    targets="python",
    from_scratch=[
        *("polyfit", "Polynomial", "Chebyshev", "Legendre", "curve_fit", "PolynomialFeatures", "LinearRegression"),
        *("Ridge", "RidgeCV", "KFold", "RepeatedKFold", "LeaveOneOut", "ShuffleSplit", "cross_val_score"),
        *(
            "cross_validate",
            "cross_val_predict",
            "validation_curve",
            "GridSearchCV",
            "chebfit",
            "legfit",
            "train_test_split",
        ),
    ],
    instead="You need a table of powers and its least squares; lstsq, solve and vander are allowed.",
    ladder={"fit_polynomial.y": "finite-float32", "coefficients": "finite", "predict.x": "finite-huge-large"},
)

THREE = (np.array([-1.0, 0.0, 1.0]), np.array([0.0, 3.0, 0.0]))
PAIR = (np.array([-1.0, 1.0]), np.array([10.0, 12.0]))
DEGREES = list(range(13))


def wave(n, seed, noise=0.2):
    """Points on sin(πx), in no order, with noise."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, n)
    return x, np.sin(np.pi * x) + noise * rng.normal(size=n)


TEN, THIRTY = wave(10, seed=1), wave(30, seed=0)
SORTED = (np.linspace(-1, 1, 9), np.array([0.0, 1.0, -1.0, 2.0, 0.5, 3.0, 1.0, -2.0, 0.0]))


@st.composite
def plain_points(draw):
    """More points than any degree here needs, in [-1, 1] and none of them twice."""
    n = draw(st.integers(6, 9))
    order = draw(st.permutations(range(n)))
    return np.linspace(-1, 1, n)[list(order)], draw(plain_arrays((n,), 5.0))


def errors_of_a_split(solution, x, y, degrees, seen, ridge=0.0):
    """Mean squared errors by degree, of the first points, which are fitted, and of the others, which are held out."""
    train, valid = [], []
    for degree in degrees:
        squares = (solution.predict(solution.fit_polynomial(x[:seen], y[:seen], degree, ridge), x) - y) ** 2
        train.append(squares[:seen].mean())
        valid.append(squares[seen:].mean())
    return np.array([train, valid])


def errors(solution, x, y, degrees, folds, seed, *ridge):
    """Training and validation errors, with a generator that begins from a seed."""
    return solution.cross_validate(x, y, degrees, folds, np.random.default_rng(seed), *ridge)


def draws_left_alone(solution, x, y, folds):
    """What a generator gives after it has shuffled: whether it was asked for one permutation, and no more."""
    rng = np.random.default_rng(3)
    solution.cross_validate(x, y, [0, 1, 2], folds, rng)
    return rng.random(3)


def chosen(solution, x, y, degrees, folds, seed):
    return solution.choose(degrees, errors(solution, x, y, degrees, folds, seed)[1])


def on_its_own_points(solution, x, y, degree, ridge=0.0):
    return solution.predict(solution.fit_polynomial(x, y, degree, ridge), x)


def lines_by_name(solution, degrees, train, valid):
    """The points of the lines that are named as the contract asks."""
    with drawn(solution, "plot_errors", degrees, train, valid) as axes:
        named = {line.get_label(): line.get_xydata() for line in axes.get_lines()}
        return {name: points for name, points in named.items() if name in ("training", "validation")}


def names_in_the_legend(solution, degrees, train, valid):
    with drawn(solution, "plot_errors", degrees, train, valid) as axes:
        legends = [legend for legend in (axes.get_legend(), *axes.figure.legends) if legend is not None]
        return sorted({text.get_text() for legend in legends for text in legend.get_texts()})


def what_the_axes_say(solution, degrees, train, valid):
    with drawn(solution, "plot_errors", degrees, train, valid) as axes:
        return {
            "x-axis": "degree" if "degree" in axes.get_xlabel().lower() else axes.get_xlabel(),
            "y-axis": "error" if "error" in axes.get_ylabel().lower() else axes.get_ylabel(),
        }


def scale_of_the_errors(solution, degrees, train, valid):
    with drawn(solution, "plot_errors", degrees, train, valid) as axes:
        return axes.get_yscale()


def picture_of(solution, x, y, degrees, folds, seed):
    return picture(solution, "plot_errors", degrees, *errors(solution, x, y, degrees, folds, seed))


CURVES = ([1, 2, 3, 4], [2.0, 0.5, 0.1, 0.01], [2.5, 0.8, 1.0, 30.0])


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_a_fit(kata):
    kata.check_figure("fit_polynomial", *PAIR, 1, gives=[11.0, 1.0], decimals=9)


def test_worked_example_of_a_ridge(kata):
    kata.check_figure("fit_polynomial", *PAIR, 1, 1.0, gives=[11.0, 2 / 3], decimals=9)


@given(plain_points(), st.integers(0, 4), st.sampled_from([0.0, 0.1, 2.0]))
@example(TEN, 3, 0.0)
@example(TEN, 3, 0.5)
@example(TEN, 0, 0.0)
def test_fit_agrees_with_numpy(kata, points, degree, ridge):
    kata.check("fit_polynomial", *points, degree, ridge, scale=200.0)


@given(plain_points(), st.integers(0, 4))
@example(TEN, 3)
def test_residuals_stand_at_right_angles_to_the_powers(kata, points, degree):
    x, y = points
    residuals = y - np.asarray(kata.run(on_its_own_points, x, y, degree))
    powers = x[:, None] ** np.arange(degree + 1)
    kata.equal(powers.T @ residuals, np.zeros(degree + 1), "Σ xᵏ (y - p(x)) = 0 at ridge 0", scale=200.0)


def test_worked_example_of_a_prediction(kata):
    kata.check_figure(
        "predict", np.array([1.0, -2.0, 3.0]), np.array([0.0, 1.0, 2.0, -1.0]), gives=[1.0, 2.0, 9.0, 6.0]
    )


@given(plain_arrays((4,)), plain_arrays((5,), 1.0))
@example(np.array([1.0, 2.0, 0.5, -1.0]), np.array([0.5, -0.25, 1.0, 0.0, -1.0]))
def test_prediction_agrees_with_numpy(kata, coefficients, x):
    kata.check("predict", coefficients, x, scale=float(np.abs(coefficients).sum()))


def test_worked_example_of_a_split(kata):
    kata.check_figure(errors_of_a_split, *THREE, [0, 1], 2, gives=[[2.25, 0.0], [2.25, 36.0]], decimals=9)


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_errors_of_a_split_agree_with_numpy(kata, ridge):
    kata.check(errors_of_a_split, *THIRTY, [0, 1, 3, 5], 20, ridge, scale=10.0)


@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("seed", range(5))
def test_the_training_error_falls_and_the_validation_error_turns(kata, seed):
    # nothing is drawn here, so there is no false alarm: the points come from fixed seeds
    train, valid = np.asarray(kata.run(errors_of_a_split, *wave(30, seed), DEGREES, 20))
    kata.require(np.diff(train) < 1e-9, "with every degree the training error falls")
    kata.require(valid[12] > 2 * valid.min(), "at degree 12 the validation error has risen to twice its least")
    kata.require(valid[3:11].min() == valid.min(), "the validation error is least at a degree from 3 to 10")


@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("seed", range(5))
def test_a_ridge_keeps_a_high_degree_from_swinging(kata, seed):
    free, held = (np.asarray(kata.run(errors_of_a_split, *wave(30, seed), [12], 20, ridge)) for ridge in (0.0, 0.01))
    kata.require(held[0] > free[0], "a ridge of 0.01 raises the training error at degree 12")
    kata.require(held[1] < free[1] / 4, "it brings the validation error at degree 12 down to less than a quarter")


test_is_written_from_scratch = from_scratch("fit_polynomial", *TEN, 3, 0.1)


# ----------------------------------------------------------------------- edges: fit and predict


@edges
@pytest.mark.parametrize("n", [1, 2, 5, 21])
def test_as_many_coefficients_as_points_miss_none_of_them(kata, n):
    x, y = np.linspace(-1, 1, n) if n > 1 else np.array([0.5]), np.cos(3.0 * np.arange(n))
    law = "with degree n - 1, the curve goes through all n points"
    terms = float(np.abs(np.linalg.solve(np.vander(x), y)).sum())  # what is added up at x = 1
    kata.equal(kata.run(on_its_own_points, x, y, n - 1), y, law, scale=terms)


@edges
@pytest.mark.parametrize(("n", "degree"), [(3, 3), (1, 1), (2, 5)])
def test_refuses_more_coefficients_than_points(kata, n, degree):
    kata.check_raises(ValueError, "fit_polynomial", np.linspace(-1, 1, n), np.ones(n), degree)


@edges
def test_a_ridge_decides_where_points_are_too_few(kata):
    kata.check("fit_polynomial", *THREE, 5, 0.5, scale=100.0)
    kata.check("fit_polynomial", *PAIR, 2, 1e-3, scale=1e5)


@edges(pinned=False)
def test_a_strong_ridge_leaves_the_mean(kata):
    found = np.asarray(kata.fit_polynomial(*PAIR, 3, 1e12))
    kata.equal(found[0], 11.0, "with a huge ridge the constant is the mean of y", scale=11.0)


@edges
@pytest.mark.parametrize(
    "x", [np.array(0.5), np.array([[0.0, 0.5], [1.0, -1.0]]), np.zeros(0)], ids=["one", "2 by 2", "none"]
)
def test_predicts_at_points_of_any_shape(kata, x):
    kata.check("predict", np.array([1.0, -2.0, 3.0]), x, scale=6.0)


# ----------------------------------------------------------------------- edges: every point its turn


@edges
def test_worked_example_of_leaving_one_out(kata):
    kata.check(errors, *THREE, [0, 1], 3, 0, scale=36.0)


@edges
@pytest.mark.parametrize(("folds", "degrees"), [(2, [0, 1]), (5, [0, 1, 3]), (10, [0, 1, 3])])
def test_errors_agree_with_numpy(kata, folds, degrees):
    kata.check(errors, *TEN, degrees, folds, 7, scale=10.0)


@edges
def test_points_in_order_are_shuffled_first(kata):
    kata.check(errors, *SORTED, [0, 1, 2], 3, 7, scale=100.0)


@edges
def test_each_point_counts_the_same_when_the_folds_differ_in_size(kata):
    kata.check(errors, *TEN, [0, 2], 3, 7, scale=10.0)
    kata.check(errors, *TEN, [0, 2], 4, 2, scale=10.0)


@edges(pinned=False)
@pytest.mark.parametrize("seed", range(5))
def test_training_errors_fall_and_validation_errors_turn(kata, seed):
    # nothing is drawn here, so there is no false alarm: the points come from fixed seeds
    train, valid = (np.asarray(part) for part in kata.run(errors, *wave(30, seed), DEGREES, 10, seed))
    kata.require(np.diff(train) < 1e-9, "with every degree the training error falls")
    kata.require(valid[12] > 2 * valid.min(), "at degree 12 the validation error has risen to twice its least")
    kata.require(valid[3:11].min() == valid.min(), "the validation error is least at a degree from 3 to 10")


@edges
@pytest.mark.parametrize(
    ("degrees", "values", "degree"),
    [([1, 2, 3], [0.5, 0.2, 0.9], 2), ([4, 3, 2, 1], [0.1, 0.7, 0.6, 0.8], 4), ([0, 5], [3.0, 1.0], 5)],
    ids=str,
)
def test_choose_takes_the_degree_of_the_smallest_error(kata, degrees, values, degree):
    kata.check_figure("choose", degrees, values, gives=degree)


@edges
@pytest.mark.parametrize("seed", [0, 1])
def test_all_of_it_together(kata, seed):
    kata.check(chosen, *wave(30, seed), DEGREES, 10, seed)


@edges
def test_plot_errors_returns_the_axes(kata):
    kata.require(kata.run(gives_axes, "plot_errors", *CURVES), "what comes back is a Matplotlib Axes")


@edges
def test_there_is_a_line_for_training_and_one_for_validation(kata):
    kata.check(lines_by_name, *CURVES)


@edges
def test_a_legend_names_the_lines(kata):
    kata.check(names_in_the_legend, *CURVES)


@edges
def test_the_axes_have_names(kata):
    kata.check(what_the_axes_say, *CURVES)


@edges
def test_the_axis_of_the_errors_is_logarithmic(kata):
    kata.check(scale_of_the_errors, *CURVES)


@edges
def test_draws_on_a_new_figure_and_leaves_others_alone(kata):
    kata.check(two_pictures, "plot_errors", *CURVES)


@edges(pinned=False)
def test_is_a_picture_to_look_at(kata, picture_file):
    png = kata.run(picture_of, *THIRTY, DEGREES, 10, 0)
    picture_file.write_bytes(np.asarray(png).tobytes())
    kata.require(np.size(png), "the figure can be saved")


test_cross_validation_is_written_from_scratch = edges(from_scratch(errors, *TEN, [1], 5, 0))


@edges
@pytest.mark.parametrize("ridge", [0.01, 1.0])
def test_cross_validation_hands_the_ridge_on(kata, ridge):
    kata.check(errors, *TEN, [1, 3, 8], 5, 2, ridge, scale=100.0)


@edges
def test_one_permutation_is_drawn_and_no_more(kata):
    kata.check(draws_left_alone, *TEN, 3)


@edges
@pytest.mark.parametrize("folds", [-1, 0, 1, 11])
def test_refuses_folds_that_cannot_be(kata, folds):
    kata.check_raises(ValueError, errors, *TEN, [1], folds, 0, says=[folds])


@edges
def test_refuses_a_degree_for_which_a_fold_leaves_too_few_points(kata):
    kata.check_raises(ValueError, errors, *TEN, [1, 5], 2, 0)


@edges
@pytest.mark.parametrize(
    ("degrees", "values", "degree"),
    [([1, 2, 3], [0.5, 0.2, 0.2], 2), ([7, 3, 5], [1.0, 1.0, 1.0], 3), ([2], [0.0], 2)],
    ids=["two", "all", "one"],
)
def test_of_equal_errors_choose_takes_the_lowest_degree(kata, degrees, values, degree):
    kata.check_figure("choose", degrees, values, gives=degree)
    kata.check_figure("choose", np.array(degrees), np.array(values), gives=degree)
