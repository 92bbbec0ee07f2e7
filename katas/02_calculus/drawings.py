"""The drawings of this track: ``python -m dojo.drawing 02_calculus`` writes them beside their statements."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import BLUE, BLUE_GROUND, INK, ORANGE, TIMES, arrow, cell, drawing, number, sheet, write


@drawing("04_chain_rule/chain_rule")
def chain_rule() -> Figure:
    """The chain rule: derivatives multiply along a way, and ways add up."""
    x = 1.0
    u = [x, 3 * x, 3 * x + 1, (3 * x + 1) ** 2]
    slopes = [3.0, 1.0, 2 * u[2]]
    along = [1.0, *np.cumprod(slopes)]
    by_top, by_bottom = 1 / x, -u[3] / x**2
    total = along[3] * by_top + along[0] * by_bottom
    figure, ax = sheet(7.3, 2.45)
    size, gap, y, first = 0.7, 0.58, 1.1, 1.05
    names = ["x", "3x", "3x + 1", "(3x + 1)²", "(3x + 1)² / x"]
    values, derivatives = [*u, u[3] / x], [*along, total]
    for i, (name, value, derivative) in enumerate(zip(names, values, derivatives, strict=True)):
        left = first + i * (size + gap)
        write(ax, left + size / 2, y + 0.98, name, weight="bold")
        cell(ax, left, y + 0.4, number(value), "plain", size, 0.4)
        cell(ax, left, y, number(derivative), BLUE_GROUND, size, 0.4)
        if i < 4:
            start, end = left + size + 0.04, left + size + gap - 0.04
            arrow(ax, (start, y + 0.2), (end, y + 0.2), BLUE)
            slope = [*slopes, by_top][i]
            write(ax, (start + end) / 2 - 0.03, y + 0.4, f"{TIMES} {number(slope)}", color=BLUE)
    left, right = first + size / 2, first + 4 * (size + gap) + size / 2
    write(ax, first - 0.12, y + 0.6, "value", ha="right")
    write(ax, first - 0.12, y + 0.2, "derivative", ha="right", color=BLUE)
    ax.plot([left, left, right], [y - 0.04, y - 0.52, y - 0.52], color=ORANGE, linewidth=2)
    arrow(ax, (right, y - 0.53), (right, y - 0.04), ORANGE)
    write(ax, (left + right) / 2, y - 0.33, f"{TIMES} {number(by_bottom)}", color=ORANGE)
    text = f"two ways, added up: {number(along[3])} · {number(by_top)} + {number(along[0])} · ({number(by_bottom)})"
    write(ax, first + 5 * size + 4 * gap, 0.22, f"{text} = {number(total)}", ha="right", weight="bold")
    return figure


@drawing("06_gradient_descent/gradient_descent")
def gradient_descent() -> Figure:
    """Gradient descent on a parabola with three learning rates."""
    figure = Figure(figsize=(6.9, 2.75))
    x = np.linspace(0.6, 5.4, 41)
    words = ["each step halves\nthe distance", "lands at once", "bounces for ever"]
    for i, (lr, word) in enumerate(zip([0.25, 0.5, 1.0], words, strict=True)):
        ax = figure.add_axes((0.015 + i * 0.33, 0.13, 0.31, 0.64))
        path = [1.0]
        for _ in range(3):
            path.append(path[-1] - lr * 2 * (path[-1] - 3))
        ax.plot(x, (x - 3) ** 2, color=INK, linewidth=1.6)
        for start, end in pairwise(path):
            if start != end:
                heights = (start - 3) ** 2, (end - 3) ** 2
                arrow(ax, (start, heights[0]), (end, heights[1]), ORANGE, 1.6, shrinkA=3, shrinkB=3, mutation_scale=10)
        ax.plot(path, [(point - 3) ** 2 for point in path], "o", color=BLUE, markersize=7, zorder=5)
        ax.set(xticks=[1, 3, 5], yticks=[], xlim=(0.4, 5.6), ylim=(-0.4, 6))
        ax.spines["left"].set_visible(False)
        ax.set_title(f"lr = {number(lr)}", weight="bold", y=1.13)
        write(ax, 3, 6.35, ", ".join(number(p) for p in path), color=BLUE, fontsize=11)
        write(ax, 3, 4.6, word, fontsize=10)
    return figure
