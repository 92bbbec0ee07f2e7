"""The drawings of diffusion: ``python -m dojo.drawing 10_diffusion`` writes them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import BLUE, GREEN, INK, ORANGE, arrow, drawing, number, sheet, write


def shares(levels: int) -> np.ndarray:
    """Return the share of the variance that is left at each level."""
    curve = np.cos((np.arange(levels + 1) / levels + 0.008) / 1.008 * np.pi / 2) ** 2
    return np.cumprod(np.maximum(curve[1:] / curve[:-1], 0.001))


def dots(ax: Axes, points: np.ndarray, colour: str) -> None:
    """Draw points as strokes of one line, round at both ends: a file is then a third as large as with markers."""
    gaps = np.full_like(points, np.nan)
    strokes = np.stack([points, points + np.array([0.01, 0.0]), gaps], axis=1).reshape(-1, 2)
    ax.plot(*strokes.T, color=colour, linewidth=2.6, solid_capstyle="round")


@drawing("10_diffusion/levels")
def levels() -> Figure:
    """Two moons at four levels of noise."""
    angles, rng = np.linspace(0, np.pi, 60), np.random.default_rng(0)
    moon = np.stack([np.cos(angles), np.sin(angles)], axis=1) - [0.5, 0.25]
    x0 = np.stack([moon, -moon]) / [0.87, 0.5]
    noise = rng.normal(size=x0.shape)
    figure, ax = sheet(8.0, 2.75)
    for i, t in enumerate((0, 6, 14, 49)):
        left, middle = shares(50)[t], 1.05 + 1.97 * i
        x = 0.31 * (np.sqrt(left) * x0 + np.sqrt(1 - left) * noise) + [middle, 1.6]
        for points, colour in zip(x, (BLUE, ORANGE), strict=True):
            dots(ax, points, colour)
        write(ax, middle, 0.5, f"level {t}", weight="bold")
        write(ax, middle, 0.24, f"a = {number(left, 3 if t < 49 else 6)}", fontsize=10)
    arrow(ax, (2.3, 2.62), (1.0, 2.62), GREEN)
    write(ax, 2.4, 2.62, "sample", color=GREEN, ha="left", weight="bold")
    arrow(ax, (5.6, 2.62), (6.9, 2.62), INK)
    write(ax, 5.5, 2.62, "add noise", ha="right", weight="bold")
    return figure
