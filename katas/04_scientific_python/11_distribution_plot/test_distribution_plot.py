"""A histogram has a bar for each bin, as high as the bin is full or as dense, and hides no number without a word."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Polygon, Rectangle, StepPatch

from dojo import edges
from dojo.plots import drawn, gives_axes, names_of_axes, picture, places_of, two_pictures
from dojo.strategies import integer_arrays, laid_out, shapes

pytestmark = pytest.mark.kata(
    minutes=25,
    targets="python",
    ladder={"heights.x": "finite", "bars.x": "finite"},
)

NAN, INF = float("nan"), float("inf")
X = np.array([1.0, 2.0, 2.0, 3.0, 5.0, NAN])
SKEWED = np.array([0.0, 0.5, 0.5, 1.0, 1.0, 1.5, 2.0, 3.0, 6.0, 8.0])

bin_counts = st.sampled_from([1, 2, 4, 8])  # powers of two: edges and entries are exact


@st.composite
def plain_numbers(draw):
    """Quarters in a row, with ties, and perhaps a NaN among them."""
    x = draw(integer_arrays((draw(st.integers(3, 12)),), -16, 17)) / 4
    x[:2] = -4.0, 4.0  # so that they are not all equal
    return np.append(x, NAN) if draw(st.booleans()) else x


@st.composite
def numbers(draw):
    """Quarters, with ties, in one to three axes and any layout, and NaN or infinity among them."""
    x = draw(integer_arrays(draw(shapes(max_side=4)), -16, 17)) / 4
    holes = draw(integer_arrays(x.shape, 0, 8))
    x = np.select([holes == 7, holes == 6, holes == 5], [NAN, INF, -INF], x)
    x.flat[0] = draw(st.integers(-16, 16)) / 4  # so that one is left
    return draw(laid_out(x))


@st.composite
def ascending(draw):
    """Two to six edges, halves, of unequal distances, around at least one of the numbers."""
    return np.unique([*draw(st.lists(st.integers(-9, 9), min_size=1, max_size=4)), -10, 10]) / 2


def is_seen(patch, axes):
    """Whether it is drawn where the data is, in some colour that the background has not."""
    inks = [to_rgba(patch.get_facecolor())] * patch.get_fill()
    inks += [to_rgba(patch.get_edgecolor())] * (patch.get_linewidth() > 0)
    background = to_rgba(axes.get_facecolor())[:3]
    coloured = any(opacity > 0 and tuple(colour) != background for *colour, opacity in inks)
    return patch.get_visible() and coloured and patch.get_data_transform() == axes.transData


def patches_of(axes):
    """The patches, and the outlines of what fill_between fills, which seaborn does for element="step"."""
    filled = [area for area in axes.collections if isinstance(area, PolyCollection)]
    return [*axes.patches, *(outline for area in filled for outline in outlines_of(area))]


def outlines_of(area):
    look = {"facecolor": [*area.get_facecolor(), "none"][0], "edgecolor": [*area.get_edgecolor(), "none"][0]}
    look |= {"visible": area.get_visible(), "transform": area.get_transform()}
    return [Polygon(path.vertices, **look) for path in area.get_paths()]


def bars_of(axes):
    """Left, right, foot and head of each bar that can be seen, from the left; those without height left out."""
    bars = []
    for patch in patches_of(axes):
        if not is_seen(patch, axes):
            continue
        if isinstance(patch, StepPatch):
            heights, edges, foot = patch.get_data()
            feet = np.broadcast_to(0.0 if foot is None else foot, np.shape(heights))
            bars += zip(edges[:-1], edges[1:], feet, heights, strict=True)
        elif isinstance(patch, Rectangle):
            left, foot = patch.get_xy()
            bars.append((left, left + patch.get_width(), foot, foot + patch.get_height()))
        elif isinstance(patch, Polygon):  # the outline that histtype="stepfilled" draws
            corners = patch.get_xy()
            steps = np.hstack([corners[:-1], corners[1:]])
            if np.any((steps[:, 0] != steps[:, 2]) & (steps[:, 1] != steps[:, 3])):
                continue  # a curve
            bars += [(*sorted(step[::2]), 0.0, step[1]) for step in steps if step[1] == step[3] and step[0] != step[2]]
    found = np.unique(np.array(bars, dtype=float).reshape(-1, 4), axis=0)  # an outline may go over bars
    return found[found[:, 3] != found[:, 2]]


# ------------------------------------------------------- what a reader sees, as plain data


def heights(solution, x, **options):
    """Of the bars that have one, from the left."""
    with drawn(solution, "distribution_plot", x, **options) as axes:
        return bars_of(axes)[:, 3]


def bars(solution, x, **options):
    with drawn(solution, "distribution_plot", x, **options) as axes:
        return dict(zip(["left edges", "right edges", "feet", "heights"], bars_of(axes).T, strict=True))


def area(solution, x, **options):
    with drawn(solution, "distribution_plot", x, **options) as axes:
        left, right, foot, head = bars_of(axes).T
        return np.sum((right - left) * (head - foot))


def title(solution, x, **options):
    with drawn(solution, "distribution_plot", x, **options) as axes:
        titles = [axes.figure.get_suptitle(), *(axes.get_title(loc) for loc in ("left", "center", "right"))]
        return " ".join(" ".join(titles).lower().split())


def bars_cut_off(solution, x, **options):
    """Whether the limits of the axes hide a part of a bar, and how the axes run."""
    with drawn(solution, "distribution_plot", x, **options) as axes:
        left, right, foot, head = bars_of(axes).T
        corners = np.concatenate([np.stack([left, foot], axis=-1), np.stack([right, head], axis=-1)])
        places = places_of(axes, corners)
        outside = (places < -1e-9) | (places > 1 + 1e-9)
        feet, heads = np.split(outside[:, 1], 2)
        cut = ["sides"] * bool(np.any(outside[:, 0])) + ["feet"] * bool(np.any(feet)) + ["heads"] * bool(np.any(heads))
        runs = ["backwards" if inverted else "forwards" for inverted in (axes.xaxis_inverted(), axes.yaxis_inverted())]
        return {
            "cut off": ", ".join(cut) or "nothing",
            "x": f"{axes.get_xscale()}, {runs[0]}",
            "y": f"{axes.get_yscale()}, {runs[1]}",
        }


# ---------------------------------------------------------------------------------------- core


def test_returns_the_axes(kata):
    kata.require(kata.run(gives_axes, "distribution_plot", SKEWED), "what comes back is a Matplotlib Axes")


def test_worked_example_of_counts(kata):
    kata.check(bars, X, bins=2)
    kata.check_figure(heights, X, bins=2, gives=[3.0, 2.0])


def test_worked_example_of_densities(kata):
    kata.check_figure(heights, X, bins=2, density=True, gives=[0.3, 0.2], decimals=12)


def test_tells_how_many_are_drawn_and_how_many_are_left_out(kata):
    kata.check(title, X, bins=2)
    kata.check(title, SKEWED)


@settings(max_examples=settings().max_examples // 4)  # a figure takes longer than an array
@given(plain_numbers(), st.sampled_from([2, 4, 8]), st.booleans())
@example(np.array([0.0, 1.0, 2.0, 4.0]), 4, False)
@example(SKEWED, 4, False)
@example(SKEWED, 4, True)
@example(np.array([-4.0, -1.0, -1.0, 0.0]), 2, False)
def test_each_bar_is_as_high_as_its_bin_is_full_or_dense(kata, x, bins, density):
    kata.check(bars, x, bins=bins, density=density)


def test_has_ten_bins_and_counts_by_default(kata):
    x = np.array([1.0, 1.5, 2.0, 2.5, 4.0, 4.0, 5.5, 6.5, 7.5, 8.5, 9.5, 11.0])
    kata.check(bars, x)
    kata.check(names_of_axes, "distribution_plot", x)


@settings(max_examples=settings().max_examples // 4)
@given(plain_numbers(), bin_counts)
def test_densities_have_area_one_and_counts_sum_to_n(kata, x, bins):
    kata.equal(kata.run(area, x, bins=bins, density=True), 1.0, "the areas of all bars sum to 1", scale=10)
    n = float(np.sum(np.isfinite(x)))
    kata.equal(np.sum(kata.run(heights, np.sort(x, axis=None), bins=bins)), n, "the counts sum to n, in any order")


def test_bins_of_many_numbers(kata):
    x = np.random.default_rng(0).normal(size=1000) ** 3
    kata.check(bars, x, bins=30, density=True)


@pytest.mark.parametrize(("density", "name"), [(False, "count"), (True, "density")])
def test_names_its_axes_value_and_what_the_heights_are(kata, density, name):
    names = kata.run(names_of_axes, "distribution_plot", SKEWED, density=density)
    kata.equal([names["x"], names["y"]], ["value", name], f"the x axis is named value, the y axis {name}")


@pytest.mark.parametrize(
    "x", [SKEWED, SKEWED - 20.0, np.repeat([1.0, 2.0, 3.0], [50, 51, 52])], ids=["", "below 0", "even"]
)
def test_shows_all_bars_from_zero_on_linear_axes(kata, x):
    kata.check(bars_cut_off, x, bins=3)


def test_draws_on_a_new_figure_and_leaves_others_alone(kata):
    kata.check(two_pictures, "distribution_plot", SKEWED)


def test_is_a_picture_to_look_at(kata, picture_file):
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(0.0, 0.02, size=3000), rng.normal(0.0, 0.1, size=1000), np.full(7, NAN)])
    kata.check(title, x, bins=60, density=True)  # a drawing that fails is told here, in less time
    png = kata.run(picture, "distribution_plot", x, bins=60, density=True)
    kata.require(png.size, "the figure can be saved")
    picture_file.write_bytes(png.tobytes())


# --------------------------------------------------------------------------------------- edges


@edges
def test_tells_how_many_are_infinite_or_outside_the_edges(kata):
    kata.check(title, np.array([[1.0, INF, -INF], [NAN, 2.0, 3.0]]), bins=2)
    kata.check(title, SKEWED, bins=[1.0, 2.0, 6.0])
    kata.check(title, np.array([7, 8, 9]))


@edges
@settings(max_examples=settings().max_examples // 4)
@given(numbers(), bin_counts, st.booleans())
@example(np.array([[1.0, 2.0], [2.0, 3.0], [5.0, 5.0]]), 4, False)
@example(np.random.default_rng(0).normal(size=(2, 3, 4, 5)), 8, True)
@example(np.array([0.25, 0.25, 0.75]), 1, True)
@example(np.array([3.0, 3.0, 3.0]), 4, True)
@example(np.array([1.0, 2.0, NAN, 3.0, INF]), 2, True)
@example(np.array([1, 2, 2, 5]), 4, False)
@example(np.array([0, 100, 200, 255], np.uint8), np.int64(4), True)
@example(np.array([0.0, 1.0, 2.0, 4.0], np.float32), 4, False)
@example(2.0**66 * np.array([0.0, 1.0, 2.0, 2.0]), 2, True)
@example(2.0**-80 * np.array([0.0, 1.0, 2.0, 2.0]), 2, True)
def test_numbers_come_in_any_shape_and_size(kata, x, bins, density):
    kata.check(bars, x, bins=bins, density=density)


@edges
@settings(max_examples=settings().max_examples // 4)
@given(numbers().filter(lambda x: np.any(np.abs(x) <= 5)), ascending(), st.booleans())
@example(SKEWED, np.array([0.0, 1.0, 2.0, 8.0]), True)
@example(SKEWED, [1.0, 1.5, 2.0, 6.0], True)
@example(SKEWED, [0, 4, 8], False)
@example(SKEWED, [0.0, 0.5, 1.0, 2.0, 4.0, 8.0], True)
@example(np.array([0, 1, 1, 2, 3, 5]), [0.5, 1.5, 2.5], True)
@example(SKEWED, np.arange(40.0) / 4, False)
@example(np.array([-INF, -9.0, 1.0, 2.0, INF]), np.array([0.0, 1.0, 2.0]), False)
def test_the_edges_of_bins_can_be_given(kata, x, edges, density):
    kata.check(bars, x, bins=edges, density=density)


@edges
@pytest.mark.parametrize("x", [np.zeros(0), np.zeros((3, 0)), np.full(3, NAN), np.array([NAN, INF, -INF])])
@pytest.mark.parametrize("bins", [3, [0.0, 1.0]], ids=str)
def test_there_must_be_a_number(kata, x, bins):
    kata.check_raises(ValueError, heights, x, bins=bins)


@edges
@pytest.mark.parametrize("density", [False, True])
def test_there_must_be_a_number_between_the_edges(kata, density):
    kata.check_raises(ValueError, heights, SKEWED, bins=[20.0, 30.0], density=density)


@edges
@pytest.mark.parametrize("bins", [0, -3, [1.0], [], [2.0, 1.0, 3.0], [3.0, 2.0, 1.0], [1.0, 2.0, 2.0, 3.0]], ids=str)
def test_bins_are_at_least_one_or_edges_that_ascend(kata, bins):
    kata.check_raises(ValueError, heights, SKEWED, bins=bins)
