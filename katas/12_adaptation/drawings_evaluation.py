"""The drawings of how adaptation is measured: ``python -m dojo.drawing 12_adaptation`` writes all of this track."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import GREEN, ORANGE, PALE_BLUE, PALE_ORANGE, cell, drawing, number, sheet, write


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
