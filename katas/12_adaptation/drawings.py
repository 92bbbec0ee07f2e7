"""The drawings of adaptation: ``python -m dojo.drawing 12_adaptation`` writes all of this track."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN_GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    TIMES,
    WHITE,
    arrow,
    cell,
    drawing,
    sheet,
    write,
)


def matrix(ax: Axes, place: tuple[float, float], sizes: tuple[int, int], look: str, name: str) -> None:
    """Draw a matrix to scale, 64 numbers an area of 1.6 inches, with its size above it."""
    (x, top), (rows, columns) = place, sizes
    wide, high = columns / 40, rows / 40
    cell(ax, x, top - high, "", look, wide, high)
    write(ax, x + wide / 2, top + 0.17, f"{name}: {rows} {TIMES} {columns}", fontsize=10)


@drawing("01_lora/thin")
def thin() -> Figure:
    """LoRA: a frozen square weight, and two thin matrices that are trained."""
    size, rank = 64, 4
    figure, ax = sheet(6.4, 2.55)
    matrix(ax, (0.5, 2.15), (size, size), INK_GROUND, "W")
    write(ax, 1.3, 1.35, "frozen", color=WHITE, weight="bold")
    write(ax, 1.3, 0.28, f"{size * size:,} numbers", color=INK, weight="bold")
    write(ax, 2.75, 1.35, "+", fontsize=17)
    matrix(ax, (3.4, 2.15), (size, rank), BLUE_GROUND, "B")
    matrix(ax, (4.3, 1.4), (rank, size), ORANGE_GROUND, "A")
    write(ax, 4.65, 0.28, f"{size * rank} + {rank * size} = {2 * size * rank} numbers", color=BLUE, weight="bold")
    return figure


@drawing("02_instruction_tuning/shift")
def shift() -> Figure:
    """Instruction tuning: which tokens count, and where each is predicted."""
    words = ["user", "hi", "end", "assistant", "hello", "!", "end"]
    counts = [False] * 4 + [True] * 3
    figure, ax = sheet(7.4, 2.1)
    wide, high, left = 0.92, 0.4, 0.85
    for y, name in ((1.35, "read"), (0.3, "learn")):
        write(ax, left - 0.1, y + high / 2, name, ha="right", weight="bold")
    for i, (word, counted) in enumerate(zip(words, counts, strict=True)):
        x = left + i * wide
        special = word in ("user", "assistant", "end")
        cell(ax, x, 1.35, word, INK_GROUND if special else "plain", wide, high)
        if i:
            cell(ax, x - wide, 0.3, word, GREEN_GROUND if counted else "ghost", wide, high)
            colour = ORANGE if counted else INK
            arrow(ax, (x - wide / 2, 1.3), (x - wide / 2, 0.75), colour, 2 if counted else 1)
    return figure
