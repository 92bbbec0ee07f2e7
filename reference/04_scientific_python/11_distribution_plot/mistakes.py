"""What beginners hand in for a distribution plot, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from distribution_plot import distribution_plot

from dojo import mistake


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


@mistake("distribution_plot", "`density` is not looked at: the heights are counts whatever is asked for.")
def draws_counts_for_densities(x, bins=10, density=False):
    axes = distribution_plot(x, bins)
    axes.set_ylabel("density" if density else "count")
    return axes


@mistake(
    "distribution_plot", "Densities are drawn unless something else is asked for. By default the heights are counts."
)
def draws_densities_by_default(x, bins=10, density=True):
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "All densities are divided by the width of the first bin. Bins may have different widths: divide each by its own.",
)
def takes_all_bins_for_equally_wide(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / (n * (edges[1] - edges[0])) if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The heights sum to 1, where the areas should: a share is the *area* of its bar. Divide by the width of the bin as"
    " well.",
)
def draws_shares_for_densities(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / n if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The densities are divided by the number of all finite numbers, those outside the edges included. Divide by the"
    " number of those that are in a bar.",
)
def counts_those_outside_the_edges(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / (finite.size * np.diff(edges)) if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The densities are divided by the size of x, those that are left out included, so that the areas sum to less than"
    " 1. Divide by the number of those that are drawn.",
)
def divides_by_the_size_of_x(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / (x.size * np.diff(edges)) if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The densities are scaled so that the highest bar is 1. It is the area of all bars that is 1.",
)
def scales_the_highest_bar_to_one(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    return _draw(edges, counts / counts.max() if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The largest number is in no bar: the last bin has to hold its right edge, too.",
)
def loses_the_largest_number(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    kept = finite[finite < edges[-1]] if np.any((finite >= edges[0]) & (finite < edges[-1])) else finite
    return _plot(kept, edges, x.size, density)


@mistake(
    "distribution_plot",
    "A number on an edge is counted in the bin on its left. It belongs to the one on its right, but for the last edge.",
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
    "A number on an edge is counted twice, in the bin on its left and in the one on its right. It belongs to the right"
    " alone, but for the last edge.",
)
def counts_an_edge_on_both_sides(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    counts = np.sum((finite >= edges[:-1, None]) & (finite <= edges[1:, None]), axis=1)
    n = int(np.sum((finite >= edges[0]) & (finite <= edges[-1])))
    return _draw(edges, counts / (n * np.diff(edges)) if density else counts, n, x.size - n, density)


@mistake(
    "distribution_plot",
    "The bars add up from left to right (cumulative). Each bar is to show its own bin alone.",
)
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
    "NaN was turned into 0, and the bar around 0 has grown. A NaN is no number: leave it out, and say how many there"
    " were.",
)
def takes_nan_for_zero(x, bins=10, density=False):
    return distribution_plot(np.where(np.isnan(x), 0.0, x), bins, density)


@mistake(
    "distribution_plot",
    "NaN was replaced by the mean of the others: numbers that nobody measured. Leave it out, and say how many there"
    " were.",
)
def takes_nan_for_the_mean(x, bins=10, density=False):
    _numbers(x, bins)
    return distribution_plot(np.where(np.isnan(x), np.mean(x[np.isfinite(x)]), x), bins, density)


@mistake(
    "distribution_plot",
    "NaN is still among the numbers, and with it there is no smallest and no largest one. Take those that np.isfinite"
    " holds for.",
)
def leaves_nan_in(x, bins=10, density=False):
    _numbers(x, bins)
    return _plot(np.ravel(x), np.histogram_bin_edges(np.ravel(x), bins), x.size, density)


@mistake(
    "distribution_plot",
    "NaN is left out, infinity is not, and between it and the others no bins fit. np.isfinite knows both; np.isnan does"
    " not.",
)
def leaves_infinity_in(x, bins=10, density=False):
    _numbers(x, bins)
    numbers = x[~np.isnan(x)]
    return _plot(numbers, np.histogram_bin_edges(numbers, bins), x.size, density)


@mistake(
    "distribution_plot",
    "Infinity was turned into the largest number of the others, and their last bar has grown. Leave it out, and say"
    " so.",
)
def moves_infinity_to_the_end(x, bins=10, density=False):
    finite, _ = _numbers(x, bins)
    return distribution_plot(np.where(np.isinf(x), np.where(x > 0, finite.max(), finite.min()), x), bins, density)


@mistake(
    "distribution_plot",
    "Numbers outside the edges were moved into the first and the last bin. They are left out.",
)
def moves_what_is_outside_to_the_ends(x, bins=10, density=False):
    _, edges = _numbers(x, bins)
    return distribution_plot(np.clip(x, edges[0], edges[-1]), bins, density)


@mistake(
    "distribution_plot",
    "A table was drawn column by column, as plt.hist does: several bars in each bin. All entries are one set of"
    " numbers: ravel first.",
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
    "Only a part of a table is drawn, its first row or column. All entries are one set of numbers: ravel.",
)
def draws_the_first_row(x, bins=10, density=False):
    return distribution_plot(x.reshape(-1, x.shape[-1])[0] if x.size else x, bins, density)


@mistake(
    "distribution_plot",
    "Equal numbers are counted once: np.unique, or a set, has thrown the repeats away, and they are what a histogram"
    " counts.",
)
def counts_equal_numbers_once(x, bins=10, density=False):
    finite, edges = _numbers(x, bins)
    return _plot(np.unique(finite), edges, x.size, density)


@mistake("distribution_plot", "The caller's array has changed: NaN was overwritten in it. Work on what x[...] copies.")
def writes_into_x(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    if x.dtype.kind == "f":
        x[np.isnan(x)] = 0.0
    return axes


# ---------------------------------------------------------------------------------- the bins


@mistake("distribution_plot", "Without a word on them, there are other bins than ten.")
def has_another_default(x, bins=20, density=False):
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "There is one bin too few: np.linspace(low, high, bins) makes `bins` edges, and between them lie bins - 1. n bins"
    " have n + 1 edges.",
)
def makes_one_bin_too_few(x, bins=10, density=False):
    if isinstance(bins, int) and bins > 1:
        _, edges = _numbers(x, bins)
        bins = np.linspace(edges[0], edges[-1], bins)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "The bars stand in the wrong place, half a bin to the left: axes.bar centres each on the number it gets. Say"
    " align='edge'.",
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
    "There are gaps between the bars, which are narrower than their bins: 0.8 is the width that axes.bar takes by"
    " itself. Say width=np.diff(edges).",
)
def draws_narrow_bars(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    for bar in axes.patches:
        bar.set_width(0.8 * bar.get_width())
    return axes


@mistake(
    "distribution_plot",
    "The bins reach to both sides of 0, or from 0 to 1, whatever the numbers. They reach from the smallest to the"
    " largest number.",
)
def takes_bins_around_zero(x, bins=10, density=False):
    finite, _ = _numbers(x, bins)
    if isinstance(bins, int):
        reach = np.abs(finite).max() or 1.0
        bins = np.linspace(-reach, reach, bins + 1)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Where all numbers are equal, the bins have no width, and nothing is seen, or the densities are infinite. Reach"
    " half below and half above, as np.histogram does.",
)
def gives_bins_without_width(x, bins=10, density=False):
    finite, _ = _numbers(x, bins)
    if isinstance(bins, int) and finite.min() == finite.max():
        raise ValueError("all numbers are equal")
    return distribution_plot(x, bins, density)


# ---------------------------------------------------------------------------------- the axes


@mistake(
    "distribution_plot", "The y axis is named count where densities are drawn: what a height means is in its name."
)
def always_says_count(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_ylabel("count")
    return axes


@mistake("distribution_plot", "The axes have no names: x is the value, y the count or the density.")
def forgets_the_names(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set(xlabel="", ylabel="")
    return axes


@mistake("distribution_plot", "The names of the axes are exchanged: values go to the right, and heights up.")
def exchanges_the_names(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set(xlabel=axes.get_ylabel(), ylabel="value")
    return axes


@mistake(
    "distribution_plot",
    "There is no title. How many numbers are drawn, and how many are left out, must not stay hidden.",
)
def forgets_the_title(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_title("")
    return axes


@mistake(
    "distribution_plot",
    "The n of the title is the size of x. It is to be the number of those that are in a bar; the rest is left out.",
)
def counts_all_as_drawn(x, bins=10, density=False):
    axes = distribution_plot(x, bins, density)
    axes.set_title(f"n = {x.size}, left out = {axes.get_title().rpartition(' ')[2]}")
    return axes


@mistake(
    "distribution_plot",
    "NaN is told in the title, but infinity is not: it is left out as well, and counts among those.",
)
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
    "The y axis does not begin at 0, which makes small differences look large. A bar stands for its number by its whole"
    " length.",
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
    "The heads of high bars are cut off: the y axis ends at a number that was set by hand. Let Matplotlib choose it.",
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
    "There are no bars to be seen: they are as pale as the background, or there is a line instead, or a smooth curve"
    " (kde), which guesses what lies between. Draw a bar for each bin.",
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
    "What comes back is not the Axes that the bars are drawn on: not nothing, not the figure, not what hist returns."
    " Return the axes, so that the caller can go on with them.",
)
def returns_nothing(x, bins=10, density=False):
    distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "It draws on the figure that happens to be open, and so over another plot. Ask for a new one at each call:"
    " plt.subplots().",
)
def draws_on_the_current_figure(x, bins=10, density=False):
    return _plot(*_numbers(x, bins), x.size, density, plt.gca())


@mistake(
    "distribution_plot",
    "Every call uses the same figure, so that the second plot wipes out the first. A figure without a number or name of"
    " its own is a new one.",
)
def uses_one_figure_for_all(x, bins=10, density=False):
    return _plot(*_numbers(x, bins), x.size, density, plt.figure("distribution", clear=True).subplots())


@mistake(
    "distribution_plot",
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Hand figsize and the like to"
    " it instead of calling plt.figure() before.",
)
def opens_two_figures(x, bins=10, density=False):
    plt.figure(figsize=(6, 4))
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "It closes the figures that others have open. A function closes only what it opened itself.",
)
def closes_all_figures(x, bins=10, density=False):
    plt.close("all")
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Without any number an empty plot comes back, and a layer whose weights are all NaN looks as if it had none. Raise"
    " a ValueError.",
)
def draws_nothing_at_all(x, bins=10, density=False):
    if not np.any(np.isfinite(x)):
        return _draw(np.array([0.0, 1.0]), [0], 0, x.size, density)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Where no number lies between the edges, nothing is drawn, or 0 is divided by 0. Raise a ValueError.",
)
def draws_empty_bins(x, bins=10, density=False):
    finite = x[np.isfinite(x)]
    if finite.size and np.ndim(bins) and len(bins) > 1 and not np.any((finite >= bins[0]) & (finite <= bins[-1])):
        return _draw(np.asarray(bins), np.zeros(len(bins) - 1), 0, x.size, density)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Two equal edges make a bin without a width, and a density that is infinite or NaN. np.histogram lets them through:"
    " look at np.diff of the edges yourself, and raise a ValueError.",
)
def lets_equal_edges_through(x, bins=10, density=False):
    if np.ndim(bins) and len(bins) > 1 and np.min(np.diff(bins)) == 0:
        with np.errstate(all="ignore"):
            return _plot(x[np.isfinite(x)], np.asarray(bins), x.size, density)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "Edges that do not ascend were sorted. Who hands them in has made a mistake, and should hear of it: raise a"
    " ValueError.",
)
def sorts_the_edges(x, bins=10, density=False):
    return distribution_plot(x, np.unique(bins) if np.ndim(bins) and len(bins) > 1 else bins, density)


@mistake(
    "distribution_plot",
    "A single edge, or none, is let through, and an empty plot comes back. A bin has two edges: raise a ValueError.",
)
def lets_a_single_edge_through(x, bins=10, density=False):
    if np.ndim(bins) and len(bins) < 2:
        return _draw(np.array([0.0, 1.0]), [0], 0, x.size, density)
    return distribution_plot(x, bins, density)


@mistake(
    "distribution_plot",
    "No bins, or fewer than none, were made one. Let it be a ValueError: NumPy raises it of its own accord.",
)
def makes_at_least_one_bin(x, bins=10, density=False):
    return distribution_plot(x, bins if np.ndim(bins) else max(bins, 1), density)


@mistake(
    "distribution_plot",
    "The input is checked with assert, which raises an AssertionError, and nothing at all under python -O. Use if and"
    " raise ValueError.",
)
def asserts(x, bins=10, density=False):
    assert np.any(np.isfinite(x))
    assert len(np.histogram_bin_edges(x[np.isfinite(x)], bins)) > 1
    return distribution_plot(x, bins, density)


@mistake("distribution_plot", "`bins` is not looked at: there are ten whatever is asked for.")
def ignores_the_bins(x, bins=10, density=False):
    return distribution_plot(x, 10, density)
