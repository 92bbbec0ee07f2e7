"""What is seen of a drawing, and that it leaves nothing behind."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dojo import plots

OF_THE_FIRST = ["the second has another figure", "the first is as it was"]


def on_a_new_figure(x, **options):
    _, axes = plt.subplots(**options)
    axes.plot(x)
    return axes


def on_the_current_axes(x):
    plt.plot(x)
    return plt.gca()


def on_the_first_figure(x):
    axes = plt.figure(7).gca()
    axes.plot(x)
    return axes


def on_two_figures(x):
    plt.figure()
    return on_a_new_figure(x)


def in_a_new_style(x):
    plt.rcParams["lines.linewidth"] = 9.0
    return on_a_new_figure(x)


@pytest.mark.parametrize(
    ("draw", "broken"),
    [
        (on_a_new_figure, []),
        (on_the_current_axes, ["a figure of its own", "the open figure is as it was", *OF_THE_FIRST]),
        (on_the_first_figure, OF_THE_FIRST),
        (on_two_figures, ["one figure at most is opened"]),
    ],
)
def test_a_drawing_is_seen_to_touch_other_figures(draw, broken):
    seen = plots.two_pictures(SimpleNamespace(draw=draw), "draw", [1.0, 2.0])
    assert {name for name, held in seen.items() if not held} == set(broken)
    assert plt.get_fignums() == []


def test_what_is_drawn_is_closed_and_all_settings_are_put_back():
    before, solution = plt.rcParams["lines.linewidth"], SimpleNamespace(draw=in_a_new_style, none=lambda x: None)
    assert plots.gives_axes(solution, "draw", [1.0, 2.0])
    assert not plots.gives_axes(solution, "none", [1.0, 2.0])
    assert plots.picture(solution, "draw", [1.0, 2.0])[:4].tobytes() == b"\x89PNG"
    with pytest.raises(LookupError, match="no Axes"):
        plots.names_of_axes(solution, "none", [1.0, 2.0])
    assert plt.rcParams["lines.linewidth"] == before
    assert plt.get_fignums() == []


def test_places_on_the_axes_run_from_0_to_1():
    solution = SimpleNamespace(draw=on_a_new_figure)
    with plots.drawn(solution, "draw", [1.0, 10.0, 100.0], subplot_kw={"yscale": "log", "ylim": (1, 100)}) as axes:
        np.testing.assert_allclose(plots.places_of(axes, [(1.0, 10.0)]), [[0.5, 0.5]])
