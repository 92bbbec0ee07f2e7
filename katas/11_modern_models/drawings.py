"""The drawings of this track: ``python -m dojo.drawing 11_modern_models`` writes them beside their statements."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    PALE,
    TIMES,
    WHITE,
    arrow,
    cell,
    drawing,
    grid,
    number,
    plane,
    sheet,
    write,
)


def one_block(ax: Axes, left: float, title: str, parts: list[tuple[str, list[str]]], changed: str) -> None:
    """Draw a pre-norm block: a path, and two sublayers beside it; what has changed has its own colour."""
    path, side, width = left + 0.35, left + 2.0, 2.2
    arrow(ax, (path, 0.1), (path, 5.45), BLUE, 3)
    write(ax, left + 1.6, 5.7, title, weight="bold")
    for low, (norm, sublayer) in zip((0.35, 3.0), parts, strict=True):
        high = low + 0.85 + 0.4 * len(sublayer)
        ax.plot([path, side, side], [low, low, low + 0.12], color=INK, linewidth=1.6)
        for i, text in enumerate([norm, *sublayer]):
            look = changed if text.endswith(" ") else INK_GROUND
            cell(ax, side - width / 2, low + 0.12 + 0.4 * i + 0.12 * (i > 0), text.strip(), look, width, 0.34)
        arrow(ax, (side, low + 0.46), (side, low + 0.64), width=1.6)
        ax.plot([side, side], [high - 0.19, high], color=INK, linewidth=1.6)
        arrow(ax, (side, high), (path + 0.17, high), width=1.6)
        ax.plot(path, high, "o", color=BLUE, markersize=19)
        write(ax, path, high, "+", color=WHITE, weight="bold", fontsize=15)


@drawing("blocks")
def blocks() -> Figure:
    """The block of GPT-2 and the block of today, side by side."""
    figure, ax = sheet(6.9, 5.9)
    gpt2 = [
        ("layer norm", ["q, k, v: 12 heads", "attention", "out"]),
        ("layer norm", ["up", "gelu", "down"]),
    ]
    today = [
        ("RMS norm ", ["q: 32 heads; k, v: 8 ", "rope of q, k ", "attention", "out"]),
        ("RMS norm ", ["gate, up ", "silu(gate) ⊙ up ", "down"]),
    ]
    one_block(ax, 0.1, "GPT-2, 2019", gpt2, INK_GROUND)
    one_block(ax, 3.6, "today", today, ORANGE_GROUND)
    return figure


# ---------------------------------------------------------------------------- 01_rms_norm

VECTORS = np.array([[3.0, 4.0], [3.5, 0.5], [-1.0, 2.5], [-2.5, -1.5]])


@drawing("01_rms_norm/rms_norm")
def rms_norm() -> Figure:
    """RMS norm keeps the directions of vectors; layer norm of two entries keeps two points."""
    figure = Figure(figsize=(7.2, 3.9))
    centred = VECTORS - VECTORS.mean(axis=-1, keepdims=True)
    for i, (title, of) in enumerate([("RMS norm", VECTORS), ("layer norm", centred)]):
        ax = figure.add_axes((0.02 + 0.5 * i, 0.02, 0.46, 0.86))
        plane(ax, (-3.2, 4.2), (-2.6, 4.6))
        ax.set_title(title, weight="bold")
        ax.add_patch(Circle((0, 0), np.sqrt(2), fill=False, color=INK, linewidth=1, linestyle=(0, (3, 3))))
        results = of / np.sqrt(np.mean(of**2, axis=-1, keepdims=True))
        for x, y in zip(VECTORS, results, strict=True):
            ax.plot(*x, "o", color=BLUE, markersize=6)
            ax.plot(*zip(x, y, strict=True), color=BLUE, linewidth=1, linestyle=(0, (2, 2)))
            ax.plot(*y, "o", color=ORANGE, markersize=8)
        write(ax, 3.0, 4.35, "(3, 4)", color=BLUE, fontsize=10)
        label = ", ".join(number(v) for v in results[0])
        at, side = ((1.05, 1.4), "left") if i == 0 else ((-1.15, 1.3), "right")
        write(ax, *at, f"({label})", color=ORANGE, ha=side, fontsize=10)
    return figure


# ---------------------------------------------------------------------------- 02_rotary_embedding


def turned(x: np.ndarray, angle: float) -> np.ndarray:
    """Return a vector of the plane, turned."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ x


@drawing("02_rotary_embedding/rope")
def rope() -> Figure:
    """A query and a key turn with their positions, and keep their angle where the distance stays."""
    figure = Figure(figsize=(7.2, 2.6))
    q, k = np.array([2.0, 0.0]), turned(np.array([1.6, 0.0]), 0.2)
    frequency = 0.3
    for i, (p, s) in enumerate([(4, 0), (10, 6)]):
        ax = figure.add_axes((0.02 + 0.5 * i, 0.02, 0.46, 0.84))
        plane(ax, (-3.1, 3.1), (-0.4, 2.5), every=9)
        ax.set(xlim=(-3.1, 3.1), ylim=(-0.4, 2.5))
        ends = turned(q, p * frequency), turned(k, s * frequency)
        ax.set_title(f"positions {p} and {s}: q · k = {number(ends[0] @ ends[1], 2)}", weight="bold")
        for name, end, at, colour in (("q", ends[0], p, BLUE), ("k", ends[1], s, ORANGE)):
            arrow(ax, (0, 0), end, colour, 2.5)
            side = "left" if end[0] > 0.3 else "right" if end[0] < -0.3 else "center"
            write(ax, *(end * (1 + 0.2 / np.hypot(*end))), f"{name} at {at}", color=colour, weight="bold", ha=side)
    return figure


# ---------------------------------------------------------------------------- 03_swiglu


@drawing("03_swiglu/swiglu")
def swiglu() -> Figure:
    """What up says passes as far as the gate is open."""
    figure = Figure(figsize=(6.0, 3.3))
    ax = figure.add_axes((0.1, 0.16, 0.74, 0.8))
    g = np.linspace(-6, 3, 200)
    for u, colour in ((2, BLUE), (1, GREEN), (0, INK), (-1, ORANGE)):
        ax.plot(g, g / (1 + np.exp(-g)) * u, color=colour, linewidth=2)
        write(ax, 3.15, 3 / (1 + np.exp(-3)) * u, f"u = {number(u)}", color=colour, ha="left", weight="bold")
    ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (3, 3)))
    ax.set(xlabel="gate g", ylabel="silu(g) · u", xlim=(-6, 3.1), xticks=range(-6, 4, 2))
    write(ax, -4, 3.6, "closed", fontsize=10)
    write(ax, 1.0, 5.2, "open", fontsize=10)
    return figure


# ---------------------------------------------------------------------------- 04_grouped_query_attention


@drawing("04_grouped_query_attention/groups")
def groups() -> Figure:
    """Who shares keys and values: nobody, groups of query heads, or all of them."""
    figure, ax = sheet(7.35, 2.5)
    queries, width, high = 8, 0.26, 0.4
    for i, (keys, title) in enumerate([(8, "8: multi-head"), (2, "2: grouped"), (1, "1: multi-query")]):
        left, colours = 0.75 + 2.2 * i, (BLUE_GROUND, ORANGE_GROUND)
        write(ax, left + queries * width / 2 - 0.03, 2.3, title, weight="bold")
        group, middle = queries // keys, queries * width / keys
        for head in range(queries):
            look = colours[head // group % 2]
            cell(ax, left + head * width, 1.5, str(head), look, width - 0.06, high)
            x, to = left + (head + 0.5) * width - 0.03, left + (head // group + 0.5) * middle - 0.03
            ax.plot([x, to], [1.5, 0.8], color=INK, linewidth=1)
        for key in range(keys):
            cell(ax, left + (key + 0.5) * middle - width / 2, 0.4, str(key), colours[key % 2], width - 0.06, high)
    write(ax, 0.65, 1.7, "queries", ha="right", fontsize=10)
    write(ax, 0.65, 0.6, "k, v", ha="right", fontsize=10)
    return figure


@drawing("05_online_softmax/online_softmax")
def online_softmax() -> Figure:
    """Online softmax: the old sum is brought to the new maximum by one factor."""
    chunks = (1, 3), (6, 1)  # the exponentials of the entries
    tops = [max(chunk) for chunk in chunks]
    totals = [sum(Fraction(entry, top) for entry in chunk) for chunk, top in zip(chunks, tops, strict=True)]
    top = max(tops)
    factors = [Fraction(each, top) for each in tops]
    total = sum(f * t for f, t in zip(factors, totals, strict=True))
    figure, ax = sheet(6.6, 2.75)
    wide, high = 0.72, 0.4
    for i, (ground, colour) in enumerate(((BLUE_GROUND, BLUE), (ORANGE_GROUND, ORANGE))):
        left, middle = 0.9 + 3.2 * i, 0.9 + 3.2 * i + wide
        entries = [f"log {entry}" if entry > 1 else "0" for entry in chunks[i]]
        grid(ax, left, 2.3, [entries], lambda i, j, look=ground: look, wide, high)
        write(ax, middle, 2.5, f"chunk {i + 1}", color=colour, weight="bold")
        arrow(ax, (middle, 1.86), (middle, 1.62), colour)
        write(ax, middle, 1.45, f"top log {tops[i]},  total {totals[i]}", color=colour)
        arrow(ax, (middle, 1.27), (3.22 if i == 0 else 3.42, 0.65), colour)
        write(ax, middle + (0.2 if i == 0 else -0.2), 0.88, f"{TIMES} {factors[i]}", ha="center", color=colour)
    cell(ax, 2.02, 0.2, f"top log {top},  total {total}", INK_GROUND, 2.6, 0.42)
    write(ax, 1.92, 0.41, "merged", ha="right", color=INK, weight="bold")
    return figure


@drawing("06_mixture_of_experts/mixture")
def mixture() -> Figure:
    """A mixture of experts: a token asks two of four, and adds their answers by weight."""
    logits, answers, k = (2, 1, 0, -1), (10, 20, 30, 40), 2
    chosen = sorted(range(len(logits)), key=lambda e: -logits[e])[:k]
    powers = {e: math.exp(logits[e]) for e in chosen}
    weights = {e: power / sum(powers.values()) for e, power in powers.items()}
    figure, ax = sheet(6.2, 2.7)
    high = 0.42
    for x, name in ((0.5, "token"), (2.0, "router"), (3.5, "expert"), (5.15, "weight · answer")):
        write(ax, x, 2.5, name, weight="bold")
    cell(ax, 0.25, 1.1, "1", "plain", 0.5, high)
    for e, logit in enumerate(logits):
        y, used = 1.9 - 0.56 * e, e in chosen
        colour = BLUE if used else INK
        ax.plot([0.78, 1.6], [1.1 + high / 2, y + high / 2], color=INK, linewidth=1)
        cell(ax, 1.65, y, number(logit), BLUE_GROUND if used else "plain", 0.7, high)
        cell(ax, 3.1, y, f"{TIMES} {answers[e]}", ORANGE_GROUND if used else "ghost", 0.8, high)
        if used:
            arrow(ax, (2.38, y + high / 2), (3.07, y + high / 2), colour)
            write(ax, 5.15, y + high / 2, f"{number(weights[e])} · {answers[e]}", color=colour)
    total = sum(weights[e] * answers[e] for e in chosen)
    ax.plot([4.5, 5.8], [1.24, 1.24], color=INK, linewidth=1.2)
    cell(ax, 4.75, 0.72, number(total, 2), INK_GROUND, 0.8, high)
    write(ax, 5.15, 0.38, "not asked: no cost", color=INK, fontsize=9)
    arrow(ax, (4.42, 0.38), (3.95, 0.55), width=1)
    return figure


@drawing("09_speculative_decoding/speculative_decoding")
def speculative_decoding() -> Figure:
    """Speculative decoding: what p and q have in common is kept, and what is missing is drawn."""
    p, q = (0.5, 0.3, 0.2), (0.2, 0.6, 0.2)
    figure, ax = sheet(6.4, 2.9)
    scale, wide, ground = 3.2, 0.55, 0.5
    looks = {"kept": BLUE_GROUND, "rejected": "ghost", "missing": ORANGE_GROUND}
    for x, (of_target, of_draft) in enumerate(zip(p, q, strict=True)):
        left, common = 0.55 + 1.3 * x, min(of_target, of_draft)
        over = abs(of_target - of_draft)
        cell(ax, left, ground, number(common), looks["kept"], wide, common * scale)
        if over > 1e-9:
            look = looks["missing" if of_target > of_draft else "rejected"]
            cell(ax, left, ground + common * scale, number(over), look, wide, over * scale)
        write(ax, left + wide / 2, 0.3, f"token {x}")
        top = ground + max(of_target, of_draft) * scale
        write(ax, left + wide / 2, top + 0.14, f"p {number(of_target)}, q {number(of_draft)}", fontsize=9)
    for y, look, text in (
        (1.75, looks["kept"], "drafted and kept"),
        (1.3, looks["rejected"], "drafted and rejected"),
        (0.85, looks["missing"], "missing: drawn instead"),
    ):
        cell(ax, 4.3, y, "", look, 0.3, 0.24)
        write(ax, 4.7, y + 0.12, text, ha="left", fontsize=9)
    return figure


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


@drawing("11_cost/cost")
def cost() -> Figure:
    """What a token of GPT-2 costs, over the context: attention rises and meets the blocks at six widths."""
    layers, dim, vocabulary = 12, 768, 50257
    context = np.array([0, 6144])
    attention, head, blocks = 12 * layers * dim * context / 1e9, 6 * dim * vocabulary / 1e9, 72 * layers * dim**2 / 1e9
    figure = Figure(figsize=(6, 3))
    ax = figure.add_axes((0.1, 0.17, 0.85, 0.8))
    ax.plot(context, [blocks, blocks], color=BLUE, linewidth=2.4)
    ax.plot(context, [head, head], color=GREEN, linewidth=2.4)
    ax.plot(context, attention, color=ORANGE, linewidth=2.4)
    ax.plot([6 * dim, 6 * dim], [0, blocks], color=INK, linewidth=1.2, linestyle="--")
    ax.plot(6 * dim, blocks, "o", color=INK, markersize=8)
    ax.annotate("matrices of the blocks", (100, blocks + 0.02), color=BLUE, weight="bold")
    ax.annotate("head", (100, head + 0.02), color=GREEN, weight="bold")
    ax.annotate("attention", (1500, 0.09), color=ORANGE, weight="bold")
    ax.set(xlim=(0, 6144), ylim=(0, 0.75), xticks=[0, 1024, 2048, 3072, 4608, 6144], yticks=[0, 0.2, 0.4, 0.6])
    ax.set(xlabel="context", ylabel="billions of operations")
    return figure


@drawing("12_scaling_law/scaling_law")
def scaling_law() -> Figure:
    """A scaling law bends towards its floor; a straight line through the same losses falls below it."""
    a, alpha, floor = 400, 0.34, 1.7
    sizes, far = np.logspace(6, 9, 9), np.logspace(5.7, 12.3, 100)
    losses = a * sizes**-alpha + floor
    slope, height = np.polyfit(np.log(sizes), np.log(losses), 1)
    figure = Figure(figsize=(6, 3.3))
    ax = figure.add_axes((0.1, 0.16, 0.87, 0.81))
    ax.loglog(far, np.exp(height + slope * np.log(far)), color=ORANGE, linewidth=2.2, linestyle="--")
    ax.loglog(far, a * far**-alpha + floor, color=BLUE, linewidth=2.4)
    ax.loglog([far[0], far[-1]], [floor, floor], color=INK, linewidth=1.2, linestyle=":")
    ax.loglog(sizes, losses, "o", color=INK, markersize=7)
    ax.annotate("floor 1.7", (6e5, 1.75), va="bottom")
    ax.annotate("with a floor", (6e10, 1.93), color=BLUE, weight="bold")
    ax.annotate("a straight line", (2.6e10, 0.95), color=ORANGE, weight="bold", ha="right")
    ax.set(xlim=(far[0], far[-1]), ylim=(0.7, 7), xlabel="parameters", ylabel="loss")
    ax.set_xticks([1e6, 1e8, 1e10, 1e12], ["1e6", "1e8", "1e10", "1e12"])
    ax.set_yticks([1, 2, 4], ["1", "2", "4"])
    ax.minorticks_off()
    return figure


def growth(spread, layers: int = 4, dim: int = 16, hidden: int = 32) -> np.ndarray:
    """Return the gradient's norm at the output of each block x + down(relu(up(x))), in terms of that at the last."""
    rng = np.random.default_rng(0)
    weights = [(rng.normal(size=(dim, hidden)), rng.normal(size=(hidden, dim))) for _ in range(layers)]
    x, grad, alive, norms = rng.normal(size=(128, dim)), rng.normal(size=(128, dim)), [], []
    for up, down in weights:
        alive.append(x @ up > 0)
        x = x + (alive[-1] * (x @ up) * spread(dim)) @ down * spread(hidden)
    for (up, down), on in zip(weights[::-1], alive[::-1], strict=True):
        norms.append(np.linalg.norm(grad))
        grad = grad + ((grad @ down.T * spread(hidden)) * on) @ up.T * spread(dim)
    return np.array(norms[::-1]) / norms[0]


@drawing("13_training_instabilities/instabilities")
def instabilities() -> Figure:
    """The gradient at each of four blocks: level at the right scale, exploding at a standard deviation of 1."""
    figure = Figure(figsize=(6, 3))
    ax = figure.add_axes((0.16, 0.17, 0.81, 0.8))
    blocks = np.arange(1, 5)
    ax.semilogy(blocks, growth(lambda columns: 1.0), "o-", color=ORANGE, linewidth=2.4, markersize=8)
    ax.semilogy(blocks, growth(lambda columns: columns**-0.5), "o-", color=BLUE, linewidth=2.4, markersize=8)
    ax.annotate("standard deviation 1", (2.1, 900), color=ORANGE, weight="bold")
    ax.annotate("1 / root of the columns", (1.9, 3.2), color=BLUE, weight="bold", ha="center")
    ax.annotate("", (1.1, 0.35), (3.9, 0.35), arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.6})
    ax.annotate("backward pass", (2.5, 0.45), ha="center", va="bottom")
    ax.set(xlim=(0.8, 4.2), ylim=(0.2, 2e4), xticks=blocks, xlabel="block", ylabel="norm of the gradient")
    ax.set_yticks([1, 10, 100, 1000, 1e4], ["1", "10", "100", "1000", "10,000"])
    ax.minorticks_off()
    return figure


# ---------------------------------------------------------------------------- 14_modern_gpt


def beside(ax: Axes, path: float, low: float, names: list[str]) -> float:
    """Draw what stands beside the residual path, from bottom to top, and return where it is added."""
    side, high = path + 1.6, low + 0.2 + 0.46 * len(names)
    ax.plot([path, side, side], [low, low, high], color=INK, linewidth=1.6, zorder=0.5)
    arrow(ax, (side, high), (path + 0.17, high), width=1.6)
    for i, name in enumerate(names):
        cell(ax, side - 0.75, low + 0.13 + 0.46 * i, name, INK_GROUND if i else ORANGE_GROUND, 1.5, 0.34)
    ax.plot(path, high, "o", color=BLUE, markersize=18)
    write(ax, path, high, "+", color=WHITE, weight="bold", fontsize=14)
    return high


def normed(x: np.ndarray) -> np.ndarray:
    """Divide each row by its root mean square."""
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True))


@drawing("14_modern_gpt/modern_gpt")
def modern_gpt() -> Figure:
    """A GPT of today from ids to logits, with the worked example beside it."""
    figure, ax = sheet(7.85, 7.15)
    path, wide, high = 2.0, 1.4, 0.42
    ax.add_patch(Rectangle((1.1, 1.6), 3.45, 3.5, facecolor=PALE, edgecolor=INK, linewidth=1.2, zorder=0.2))
    ax.plot([path, path], [0.5, 6.25], color=BLUE, linewidth=3, zorder=0.5)
    arrow(ax, (path, 6.25), (path, 6.6), BLUE, 3)
    for y, name, look in ((0.82, "tokens", BLUE_GROUND), (5.25, "RMS norm", ORANGE_GROUND), (5.9, "head", BLUE_GROUND)):
        cell(ax, path - wide / 2, y, name, look, wide, high)
    beside(ax, path, 1.75, ["RMS norm", "rope of q, k", "attention"])
    beside(ax, path, 3.6, ["RMS norm", "SwiGLU"])
    write(ax, 4.75, 2.51, "positions", color=GREEN, ha="left")
    arrow(ax, (4.72, 2.51), (path + 2.38, 2.51), GREEN)
    write(ax, 0.88, 3.35, "blocks", rotation=90)
    ax.plot([path - wide / 2, 0.5, 0.5, path - wide / 2], [1.03, 1.03, 6.11, 6.11], color=BLUE, linestyle=(0, (3, 2)))
    write(ax, 0.27, 3.35, "one table", color=BLUE, rotation=90)
    write(ax, path, 0.34, "ids")
    write(ax, path, 6.8, "logits")
    tokens = np.array([[2.0, 0.0], [0.0, 1.0], [1.0, 3.0]])
    rows = (1.03, tokens[:2]), (5.46, normed(tokens[:2])), (6.11, normed(tokens[:2]) @ tokens.T)
    for t, left in enumerate((5.8, 7.2)):
        cell(ax, left - 0.2, 0.14, "ab"[t], BLUE_GROUND, 0.4, 0.4)
        for y, values in rows:
            write(ax, left, y, f"({', '.join(number(v) for v in values[t])})", fontsize=9)
        cell(ax, left - 0.2, 6.6, "abc"[rows[-1][1][t].argmax()], ORANGE_GROUND, 0.4, 0.4)
        ax.plot([left, left], [1.25, 5.25], color=INK, linewidth=0.8, linestyle=(0, (2, 3)))
    return figure


@drawing("15_load_llama/rows")
def rows() -> Figure:
    """The rows of one head: pairs that are half a head apart become neighbours."""
    figure, ax = sheet(5.6, 2.5)
    order, side, looks = (0, 2, 1, 3), 0.42, (BLUE_GROUND, ORANGE_GROUND)
    for left, title, shown in ((0.9, "in the file", range(4)), (3.6, "in your order", order)):
        write(ax, left + side, 2.25, title, weight="bold")
        for place, row in enumerate(shown):
            cell(ax, left, 1.6 - place * (side + 0.04), f"row {row}", looks[row % 2], 2 * side, side)
    for place, row in enumerate(order):
        height = [1.6 - at * (side + 0.04) + side / 2 for at in (row, place)]
        arrow(ax, (0.9 + 2 * side + 0.08, height[0]), (3.52, height[1]), BLUE if row % 2 == 0 else ORANGE, 1.6)
    return figure


@drawing("16_long_context/window")
def window() -> Figure:
    """The mask of five tokens in a window of three, and a cache that gives back three and keeps two."""
    n, size, side, top = 5, 3, 0.43, 2.45
    figure, ax = sheet(6.6, 3.0)
    back = np.arange(n)[:, None] - np.arange(n)
    mask = (back >= 0) & (back < size)
    for left, title in ((0.95, "who sees whom"), (4.0, "keys in the cache, token by token")):
        write(ax, left + n * side / 2, 2.85, title, weight="bold")
    shown = [["1" if seen else "" for seen in row] for row in mask]
    grid(ax, 0.95, top, shown, lambda i, j: BLUE_GROUND if mask[i, j] else "plain", side, side)
    write(ax, 0.95 + n * side / 2, top + 0.14, "key", fontsize=10)
    for i in range(n):
        write(ax, 0.87, top - (i + 0.5) * side, f"query {i}", ha="right", fontsize=9)
        write(ax, 3.92, top - (i + 0.5) * side, f"{i}", ha="right", fontsize=9)
        for j in np.flatnonzero(mask[i]):
            cell(ax, 4.0 + j * side, top - (i + 1) * side, str(j), ORANGE_GROUND if j == i else BLUE_GROUND, side, side)
        for j in range(max(0, i - size + 1)):
            cell(ax, 4.0 + j * side, top - (i + 1) * side, "", "ghost", side, side)
    write(ax, 4.0 + n * side / 2, 0.12, "blue: kept · orange: new · dashed: dropped", fontsize=9)
    return figure
