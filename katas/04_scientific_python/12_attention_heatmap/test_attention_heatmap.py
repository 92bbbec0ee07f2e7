"""A heatmap of attention shows a query as a row, a key as a column, and a weight as a colour from 0 to 1."""

import contextlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from dojo import edges
from dojo.plots import drawn, gives_axes, names_of_axes, picture, places_of, two_pictures
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=30,
    targets="python",
    ladder={"cells.weights": "distribution", "cells.tokens": "text-length"},
)

WEIGHTS = np.array([[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.125, 0.625, 0.25]])
TOKENS = ["the", "cat", "sat"]
PALE = np.array([[0.5, 0.25, 0.25], [0.25, 0.375, 0.375], [0.375, 0.25, 0.375]])  # neither 0 nor 1 is among them

NO_DISTRIBUTIONS = [
    *([[0.5, 0.25], [0.5, 0.5]], [[1.0, 0.0], [1.0, 1.0]], [[0.5, 0.48], [0.5, 0.5]], [[0.0, 0.0], [0.0, 0.0]]),
    [[0.5, 0.498], [0.5, 0.5]],
    [[0.2, 0.6], [0.8, 0.4]],  # the columns sum to 1
    [[0.75, 0.75], [0.25, 0.25]],  # so do the rows, on average
    [[0.5, 0.25], [0.75, 0.5]],  # all of it is 2, but neither rows nor columns are 1
    [[0.5, 0.5], [np.nan, 1.0]],
]


@st.composite
def plain_attentions(draw):
    """Weights whose rows are distributions, and as many different tokens."""
    n = draw(st.integers(2, 5))
    counts = np.abs(draw(plain_arrays((n, n), magnitude=8.0))) + np.eye(n)
    return counts / counts.sum(axis=1, keepdims=True), ["the", "cat", "sat", "and", "slept"][:n]


@st.composite
def attentions(draw):
    """Weights whose rows are distributions, with zeros and ties, and as many tokens, some of them equal."""
    n = draw(st.integers(1, 5))
    counts = np.abs(draw(arrays((n, n), draw(dtypes()), magnitude=8.0))) + np.eye(n, dtype=np.float32)
    weights = counts / counts.sum(axis=1, keepdims=True)
    return weights, draw(st.lists(st.sampled_from(["the", "cat", "sat", ".", "été"]), min_size=n, max_size=n))


# ------------------------------------------------------- what a reader sees, as plain data


def layer_of(axes):
    """The artist that holds the weights: an image (imshow, matshow) or a mesh (pcolormesh, seaborn), or None."""
    layers = [artist for artist in [*axes.get_images(), *axes.collections] if artist.get_array() is not None]
    return layers[-1] if layers else None


def grid_of(axes):
    """What the cells show, row by row from the top, and their middles on the axes; nothing where there are none."""
    layer = layer_of(axes)
    if layer is None:
        return np.zeros((0, 0)), np.zeros((0, 0, 2))
    values = np.ma.filled(np.ma.asarray(layer.get_array(), dtype=float), np.nan)
    if isinstance(layer, AxesImage):
        left, right, bottom, top = layer.get_extent()
        first, last = (top, bottom) if layer.origin == "upper" else (bottom, top)
        columns, rows = np.linspace(left, right, values.shape[1] + 1), np.linspace(first, last, values.shape[0] + 1)
        corners = np.stack(np.meshgrid(columns, rows), axis=-1)
    else:
        corners = layer.get_coordinates()
    middles = (corners[1:, 1:] + corners[1:, :-1] + corners[:-1, 1:] + corners[:-1, :-1]) / 4
    places = places_of(axes, middles.reshape(-1, 2)).round(6)
    values = np.where(np.all((places > 0) & (places < 1), axis=1), values.ravel(), np.nan)  # outside: not seen
    order = np.lexsort((places[:, 0], -places[:, 1]))
    shape = len(np.unique(places[:, 1])), -1
    return values[order].reshape(shape), places[order].reshape(*shape, 2)


def cells(solution, weights, tokens):
    with drawn(solution, "attention_heatmap", weights, tokens) as axes:
        return grid_of(axes)[0]


def tick_labels(solution, weights, tokens):
    """What is written in the middle of each row, from the top, and of each column."""
    with drawn(solution, "attention_heatmap", weights, tokens) as axes:
        _, places = grid_of(axes)
        rows = [written_at(axes.yaxis, place, axes) for place in places[:, :1].reshape(-1, 2)]
        return {"rows": rows, "columns": [written_at(axes.xaxis, place, axes) for place in places[:1].reshape(-1, 2)]}


def written_at(axis, place, axes):
    """The labels of an axis's ticks that are nearer to the middle of a cell than to its border."""
    axis.get_ticklabels(which="both")  # lets Matplotlib place them
    side, count = (1, 0)[axis is axes.xaxis], max(1, np.max(np.shape(layer_of(axes).get_array())))
    found = []
    for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
        where = places_of(axes, [(tick.get_loc(), tick.get_loc())])[0]
        if axes.axison and abs(where[side] - place[side]) < 1 / (4 * count):
            found += [label.get_text() for label in (tick.label1, tick.label2) if label.get_visible()][:1]
    return "".join(found)


def colour_limits(solution, weights, tokens):
    with drawn(solution, "attention_heatmap", weights, tokens) as axes:
        layer = layer_of(axes)
        return np.array([np.nan, np.nan] if layer is None else layer.get_clim(), dtype=float)


def smoothing(solution, weights, tokens):
    """How Matplotlib goes from the colour of one cell to that of the next."""
    with drawn(solution, "attention_heatmap", weights, tokens) as axes:
        layer = layer_of(axes)
        return layer.get_interpolation() if isinstance(layer, AxesImage) else "none"


def colour_bar(solution, weights, tokens):
    """Whether the figure has a colour bar, of the cells' own colours."""
    with drawn(solution, "attention_heatmap", weights, tokens) as axes:
        bars = [bar for bar in (getattr(a, "_colorbar", None) for a in axes.figure.findobj(Axes)) if bar is not None]
        keys = [(bar.mappable.get_clim(), bar.mappable.get_cmap()) for bar in bars]
        layer = layer_of(axes)
        return layer is not None and (layer.get_clim(), layer.get_cmap()) in keys


def drawn_all_the_same(solution):
    """Which weights are drawn although a row does not sum to 1."""
    found = []
    for weights in NO_DISTRIBUTIONS:
        with contextlib.suppress(ValueError):
            cells(solution, np.array(weights), ["a", "b"])
            found.append(weights)
    return found


# ---------------------------------------------------------------------------------------- core


def test_returns_the_axes(kata):
    kata.require(kata.run(gives_axes, "attention_heatmap", WEIGHTS, TOKENS), "what comes back is a Matplotlib Axes")


def test_worked_example(kata):
    shown = [[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.125, 0.625, 0.25]]
    kata.check_figure(cells, WEIGHTS, TOKENS, gives=shown)


@settings(max_examples=settings().max_examples // 4)  # a figure takes longer than an array
@given(plain_attentions())
@example((PALE, TOKENS))
def test_shows_queries_as_rows_from_the_top_and_keys_as_columns(kata, attention):
    weights, tokens = attention
    kata.equal(kata.run(cells, weights, tokens), weights, "cell (i, j) shows weights[i, j], row 0 at the top")


def test_writes_the_tokens_beside_the_rows_and_below_the_columns(kata):
    written = kata.run(tick_labels, WEIGHTS, TOKENS)
    kata.equal(written["rows"], TOKENS, "a tick in the middle of each row, labelled with its token")
    kata.equal(written["columns"], TOKENS, "a tick in the middle of each column, labelled with its token")


@pytest.mark.kata(pinned=False)
def test_gives_each_cell_one_colour(kata):
    kinds = "none", "nearest", "auto", "antialiased"
    kata.require(kata.run(smoothing, WEIGHTS, TOKENS) in kinds, "a cell has one colour, not blurred into the next")


@pytest.mark.parametrize("weights", [PALE, np.full((3, 3), 1 / 3), WEIGHTS])
def test_runs_its_colours_from_0_to_1_whatever_the_weights(kata, weights):
    kata.equal(kata.run(colour_limits, weights, TOKENS), [0.0, 1.0], "the colour scale runs from 0 to 1")


def test_has_a_colour_bar(kata):
    kata.require(kata.run(colour_bar, WEIGHTS, TOKENS), "a colour bar says which colour is which weight")


def test_names_its_axes_query_and_key(kata):
    names = kata.run(names_of_axes, "attention_heatmap", WEIGHTS, TOKENS)
    kata.equal([names["y"], names["x"]], ["query", "key"], "the y axis is named query, the x axis key")


def test_draws_on_a_new_figure_and_leaves_others_alone(kata):
    seen = kata.run(two_pictures, "attention_heatmap", WEIGHTS, TOKENS)
    kata.require(list(seen.values()), "each heatmap has a new figure, and no other figure changes")


def test_is_a_picture_to_look_at(kata, picture_file):
    tokens = ["the", "cat", "sat", "because", "it", "was", "tired"]
    scores = np.where(np.eye(7, k=-1) > 0, 1.5, 0.0) + np.where(np.eye(7) > 0, 1.0, 0.0)
    scores[4, 1] = scores[6, 1] = 3.0  # what "it" is, and who was tired
    weights = np.tril(np.exp(scores))
    png = kata.run(picture, "attention_heatmap", weights / weights.sum(axis=1, keepdims=True), tokens)
    kata.require(png.size, "the figure can be saved")
    picture_file.write_bytes(png.tobytes())


# --------------------------------------------------------------------------------------- edges


@edges
@settings(max_examples=settings().max_examples // 4)
@given(attentions())
@example((np.array([[1.0]]), ["a"]))
@example((PALE, ["a", "b", "a"]))
@example((np.array([[1.0, 0.0], [1e-25, 1.0]], np.float32), ["a", "b"]))
def test_shows_weights_of_any_size(kata, attention):
    weights, tokens = attention
    kata.equal(kata.run(cells, weights, tokens), weights, "cell (i, j) shows weights[i, j], row 0 at the top")


@edges
@pytest.mark.parametrize("tokens", [["the", "cat", "saw", "the", "dog"], ("We", " met", "in", "1", "été", "0", ".")])
def test_writes_a_token_as_often_as_it_comes_and_as_it_is(kata, tokens):
    written = kata.run(tick_labels, np.full((len(tokens), len(tokens)), 1 / len(tokens)), tokens)
    kata.equal(written["rows"], list(tokens), "a tick in the middle of each row, labelled with its token")
    kata.equal(written["columns"], list(tokens), "a tick in the middle of each column, labelled with its token")


@edges
def test_writes_each_token_of_a_long_text(kata):
    tokens = [f"word {i}" for i in range(40)]
    written = kata.run(tick_labels, np.eye(40), tokens)
    kata.equal(written["rows"], tokens, "a tick in the middle of each row, labelled with its token")
    kata.equal(written["columns"], tokens, "a tick in the middle of each column, labelled with its token")


@edges
def test_accepts_rows_that_sum_to_one_up_to_rounding(kata):
    scores = np.random.default_rng(0).normal(0, 3, size=(12, 12)).astype(np.float32)
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    kata.equal(kata.run(cells, weights, list("abcdefghijkl")), weights, "float32 rows from a softmax are drawn")


@edges
@pytest.mark.parametrize("weights", [[[1.5, -0.5], [0.5, 0.5]], [[0.5, 0.5], [-0.25, 1.25]]])
def test_refuses_negative_weights(kata, weights):
    kata.check_raises(ValueError, cells, np.array(weights), ["a", "b"])


@edges
def test_refuses_rows_that_do_not_sum_to_one(kata):
    kata.require(kata.run(drawn_all_the_same) == [], "a ValueError where a row does not sum to 1 (yours drew these)")


@edges
@pytest.mark.parametrize(("shape", "count"), [((2, 3), 2), ((2, 3), 3), ((3, 2), 2), ((3, 2), 3), ((2, 2, 2), 2)])
def test_refuses_weights_that_are_no_square(kata, shape, count):
    kata.check_raises(ValueError, cells, np.full(shape, 1 / shape[1]), TOKENS[:count])


@edges
@pytest.mark.parametrize("tokens", [["a"], ["a", "b"], ["a", "b", "c", "d"], []])
def test_refuses_more_or_fewer_tokens_than_rows(kata, tokens):
    kata.check_raises(ValueError, cells, PALE, tokens)
