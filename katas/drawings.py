"""The drawings of the pages of ``katas/``: ``python -m dojo.drawing what_you_built`` writes them."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import BLUE, GREEN_GROUND, INK, PALE, PALE_BLUE, PALE_GREEN, WHITE, arrow, cell, drawing, sheet, write

LEFT, APART, WIDE, HIGH = 0.15, 2.05, 1.75, 0.62
"""Where the first column begins, and how far columns are apart; the size of a box, in inches."""


def box(ax: Axes, column: int, y: float, look: str, name: str, holds: str, columns: int = 1) -> None:
    """Draw a track over one column or more: its name, and what it holds."""
    x, wide = LEFT + column * APART, WIDE + (columns - 1) * APART
    cell(ax, x, y, "", look, wide, HIGH)
    write(ax, x + wide / 2, y + 0.41, name, fontsize=12, color=WHITE if look == GREEN_GROUND else BLUE)
    write(ax, x + wide / 2, y + 0.19, holds, fontsize=9, color=WHITE if look == GREEN_GROUND else INK)


@drawing("what_you_built")
def what_you_built() -> Figure:
    """All tracks, and what leads to what, up to a GPT that answers."""
    figure, ax = sheet(8.25, 5.15)
    rows = [0.15 + 1.05 * i for i in range(5)]
    for i, (name, holds) in enumerate(
        [
            ("Linear algebra", "products"),
            ("Calculus", "gradients"),
            ("Probability", "softmax"),
            ("Scientific Python", "data"),
        ]
    ):
        box(ax, i, rows[0], PALE, name, holds)
    box(ax, 0, rows[1], PALE, "Tensors", "masks")
    box(ax, 1, rows[1], PALE, "Autograd", "backward")
    box(ax, 3, rows[1], PALE_BLUE, "Projects", "models")
    box(ax, 0, rows[2], PALE_BLUE, "Neural networks", "layers")
    box(ax, 1, rows[2], PALE_BLUE, "Optimisation", "steps")
    box(ax, 2, rows[2], PALE_GREEN, "Language model", "attention", 2)
    box(ax, 1, rows[3], PALE_GREEN, "Large models", "scale")
    box(ax, 2, rows[3], PALE_GREEN, "Modern models", "faster")
    box(ax, 3, rows[3], PALE_GREEN, "Adaptation", "answers")
    box(ax, 2, rows[4], GREEN_GROUND, "a GPT that answers", "all yours", 2)
    middle = [LEFT + i * APART + WIDE / 2 for i in range(4)]
    for column, low, high in [(0, 0, 1), (1, 0, 1), (0, 1, 2), (1, 1, 2), (2, 0, 2), (3, 0, 1), (3, 1, 2)] + [
        (column, row, row + 1) for column, row in ((1, 2), (2, 2), (2, 3), (3, 2), (3, 3))
    ]:
        arrow(ax, (middle[column], rows[low] + HIGH), (middle[column], rows[high]))
    for column in (0, 1):
        x = LEFT + column * APART + WIDE
        arrow(ax, (x, rows[2] + HIGH / 2), (x + APART - WIDE, rows[2] + HIGH / 2))
    return figure
