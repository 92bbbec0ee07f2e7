"""The drawings of this track: ``python -m dojo.drawing 04_scientific_python`` writes them beside their statements."""

from __future__ import annotations

from itertools import accumulate

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dojo.drawing import (
    BLACK,
    BLUE,
    BLUE_GROUND,
    INK,
    MINUS,
    ORANGE,
    ORANGE_GROUND,
    PALE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ORANGE,
    WHITE,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    write,
)


def numbers(rows) -> list[list[str]]:
    """Return a table of numbers as texts."""
    return [[number(value) for value in row] for row in rows]


@drawing("01_error_bars/bootstrap")
def bootstrap() -> Figure:
    """The bootstrap scores of two versions of a model overlap."""
    questions, draws = 200, 10_000
    figure = Figure(figsize=(6.2, 3))
    ax = figure.add_axes((0.04, 0.17, 0.92, 0.81))
    for seed, (right, name, colour) in enumerate([(134, "last week", ORANGE), (140, "new", BLUE)]):
        score, edges = right / questions, np.arange(49.5, 87, 1.5) / 100
        means = np.random.default_rng(seed).binomial(questions, score, draws) / questions
        ax.hist(means, edges, histtype="step", color=colour, linewidth=2)
        error, y = np.sqrt(score * (1 - score) / questions), 2250 + 420 * seed
        ax.errorbar(score, y, xerr=error, color=colour, marker="o", capsize=4, linewidth=2)
        ax.text(
            score + error + 0.012, y, f"{name}: {100 * score:.0f} % ± {100 * error:.1f} %", color=colour, va="center"
        )
    ax.set(xlim=(0.52, 0.86), ylim=(0, 2900), yticks=[], xlabel="score of a resample of 200 answers")
    ax.xaxis.set_major_formatter(lambda tick, _: f"{100 * tick:.0f} %")
    ax.spines["left"].set_visible(False)
    return figure


@drawing("02_indexing/views")
def views() -> Figure:
    """A view looks at the memory of an array; a copy has its own."""
    x = np.arange(12).reshape(3, 4)
    seen, copied = x[:, ::2].ravel(), x[[2, 0]].ravel()
    figure, ax = sheet(7.3, 3.2)
    wide, high, left, middle = 0.44, 0.44, 1.75, 1.4
    grid(ax, left, middle + high, numbers([x.ravel()]), lambda i, j: BLUE_GROUND if j in seen else PALE, wide, high)
    for i, entry in enumerate(seen):
        at = left + (i + 3.5) * wide
        cell(ax, at - wide / 2, middle + 1.05, "", "ghost", wide, high)
        arrow(ax, (at, middle + 1.05), (left + (entry + 0.5) * wide, middle + high + 0.03), BLUE, 1.4)
    grid(ax, left + 2 * wide, middle + high - 1.15, numbers([copied]), lambda i, j: ORANGE_GROUND, wide, high)
    arrow(ax, (left + 6 * wide, middle - 0.08), (left + 6 * wide, middle - 0.66), ORANGE, 1.6)
    write(ax, left + 6.2 * wide, middle - 0.36, "copied", color=ORANGE, ha="left")
    write(ax, left - 0.15, middle + high / 2, "memory of x", ha="right")
    write(ax, left - 0.15, middle + 1.05 + high / 2, "view x[:, ::2]", ha="right", color=BLUE)
    write(ax, left - 0.15, middle - 1.15 + high / 2, "copy x[[2, 0]]", ha="right", color=ORANGE)
    return figure


@drawing("03_aggregations/axes")
def axes() -> Figure:
    """A mean over axis 0 runs down the columns, a mean over axis 1 along the rows."""
    table = np.array([[1.0, 5.0, 6.0], [3.0, 7.0, 8.0]])
    figure, ax = sheet(7.1, 2.75)
    wide, high, left, top = 0.7, 0.5, 1.6, 2.6
    grid(ax, left, top, numbers(table), lambda i, j: PALE, wide, high)
    low, right = top - 2 * high, left + 3 * wide
    grid(ax, left, low - 0.5, numbers([table.mean(axis=0)]), lambda i, j: BLUE_GROUND, wide, high)
    grid(ax, right + 0.6, top, numbers(table.mean(axis=1)[:, None]), lambda i, j: ORANGE_GROUND, wide, high)
    for x in left + (np.arange(3) + 0.5) * wide:
        arrow(ax, (x, low - 0.06), (x, low - 0.47), BLUE)
    for y in top - (np.arange(2) + 0.5) * high:
        arrow(ax, (right + 0.08, y), (right + 0.56, y), ORANGE)
    write(ax, left - 0.15, top - high, "x, shape (2, 3)", ha="right")
    write(ax, left + 1.5 * wide, low - 1.25, "mean over axis 0, shape (3,)", color=BLUE)
    write(ax, right + wide + 0.75, top - high, "mean over axis 1,\nshape (2,)", color=ORANGE, ha="left")
    return figure


@drawing("04_pairwise_distances/table")
def table() -> Figure:
    """Squared lengths and dot products make up the table of distances."""
    a, b = np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [6.0, 8.0], [3.0, 0.0]])
    of_a, of_b, dots = np.sum(a * a, axis=1), np.sum(b * b, axis=1), 2 * a @ b.T
    sums = of_a[:, None] + of_b
    figure, ax = sheet(9.4, 2.35)
    wide, high, left, top, gap = 0.56, 0.46, 0.95, 1.55, 0.5
    grid(ax, left - wide - 0.1, top, numbers(of_a[:, None]), lambda i, j: BLUE_GROUND, wide, high)
    grid(ax, left, top + high + 0.1, numbers([of_b]), lambda i, j: ORANGE_GROUND, wide, high)
    tables = {"sums": sums, "2 a · b": dots, "D²": sums - dots, "D": np.sqrt(sums - dots)}
    for i, (name, values) in enumerate(tables.items()):
        x, look = left + i * (3 * wide + gap), PALE if i < 3 else PALE_GREEN
        grid(ax, x, top, numbers(values), lambda i, j, look=look: look, wide, high)
        write(ax, x + 1.5 * wide, top - 2 * high - 0.22, name, weight="bold" if i == 3 else "normal")
        write(ax, x - gap / 2, top - high, ["", MINUS, "=", "√"][i], fontsize=16)
    write(ax, left - wide / 2 - 0.1, top - 2 * high - 0.22, "‖a‖²", color=BLUE)
    write(ax, left - 0.12, top + 0.1 + high / 2, "‖b‖²", color=ORANGE, ha="right")
    return figure


@drawing("05_sliding_windows/sliding_windows")
def sliding_windows() -> Figure:
    """Windows that slide over a text share its memory."""
    x, size, step = np.arange(1, 7), 3, 2
    starts = range(0, len(x) - size + 1, step)
    figure, ax = sheet(5.6, 2.75)
    wide, high, left, top, gap = 0.58, 0.44, 1.3, 2.2, 0.2
    for i, entry in enumerate(x):
        cell(ax, left + i * wide, top, number(entry), "plain", wide, high)
    write(ax, left - 0.15, top + high / 2, "x in memory", ha="right")
    for row, start in enumerate([*starts, starts[-1] + step]):
        y = top - (row + 1) * (high + gap)
        fits = row < len(starts)
        for i in range(start, start + size):
            entry = number(x[i]) if i < len(x) else "?"
            cell(ax, left + i * wide, y, entry, (BLUE_GROUND, ORANGE_GROUND)[row] if fits else "ghost", wide, high)
        if row:
            tail, tip = left + (start - step) * wide, left + start * wide - 0.04
            arrow(ax, (tail, y + high / 2), (tip, y + high / 2), width=1.6)
            write(ax, (tail + tip) / 2 - 0.05, y + high / 2 - 0.16, f"step {step}", fontsize=9)
        write(ax, left - 0.15, y + high / 2, f"window {row}" if fits else "does not fit", ha="right")
    return figure


@drawing("07_missing_values/filled")
def filled() -> Figure:
    """Gaps filled with the mean make a column look more certain than it is."""
    known = np.array([0.5, 0.6, 1.0])
    figure = Figure(figsize=(6.2, 2.5))
    ax = figure.add_axes((0.2, 0.2, 0.77, 0.78))
    columns = [([*known, *[known.mean()] * 2], "2 filled in", ORANGE), (known, "3 values", BLUE)]
    for y, (values, name, colour) in enumerate(columns):
        std = np.std(values)
        ax.errorbar(known.mean(), y - 0.22, xerr=std, color=colour, capsize=5, linewidth=2.4)
        ax.text(known.mean() + std + 0.02, y - 0.22, f"std {number(std)}", color=colour, va="center")
        ax.plot(known, np.full(3, y), "o", color=INK, markersize=9)
        ax.text(0.36, y - 0.1, name, color=colour, ha="right", va="center", clip_on=False)
    ax.plot(known.mean() + np.array([-0.012, 0.012]), [0, 0], "D", color=ORANGE, ms=8, mfc="none", mew=2)
    ax.plot([known.mean()] * 2, [-0.5, 1.28], color=INK, linewidth=1, linestyle=":")
    ax.text(known.mean(), 1.34, f"mean {number(known.mean())}", ha="center", va="bottom")
    ax.set(xlim=(0.38, 1.1), ylim=(-0.5, 1.6), yticks=[], xticks=np.arange(4, 12) / 10, xlabel="quality")
    ax.spines["left"].set_visible(False)
    return figure


@drawing("08_groupby/split_apply_combine")
def split_apply_combine() -> Figure:
    """Rows are split by their key, each part is averaged, and the means are combined."""
    keys, values = np.array([3, 1, 3, 1, 3]), np.array([2.0, 4.0, 4.0, 6.0, 6.0])
    look, ink = {1: BLUE_GROUND, 3: ORANGE_GROUND}, {1: BLUE, 3: ORANGE}
    figure, ax = sheet(7.2, 3.5)
    wide, high, top = 0.62, 0.42, 2.9
    grid(ax, 0.3, top, numbers(np.stack([keys, values], axis=1)), lambda i, j: look[keys[i]], wide, high)
    for row, key in enumerate(np.unique(keys)):
        own = values[keys == key]
        high_at = (top + 0.1, top - 1.25)[row]
        middle = high_at - len(own) * high / 2
        rows = numbers(np.stack([np.full(len(own), key), own], axis=1))
        grid(ax, 2.6, high_at, rows, lambda i, j, key=key: look[key], wide, high)
        arrow(ax, (0.3 + 2 * wide + 0.1, top - 2.5 * high), (2.5, middle), ink[key])
        end = top - 2.5 * high + (0.5 - row) * high
        arrow(ax, (2.6 + 2 * wide + 0.1, middle), (5.5, end), ink[key])
        write(ax, 4.65, (high_at, middle - 0.22)[row], f"({' + '.join(map(number, own))}) / {len(own)}", color=ink[key])
        grid(ax, 5.6, end + high / 2, numbers([[key, own.mean()]]), lambda i, j, key=key: look[key], wide, high)
    heads = [(0.3, 0.16, "key value"), (2.6, 0.26, "key value"), (5.6, 0.16 - 1.5 * high, "unique means")]
    for x, above, names in heads:
        for k, name in enumerate(names.split()):
            write(ax, x + (k + 0.5) * wide, top + above, name, fontsize=9)
    for x, name in [(1.92, "split"), (4.5, "apply"), (6.22, "combine")]:
        write(ax, x, 0.1, name, weight="bold")
    return figure


@drawing("09_explore/fences")
def fences() -> Figure:
    """Five numbers lie between the fences of a box plot, and one far outside."""
    tokens = np.array([10, 20, 30, 40, 900, 30])
    low, middle, high = np.quantile(tokens, [0.25, 0.5, 0.75])
    bounds = low - 1.5 * (high - low), high + 1.5 * (high - low)
    figure, ax = sheet(7.5, 2.2)
    unit, left, axis, y = 0.075, 1.15, 0.5, 1.25

    def place(x):
        return left + unit * x

    box = (place(low), y - 0.3), unit * (high - low), 0.6
    ax.add_patch(Rectangle(*box, facecolor=PALE_BLUE, edgecolor=BLUE, linewidth=2))
    ax.plot([place(middle)] * 2, [y - 0.3, y + 0.3], color=BLUE, linewidth=2.4)
    for bound in bounds:
        ax.plot([place(bound)] * 2, [y - 0.5, y + 0.5], color=ORANGE, linewidth=2, linestyle="--")
        write(ax, place(bound), y + 0.68, f"fence {number(bound)}", color=ORANGE)
    write(ax, place(low) - 0.05, y + 0.48, f"q₁ = {number(low)}", color=BLUE, ha="right", fontsize=10)
    write(ax, place(high) + 0.05, y + 0.48, f"q₃ = {number(high)}", color=BLUE, ha="left", fontsize=10)
    inside, times = np.unique(tokens[tokens < bounds[1]], return_counts=True)
    ax.plot(place(np.array([inside[0], low, np.nan, high, inside[-1]])), [y] * 5, color=BLUE, linewidth=2)
    for value, count in zip(inside, times, strict=True):
        ax.plot([place(value)] * count, y + 0.2 * np.arange(count), "o", color=INK, markersize=6)
    ax.plot([left - 0.2, 6.15, np.nan, 6.4, 7.3], [axis] * 5, color=INK, linewidth=1.2)
    write(ax, 6.28, axis, "/ /")
    for tick in range(0, 61, 10):
        ax.plot([place(tick)] * 2, [axis, axis - 0.06], color=INK, linewidth=1.2)
        write(ax, place(tick), axis - 0.22, number(tick), fontsize=10)
    ax.plot(6.85, y, "o", color=ORANGE, markersize=8)
    write(ax, 6.85, axis - 0.22, "900", fontsize=10)
    write(ax, 6.85, y + 0.3, "outlier", color=ORANGE)
    write(ax, left - 0.3, axis, "tokens", ha="right", fontsize=10)
    return figure


@drawing("10_loss_curve/loss_curve")
def loss_curve() -> Figure:
    """A running average that starts from zero rises while the loss falls, until it is corrected."""
    beta, steps = 0.9, np.arange(1, 81)
    losses = 2.2 + 8 * np.exp(-steps / 30)
    m = np.array(list(accumulate((1 - beta) * losses, lambda m, loss: beta * m + loss)))
    smooth, top = m / (1 - beta**steps), int(np.argmax(m))
    figure = Figure(figsize=(6.4, 3.2))
    ax = figure.add_axes((0.09, 0.16, 0.89, 0.82))
    ax.plot(steps - 1, losses, color=INK, linewidth=2, linestyle=":")
    ax.plot(steps - 1, smooth, color=BLUE, linewidth=2.4)
    ax.plot(steps - 1, m, color=ORANGE, linewidth=2.4, linestyle="--")
    ax.plot(top, m[top], "o", color=ORANGE, markersize=7)
    ax.annotate(f"m rises for {top} steps", (5, 3), color=ORANGE, weight="bold", ha="left", va="center")
    ax.annotate("smooth = m / (1 - βᵗ)", (13, 8.45), color=BLUE, weight="bold", ha="left")
    ax.annotate("losses", (47, 3.5), ha="right", va="top")
    ax.set(xlabel="step", ylabel="loss", xlim=(-1, 80), ylim=(0, 10.6), xticks=range(0, 81, 20), yticks=range(0, 11, 2))
    return figure


@drawing("11_distribution_plot/histogram")
def histogram() -> Figure:
    """Five numbers in two bins, as counts and as densities, and a NaN that is left out."""
    entries, edges, wide = np.array([1, 2, 2, 3, 5]), [1, 3, 5], 2
    figure = Figure(figsize=(6.4, 3))
    ax = figure.add_axes((0.1, 0.17, 0.6, 0.8))
    for left, right, ground, pale in [(1, 3, BLUE_GROUND, PALE_BLUE), (3, 5, ORANGE_GROUND, PALE_ORANGE)]:
        own = entries[(entries >= left) & ((entries < right) | (right == edges[-1]))]
        ax.add_patch(Rectangle((left, 0), wide, len(own), facecolor=pale, edgecolor=INK, linewidth=1.2))
        for k, x in enumerate(own):
            cell(ax, (left + right) / 2 - 0.22, k + 0.22, number(x), ground, 0.44, 0.56)
    cell(ax, 6.35, 0.22, "NaN", "ghost", 0.76, 0.56)
    write(ax, 6.73, 1.0, "left out", fontsize=10)
    ax.patches[-1].set_clip_on(False)
    ax.set(xlim=(0.8, 5.3), ylim=(0, 3.3), xticks=edges, yticks=range(4), xlabel="value", ylabel="count")
    twin = ax.secondary_yaxis("right", functions=(lambda c: c / (5 * wide), lambda d: 5 * d * wide))
    twin.set(yticks=[0, 0.1, 0.2, 0.3], ylabel="density")
    twin.spines["right"].set_visible(True)
    return figure


@drawing("12_attention_heatmap/attention")
def attention() -> Figure:
    """The weights of attention as a heatmap."""
    tokens, weights = ["the", "cat", "sat"], np.array([[1, 0, 0], [0.25, 0.75, 0], [0.125, 0.625, 0.25]])
    colours = matplotlib.colormaps["cividis"]
    figure, ax = sheet(5.4, 2.95)
    wide, high, left, top = 0.95, 0.74, 1.15, 2.85
    for i in range(3):
        for j in range(3):
            x, y = left + j * wide, top - (i + 1) * high
            ground = matplotlib.colors.to_hex(colours(weights[i, j]))
            ax.add_patch(Rectangle((x, y), wide, high, facecolor=ground, edgecolor=INK, linewidth=1.2))
            letters = WHITE if weights[i, j] < 0.5 else BLACK
            write(ax, x + wide / 2, y + high / 2, number(weights[i, j]), color=letters, weight="bold")
        write(ax, left - 0.12, top - (i + 0.5) * high, tokens[i], ha="right")
        write(ax, left + (i + 0.5) * wide, top - 3 * high - 0.17, tokens[i])
    write(ax, 0.35, top - 1.5 * high, "query", rotation=90, weight="bold")
    write(ax, left + 1.5 * wide, top - 3 * high - 0.5, "key", weight="bold")
    levels, bar, low, step = 32, left + 3 * wide + 0.35, top - 3 * high, 3 * high / 32
    for level in range(levels):
        ground = colours((level + 0.5) / levels)
        ax.add_patch(Rectangle((bar, low + level * step), 0.2, step * 1.1, facecolor=ground, edgecolor="none"))
    ax.add_patch(Rectangle((bar, low), 0.2, 3 * high, facecolor="none", edgecolor=INK, linewidth=1.2))
    for weight in (0, 0.5, 1):
        write(ax, bar + 0.28, low + weight * 3 * high, number(weight), ha="left", fontsize=10,
              va={0: "bottom", 1: "top"}.get(weight, "center"))  # fmt: skip
    write(ax, bar + 0.68, low + 1.5 * high, "weight", rotation=90)
    return figure
