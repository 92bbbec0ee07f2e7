"""A loss curve shows each loss and, in front, their moving average, corrected for having started at zero."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from dojo import edges
from dojo.plots import drawn, gives_axes, names_of_axes, picture, places_of, two_pictures
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=35,
    targets="python",
    ladder={"points.losses": "positive", "smooth_line.losses": "finite"},
)

LOSSES = [4.0, 1.0, 2.0]
BUMPY = [8.0, 6.5, 7.0, 4.0, 5.5, 3.0, 3.5, 2.0]

curves = arrays(st.integers(1, 12).map(lambda n: (n,)), np.float64)
plain_curves = plain_arrays(st.integers(2, 12).map(lambda n: (n,)))
LONG = (2.2 + 8 * np.exp(-np.arange(200) / 30)) * (1 + 0.1 * np.cos(np.arange(200)))
smoothings = st.sampled_from([0.0, 0.25, 0.5, 0.9, 0.95])


def lines_of(axes):
    """The lines as they were drawn; the parts of a LineCollection are joined to one."""
    lines = [artist for artist in axes.get_children() if isinstance(artist, Line2D | LineCollection)]
    return [joined(line) if isinstance(line, LineCollection) else line for line in lines]


def joined(parts):
    strokes = [np.zeros((0, 2))]
    for segment in (path.vertices for path in parts.get_paths()):  # get_segments leaves out what is NaN
        touches = np.array_equal(strokes[-1][-1:], segment[:1])
        strokes += [segment] if touches else [np.full((1, 2), np.nan), segment]
    x, y = np.concatenate(strokes[2:] or strokes).T
    new = np.append(True, (x[1:] != x[:-1]) | (y[1:] != y[:-1]))[: len(x)]
    line = Line2D(x[new], y[new], label=parts.get_label(), zorder=parts.get_zorder(), visible=parts.get_visible())
    line.set(color=[*parts.get_color(), "none"][0], linewidth=[*parts.get_linewidth(), 0][0], alpha=parts.get_alpha())
    line.set_linestyle([*parts.get_linestyle(), "None"][0])
    return line


def look_of(line):
    return to_rgba(line.get_color(), line.get_alpha()), line.get_linewidth(), line.get_linestyle()


def legends_of(axes):
    legends = [legend for legend in (axes.get_legend(), *axes.figure.legends) if legend is not None]
    return [legend for legend in legends if legend.get_visible()]


def name_of(line, axes):
    """What the legend calls a line of that look, or its own label where the legend does not tell."""
    label, entries = str(line.get_label()).strip().lower(), []
    for legend in legends_of(axes):
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            if isinstance(handle, Line2D) and look_of(handle) == look_of(line):
                entries.append(text.get_text().strip().lower())
    if len(entries) != 1 or entries[0] == label:
        return label
    return f"({label}, but {entries[0]} in the legend)" if label in ("raw", "smooth") else entries[0]


def named_lines(axes):
    """The lines with a name, from the one at the back to the one in front."""
    named = [(line, name_of(line, axes)) for line in sorted(lines_of(axes), key=lambda line: line.get_zorder())]
    return [(line, name) for line, name in named if name[:1] != "_"]


def seen_lines(axes):
    return [(line, name) for line, name in named_lines(axes) if is_seen(line, axes)]


def is_seen(line, axes):
    *colour, opacity = to_rgba(line.get_color(), line.get_alpha())
    ink = opacity > 0 and line.get_linewidth() > 0 and tuple(colour) != to_rgba(axes.get_facecolor())[:3]
    return line.get_visible() and line.get_linestyle() != "None" and ink


def points_of(axes, name):
    """The x and the y of the line of a name; nothing where there is none."""
    found = [line.get_data() for line, known in seen_lines(axes) if known == name]
    return [np.ma.filled(np.ma.asarray(a, dtype=float), np.nan) for a in (found or [([], [])])[-1]]


# ------------------------------------------------------- what a reader sees, as plain data


def names_of_lines(solution, losses):
    """From the line at the back to the one in front; what is no line, or can't be seen, is told behind them."""
    with drawn(solution, "loss_curve", losses) as axes:
        seen = [name for _, name in seen_lines(axes)]
        if np.array_equal(points_of(axes, "smooth")[1], losses):
            seen[seen.index("smooth")] = "(smooth, which shows the losses)"
        other = [(line, name) for line, name in named_lines(axes) if not is_seen(line, axes)]
        told = [f"({name}, {'dots' if line.get_linestyle() == 'None' else 'that nobody sees'})" for line, name in other]
        return ", ".join([*seen, *told])


def names_in_the_legend(solution, losses):
    with drawn(solution, "loss_curve", losses) as axes:
        texts = [text.get_text() for legend in legends_of(axes) for text in legend.get_texts()]
        return ", ".join(sorted(text.strip().lower() for text in texts))


def points(solution, losses, **options):
    with drawn(solution, "loss_curve", losses, **options) as axes:
        (x, raw), (smooth_x, smooth) = points_of(axes, "raw"), points_of(axes, "smooth")
        return {"raw, x": x, "raw, y": raw, "smooth, x": smooth_x, "smooth, y": smooth}


def smooth_line(solution, losses, **options):
    with drawn(solution, "loss_curve", losses, **options) as axes:
        return points_of(axes, "smooth")[1]


def scales(solution, losses, **options):
    with drawn(solution, "loss_curve", losses, **options) as axes:
        x, y = ("backwards" if inverted else "forwards" for inverted in (axes.xaxis_inverted(), axes.yaxis_inverted()))
        return {"x": axes.get_xscale(), "y": axes.get_yscale(), "x runs": x, "y runs": y}


def looks_of_lines(solution, losses, **options):
    with drawn(solution, "loss_curve", losses, **options) as axes:
        looks = [look_of(line) for line, _ in seen_lines(axes)]
        return {"lines": len(looks), "different looks": len(set(looks))}


def cut_off(solution, losses, **options):
    """What the limits of the axes cut off."""
    with drawn(solution, "loss_curve", losses, **options) as axes:
        x, y = points_of(axes, "raw")
        places = places_of(axes, np.stack([x, y], axis=-1))
        sides = np.any((places < -1e-9) | (places > 1 + 1e-9), axis=0)
        return ", ".join(name for name, side in zip(["steps", "losses"], sides, strict=True) if side) or "nothing"


def losses_afterwards(solution, losses, **options):
    own = list(losses)
    with drawn(solution, "loss_curve", own, **options):
        return own


# ---------------------------------------------------------------------------------------- core


def test_returns_the_axes(kata):
    kata.require(kata.run(gives_axes, "loss_curve", LOSSES), "what comes back is a Matplotlib Axes")


def test_has_a_line_named_raw_and_before_it_one_named_smooth(kata):
    kata.check(names_of_lines, LOSSES)


def test_has_a_legend(kata):
    kata.check(names_in_the_legend, LOSSES)


def test_names_its_axes_step_and_loss(kata):
    kata.check(names_of_axes, "loss_curve", LOSSES)


def test_worked_example(kata):
    kata.check_figure(smooth_line, LOSSES, smoothing=0.5, gives=[4.0, 2.0, 2.0])


@settings(max_examples=settings().max_examples // 4)  # a figure takes longer than an array
@given(plain_curves, smoothings.filter(bool))
@example(np.array(BUMPY), 0.9)
@example(BUMPY, 0.25)
@example(LONG, 0.95)
def test_draws_each_loss_and_the_corrected_average_over_the_steps(kata, losses, smoothing):
    kata.check(points, losses, smoothing=smoothing, scale=np.abs(losses).max())


def test_smooths_by_nine_tenths_and_draws_a_linear_axis_by_default(kata):
    kata.check(points, BUMPY, scale=8)
    kata.check(scales, BUMPY)


@settings(max_examples=settings().max_examples // 4)
@given(st.integers(1, 9), st.integers(2, 9), smoothings.filter(bool))
@example(3, 5, 0.99)
def test_a_constant_loss_has_a_constant_average(kata, loss, steps, smoothing):
    found = kata.run(smooth_line, [float(loss)] * steps, smoothing=smoothing)
    scale = loss / (1 - smoothing)
    kata.equal(
        found, np.full(steps, float(loss)), "the average of equal losses is that loss, from the start", scale=scale
    )


def test_what_comes_later_does_not_change_the_average(kata):
    whole = kata.run(smooth_line, BUMPY, smoothing=0.5)
    short = kata.run(smooth_line, BUMPY[:5], smoothing=0.5)
    kata.equal(whole[:5], short, "the average at a step is of the losses up to this step", scale=8)


@pytest.mark.parametrize("log", [True, False])
def test_the_axis_of_the_loss_is_logarithmic_when_asked(kata, log):
    kata.check(points, BUMPY, log=log, scale=8)
    kata.check(scales, BUMPY, log=log)


def test_the_two_lines_look_different(kata):
    kata.check(looks_of_lines, BUMPY)


def test_draws_on_a_new_figure_and_leaves_others_alone(kata):
    kata.check(two_pictures, "loss_curve", LOSSES)


def test_is_a_picture_to_look_at(kata, picture_file):
    rng = np.random.default_rng(0)
    steps = np.arange(400)
    losses = (2.2 + 8 * np.exp(-steps / 30)) * np.exp(0.12 * rng.normal(size=400))
    kata.check(scales, losses, smoothing=0.95, log=True)  # a drawing that fails is told here, in less time
    png = kata.run(picture, "loss_curve", losses, smoothing=0.95, log=True)
    kata.require(png.size, "the figure can be saved")
    picture_file.write_bytes(png.tobytes())


# --------------------------------------------------------------------------------------- edges


@edges
@settings(max_examples=settings().max_examples // 4)
@given(curves, smoothings)
@example([3, 1, 2, 2], 0.5)
@example([2.5], 0.9)
@example(np.array([3, 1, 250], np.uint8), 0.5)
@example(np.array(BUMPY)[::-2], 0.0)
@example(np.array([1e20, 2e20, 1e-25]), 0.99)
def test_draws_losses_of_any_kind(kata, losses, smoothing):
    kata.check(points, losses, smoothing=smoothing, scale=np.abs(np.asarray(losses, float)).max())


@edges
def test_leaves_the_list_of_losses_as_it_is(kata):
    kata.check(losses_afterwards, BUMPY)


@edges(pinned=False)
def test_a_nan_does_not_reach_back_into_the_average_before_it(kata):
    short = kata.run(smooth_line, BUMPY[:5], smoothing=0.5)
    broken = kata.run(smooth_line, [*BUMPY[:5], float("nan")], smoothing=0.5)
    kata.equal(broken[:5], short, "a NaN does not reach back into the average before it", scale=8)


def raw_points(solution, losses, **options):
    """Step and loss of each point of the raw line; where there is no number, there is none."""
    with drawn(solution, "loss_curve", losses, **options) as axes:
        x, y = points_of(axes, "raw")
        return np.stack([x, y], axis=-1)[~np.isnan(y)]


@edges
@pytest.mark.parametrize("log", [True, False])
def test_a_loss_that_is_nan_leaves_the_others_where_they_are(kata, log):
    kata.check(raw_points, [3.0, float("nan"), 2.0, 1.0], log=log)
    kata.check(scales, [3.0, float("nan"), 2.0, 1.0], log=log)


def strokes(solution, losses, **options):
    """The first and the last step of each stroke of the raw line: a gap ends one."""
    with drawn(solution, "loss_curve", losses, **options) as axes:
        x, y = points_of(axes, "raw")
        pieces = np.split(np.arange(len(y)), np.flatnonzero(np.isnan(y)))
        steps = [x[piece][~np.isnan(y[piece])] for piece in pieces]
        return [[float(stroke[0]), float(stroke[-1])] for stroke in steps if len(stroke)]


@edges
@pytest.mark.parametrize("log", [True, False])
def test_a_loss_that_is_nan_leaves_a_gap(kata, log):
    kata.check(strokes, [3.0, 2.5, float("nan"), 2.0, 1.0], log=log)


@edges
@pytest.mark.parametrize("log", [True, False])
def test_shows_all_losses(kata, log):
    kata.check(cut_off, [1000.0, *BUMPY, 0.001], smoothing=0.5, log=log)


@edges
@pytest.mark.parametrize("losses", [[], np.zeros(0), np.array(2.5), np.ones((2, 3)), np.ones((3, 1)), [[1.0, 2.0]]])
def test_losses_are_a_single_row_of_numbers(kata, losses):
    kata.check_raises(ValueError, points, losses)


@edges
@pytest.mark.parametrize("smoothing", [1.5, -0.1, 90, 1.0, 1, float("nan")])
def test_smoothing_is_at_least_zero_and_less_than_one(kata, smoothing):
    kata.check_raises(ValueError, points, LOSSES, smoothing=smoothing)


@edges
@pytest.mark.parametrize("losses", [[1.0, 0.0, 2.0], [1.0, -0.5], [0.0], [float("nan"), 0.0], [0.0, float("nan")]])
def test_a_logarithmic_axis_has_no_place_for_zero_and_less(kata, losses):
    kata.check_raises(ValueError, points, losses, log=True)
    kata.check(raw_points, losses, log=False)
