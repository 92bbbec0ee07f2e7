"""What beginners hand in for a distribution plot, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from distribution_plot import distribution_plot

from dojo import ideas, mistake

ideas(
    whole_for_slice="takes_all_bins_for_equally_wide",
    wrong_divisor=(
        "draws_shares_for_densities counts_those_outside_the_edges divides_by_the_size_of_x"
        " scales_the_highest_bar_to_one draws_shares_of_all"
    ),
    missing_term="forgets_the_names forgets_the_title returns_nothing",
    transposed="lays_the_bars_on_their_side",
    swapped_arguments="exchanges_the_names",
    off_by_one="makes_one_bin_too_few",
    end_of_interval="loses_the_largest_number puts_an_edge_into_the_bin_on_its_left moves_what_is_outside_to_the_ends",
    stale_state="uses_one_figure_for_all",
    counted_twice="counts_an_edge_on_both_sides opens_two_figures",
    writes_into_input="writes_into_x draws_on_the_current_figure closes_all_figures",
    empty_input="draws_empty_bins",
    zero_case="gives_bins_without_width",
    nan_hidden=(
        "takes_nan_for_zero takes_nan_for_the_mean leaves_nan_in leaves_infinity_in moves_infinity_to_the_end"
        " forgets_to_count_infinity draws_nothing_at_all"
    ),
    wrong_exception="asserts",
    silent_error="lets_equal_edges_through sorts_the_edges lets_a_single_edge_through makes_at_least_one_bin",
    default_value=(
        "draws_counts_for_densities draws_densities_by_default has_another_default ignores_the_bins always_says_count"
        " cuts_bars_off cuts_the_heads_off begins_above_zero draws_narrow_bars centres_the_bars_on_the_left_edges"
        " draws_bars_by_default"
    ),
    padding_counted="counts_all_as_drawn counts_those_outside_as_drawn",
    biased_estimate="takes_bins_around_zero",
    ties_and_order="counts_equal_numbers_once",
    partial_case="draws_each_column draws_the_first_row counts_each_row_apart knows_integers_of_python_alone",
    wrong_formula="adds_the_bars_up draws_a_line gives_each_whole_number_a_bar makes_the_counts_logarithmic",
)


def _numbers(x, bins):
    """The finite numbers in one row, and the edges of their bins."""
    finite = x[np.isfinite(x)]
    if finite.size == 0:
        raise ValueError("no numbers")
    edges = np.histogram_bin_edges(finite, bins)
    if len(edges) < 2 or not np.all(np.diff(edges) > 0) or not np.any((finite >= edges[0]) & (finite <= edges[-1])):
        raise ValueError("no bins")
    return finite, edges


def _draw(edges, heights, n, left_out, density, axes=None):
    axes = plt.subplots()[1] if axes is None else axes
    axes.bar(edges[:-1], heights, width=np.diff(edges), align="edge")
    axes.set(xlabel="value", ylabel="density" if density else "count", title=f"n = {n}, left out = {left_out}")
    return axes


def _plot(finite, edges, size, density, axes=None):
    heights, _ = np.histogram(finite, edges, density=density)
    n = int(np.histogram(finite, edges)[0].sum())
    return _draw(edges, heights, n, size - n, density, axes)


# ------------------------------------------------------------------------------ the heights


@mistake("distribution_plot", "density is ignored: the heights are always counts.")
def draws_counts_for_densities(x, bins=10, density=False):
    axes = distribution_plot(x, bins)
    axes.set_ylabel("density" if density else "count")
    return axes


@mistake("distribution_plot", "Densities are drawn by default. The heights are counts unless density is True.")
def draws_densities_by_default(x, bins=10, density=True):
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "All densities are divided by the width of the first bin. Divide each by the width of its own bin.",
)
def takes_all_bins_for_equally_wide(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / (n * (edges[1] - edges[0])) if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The heights sum to 1, but the areas should. The share of a bin is the area of its bar: divide by its width too.",
)
def draws_shares_for_densities(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / n if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The densities are divided by the number of all finite numbers, even those outside the edges. Divide by the number"
    " of entries in a bar.",
)
def counts_those_outside_the_edges(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / (finite.size * np.diff(edges)) if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The densities are divided by the size of x, so the areas sum to less than 1. Divide by the number of entries in"
    " a bar.",
)
def divides_by_the_size_of_x(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / (x.size * np.diff(edges)) if density else counts, n, x.size - n, density)


@mistake("distribution_plot", "The highest bar is scaled to 1. The area of all bars should be 1.")
def scales_the_highest_bar_to_one(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / counts.max() if density else counts, n, x.size - n, density)


@mistake("distribution_plot", "The largest number is in no bar. The last bin holds its right edge too.")
def loses_the_largest_number(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    kept = finite[finite < edges[-1]] if np.any((finite >= edges[0]) & (finite < edges[-1])) else finite
    return _plot(kept, edges, x.size, density)


@mistake(
    "distribution_plot",
    "A number on an edge is counted in the bin on its left. It belongs to the one on its right, except for the last"
    " edge.",
)
def puts_an_edge_into_the_bin_on_its_left(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    inside = finite[(finite >= edges[0]) & (finite <= edges[-1])]
    places = np.clip(np.searchsorted(edges, inside, side="left") - 1, 0, len(edges) - 2)
    counts = np.bincount(places, minlength=len(edges) - 1)
    heights = counts / (inside.size * np.diff(edges)) if density else counts
    return _draw(edges, heights, inside.size, x.size - inside.size, density)


@mistake(
    "distribution_plot",
    "A number on an edge is counted on both sides. It belongs only to the bin on its right, except for the last edge.",
)
def counts_an_edge_on_both_sides(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts = np.sum((finite >= edges[:-1, None]) & (finite <= edges[1:, None]), axis=1)
    n = int(np.sum((finite >= edges[0]) & (finite <= edges[-1])))
    return _draw(edges, counts / (n * np.diff(edges)) if density else counts, n, x.size - n, density)


@mistake("distribution_plot", "The bars add up from left to right (cumulative). Each bar shows only its own bin.")
def adds_the_bars_up(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    total = 0
    for bar in axes.patches:
        total += bar.get_height()
        bar.set_height(total)
    axes.relim()
    axes.autoscale_view()
    return axes


# --------------------------------------------------------------------------- which numbers


@mistake(
    "distribution_plot",
    "NaN is turned into 0, so the bar around 0 has grown. Leave NaN out, and say how many there were.",
)
def takes_nan_for_zero(x, bins=10, density=False):
    return distribution_plot(np.where(np.isnan(x), 0.0, x), bins, density)


@mistake(
    "distribution_plot",
    "NaN is replaced by the mean of the others. Nobody measured that: leave NaN out, and say how many there were.",
)
def takes_nan_for_the_mean(x, bins=10, density=False):
    _numbers(x, bins)
    return distribution_plot(np.where(np.isnan(x), np.mean(x[np.isfinite(x)]), x), bins, density)


@mistake(
    "distribution_plot",
    "NaN is still among the numbers, and then there is no smallest or largest one. Take those for which np.isfinite"
    " holds.",
)
def leaves_nan_in(x, bins=10, density=False):
    _numbers(x, bins)
    return _plot(np.ravel(x), np.histogram_bin_edges(np.ravel(x), bins), x.size, density)


@mistake(
    "distribution_plot",
    "NaN is left out, but infinity is not, and no bins reach that far. np.isfinite excludes both; np.isnan finds only"
    " NaN.",
)
def leaves_infinity_in(x, bins=10, density=False):
    _numbers(x, bins)
    numbers = x[~np.isnan(x)]
    return _plot(numbers, np.histogram_bin_edges(numbers, bins), x.size, density)


@mistake(
    "distribution_plot",
    "Infinity is turned into the largest of the other numbers, so their last bar has grown. Leave it out.",
)
def moves_infinity_to_the_end(x, bins=10, density=False):
    finite, _ = _numbers(x, bins)
    return distribution_plot(np.where(np.isinf(x), np.where(x > 0, finite.max(), finite.min()), x), bins, density)


@mistake("distribution_plot", "Numbers outside the edges are moved into the first and the last bin. Leave them out.")
def moves_what_is_outside_to_the_ends(x, bins=10, density=False):
    _, edges = _numbers(x, bins)
    return distribution_plot(np.clip(x, edges[0], edges[-1]), bins, density)


@mistake(
    "distribution_plot",
    "A table is drawn column by column, as plt.hist does, with several bars in each bin. Make it one row of numbers:"
    " np.ravel.",
)
def draws_each_column(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    if x.ndim == 2 and x.shape[1] > 1 and np.all(np.isfinite(x)):
        for bar in [*axes.patches]:
            bar.remove()
        axes.hist(x, bins, density=density)
    return axes


@mistake(
    "distribution_plot",
    "Only the first row or column of a table is drawn. Make it one row of numbers: np.ravel.",
)
def draws_the_first_row(x, bins=10, density=False):
    return distribution_plot(x.reshape(-1, x.shape[-1])[0] if x.size else x, bins, density)


@mistake(
    "distribution_plot",
    "Equal numbers are counted once, because np.unique or a set drops repeats. A histogram counts them all.",
)
def counts_equal_numbers_once(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    return _plot(np.unique(finite), edges, x.size, density)


@mistake(
    "distribution_plot",
    "The caller's array has changed: NaN was overwritten in it. x[...] with truth values makes a copy: work on that.",
)
def writes_into_x(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    if x.dtype.kind == "f":
        x[np.isnan(x)] = 0.0
    return axes


# ---------------------------------------------------------------------------------- the bins


@mistake("distribution_plot", "By default there should be ten bins.")
def has_another_default(x, bins=20, density=False):
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "There is one bin too few: np.linspace(low, high, bins) makes that many edges, with one bin fewer between them. n"
    " bins have n + 1 edges.",
)
def makes_one_bin_too_few(x, bins=10, density=False):
    if isinstance(bins, int) and bins > 1:
        _, edges = _numbers(x, bins)
        bins = np.linspace(edges[0], edges[-1], bins)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    'The bars are half a bin too far left: axes.bar centres each bar on the number it gets. Say align="edge".',
)
def centres_the_bars_on_the_left_edges(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    for bar in axes.patches:
        bar.set_x(bar.get_x() - bar.get_width() / 2)
    axes.relim()
    axes.autoscale_view()
    return axes


@mistake(
    "distribution_plot",
    "The bars are narrower than their bins, with gaps between them: the default width of axes.bar is 0.8. Pass"
    " width=np.diff(edges).",
)
def draws_narrow_bars(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    for bar in axes.patches:
        bar.set_width(0.8 * bar.get_width())
    return axes


@mistake(
    "distribution_plot",
    "The bins always reach to both sides of 0. They should reach from the smallest to the largest number.",
)
def takes_bins_around_zero(x, bins=10, density=False):
    finite, _ = _numbers(x, bins)
    if isinstance(bins, int):
        reach = np.abs(finite).max() or 1.0
        bins = np.linspace(-reach, reach, bins + 1)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "If all numbers are equal, the bins have no width. Reach half below and half above, as np.histogram does.",
)
def gives_bins_without_width(x, bins=10, density=False):
    finite, _ = _numbers(x, bins)
    if isinstance(bins, int) and finite.min() == finite.max():
        raise ValueError("all numbers are equal")
    return distribution_plot(x, bins, density)


# ---------------------------------------------------------------------------------- the axes


@mistake("distribution_plot", "The y axis is named count although it shows densities. Name it after what it shows.")
def always_says_count(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_ylabel("count")
    return axes


@mistake("distribution_plot", "The axes have no names. x is the value, and y the count or the density.")
def forgets_the_names(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set(xlabel="", ylabel="")
    return axes


@mistake("distribution_plot", "The names of the axes are swapped. x is the value, and y the count or the density.")
def exchanges_the_names(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set(xlabel=axes.get_ylabel(), ylabel="value")
    return axes


@mistake("distribution_plot", "There is no title. Say how many entries are in a bar, and how many are left out.")
def forgets_the_title(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_title("")
    return axes


@mistake(
    "distribution_plot",
    "The n of the title is the size of x. It is the number of entries in a bar; the others are left out.",
)
def counts_all_as_drawn(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_title(f"n = {x.size}, left out = {axes.get_title().rpartition(' ')[2]}")
    return axes


@mistake("distribution_plot", "The title counts NaN as left out, but not infinity, which is left out too.")
def forgets_to_count_infinity(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    left_out = int(axes.get_title().rpartition(" ")[2]) - int(np.sum(np.isinf(x)))
    axes.set_title(f"{axes.get_title().rpartition(' ')[0]} {left_out}")
    return axes


@mistake(
    "distribution_plot",
    "Numbers outside the edges are in no bar, but the title counts them as drawn. They are left out.",
)
def counts_those_outside_as_drawn(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    n = int(np.sum(np.isfinite(x)))
    axes.set_title(f"n = {n}, left out = {x.size - n}")
    return axes


@mistake(
    "distribution_plot",
    "The y axis does not begin at 0, which makes small differences look large. Show each bar in full.",
)
def begins_above_zero(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    heights = [bar.get_height() for bar in axes.patches]
    axes.set_ylim(0.9 * min(heights), 1.05 * max(heights))
    return axes


@mistake("distribution_plot", "The y axis is logarithmic, where the length of a bar means nothing. Leave it linear.")
def makes_the_counts_logarithmic(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_yscale("log")
    return axes


@mistake(
    "distribution_plot",
    "Bars are cut off at the side: the limits of the x axis were set by hand. Let Matplotlib choose them.",
)
def cuts_bars_off(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_xlim(-1, 1)
    return axes


@mistake(
    "distribution_plot",
    "The tops of high bars are cut off: the limit of the y axis was set by hand. Let Matplotlib choose it.",
)
def cuts_the_heads_off(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_ylim(0, 1)
    return axes


@mistake("distribution_plot", "The bars lie on their side. Values go to the right, and heights up.")
def lays_the_bars_on_their_side(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    for bar in axes.patches:
        left, width, height = bar.get_x(), bar.get_width(), bar.get_height()
        bar.set(x=0.0, y=left, width=height, height=width)
    axes.relim()
    axes.autoscale_view()
    return axes


@mistake(
    "distribution_plot",
    "There are no bars to see: they have the colour of the background, or a line or a smooth curve (kde) takes their"
    " place. Draw a bar for each bin.",
)
def draws_a_line(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    heads = [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in axes.patches]
    for bar in [*axes.patches]:
        bar.remove()
    axes.plot(*zip(*heads, strict=True))
    return axes


# ---------------------------------------------------------------------------- figure, errors


@mistake(
    "distribution_plot",
    "The result is not an Axes. Return the axes that the bars are drawn on, so that the caller can go on with them.",
)
def returns_nothing(x, bins=10, density=False):
    distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "It draws on a figure that is open already, over a different plot. Ask for a new one at each call: plt.subplots().",
)
def draws_on_the_current_figure(x, bins=10, density=False):
    return _plot(*_numbers(x, bins), x.size, density, plt.gca())


@mistake(
    "distribution_plot",
    "Every call uses the same figure, so the second plot wipes out the first. A figure without a number or name of"
    " its own is a new one.",
)
def uses_one_figure_for_all(x, bins=10, density=False):
    return _plot(*_numbers(x, bins), x.size, density, plt.figure("distribution", clear=True).subplots())


@mistake(
    "distribution_plot",
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Pass figsize to it instead"
    " of calling plt.figure() before.",
)
def opens_two_figures(x, bins=10, density=False):
    plt.figure(figsize=(6, 4))
    return distribution_plot(x, bins, density)


@mistake("distribution_plot", "It closes figures that others have open. Close only what you opened.")
def closes_all_figures(x, bins=10, density=False):
    plt.close("all")
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Without any number you return an empty plot, and a layer whose weights are all NaN looks harmless. Raise a"
    " ValueError.",
)
def draws_nothing_at_all(x, bins=10, density=False):
    if not np.any(np.isfinite(x)):
        return _draw(np.array([0.0, 1.0]), [0], 0, x.size, density)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "If no number lies between the edges, nothing is drawn, or 0 is divided by 0. Raise a ValueError.",
)
def draws_empty_bins(x, bins=10, density=False):
    finite = x[np.isfinite(x)]
    if finite.size and np.ndim(bins) and len(bins) > 1 and not np.any((finite >= bins[0]) & (finite <= bins[-1])):
        return _draw(np.asarray(bins), np.zeros(len(bins) - 1), 0, x.size, density)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Two equal edges make a bin without width, and its density is infinite or NaN. np.histogram accepts them: check"
    " np.diff of the edges yourself, and raise a ValueError.",
)
def lets_equal_edges_through(x, bins=10, density=False):
    if np.ndim(bins) and len(bins) > 1 and np.min(np.diff(bins)) == 0:
        with np.errstate(all="ignore"):
            return _plot(x[np.isfinite(x)], np.asarray(bins), x.size, density)
    return distribution_plot(x, bins, density)


@mistake("distribution_plot", "Edges that do not ascend are sorted. The caller made a mistake: raise a ValueError.")
def sorts_the_edges(x, bins=10, density=False):
    return distribution_plot(x, np.unique(bins) if np.ndim(bins) and len(bins) > 1 else bins, density)


@mistake(
    "distribution_plot",
    "A single edge, or none, is accepted, and gives an empty plot. A bin needs two edges: raise a ValueError.",
)
def lets_a_single_edge_through(x, bins=10, density=False):
    if np.ndim(bins) and len(bins) < 2:
        return _draw(np.array([0.0, 1.0]), [0], 0, x.size, density)
    return distribution_plot(x, bins, density)


@mistake("distribution_plot", "Fewer than one bin is turned into one. Raise a ValueError, as NumPy does.")
def makes_at_least_one_bin(x, bins=10, density=False):
    return distribution_plot(x, bins if np.ndim(bins) else max(bins, 1), density)


@mistake(
    "distribution_plot",
    "The input is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and raise"
    " ValueError.",
)
def asserts(x, bins=10, density=False):
    assert np.any(np.isfinite(x))
    assert len(np.histogram_bin_edges(x[np.isfinite(x)], bins)) > 1
    return distribution_plot(x, bins, density)


@mistake("distribution_plot", "bins is ignored: there are always ten bins.")
def ignores_the_bins(x, bins=10, density=False):
    return distribution_plot(x, 10, density)


# ------------------------------------------------------------------ several faults at once


@mistake(
    "distribution_plot",
    "There are gaps between the bars, and each is centred on its left edge: axes.bar does both by default. Say"
    ' width=np.diff(edges) and align="edge".',
)
def draws_bars_by_default(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    for bar in axes.patches:
        left = bar.get_x()
        bar.set(x=left - 0.4, width=0.8)
    axes.relim()
    axes.autoscale_view()
    return axes


@mistake(
    "distribution_plot",
    "The heights sum to 1, but the areas should: divide by the width of the bin too. And the n of that share is the"
    " size of x: leave out what is in no bar.",
)
def draws_shares_of_all(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / x.size if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "A number of bins that is a NumPy integer fails: isinstance(bins, int) is False for it. Ask np.ndim(bins) == 0"
    " instead.",
)
def knows_integers_of_python_alone(x, bins=10, density=False):
    if not isinstance(bins, int):
        list(bins)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "A table is drawn row by row or column by column: the title is right, but the bars are not. Make x one row of"
    " numbers before you draw: x[np.isfinite(x)] is one row.",
)
def counts_each_row_apart(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    if x.ndim > 1:
        for bar in [*axes.patches]:
            bar.remove()
        rows = [row[np.isfinite(row)] for row in x.reshape(-1, x.shape[-1])]
        axes.hist(rows, np.histogram_bin_edges(x[np.isfinite(x)], bins), density=density)
    return axes


@mistake(
    "distribution_plot",
    "Whole numbers are rounded into bins of width 1, and bins is ignored. Use bins for them too.",
)
def gives_each_whole_number_a_bar(x, bins=10, density=False):
    if x.dtype.kind in "iu" and np.ndim(bins) == 0:
        bins = np.arange(x.min(), x.max() + 2.0) - 0.5
    return distribution_plot(x, bins, density)
