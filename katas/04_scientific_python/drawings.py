"""The drawings of this track: ``python -m dojo.drawing 04_scientific_python`` writes them beside their statements."""

from __future__ import annotations

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dojo.drawing import (
    BLACK,
    BLUE,
    BLUE_GROUND,
    INK,
    ORANGE,
    ORANGE_GROUND,
    WHITE,
    arrow,
    cell,
    contrast,
    drawing,
    number,
    sheet,
    write,
)


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


@drawing("10_loss_curve/loss_curve")
def loss_curve() -> Figure:
    """A noisy loss, and its running averages."""
    losses, s = np.array([4.0, 1.0, 2.0]), 0.5
    m = [(1 - s) * losses[0]]
    for loss in losses[1:]:
        m.append(s * m[-1] + (1 - s) * loss)
    sums = 1 - s ** np.arange(1, 4)
    smooth = m / sums
    figure = Figure(figsize=(6.2, 3.1))
    ax = figure.add_axes((0.09, 0.16, 0.72, 0.82))
    ax.plot(losses, "o:", color=INK, linewidth=1.6, markersize=9)
    ax.plot(smooth, "D-", color=BLUE, linewidth=2.4, markersize=6)
    ax.plot(m, "s--", color=ORANGE, linewidth=2, markersize=7)
    for t in range(3):
        arrow(ax, (t, m[t] + 0.1), (t, smooth[t] - 0.08), ORANGE, 1.4, mutation_scale=9)
        middle = (m[t] + smooth[t]) / 2
        ax.annotate(f"/ {number(sums[t])}", (t + 0.03, middle), color=ORANGE, va="center", fontsize=10)
    ax.set(xticks=range(3), yticks=range(5), xlabel="step", ylabel="loss", xlim=(-0.15, 2.2), ylim=(0, 4.3))
    ax.annotate("losses", (1.0, losses[1] - 0.12), ha="center", va="top")
    ax.annotate("smooth", (0.62, 2.95), color=BLUE, weight="bold", ha="left")
    ax.annotate("m starts from zero", (0.02, m[0] - 0.72), color=ORANGE, ha="left")
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
            letters = WHITE if contrast(WHITE, ground) > contrast(BLACK, ground) else BLACK
            write(ax, x + wide / 2, y + high / 2, number(weights[i, j]), color=letters, weight="bold")
        write(ax, left - 0.12, top - (i + 0.5) * high, tokens[i], ha="right")
        write(ax, left + (i + 0.5) * wide, top - 3 * high - 0.17, tokens[i])
    write(ax, 0.35, top - 1.5 * high, "query", rotation=90, weight="bold")
    write(ax, left + 1.5 * wide, top - 3 * high - 0.5, "key", weight="bold")
    levels, bar, low = 32, left + 3 * wide + 0.35, top - 3 * high
    step = 3 * high / levels
    for level in range(levels):
        ground = colours((level + 0.5) / levels)
        ax.add_patch(Rectangle((bar, low + level * step), 0.2, step * 1.1, facecolor=ground, edgecolor="none"))
    ax.add_patch(Rectangle((bar, low), 0.2, 3 * high, facecolor="none", edgecolor=INK, linewidth=1.2))
    for weight in (0, 0.5, 1):
        write(ax, bar + 0.28, low + weight * 3 * high, number(weight), ha="left", fontsize=10,
              va={0: "bottom", 1: "top"}.get(weight, "center"))  # fmt: skip
    write(ax, bar + 0.68, low + 1.5 * high, "weight", rotation=90)
    return figure
