"""The drawings of the model, its tokens and its texts: ``python -m dojo.drawing 10_language_model`` writes them."""

from __future__ import annotations

import json
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    GREEN_GROUND,
    GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    PALE,
    arrow,
    cell,
    drawing,
    number,
    sheet,
    softmax,
    write,
)


def merged(ids: list[int], new: int) -> tuple[list[int], tuple[int, int]]:
    """Return ids after the most frequent pair became a new id, and the pair."""
    pairs = list(pairwise(ids))
    pair = max(pairs, key=pairs.count)
    found, i = [], 0
    while i < len(ids):
        fits = tuple(ids[i : i + 2]) == pair
        found.append(new if fits else ids[i])
        i += 1 + fits
    return found, pair


@drawing("05_byte_pair_encoding/merges")
def merges() -> Figure:
    """Byte pair encoding: three merges turn eleven bytes into five tokens."""
    ids, letters = list(b"aaabdaaabac"), {i: chr(i) for i in range(256)}
    figure, ax = sheet(6.9, 3.2)
    side, left, y = 0.48, 0.2, 2.75
    for new in (None, 256, 257, 258):
        if new:
            ids, pair = merged(ids, new)
            letters[new] = letters[pair[0]] + letters[pair[1]]
        x = left
        for i in ids:
            wide = side * len(letters[i])
            look = BLUE_GROUND if i == new else INK_GROUND if i > 255 else "plain"
            cell(ax, x, y, letters[i], look, wide, 0.34)
            write(ax, x + wide / 2, y - 0.11, f"{i}", fontsize=8)
            x += wide
        write(ax, x + 0.15, y + 0.17, f"{len(ids)} tokens", ha="left")
        y -= 0.78
    return figure


@drawing("06_top_k_top_p/cut")
def cut() -> Figure:
    """Top-p keeps the most probable tokens until they reach p."""
    logits, p = np.array([1.0, 3.0, 0.0, 2.0]), 0.8
    order = np.argsort(-logits)
    figure = Figure(figsize=(7.2, 3.3))
    for panel, temperature in enumerate((1, 2)):
        ax = figure.add_axes((0.02 + 0.5 * panel, 0.3, 0.46, 0.59), title=f"temperature {temperature}")
        probs = softmax(logits / temperature)[order]
        sums = probs.cumsum()
        for i, (prob, total) in enumerate(zip(probs, sums, strict=True)):
            kept = total - prob < p
            ax.bar(i, prob, 0.8, color=BLUE_GROUND if kept else "none", edgecolor=INK, linestyle="-" if kept else "--")
            write(ax, i, prob + 0.03, number(prob), va="bottom", weight="bold", color=BLUE if kept else INK)
            write(ax, i, -0.21, number(total), fontsize=10, weight="bold" if kept and total >= p else "normal")
        ax.set(ylim=(0, 0.78), xlim=(-0.6, 3.6), yticks=[], xticks=range(4))
        ax.set_xticklabels([f"logit {number(logits[i])}" for i in order], fontsize=9)
        ax.spines["left"].set_visible(False)
    told = f"running sums: a token is kept if the sum before it is below p = {p}"
    figure.text(0.5, 0.03, told, ha="center", fontsize=10)
    return figure


def norm(x: np.ndarray) -> np.ndarray:
    """Bring each row to mean 0 and deviation 1."""
    return (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)


def plus(ax: Axes, x: float, y: float) -> None:
    """Draw a sum on the residual path."""
    ax.plot(x, y, "o", color=BLUE, markersize=18)
    write(ax, x, y, "+", color=GROUND, weight="bold", fontsize=14)


def beside(ax: Axes, path: float, low: float, name: str) -> None:
    """Draw a norm and a sublayer beside the residual path, and the sum at which they join it."""
    side, high = path + 1.5, low + 1.2
    ax.plot([path, side, side], [low, low, high], color=INK, linewidth=1.6, zorder=0.5)
    arrow(ax, (side, high), (path + 0.17, high), width=1.6)
    cell(ax, side - 0.6, low + 0.16, "norm", ORANGE_GROUND, 1.2, 0.3)
    cell(ax, side - 0.6, low + 0.64, name, INK_GROUND, 1.2, 0.34)
    plus(ax, path, high)


def stages() -> list[tuple[float, np.ndarray]]:
    """What the model of the worked example makes of the text ab, and the height of the page at which it is said."""
    tokens, positions = np.array([[2, 0], [0, 1], [1, 3]]), np.array([[1, 0], [0, 2]])
    x = tokens[:2] + positions
    return [(1.03, tokens[:2]), (1.77, x), (5.1, x), (5.81, norm(x)), (6.51, norm(x) @ tokens.T)]


def worked_example(ax: Axes, lefts: tuple[float, float]) -> None:
    """Follow both tokens upwards, and draw the guess after each."""
    heights = [0.34, *(y for y, _ in stages()), 7.1]
    ways = np.array([[low + 0.2, high - 0.2, np.nan] for low, high in pairwise(heights)]).ravel()
    arrow(ax, (lefts[0] + 0.04, 3.31), (lefts[1] - 0.04, 3.31), width=1.4)
    write(ax, sum(lefts) / 2, 3.46, "b looks at a", fontsize=9)
    for x, name, t in ((lefts[0], "a", 0), (lefts[1], "b", 1)):
        ax.plot(np.full(len(ways), x), ways, color=INK, linewidth=0.8, linestyle=(0, (2, 3)))
        cell(ax, x - 0.2, 0.14, name, BLUE_GROUND, 0.4, 0.4)
        for y, values in stages():
            told = ", ".join(number(v) for v in values[t])
            write(ax, x, y, f"({told})")
        cell(ax, x - 0.2, 6.9, "abc"[stages()[-1][1][t].argmax()], ORANGE_GROUND, 0.4, 0.4)


@drawing("07_gpt/gpt")
def gpt() -> Figure:
    """A GPT from ids to logits, with the worked example beside it."""
    figure, ax = sheet(7.5, 7.45)
    path, wide, high = 2.1, 1.4, 0.42
    ax.add_patch(Rectangle((1.2, 2.3), 3.25, 3.0, facecolor=PALE, edgecolor=INK, linewidth=1.2, zorder=0.2))
    ax.plot([path, path], [0.5, 6.7], color=BLUE, linewidth=3, zorder=0.5)
    arrow(ax, (path, 6.7), (path, 7.05), BLUE, 3)
    for y, name, ground in ((0.82, "tokens", BLUE_GROUND), (5.6, "norm", ORANGE_GROUND), (6.3, "head", BLUE_GROUND)):
        cell(ax, path - wide / 2, y, name, ground, wide, high)
    cell(ax, path + 0.95, 1.56, "positions", GREEN_GROUND, 1.2, high)
    arrow(ax, (path + 0.95, 1.77), (path + 0.17, 1.77), GREEN)
    plus(ax, path, 1.77)
    beside(ax, path, 2.5, "attention")
    beside(ax, path, 3.9, "mlp")
    write(ax, 0.93, 3.8, "n_layers blocks", rotation=90)
    ax.plot([path - wide / 2, 0.5, 0.5, path - wide / 2], [1.03, 1.03, 6.51, 6.51], color=BLUE, linestyle=(0, (3, 2)))
    write(ax, 0.27, 3.8, "one table", color=BLUE, rotation=90)
    for y, shape in ((0.67, "(B, T)"), (1.4, "(B, T, dim)"), (6.86, "(B, T, V)")):
        write(ax, path + 0.14, y, shape, ha="left", fontsize=9)
    write(ax, path, 0.34, "ids")
    write(ax, path, 7.22, "logits")
    worked_example(ax, (5.35, 6.7))
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


@drawing("09_generate/turns")
def turns() -> Figure:
    """Two turns of the loop that writes a text."""
    text, context, drawn = "then\u2423", 3, [("\u2423", "0.9"), ("?", "")]
    figure, ax = sheet(7.2, 2.3)
    side, left = 0.46, 0.2
    for turn, (new, chance) in enumerate(drawn):
        y, so_far = 1.45 - 1.15 * turn, text[: 4 + turn]
        for i, letter in enumerate(so_far):
            seen = i >= len(so_far) - context
            cell(ax, left + i * side, y, letter, BLUE_GROUND if seen else "plain", side, side)
        middle = left + (len(so_far) - context / 2) * side
        write(ax, middle, y + side + 0.14, "the last 3", fontsize=9, color=BLUE)
        arrow(ax, (left + len(so_far) * side + 0.04, y + side / 2), (3.05, y + side / 2), BLUE)
        cell(ax, 3.05, y, "model", INK_GROUND, 0.9, side)
        arrow(ax, (3.95, y + side / 2), (5.7, y + side / 2), ORANGE)
        write(ax, 4.78, y + side / 2 + 0.15, "filter, draw", fontsize=9, color=ORANGE)
        cell(ax, 5.7, y, new, ORANGE_GROUND, side, side)
        write(ax, 6.25, y + side / 2, f"probability\n{chance}" if chance else "next turn", ha="left", fontsize=10)
    ax.plot([5.93, 5.93, left + 4.5 * side], [1.45, 1.07, 1.07], color=ORANGE, linewidth=2)
    arrow(ax, (left + 4.5 * side, 1.08), (left + 4.5 * side, 0.3 + side), ORANGE)
    write(ax, 4.3, 1.2, "appended", fontsize=9, color=ORANGE)
    return figure


@drawing("10_kv_cache/steps")
def steps() -> Figure:
    """What is computed for each new token, without a cache and with one."""
    figure, ax = sheet(7.4, 3.25)
    side, left = 0.25, 1.55
    for y, cached in ((2.9, False), (1.4, True)):
        x = left
        for n in range(1, 6):
            for i in range(n):
                for j in range(i + 1):
                    new = not cached or i == n - 1
                    cell(ax, x + j * side, y - (i + 1) * side, "", ORANGE_GROUND if new else "ghost", side, side)
            if not cached:
                write(ax, x + n * side / 2, 3.08, f"token {n}", fontsize=9)
            x += max(n * side, 0.6) + 0.27
        write(ax, left - 0.25, y - 0.4, "with\na cache" if cached else "without\na cache", ha="right", weight="bold")
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


LIVING = Path(__file__).parents[2] / "reference/shipped_model/config.json"
LINE = 42
"""The letters of a line."""


def line(text: str) -> str:
    """Return the first line's worth of a text, cut between words."""
    words = textwrap.wrap(" ".join(text.split()), LINE)[0]
    return f"{words} ..."


@drawing("goes_on")
def goes_on() -> Figure:
    """What a model writes before it has learnt and after, and its loss on text that it has never seen."""
    told = json.loads(LIVING.read_text(encoding="utf-8"))
    figure, ax = sheet(5.4, 3.1)
    for y, name, colour in ((2.8, "before", ORANGE), (2.3, "after", BLUE)):
        write(ax, 0.15, y, name, ha="left", color=colour, weight="bold")
        write(ax, 0.85, y, line(told["beginning"] + told[name]), ha="left", family="DejaVu Sans Mono", fontsize=10)
    curve = figure.add_axes((0.16, 0.16, 0.8, 0.46))
    steps, losses = zip(*((step, loss) for step, _, loss in told["curve"] if step <= told["steps"]), strict=True)
    curve.plot(steps, losses, color=BLUE, linewidth=2.4)
    curve.plot(steps[-1], losses[-1], "o", color=BLUE, markersize=8)
    curve.annotate(f"{losses[-1]:.2f}", (steps[-1], losses[-1]), (0, 8), textcoords="offset points", ha="center")
    curve.set(ylim=(1, 3), yticks=(1, 2, 3), xlabel="step of training", ylabel="nats a character")
    return figure
