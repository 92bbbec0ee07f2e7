"""The drawings of attention and the block: ``python -m dojo.drawing 10_language_model`` writes all of this track."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    TIMES,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    softmax,
    write,
)


@drawing("01_attention/attention")
def weights_and_values() -> Figure:
    """Attention: scores become weights, and weights mix the values."""
    q, k = np.array([[2, 0, 0, 0], [0, 2, 2, 0]]), np.array([[1, 0, 0, 0], [0, 1, 1, 0]])
    values = np.array([10, 20])
    scores = q @ k.T / math.sqrt(q.shape[1])
    weights = softmax(scores)
    figure, ax = sheet(7.2, 2.1)
    wide, high, top = 0.72, 0.46, 1.5
    steps = [
        (1.05, "scores", [[number(s) for s in row] for row in scores], "plain"),
        (3.1, "weights", [[number(w) for w in row] for row in weights], BLUE_GROUND),
        (6.05, "results", [[number(r, 2)] for r in weights @ values], INK_GROUND),
    ]
    for left, name, rows, look in steps:
        grid(ax, left, top, rows, lambda i, j, look=look: look, wide, high)
        write(ax, left + len(rows[0]) * wide / 2, top + 0.43, name, weight="bold")
    for i in range(2):
        write(ax, 0.95, top - (i + 0.5) * high, f"query {i + 1}", ha="right")
        for left in (1.05, 3.1):
            write(ax, left + (i + 0.5) * wide, top + 0.14, f"key {i + 1}", fontsize=9)
        cell(ax, 5.0, top - (i + 1) * high, number(values[i]), ORANGE_GROUND, wide, high)
    write(ax, 5.0 + wide / 2, top + 0.43, "values", weight="bold")
    write(ax, 4.77, top - high, TIMES, fontsize=14)
    write(ax, 5.89, top - high, "=", fontsize=14)
    arrow(ax, (2.53, top - high), (3.06, top - high))
    write(ax, 2.79, top - high - 0.62, "softmax,\nrow by row", fontsize=9)
    return figure


@drawing("01_attention/causal")
def causal() -> Figure:
    """A causal mask: every token sees itself and those before it."""
    tokens = ["the", "cat", "sat", "because", "it", "was", "tired"]
    figure, ax = sheet(7.3, 2.95)
    wide, high, left, top = 0.74, 0.31, 1.25, 2.35
    mask = np.tri(len(tokens), dtype=bool)
    looks = np.where(mask, BLUE_GROUND, "ghost")
    looks[4, mask[4]] = ORANGE_GROUND
    grid(ax, left, top, [[""] * len(tokens)] * len(tokens), lambda i, j: looks[i, j], wide, high)
    for i, token in enumerate(tokens):
        weight = "bold" if token == "it" else "normal"
        write(ax, left - 0.1, top - (i + 0.5) * high, token, ha="right", weight=weight)
        write(ax, left + (i + 0.5) * wide, top + 0.15, token, fontsize=10)
    write(ax, left + 3.5 * wide, top + 0.44, "keys", weight="bold")
    write(ax, 0.2, top - 3.5 * high, "queries", rotation=90, weight="bold")
    write(ax, left + 7 * wide + 0.1, top - 4.5 * high, "hidden\nfrom it", fontsize=10, ha="left")
    return figure


@drawing("02_multi_head_attention/heads")
def heads() -> Figure:
    """Heads: a wide vector is split, each part attends alone, and the parts are joined again."""
    x = np.array([[3, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 2, 0, 0, 0]])
    split = x.reshape(2, 2, 4).transpose(1, 0, 2)
    scores = np.where(np.tri(2, dtype=bool), split @ split.transpose(0, 2, 1) / 2, -np.inf)
    weights = softmax(scores)
    results = (weights @ split).transpose(1, 0, 2).reshape(2, 8)
    figure, ax = sheet(5.7, 4.1)
    wide, high, left = 0.54, 0.38, 1.1
    grounds, colours = (BLUE_GROUND, ORANGE_GROUND), (BLUE, ORANGE)
    for y, rows, decimals in ((3.75, x, 0), (1.05, results, 2)):
        grid(
            ax,
            left,
            y,
            [[number(e, decimals) if e else "" for e in row] for row in rows],
            lambda i, j: grounds[j // 4],
            wide,
            high,
        )
        for i in range(2):
            write(ax, left - 0.1, y - (i + 0.5) * high, f"token {i + 1}", ha="right")
    for head in range(2):
        middle = left + (2 + 4 * head) * wide
        texts = [[number(w) for w in row] for row in weights[head]]
        grid(ax, middle - 0.7, 2.4, texts, lambda i, j: "plain", 0.7, high)
        arrow(ax, (middle, 2.96), (middle, 2.43), colours[head])
        arrow(ax, (middle, 1.61), (middle, 1.08), colours[head])
        write(ax, middle + 0.1, 2.7, f"head {head}", ha="left", color=colours[head], weight="bold")
    write(ax, left - 0.1, 2.02, "weights", ha="right")
    write(ax, left + 4 * wide, 3.93, "q, k and v, cut in two", fontsize=10)
    write(ax, left + 4 * wide, 0.13, "the results of the heads, joined", fontsize=10)
    return figure


def encoding(positions: np.ndarray, dim: int) -> np.ndarray:
    """Return the encodings of positions, which need not be whole."""
    angles = positions[:, None] / 10000 ** (np.arange(0, dim, 2) / dim)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(len(positions), dim)


@drawing("03_positional_encoding/waves")
def waves() -> Figure:
    """Positions as waves of different lengths."""
    dim, at = 16, 10
    p = np.linspace(0, 50, 151)
    figure = Figure(figsize=(6.9, 3.7))
    for pair in range(4):
        ax = figure.add_axes((0.13, 0.79 - 0.21 * pair, 0.74, 0.16))
        for entry, colour, line in ((2 * pair, BLUE, "solid"), (2 * pair + 1, ORANGE, (0, (4, 2)))):
            ax.plot(p, encoding(p, dim)[:, entry], color=colour, linewidth=1.8, linestyle=line)
            here = encoding(np.array([at]), dim)[0, entry]
            ax.plot(at, here, "o", color=colour, markersize=6)
            write(ax, 51, 0.45 - 0.9 * (entry % 2), number(here, 2), color=colour, ha="left", weight="bold")
        ax.axvline(at, color=INK, linewidth=1)
        ax.set(xlim=(0, 50), ylim=(-1.15, 1.15), yticks=[], xticks=[] if pair < 3 else (0, 10, 20, 30, 40, 50))
        write(ax, -0.8, 0, f"{2 * pair}, {2 * pair + 1}", ha="right")
    figure.axes[-1].set_xlabel("position")
    figure.text(0.02, 0.55, "entries", rotation=90, va="center", weight="bold")
    figure.text(0.885, 0.965, f"at {at}", ha="left", weight="bold", fontsize=10)
    return figure


@drawing("03_positional_encoding/distance")
def distance() -> Figure:
    """The dot product of two encodings depends on their distance alone."""
    table, gaps = encoding(np.arange(151), 64), np.arange(101)
    figure = Figure(figsize=(6.6, 2.6))
    ax = figure.add_axes((0.1, 0.22, 0.88, 0.73))
    for start, colour, line in ((0, BLUE, "solid"), (50, ORANGE, (0, (4, 4)))):
        ax.plot(gaps, table[start + gaps] @ table[start], color=colour, linewidth=2.6, linestyle=line)
        write(ax, 62, 31 - start / 16, f"from position {start}", color=colour, weight="bold", ha="left")
    ax.set(xlim=(0, 101), ylim=(0, 34), yticks=(0, 16, 32), xlabel="distance in tokens", ylabel="dot product")
    return figure


def sublayer(ax: Axes, side: float, low: float, names: list[str], high: float = 0.36) -> None:
    """Draw the parts of a sublayer in one box, around a middle."""
    wide = 1.74 / len(names)
    for i, name in enumerate(names):
        cell(ax, side - 0.87 + i * wide, low, name, INK_GROUND, wide, high)


def plus(ax: Axes, x: float, y: float) -> None:
    """Draw a sum on the residual path."""
    ax.plot(x, y, "o", color=BLUE, markersize=19)
    write(ax, x, y, "+", color=GROUND, weight="bold", fontsize=15)


def beside(ax: Axes, path: float, low: float, high: float, side: float) -> None:
    """Draw the way that leaves the path, passes a sublayer, and comes back at a sum."""
    ax.plot([path, side, side], [low, low, high], color=INK, linewidth=1.6, zorder=0.5)
    arrow(ax, (side, high), (path + 0.17, high), width=1.6)
    plus(ax, path, high)


def sublayers(ax: Axes, path: float, low: float, norm_first: bool) -> None:
    """Draw both sublayers of a block beside or on its path, from a height upwards."""
    side = path + 1.6
    for base, i, names in ((low, 1, ["attention"]), (low + 1.75, 2, ["up", "gelu", "down"])):
        top = base + (1.35 if norm_first else 0.9)
        beside(ax, path, base, top, side)
        sublayer(ax, side, base + (0.78 if norm_first else 0.33), names)
        x, y = (side, base + 0.2) if norm_first else (path, top + 0.3)
        cell(ax, x - 0.5, y, f"norm {i}", ORANGE_GROUND, 1.0, 0.32)


@drawing("04_transformer_block/block")
def block() -> Figure:
    """A transformer block: its norms beside the path, and on it."""
    figure, ax = sheet(7.4, 4.5)
    for path, norm_first in ((1.2, True), (4.75, False)):
        ax.plot([path, path], [0.1, 3.7], color=BLUE, linewidth=3, zorder=0.4)
        arrow(ax, (path, 3.7), (path, 4.0), BLUE, 3)
        sublayers(ax, path, 0.42, norm_first)
        write(ax, path - 0.14, 0.2, "x", ha="right", color=BLUE, weight="bold")
        write(ax, path + 0.9, 4.27, "pre-norm" if norm_first else "post-norm", weight="bold")
    write(ax, 1.0, 2.0, "the\nresidual\npath", ha="right", color=BLUE)
    return figure
