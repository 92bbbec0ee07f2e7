"""The drawings of evaluation and of contrastive learning."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import BLUE, GREEN_GROUND, INK, MINUS, ORANGE, arrow, drawing, grid, number, sheet, write


@drawing("08_evaluation/evaluation")
def differences() -> Figure:
    """Resampled differences of two models, drawn apart and in pairs."""
    before, after = (np.repeat([1.0, 0.0], [right, 100 - right]) for right in (66, 72))
    size, rng = (1000, 100), np.random.default_rng(0)
    paired = (after - before)[rng.integers(100, size=size)].mean(axis=1)
    rng = np.random.default_rng(0)
    apart = after[rng.integers(100, size=size)].mean(axis=1) - before[rng.integers(100, size=size)].mean(axis=1)
    figure = Figure(figsize=(6.4, 3.1))
    for bottom, means, colour, name in ((0.59, apart, ORANGE, "drawn apart"), (0.17, paired, BLUE, "in pairs")):
        ax = figure.add_axes((0.04, bottom, 0.92, 0.37))
        ax.stairs(*np.histogram(means, np.arange(-0.185, 0.3, 0.01)), color=colour, fill=True)
        ends, top = np.quantile(means, [0.025, 0.975]), ax.get_ylim()[1]
        ax.plot(ends, [1.12 * top] * 2, color=colour, linewidth=3, solid_capstyle="butt")
        text = f"{number(ends[0], 2)} to {number(ends[1], 2)}"
        write(ax, ends[1] + 0.008, 1.12 * top, text, color=colour, ha="left", weight="bold")
        write(ax, -0.18, 0.6 * top, name, color=colour, ha="left", weight="bold")
        ax.axvline(0, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.set(xlim=(-0.19, 0.31), ylim=(0, 1.3 * top), yticks=[])
        ax.spines[["left"]].set_visible(False)
    ax.set_xlabel(f"mean of after {MINUS} before")
    figure.axes[0].set_xticklabels([])
    return figure


@drawing("09_contrastive/contrastive")
def table() -> Figure:
    """Cosines of two pairs, and their softmax along the rows and along the columns."""
    a, b = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 4.0]])
    cosines = (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
    rows, columns = (np.exp(cosines) / np.exp(cosines).sum(axis=axis, keepdims=True) for axis in (1, 0))
    figure, ax = sheet(6.6, 3.15)
    wide, high, places = 0.8, 0.46, {"cosines": 1}
    for left, top, numbers, name, at in (
        (0.9, 2.48, cosines, "cosines", (1.7, 2.98)),
        (4.1, 2.48, rows, "softmax of the rows", (4.9, 2.98)),
        (0.9, 0.98, columns, "softmax of the columns", (3.7, 0.52)),
    ):
        text = [[number(value, places.get(name, 2)) for value in row] for row in numbers]
        grid(ax, left, top, text, lambda i, j: GREEN_GROUND if i == j else "plain", wide, high)
        write(ax, *at, name, weight="bold")
        for i, which in enumerate("₁₂"):
            write(ax, left + (i + 0.5) * wide, top + 0.17, f"b{which}")
            write(ax, left - 0.25, top - (i + 0.5) * high, f"a{which}")
    arrow(ax, (2.65, 2.02), (3.65, 2.02), BLUE)
    arrow(ax, (1.7, 1.52), (1.7, 1.24), ORANGE)
    return figure
