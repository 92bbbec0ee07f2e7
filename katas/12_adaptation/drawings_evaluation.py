"""The drawings of how adaptation is measured: ``python -m dojo.drawing 12_adaptation`` writes all of this track."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import BLUE, GREEN, INK, ORANGE, PALE_BLUE, PALE_ORANGE, cell, drawing, number, sheet, write


@drawing("06_perplexity/means")
def means() -> Figure:
    """Perplexity: eight tokens in two batches, and three ways to average."""
    batches, looks = [np.full(6, 1.0), np.full(2, 3.0)], (PALE_BLUE, PALE_ORANGE)
    figure, ax = sheet(7.2, 2.75)
    wide, high = 0.5, 0.42
    for i, (losses, look) in enumerate(zip(batches, looks, strict=True)):
        y = 2.15 - i * 0.6
        write(ax, 0.95, y + high / 2, f"batch {i + 1}", ha="right", weight="bold")
        for j, loss in enumerate(losses):
            cell(ax, 1.1 + j * wide, y, number(loss), look, wide, high)
        told = f"mean {number(losses.mean())}, perplexity {number(np.exp(losses.mean()))}"
        write(ax, 4.3, y + high / 2, told, ha="left")
    own = np.array([losses.mean() for losses in batches])
    found = {
        "exp of the mean of all tokens": (np.exp(np.concatenate(batches).mean()), GREEN),
        "exp of the mean of the means": (np.exp(own.mean()), ORANGE),
        "mean of the perplexities": (np.exp(own).mean(), ORANGE),
    }
    for i, (name, (value, colour)) in enumerate(found.items()):
        y = 1.05 - i * 0.38
        write(ax, 4.15, y, name, ha="right", color=colour)
        write(ax, 4.3, y, number(value), ha="left", color=colour, weight="bold")
    return figure


@drawing("07_calibration/diagram")
def diagram() -> Figure:
    """Calibration: the gaps of two bins, and on which side of the diagonal a model is too sure."""
    confidence, correct = np.array([0.25, 0.25, 0.55, 0.75, 0.75]), np.array([0, 0, 1, 1, 1])
    figure = Figure(figsize=(7.2, 3.5))
    left, right = (figure.add_axes((x, 0.16, 0.4, 0.8)) for x in (0.08, 0.57))
    for ax in (left, right):
        ax.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.set(xlim=(0, 1), ylim=(-0.02, 1.04), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), xlabel="confidence")
    left.set_ylabel("accuracy")
    left.axvline(0.5, color=INK, linewidth=0.8)
    for held in (confidence < 0.5, confidence > 0.5):
        x, y = confidence[held].mean(), correct[held].mean()
        left.plot([x, x], [x, y], color=ORANGE, linewidth=2)
        left.plot(x, y, "o", color=BLUE, markersize=8)
        write(left, x + 0.03, (x + y) / 2, number(abs(x - y)), ha="left", color=ORANGE, weight="bold")
        write(left, x + 0.04, y + (0.06 if y < 0.5 else -0.06), f"{held.sum()} of 5", ha="left", color=BLUE)
    c = np.linspace(0, 1, 101)
    for curve, colour, x, y, name in (
        (c**2, ORANGE, 0.72, 0.2, "too sure"),
        (1 - (1 - c) ** 2, GREEN, 0.3, 0.85, "not sure enough"),
    ):
        right.plot(c, curve, color=colour, linewidth=2)
        write(right, x, y, name, color=colour, weight="bold")
    return figure
