"""The drawings of this track: ``python -m dojo.drawing 10_language_model`` writes them beside their statements."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    TIMES,
    WHITE,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    write,
)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the softmax along the last axis; a score of -inf has weight 0."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


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
    write(ax, left + 4 * wide, 0.13, "the heads, side by side", fontsize=10)
    return figure


@drawing("04_transformer_block/block")
def block() -> Figure:
    """A transformer block: two sublayers, each added to a straight path."""
    figure, ax = sheet(4.6, 4.5)
    path, side = 1.1, 3.0
    arrow(ax, (path, 0.15), (path, 4.35), BLUE, 3)
    write(ax, path - 0.15, 0.3, "x", ha="right", color=BLUE, weight="bold")
    for low, norm, sublayer in ((0.55, "norm 1", ["attention"]), (2.25, "norm 2", ["up", "gelu", "down"])):
        high = low + 1.35
        ax.plot([path, side, side], [low, low, low + 0.12], color=INK, linewidth=1.6)
        cell(ax, side - 0.95, low + 0.12, norm, ORANGE_GROUND, 1.9, 0.32)
        width = 1.9 / len(sublayer)
        for i, text in enumerate(sublayer):
            cell(ax, side - 0.95 + i * width, low + 0.66, text, INK_GROUND, width, 0.36)
        arrow(ax, (side, low + 0.44), (side, low + 0.66), width=1.6)
        ax.plot([side, side], [low + 1.02, high], color=INK, linewidth=1.6)
        arrow(ax, (side, high), (path + 0.17, high), width=1.6)
        ax.plot(path, high, "o", color=BLUE, markersize=19)
        write(ax, path, high, "+", color=WHITE, weight="bold", fontsize=15)
    write(ax, path - 0.25, 2.2, "the\nresidual\npath", ha="right", color=BLUE)
    return figure


@drawing("10_kv_cache/kv_cache")
def kv_cache() -> Figure:
    """Keys and values of earlier tokens are kept, and only one row is new."""
    old, new = 3, 2
    figure, ax = sheet(5.6, 2.5)
    size, left, top = 0.52, 1.75, 1.75
    looks = {0: BLUE_GROUND, 1: ORANGE_GROUND}
    for j in range(old + new):
        write(ax, left + (j + 0.5) * size, top + 0.2, f"{j}")
        for i in range(new):
            seen = j <= old + i
            cell(ax, left + j * size, top - (i + 1) * size, "", looks[int(j >= old)] if seen else "ghost", size, size)
    for i in range(new):
        write(ax, left - 0.1, top - (i + 0.5) * size, f"query of {old + i}", ha="right")
    write(ax, left + old * size / 2, top + 0.52, "from the cache", color=BLUE, weight="bold")
    write(ax, left + (old + new / 2) * size, top + 0.52, "new", color=ORANGE, weight="bold")
    write(ax, left - 0.1, top + 0.2, "keys of", ha="right")
    write(
        ax, left + (old + new) * size / 2, top - new * size - 0.35, "the diagonal starts after the cache", fontsize=10
    )
    return figure


def norm(x: np.ndarray) -> np.ndarray:
    """Bring each row to mean 0 and deviation 1."""
    return (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)


@drawing("07_gpt/gpt")
def gpt() -> Figure:
    """A GPT from tokens to logits."""
    tokens, places = np.array([[2, 0], [0, 1], [1, 3]]), np.array([[1, 0], [0, 2]])
    x = tokens[:2] + places
    normed = norm(x)
    logits = normed @ tokens.T
    figure, ax = sheet(6.95, 2.35)
    wide, high, middle, step = 0.8, 0.5, 1.3, 1.5
    for i, name in enumerate(("tokens", "blocks", "norm", "head")):
        cell(ax, 0.75 + i * step, middle - high / 2, name, "plain" if i in (1, 2) else BLUE_GROUND, wide, high)
    cell(ax, 0.75, middle - 1.0, "places", "plain", wide, high)
    write(ax, 1.15, middle - 0.37, "+", weight="bold")
    passed = [("ab", "(B, T)"), (x, "(B, T, dim)"), (x, ""), (normed, ""), (logits, "(B, T, V)")]
    for i, (value, shape) in enumerate(passed):
        arrow(ax, (i * step + 0.05, middle), (i * step + 0.75, middle), width=1.5)
        for t, row in enumerate(value):
            told = row if isinstance(row, str) else ", ".join(map(number, row))
            write(ax, i * step + 0.38, middle - 0.42 - 0.2 * t, told, fontsize=9)
        write(ax, i * step + 0.38, middle + 0.42, shape, fontsize=9)
    for left in (1.15, 1.15 + 3 * step):
        ax.plot([left, 3.4, 3.4], [middle + 0.7] * 3, color=BLUE, linestyle=(0, (3, 2)))
        ax.plot([left, left], [middle + 0.25, middle + 0.7], color=BLUE, linestyle=(0, (3, 2)))
    write(ax, 3.4, middle + 0.85, "one table", color=BLUE)
    return figure


@drawing("08_train_gpt/window")
def window() -> Figure:
    """A window of a text, and the targets one token later."""
    text, start, context = "in the end", 3, 4
    figure, ax = sheet(6.0, 2.3)
    side, left = 0.46, 1.15
    for i, letter in enumerate(text):
        inside = start <= i <= start + context
        cell(ax, left + i * side, 1.75, letter, BLUE_GROUND if inside else "plain", side, side)
    for name, shift, low in (("x", 0, 0.95), ("y", 1, 0.12)):
        for i in range(start + shift, start + shift + context):
            cell(ax, left + i * side, low, text[i], "plain" if name == "x" else ORANGE_GROUND, side, side)
        write(ax, left - 0.15, low + side / 2, name, ha="right", weight="bold")
    for i in range(start, start + context):
        arrow(ax, (left + (i + 0.5) * side, 0.93), (left + (i + 1.3) * side, 0.6), width=1.2)
    write(ax, left - 0.15, 1.75 + side / 2, "the text", ha="right")
    return figure
