"""Three optimizers run down one valley, and a map shows how."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.contour import ContourSet

from dojo import edges, from_scratch, themes
from dojo.plots import drawn, gives_axes, picture, two_pictures
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["sgd", "adam"],
    minutes=85,
    targets="python",
    from_scratch=[
        *themes.AUTOGRAD,
        *("rosen", "rosen_der", "rosen_hess", "minimize", "fmin", "fmin_bfgs", "approx_fprime"),
        *("approx_derivative", "SGD", "AdamW", "RMSprop", "Optimizer"),
    ],
    instead="You need the two formulas, and the steps of the optimizers that you have written.",
    ladder={"p": "finite", "race.start": "finite-huge-tiny-large-float32-again", "rates": "positive+zero-number-again"},
)

START = np.array([-1.5, 2.0])
RATES = {"sgd": 0.001, "momentum": 0.0005, "adam": 0.05}
OTHER_RATES = {"sgd": 0.0005, "momentum": 0.001, "adam": 0.1}
POINTS = np.array([[-1.5, 2.0], [0.0, 0.0], [1.0, 1.0], [0.5, -1.0], [2.0, 3.0]])
SOME_PATHS = {
    "first": np.array([[-1.5, 2.0], [-1.0, 1.5], [0.5, 0.0]]),
    "second": np.array([[-1.5, 2.0], [0.5, 2.5], [1.5, 1.0], [1.0, 1.0]]),
}
places = plain_arrays((2,), 1.5)


# ------------------------------------------------------------------------------------- scenarios


def one_path(solution, name, start, steps, rates=RATES):
    return solution.race(start, steps, rates)[name]


def heights_at_the_end(solution, start, steps):
    """What each optimizer is above the lowest point in the end, in the order of the names."""
    paths = solution.race(start, steps, RATES)
    return [
        float((1 - x) ** 2 + 100 * (y - x * x) ** 2)
        for x, y in (paths[name][-1] for name in ("sgd", "momentum", "adam"))
    ]


def lines_by_name(solution, paths):
    """The points of the lines that have the name of a path."""
    with drawn(solution, "plot_race", paths) as axes:
        return {line.get_label(): line.get_xydata() for line in axes.get_lines() if line.get_label() in paths}


def names_in_the_legend(solution, paths):
    with drawn(solution, "plot_race", paths) as axes:
        legends = [legend for legend in (axes.get_legend(), *axes.figure.legends) if legend is not None]
        return sorted({text.get_text() for legend in legends for text in legend.get_texts()} & set(paths))


def contours(solution, paths):
    """What kind of contours there are: their levels, and whether they lie where the valley is as high as they say."""
    with drawn(solution, "plot_race", paths) as axes:
        sets = [child for child in axes.get_children() if isinstance(child, ContourSet)]
        return " and ".join(sorted(kind_of(found) for found in sets)) or "no contours"


def kind_of(found):
    levels = np.asarray(found.levels, dtype=float)
    corners = np.concatenate([np.zeros((0, 2)), *[path.vertices for path in found.get_paths()]])
    x, y = corners.T
    flat = (1 - x) ** 2 + 100 * (y - x * x) ** 2
    height, steps = np.log10(np.maximum(flat, 1e-12)), np.diff(levels)
    ways = [levels * factor for factor in (1.0, np.log10(2), np.log10(np.e))] if evenly(steps) else []
    if np.all(levels > 0) and len(levels) > 2 and evenly(np.diff(np.log10(levels))):
        ways.append(np.log10(levels))
    by_height = share_on(levels, flat)
    by_factor = max((share_on(way, height) for way in ways), default=0.0)
    if by_factor > max(0.5, by_height * evenly(steps)):
        return "log-spaced contours of the valley" if len(levels) >= 5 else "fewer than five contours of the valley"
    return "contours of " + ("the valley, whose levels are not log-spaced" if by_height > 0.5 else "something else")


def share_on(levels, heights):
    """The share of the corners that lie at a level; those of a filled contour at the border of the map don't.

    It is 0 where all lie at one level: of levels that are further apart than the heights, one is near to everything.
    """
    if not len(heights) or len(levels) < 2:
        return 0.0
    apart = np.abs(heights[:, None] - levels)
    near = np.min(apart, axis=1) < 0.1 * np.min(np.diff(levels))
    return float(np.mean(near)) if np.unique(np.argmin(apart, axis=1)[near]).size > 1 else 0.0


def evenly(steps):
    return bool(len(steps)) and bool(np.all(steps > 0)) and bool(np.all(np.abs(steps - steps[0]) < 0.02 * steps[0]))


def cut_off(solution, paths):
    """What the limits of the axes cut off."""
    with drawn(solution, "plot_race", paths) as axes:
        (left, right), (bottom, top) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
        points = paths | {"the lowest point": np.ones((1, 2))}
        inside = {
            k: (p[:, 0] >= left) & (p[:, 0] <= right) & (p[:, 1] >= bottom) & (p[:, 1] <= top)
            for k, p in points.items()
        }
        return ", ".join(name for name, here in inside.items() if not here.all()) or "nothing"


def two_maps(solution, paths):
    """What becomes of other figures; how many a map opens plays no part."""
    seen = two_pictures(solution, "plot_race", paths)
    return {name: held for name, held in seen.items() if name != "one figure at most is opened"}


def paths_afterwards(solution, paths):
    own = {name: path.copy() for name, path in paths.items()}
    with drawn(solution, "plot_race", own):
        return own


def map_of_a_race(solution, start, steps, rates):
    return picture(solution, "plot_race", solution.race(start, steps, rates))


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_the_height(kata):
    kata.check_figure("rosenbrock", START, gives=12.5)


def test_worked_example_of_the_gradient(kata):
    kata.check_figure("rosenbrock_gradient", START, gives=[-155, -50])


@given(places)
@example(START)
@example(np.array([0.5, -1.0]))
def test_height_and_gradient_agree_with_numpy(kata, p):
    kata.check("rosenbrock", p, scale=100.0)
    kata.check("rosenbrock_gradient", p, scale=1000.0)


def test_the_lowest_point_is_where_both_are_one(kata):
    kata.require(kata.rosenbrock(np.ones(2)) == 0, "f(1, 1) = 0")
    kata.require(kata.rosenbrock_gradient(np.ones(2)) == 0, "the gradient at (1, 1) is 0")


def test_plain_descent_follows_the_gradient(kata):
    gives = [[-1.5, 2.0], [-1.345, 2.05], [-1.46995, 2.00180]]
    kata.check_figure(one_path, "sgd", START, 2, gives=gives, decimals=5)


def test_momentum_rolls_on(kata):
    gives = [[-1.5, 2.0], [-1.345, 2.05], [-1.33045, 2.04681]]
    kata.check_figure(one_path, "momentum", START, 2, OTHER_RATES, gives=gives, decimals=5)


def test_adam_begins_with_a_step_of_the_rate(kata):
    gives = [[-1.5, 2.0], [-1.4, 2.1], [-1.37141, 2.12208]]
    kata.check_figure(one_path, "adam", START, 2, OTHER_RATES, gives=gives, decimals=5)


@given(places, st.integers(2, 12), st.sampled_from([RATES, OTHER_RATES]))
@example(START, 12, RATES)
@example(np.array([0.5, -1.0]), 10, OTHER_RATES)
def test_the_paths_agree_with_numpy(kata, start, steps, rates):
    kata.check("race", start, steps, rates, scale=10.0)


@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("start", [[-1.5, 2.0], [-1.0, 1.0], [0.0, 2.0], [0.0, 0.0], [-0.5, -1.0]], ids=str)
def test_momentum_and_adam_win(kata, start):
    # nothing is drawn here, so there is no false alarm: the model's figures are at most 0.0011 and at least 0.030
    plain, momentum, adam = kata.run(heights_at_the_end, np.array(start), 2000)
    kata.require(plain > 0.02, "after 2000 steps plain descent still creeps along the floor")
    kata.require(max(momentum, adam) < 0.005, "after 2000 steps momentum and Adam are down")


def test_plot_race_returns_the_axes(kata):
    kata.require(kata.run(gives_axes, "plot_race", SOME_PATHS), "what comes back is a Matplotlib Axes")


def test_each_path_is_a_line_of_its_name(kata):
    kata.check(lines_by_name, SOME_PATHS)


def test_a_legend_names_the_paths(kata):
    kata.check(names_in_the_legend, SOME_PATHS)


def test_the_contours_are_those_of_the_valley_and_log_spaced(kata):
    kata.check(contours, SOME_PATHS)


def test_draws_on_a_new_figure_and_leaves_others_alone(kata):
    kata.check(two_maps, SOME_PATHS)


def test_is_a_picture_to_look_at(kata, picture_file):
    png = kata.run(map_of_a_race, START, 2000, RATES)
    kata.require(png.size, "the figure can be saved")
    picture_file.write_bytes(png.tobytes())


test_is_written_from_scratch = from_scratch(
    ("race", START, 2, RATES), ("rosenbrock", START), ("rosenbrock_gradient", START)
)


# --------------------------------------------------------------------------------------- edges


@edges
@settings(max_examples=settings().max_examples // 2)
@given(arrays(st.sampled_from([(2,), (3, 2), (0, 2), (2, 3, 2)]), np.float64, 3.0))
@example(POINTS)
@example(np.array([[-1.5, 2.0], [0.0, 1.0]]))
def test_points_may_come_in_any_number(kata, p):
    kata.check("rosenbrock", p, scale=1e4)
    kata.check("rosenbrock_gradient", p, scale=1e4)


@edges
@pytest.mark.parametrize("start", [np.array([-1, 2]), [-1, 2], [-1.5, 2.0]], ids=["integers", "list", "list of floats"])
def test_the_start_may_be_a_list_or_integers(kata, start):
    kata.check("race", start, 5, RATES, scale=10.0)


@edges
def test_without_steps_a_path_is_its_start(kata):
    kata.check("race", START, 0, RATES)


@edges
def test_the_axes_show_all_points_and_the_lowest(kata):
    kata.check(cut_off, SOME_PATHS)
    kata.check(cut_off, {"far away": np.array([[-6.0, 9.0], [-5.0, 3.0], [-4.0, -2.0]])})
    kata.check(cut_off, {"short": np.array([[-0.5, -0.5], [-0.4, -0.4]])})


@edges
def test_leaves_the_paths_as_they_are(kata):
    kata.check(paths_afterwards, SOME_PATHS)
