"""The drawings of this track: ``python -m dojo.drawing 11_modern_models`` writes them beside their statements."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    INK,
    ORANGE,
    ORANGE_GROUND,
    TIMES,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    write,
)


@drawing("07_mixed_precision/bits")
def bits() -> Figure:
    """The bits of a float32, and of the bfloat16 that it is rounded to."""
    x = np.float32(1 + 3 * 2**-8)
    word = int(x.view(np.uint32))
    rounded = word + 0x7FFF + (word >> 16 & 1) & 0xFFFF0000
    value = np.uint32(rounded).view(np.float32)
    figure, ax = sheet(7.6, 2.3)
    side, left = 0.2, 0.95
    for name, shown, bits, low in (("float32", 17, word, 1.35), ("bfloat16", 16, rounded, 0.3)):
        for i in range(shown):
            look = "plain" if i == 0 or i > 15 else ORANGE_GROUND if i < 9 else BLUE_GROUND
            cell(ax, left + i * side, low, str(bits >> (31 - i) & 1), look, side, 0.32)
        write(ax, left - 0.1, low + 0.16, name, ha="right", weight="bold")
    zeros = f"{word & 0x7FFF:015b}".count("0")
    cell(ax, left + 17 * side, 1.35, f"{zeros} zeros", "plain", 15 * side, 0.32)
    write(ax, left + 5 * side, 1.83, "exponent", color=ORANGE)
    write(ax, left + 12.5 * side, 1.83, "after the point", color=BLUE)
    write(ax, left + 24 * side, 1.83, "cut off: exactly half a step")
    ax.plot([left + 16 * side] * 2, [1.22, 2.1], color=INK, linewidth=2)
    write(ax, left + 15.5 * side, 1.02, "bit 16 is 1: up", color=INK, fontsize=10)
    write(ax, left + 17 * side, 0.46, f"{number(float(x), 8)} becomes {number(float(value), 8)}", ha="left")
    return figure


@drawing("08_quantisation/scales")
def scales() -> Figure:
    """Codes of two rows, with a scale for each row and with one for both."""
    w = np.array([[1.27, -0.5, 0.1], [0.0127, 0.004, 0.0]])
    rows = np.abs(w).max(axis=1, keepdims=True) / 127
    one = np.abs(w).max() / 127
    figure, ax = sheet(7.6, 1.75)
    wide, high, top = 0.68, 0.4, 1.15
    parts = [
        (0.15, "weights", [[number(e, 4) for e in row] for row in w], lambda i, j: "plain"),
        (
            3.05,
            "a scale for each row",
            [[number(c, 0) for c in r] for r in np.rint(w / rows)],
            lambda i, j: BLUE_GROUND,
        ),
        (5.4, "one scale for both", [[number(c, 0) for c in r] for r in np.rint(w / one)], lambda i, j: ORANGE_GROUND),
    ]
    for left, name, texts, look in parts:
        grid(ax, left, top, texts, look, wide, high)
        write(ax, left + 1.5 * wide, top + 0.25, name, weight="bold")
    for i, scale in enumerate(rows[:, 0]):
        write(ax, 2.98, top - (i + 0.5) * high, f"{number(float(scale), 4)} {TIMES}", ha="right", fontsize=9)
    write(ax, 5.4 + 1.5 * wide, top - 2 * high - 0.2, f"{number(float(one), 4)} {TIMES} the codes", fontsize=9)
    return figure


@drawing("10_load_gpt2/transpose")
def transpose() -> Figure:
    """One square weight, read as GPT-2 reads it and as a linear layer does."""
    w, x = np.array([[1, 3], [0, 1]]), np.array([1, 2])
    figure, ax = sheet(7.3, 1.75)
    side, top = 0.42, 1.15
    ways = [
        (0.1, "GPT-2: x W", w, x @ w, BLUE_GROUND),
        (2.6, "linear layer, W as it is", w, w @ x, ORANGE_GROUND),
        (5.1, "linear layer, W transposed", w.T, w.T @ x, BLUE_GROUND),
    ]
    for left, name, weight, result, look in ways:
        write(ax, left + 1.02, top + 0.3, name, weight="bold", fontsize=10)
        grid(ax, left + 0.1, top, [[number(e) for e in row] for row in weight], lambda i, j: "plain", side, side)
        arrow(ax, (left + 0.1 + 2 * side + 0.08, top - side), (left + 0.1 + 3 * side, top - side), width=1.5)
        rows = [[number(e)] for e in result]
        grid(ax, left + 0.15 + 3 * side, top, rows, lambda i, j, look=look: look, side, side)
    write(ax, 3.6, 0.1, f"x = ({x[0]}, {x[1]}): both shapes fit, and only one result is right", fontsize=10)
    return figure
