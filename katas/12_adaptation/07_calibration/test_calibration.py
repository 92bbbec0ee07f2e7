"""A model is calibrated if it is right as often as it says it is."""

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection

from dojo import edges
from dojo.plots import drawn, gives_axes, picture, places_of, two_pictures
from dojo.strategies import integer_arrays

pytestmark = pytest.mark.kata(
    minutes=70,
    targets="python",
    ladder={
        "probs": "distribution",
        "targets": "labels",
        "confidence": "uniform+zero-float32",
        "correct": "labels",
        "bins": "sizes",
    },
    batch="N",
    long="N",
)

PROBS, TARGETS = np.array([[0.7, 0.2, 0.1], [0.3, 0.25, 0.45], [0.1, 0.6, 0.3]]), np.array([0, 1, 1])
FIGURE = np.array([0.25, 0.25, 0.55, 0.75, 0.75]), np.array([False, False, True, True, True])
"""In two bins: gaps of 0.25 and 0.31667."""
BOTH = (
    np.array([0.12, 0.95, 0.45, 0.41, 0.88, 0.15, 0.81, 0.97, 0.48, 0.92]),
    np.array([True, True, False, False, True, False, False, True, False, False]),
)
"""Too sure in two bins of five and not sure enough in the first; the other two are empty."""
TENTHS = (
    np.array([0.07, 0.15, 0.22, 0.28, 0.37, 0.44, 0.53, 0.56, 0.58, 0.66, 0.83, 0.88, 0.99]),
    np.array([True, False, False, False, True, False, True, True, False, True, False, True, True]),
)
RNG = np.random.default_rng(0)
SURE = RNG.beta(3, 1, 2000)
TOO_SURE = SURE, RNG.random(2000) < SURE**2
"""A model that is too sure."""


@st.composite
def distributions(draw):
    """Probabilities with one largest entry in each row, and targets."""
    rows, classes = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    weights = 1.0 + draw(integer_arrays((rows, classes), 0, 5))
    np.put_along_axis(weights, draw(integer_arrays((rows, 1), 0, classes)), draw(st.sampled_from([7.0, 30.0])), axis=1)
    return weights / weights.sum(axis=1, keepdims=True), draw(integer_arrays((rows,), 0, classes))


@st.composite
def predictions(draw, ends=False):
    """Confidences that lie well inside of their bins, whether each prediction is right, and the number of bins."""
    bins, n = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    inside = (draw(integer_arrays((n,), 0, bins)) + draw(integer_arrays((n,), 1, 10)) / 10) / bins
    which = draw(integer_arrays((n,), 0, 6))
    confidence = np.select([which == 5, which == 4], [1.0, 0.0], inside) if ends else inside
    return confidence, draw(integer_arrays((n,), 0, 2)) > 0, bins


def one_error(solution, confidence, correct, which):
    """In two bins."""
    return solution.calibration_errors(confidence, correct, 2)[which]


# ------------------------------------------------------- what a reader sees, as plain data


def markers_of(axes):
    """The places of the markers that are named model, from the left."""
    lines = [line.get_xydata() for line in axes.lines if line.get_label() == "model" and has_markers(line)]
    clouds = [c.get_offsets() for c in axes.collections if isinstance(c, PathCollection) and c.get_label() == "model"]
    points = np.concatenate([np.zeros((0, 2)), *(np.ma.filled(part, np.nan) for part in (*lines, *clouds))])
    points = points[~np.isnan(points).any(axis=1)]
    return points[np.lexsort(points.T[::-1])]


def has_markers(line):
    return line.get_visible() and line.get_marker() not in (None, "None", "none", "", " ") and line.get_markersize() > 0


def points(solution, confidence, correct, *bins):
    with drawn(solution, "reliability_diagram", confidence, correct, *bins) as axes:
        return dict(zip(["confidence", "accuracy"], markers_of(axes).T, strict=True))


def diagonal(solution, confidence, correct):
    """What the line that is named perfect shows, in the coordinates of the data."""
    with drawn(solution, "reliability_diagram", confidence, correct) as axes:
        axes.get_xlim(), axes.get_ylim()  # Matplotlib scales axes when they are asked for
        lines = [line for line in axes.lines if line.get_label() == "perfect" and line.get_visible()]
        shown = [
            axes.transData.inverted().transform(line.get_transform().transform(line.get_xydata())) for line in lines
        ]
        x, y = np.concatenate([np.zeros((0, 2)), *shown]).T
        reach = bool(x.size) and x.min() <= 1e-9 and x.max() >= 1 - 1e-9
        return {"lines": len(lines), "on the diagonal": bool(np.all(np.abs(x - y) < 1e-9)), "from 0 to 1": reach}


def names_in_the_legend(solution, confidence, correct):
    with drawn(solution, "reliability_diagram", confidence, correct) as axes:
        legends = [legend for legend in (axes.get_legend(), *axes.figure.legends) if legend is not None]
        names = {text.get_text().strip() for legend in legends for text in legend.get_texts()}
        return sorted(names & {"model", "perfect"})


def what_the_axes_say(solution, confidence, correct):
    with drawn(solution, "reliability_diagram", confidence, correct) as axes:
        names = {"x-axis": (axes.get_xlabel(), "confidence"), "y-axis": (axes.get_ylabel(), "accuracy")}
        return {axis: name if name in said.lower() else said for axis, (said, name) in names.items()}


def corners_that_are_cut_off(solution, confidence, correct):
    with drawn(solution, "reliability_diagram", confidence, correct) as axes:
        corners = np.array([[0.0, 0.0], [1.0, 1.0]])
        places = places_of(axes, corners)
        return [str(corner) for corner, p in zip(corners, places, strict=True) if p.min() < -1e-9 or p.max() > 1 + 1e-9]


def number_in_the_title(solution, confidence, correct, *bins):
    """The one with three decimals, else the first."""
    with drawn(solution, "reliability_diagram", confidence, correct, *bins) as axes:
        titles = [axes.figure.get_suptitle(), *(axes.get_title(loc) for loc in ("left", "center", "right"))]
        numbers = re.findall(r"\d+(?:\.\d+)?", " ".join(titles))
        return [*(n for n in numbers if re.fullmatch(r"[01]\.\d{3}", n)), *numbers, "no number"][0]


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_top_predictions(kata):
    kata.check("top_predictions", PROBS, TARGETS)


@given(distributions())
@example((PROBS, np.array([2, 2, 0])))
def test_confidence_is_the_largest_probability_and_correct_where_its_class_is_right(kata, table):
    kata.check("top_predictions", *table)


def test_worked_example_of_bins(kata):
    kata.check("bin_means", *FIGURE, 2)


@pytest.mark.parametrize(("which", "figure"), [(0, 0.29), (1, 0.317)], ids=["ece", "mce"])
def test_worked_example_of_errors(kata, which, figure):
    kata.check_figure(one_error, *FIGURE, which, gives=figure, decimals=3)


@given(predictions())
@example((*FIGURE, 2))
@example((*BOTH, 5))
@example((*TENTHS, 10))
def test_bins_agree_with_numpy(kata, found):
    kata.check("bin_means", *found)


@given(predictions())
@example((*FIGURE, 2))
@example((*BOTH, 5))
@example((*TENTHS, 10))
def test_errors_agree_with_numpy(kata, found):
    kata.check("calibration_errors", *found, scale=1.0)


def test_there_are_ten_bins_by_default(kata):
    kata.check("bin_means", *TENTHS)
    kata.check("calibration_errors", *TENTHS)
    kata.check(points, *TENTHS)


def test_a_model_that_is_right_as_often_as_it_says_has_no_error(kata):
    confidence = np.repeat([0.25, 0.75], 4)
    found = kata.calibration_errors(confidence, np.array([1, 0, 0, 0, 1, 1, 1, 0]) > 0)
    kata.equal(
        found, [0.0, 0.0], "a quarter of 0.25 and three quarters of 0.75 are right: both errors are 0", scale=1.0
    )


@given(predictions())
def test_one_bin_compares_the_whole_accuracy_with_the_mean_confidence(kata, found):
    confidence, correct, _ = found
    gap = abs(correct.mean() - confidence.mean())
    kata.equal(
        kata.calibration_errors(confidence, correct, 1), [gap, gap], "one bin: |accuracy - confidence|", scale=1.0
    )


@given(predictions(), st.randoms(use_true_random=False))
def test_the_order_of_predictions_does_not_matter(kata, found, random):
    confidence, correct, bins = found
    order = random.sample(range(len(correct)), len(correct))
    moved, still = (kata.calibration_errors(c, y, bins) for c, y in ((confidence[order], correct[order]), found[:2]))
    kata.equal(moved, still, "the order of the predictions changes nothing", scale=1.0)


def test_reliability_diagram_returns_the_axes(kata):
    kata.require(kata.run(gives_axes, "reliability_diagram", *FIGURE), "what comes back is a Matplotlib Axes")


@settings(max_examples=settings().max_examples // 4)  # a figure takes longer than an array
@given(predictions())
@example((*FIGURE, 2))
@example((*BOTH, 5))
def test_each_bin_that_is_not_empty_has_a_marker(kata, found):
    kata.check(points, *found)


def test_there_is_a_diagonal_named_perfect(kata):
    kata.check(diagonal, *TENTHS)


def test_a_legend_names_model_and_perfect(kata):
    kata.check(names_in_the_legend, *TENTHS)


def test_the_axes_have_names(kata):
    kata.check(what_the_axes_say, *TENTHS)


@pytest.mark.parametrize("found", [TENTHS, BOTH, FIGURE], ids=["tenths", "both", "figure"])
def test_both_axes_show_all_from_0_to_1(kata, found):
    kata.check(corners_that_are_cut_off, *found)


@pytest.mark.parametrize(("found", "bins"), [(FIGURE, 2), (BOTH, 5), (TOO_SURE, 10)], ids=["figure", "both", "many"])
def test_the_title_has_the_expected_error(kata, found, bins):
    kata.check(number_in_the_title, *found, bins)


def test_draws_on_a_new_figure_and_leaves_others_alone(kata):
    kata.check(two_pictures, "reliability_diagram", *TENTHS)


@pytest.mark.kata(pinned=False)
def test_is_a_picture_to_look_at(kata, picture_file):
    kata.check(number_in_the_title, *TOO_SURE)  # a drawing that fails is told here, in less time
    png = kata.run(picture, "reliability_diagram", *TOO_SURE)
    kata.require(png.size, "the figure can be saved")
    picture_file.write_bytes(png.tobytes())


# ----------------------------------------------------------------------------------------- edges


@edges
@given(predictions(ends=True))
@example((np.array([0.0, 1.0, 1.0]), np.array([False, True, False]), 10))
@example((np.array([0.0, 0.0]), np.array([True, False]), 3))
def test_confidences_may_be_0_and_1(kata, found):
    kata.check("bin_means", *found)
    kata.check("calibration_errors", *found, scale=1.0)


@edges
@pytest.mark.parametrize("dtype", ["int64", "float64", "uint8"])
def test_correct_may_be_0_and_1(kata, dtype):
    correct = TENTHS[1].astype(dtype)
    kata.check("bin_means", TENTHS[0], correct)
    kata.check("calibration_errors", TENTHS[0], correct)
    kata.check(points, TENTHS[0], correct)


@edges
@pytest.mark.parametrize("which", [slice(0, 1), slice(4, 5), slice(12, None)], ids=["0.07", "0.37", "0.99"])
def test_a_single_prediction_has_a_bin_and_a_marker(kata, which):
    one = TENTHS[0][which], TENTHS[1][which]
    kata.check("bin_means", *one)
    kata.check(points, *one)


@edges
def test_empty_bins_weigh_nothing(kata):
    confidence = TENTHS[0] + 0.0004
    kata.check("bin_means", confidence, TENTHS[1], 1000)
    kata.check("calibration_errors", confidence, TENTHS[1], 1000, scale=1.0)


@edges
@pytest.mark.parametrize("shape", [(2,), (3, 1), (1, 3), (4,), ()], ids=str)
def test_refuses_targets_that_do_not_fit(kata, shape):
    """(N, 1) against (N,) would quietly compare every prediction with every target."""
    kata.check_raises(ValueError, "top_predictions", PROBS, np.ones(shape, int), says=[shape])


everywhere = pytest.mark.parametrize(
    "function", ["bin_means", "calibration_errors", points], ids=["bins", "errors", "diagram"]
)


@edges
@everywhere
@pytest.mark.parametrize("shape", [(13, 1), (1, 13), (1,), (12,)], ids=str)
def test_refuses_shapes_that_differ(kata, function, shape):
    kata.check_raises(ValueError, function, TENTHS[0], np.ones(shape, bool), says=[(13,), shape])


@edges
@everywhere
@pytest.mark.parametrize("value", [-0.1, 1.5, 12.0, float("nan"), float("inf")])
def test_a_confidence_is_from_0_to_1(kata, function, value):
    """A logit is no confidence."""
    kata.check_raises(ValueError, function, np.array([0.5, value, 0.75]), np.array([True, False, True]))


@edges
@everywhere
def test_refuses_no_predictions(kata, function):
    kata.check_raises(ValueError, function, np.zeros(0), np.zeros(0, bool))


@edges
@everywhere
@pytest.mark.parametrize("bins", [0, -2])
def test_refuses_fewer_bins_than_one(kata, function, bins):
    kata.check_raises(ValueError, function, *TENTHS, bins, says=[bins])
