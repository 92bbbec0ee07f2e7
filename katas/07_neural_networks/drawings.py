"""The drawings of this track: ``python -m dojo.drawing 07_neural_networks`` writes them beside their statements."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.special import erf

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    PALE_BLUE,
    PALE_ORANGE,
    TIMES,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    write,
)

SIDE = 0.42
"""The side of a cell in inches."""


def texts(rows, decimals: int = 3) -> list[list[str]]:
    """Return the numbers of an array of one or two axes, written out, row by row."""
    return [[number(entry, decimals) for entry in row] for row in np.atleast_2d(rows)]


def all_of(look: str):
    """Every cell has this look."""
    return lambda i, j: look


def panels(width: float, height: float) -> tuple[Figure, Axes, Axes]:
    """Return a figure with two plots side by side."""
    figure = Figure(figsize=(width, height))
    left, right = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.08, right=0.98, top=0.9, bottom=0.15, wspace=0.2)
    return figure, left, right


# ------------------------------------------------------------------------------ functions


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


def gelu(x: np.ndarray) -> np.ndarray:
    """Return x times the share of a standard normal distribution below x."""
    return x * (1 + erf(x / math.sqrt(2))) / 2


@drawing("01_activations/activations")
def activations() -> Figure:
    """Five activations on the left, and their slopes on the right."""
    x = np.linspace(-4, 4, 161)
    curves = [
        ("sigmoid", sigmoid(x), INK, "-"),
        ("tanh", np.tanh(x), GREEN, "-"),
        ("relu", np.maximum(x, 0), INK, ":"),
        ("silu", x * sigmoid(x), ORANGE, "--"),
        ("gelu", gelu(x), BLUE, "-"),
    ]
    figure, left, right = panels(7.2, 3.0)
    for name, y, colour, line in curves:
        left.plot(x, y, line, color=colour, linewidth=1.8, label=name)
        slope = (x > 0).astype(float) if name == "relu" else np.gradient(y, x)
        right.plot(x, slope, line, color=colour, linewidth=1.8)
    left.set(ylim=(-1.2, 2.2), title="activation", xticks=range(-4, 5, 2))
    right.set(ylim=(-0.25, 1.25), title="slope", xticks=range(-4, 5, 2), yticks=[0, 0.25, 0.5, 1])
    left.legend(loc="upper left", labelcolor="linecolor", fontsize=10)
    return figure


@drawing("09_losses/losses")
def losses() -> Figure:
    """The squared error beside Huber's loss, and binary cross-entropy for both targets."""
    d, z = np.linspace(-4, 4, 161), np.linspace(-6, 6, 121)
    huber = np.where(np.abs(d) <= 1, d**2 / 2, np.abs(d) - 0.5)
    figure, left, right = panels(7.2, 2.9)
    left.plot(d, d**2 / 2, "--", color=ORANGE, linewidth=1.8, label="½ d²")
    left.plot(d, huber, color=BLUE, linewidth=1.8, label="huber, δ = 1")
    left.plot([-1, 1], [0.5, 0.5], "o", color=BLUE, markersize=5)
    left.set(ylim=(0, 5), title="loss against the error d", xticks=range(-4, 5, 2))
    right.plot(z, np.logaddexp(0, z) - z, color=BLUE, linewidth=1.8, label="target 1")
    right.plot(z, np.logaddexp(0, z), "--", color=ORANGE, linewidth=1.8, label="target 0")
    right.set(ylim=(0, 6), title="cross-entropy against the logit", xticks=range(-6, 7, 2))
    for ax in (left, right):
        ax.legend(loc="upper center", labelcolor="linecolor", fontsize=10)
    return figure


@drawing("02_initialization/drift")
def drift() -> Figure:
    """How large activations are after each of twenty layers, for three sizes of weights."""
    rng, n = np.random.default_rng(0), 200
    figure = Figure(figsize=(5.8, 3.0))
    ax = figure.add_axes((0.17, 0.17, 0.6, 0.76))
    for times, colour in ((1, ORANGE), (2, BLUE), (4, INK)):
        x, sizes = rng.normal(size=(64, n)), [1.0]
        for _ in range(20):
            x = np.maximum(x @ rng.normal(0, math.sqrt(times / n), (n, n)).T, 0)
            sizes.append(math.sqrt(np.mean(x**2)))
        ax.semilogy(range(21), sizes, color=colour, linewidth=2)
        end = number(sizes[-1], 4 if times == 1 else 1 if times == 2 else 0)
        ax.annotate(
            f"{times}/n: {end}", (20.5, sizes[-1]), va="center", color=colour, weight="bold", annotation_clip=False
        )
    ax.set(xlabel="layer", ylabel="root mean square", xticks=range(0, 21, 5), yticks=[1e-3, 1, 1e3])
    ax.set_yticks([1e-3, 1, 1e3], ["0.001", "1", "1,000"])
    ax.minorticks_off()
    return figure


# ------------------------------------------------------------------------------ layers


@drawing("03_linear/linear")
def linear() -> Figure:
    """Each row of the weight, times the input and plus the bias, gives one output."""
    weight, b, x = np.array([[1, 2, 3], [0, -1, 4]]), np.array([10, 20]), np.array([1, 0, -1])
    grounds = (BLUE_GROUND, ORANGE_GROUND)
    figure, ax = sheet(6.4, 2.05)
    top = 1.3
    grid(ax, 1.0, top, texts(weight), lambda i, j: grounds[i], 0.5, SIDE)
    grid(ax, 3.05, top + SIDE / 2, texts(x[:, None]), all_of(INK_GROUND), 0.5, SIDE)
    grid(ax, 4.1, top, texts(b[:, None]), all_of("plain"), 0.5, SIDE)
    grid(ax, 5.15, top, texts((weight @ x + b)[:, None]), lambda i, j: grounds[i], 0.5, SIDE)
    for at, sign in ((2.78, TIMES), (3.82, "+"), (4.87, "=")):
        write(ax, at, top - SIDE, sign, fontsize=14)
    for at, name, y in ((1.75, "W", top), (3.3, "x", top + SIDE / 2), (4.35, "b", top), (5.4, "y", top)):
        write(ax, at, y + 0.18, name, weight="bold")
    for i in range(2):
        write(ax, 0.9, top - (i + 0.5) * SIDE, f"output {i + 1}", ha="right", fontsize=10)
    return figure


@drawing("04_layer_norm/axes")
def axes() -> Figure:
    """Layer norm brings each row of a table to mean 0 and variance 1; batch norm would do so with each column."""
    x = np.array([[1, 2, 3, 6], [10, 20, 30, 60], [5, 5, 5, 5]])
    centred = x - x.mean(-1, keepdims=True)
    y = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    figure, ax = sheet(7.3, 2.25)
    top, left, wide = 1.6, 0.95, 0.5
    grid(ax, left, top, texts(x), lambda i, j: BLUE_GROUND if i == 0 else "plain", wide, SIDE)
    for i in range(3):
        write(ax, left - 0.1, top - (i + 0.5) * SIDE, f"token {i}", ha="right", fontsize=10)
    box = Rectangle(
        (left + 2 * wide, top - 3 * SIDE - 0.05), wide, 3 * SIDE + 0.1, fill=False, edgecolor=ORANGE, linewidth=3
    )
    ax.add_patch(box)
    write(ax, left + 2.5 * wide, 0.13, "batch norm: a column", color=ORANGE, weight="bold", fontsize=10)
    write(ax, left + 2 * wide, top + 0.3, "layer norm: a row", color=BLUE, weight="bold", fontsize=10)
    arrow(ax, (3.1, top - 1.5 * SIDE), (3.7, top - 1.5 * SIDE))
    grid(ax, 3.8, top, texts(y, 4), lambda i, j: BLUE_GROUND if i == 0 else "plain", 0.84, SIDE)
    write(ax, 5.48, top + 0.3, "each row with mean 0 and variance 1", fontsize=10)
    return figure


@drawing("05_dropout/dropout")
def dropout() -> Figure:
    """In training some entries are 0 and the others larger; in evaluation all stay as they are."""
    x, u, p = np.array([1, 2, 3, 4]), np.array([0.1, 0.9, 0.3, 0.6]), 0.25
    dropped = u < p
    y = np.where(dropped, 0, x / (1 - p))
    figure = Figure(figsize=(6.6, 2.7))
    left, right = figure.subplots(1, 2, sharey=True)
    figure.subplots_adjust(left=0.02, right=0.98, top=0.86, bottom=0.14, wspace=0.12)
    for ax, heights, title, colour in (
        (left, x, "evaluation: y = x", INK_GROUND),
        (right, y, "training, p = 0.25", BLUE_GROUND),
    ):
        ax.bar(range(4), heights, 0.7, color=colour)
        for i, height in enumerate(heights):
            write(ax, i, height + 0.3, number(height), weight="bold")
        ax.set(title=title, ylim=(0, 6.2), xticks=range(4))
        ax.yaxis.set_visible(False)
        ax.spines["left"].set_visible(False)
    right.set_xticks(range(4), [f"u = {number(value)}" for value in u], fontsize=9)
    left.set_xticks(range(4), [f"x{i}" for i in "₁₂₃₄"])
    right.bar(range(4), x, 0.7, fill=False, edgecolor=INK, linestyle=(0, (2, 2)), linewidth=1.2)
    return figure


@drawing("06_embedding/embedding")
def embedding() -> Figure:
    """Ids pick rows of a table; on the way back, gradients add up in the rows that were picked."""
    table, ids = np.array([[1, 2], [3, 4], [5, 6]]), np.array([2, 0, 2])
    g = np.array([[1, 0], [0, 1], [10, 20]])
    gradient = np.zeros((3, 2))
    np.add.at(gradient, ids, g)
    grounds = {0: ORANGE_GROUND, 1: "plain", 2: BLUE_GROUND}
    lines = {0: ORANGE, 2: BLUE}
    figure, ax = sheet(7.4, 2.1)
    top, wide = 1.5, 0.42
    picked = lambda i, j: grounds[ids[i]]  # noqa: E731
    for left, rows, look in ((0.5, table, lambda i, j: grounds[i]), (2.45, table[ids], picked)):
        grid(ax, left, top, texts(rows), look, wide, SIDE)
    for left, rows, look in ((4.35, g, picked), (6.25, gradient, lambda i, j: grounds[i])):
        grid(ax, left, top, texts(rows), look, wide, SIDE)
    for k, row in enumerate(ids):
        start, end = top - (row + 0.5) * SIDE, top - (k + 0.5) * SIDE
        arrow(ax, (1.38, start), (2.41, end), lines[row], 1.6)
        arrow(ax, (5.23, end), (6.21, start), lines[row], 1.6)
        write(ax, 3.45, end, f"id {row}", fontsize=9, ha="left", color=lines[row])
    for at, name in ((0.92, "table"), (2.87, "looked up"), (4.77, "gradient g"), (6.67, "summed by row")):
        write(ax, at, top + 0.22, name, weight="bold", fontsize=10)
    for row in range(3):
        write(ax, 0.42, top - (row + 0.5) * SIDE, f"{row}", ha="right", fontsize=9)
        write(ax, 7.17, top - (row + 0.5) * SIDE, f"{row}", ha="left", fontsize=9)
    return figure


@drawing("07_conv2d/conv2d")
def conv2d() -> Figure:
    """A kernel at four places of an image, and the sum of products that it gives at each."""
    image, kernel = np.array([[1, 2, 0], [0, 1, 3], [2, 1, 1]]), np.array([[1, 2], [0, -1]])
    figure, ax = sheet(7.4, 2.3)
    top, side = 1.75, 0.4
    grid(ax, 0.2, top, texts(kernel), all_of(BLUE_GROUND), side, side)
    write(ax, 0.6, top + 0.2, "kernel", weight="bold")
    for place in range(4):
        i, j = divmod(place, 2)
        left = 1.65 + place * 1.45
        seen = lambda a, b, i=i, j=j: PALE_BLUE if i <= a < i + 2 and j <= b < j + 2 else "plain"  # noqa: E731
        grid(ax, left, top, texts(image), seen, side, side)
        corner = (left + j * side, top - (i + 2) * side)
        ax.add_patch(Rectangle(corner, 2 * side, 2 * side, fill=False, edgecolor=BLUE, linewidth=3))
        write(ax, left + 1.5 * side, top + 0.2, f"row {i}, column {j}", fontsize=9)
        total = (image[i : i + 2, j : j + 2] * kernel).sum()
        write(ax, left + 1.5 * side, top - 3 * side - 0.27, number(total), weight="bold", color=BLUE, fontsize=13)
    return figure


# ------------------------------------------------------------------------------ networks


@drawing("08_module/module")
def module() -> Figure:
    """A tree of modules and parameters, numbered in the order in which they are listed."""
    figure, ax = sheet(6.0, 2.45)
    nodes = {
        "net": (3.0, 2.1, BLUE_GROUND),
        "first": (2.0, 1.32, BLUE_GROUND),
        "scale": (4.3, 1.32, ORANGE_GROUND),
        "weight": (1.1, 0.54, ORANGE_GROUND),
        "bias": (2.9, 0.54, ORANGE_GROUND),
    }
    for start, end in (("net", "first"), ("net", "scale"), ("first", "weight"), ("first", "bias")):
        ends = [nodes[name][:2] for name in (start, end)]
        ax.plot(*zip(*ends, strict=True), color=INK, linewidth=1.6, zorder=0)
    for name, (x, y, look) in nodes.items():
        cell(ax, x - 0.45, y - 0.17, name, look, 0.9, 0.34)
    for place, (name, path) in enumerate((("scale", "scale"), ("weight", "first.weight"), ("bias", "first.bias")), 1):
        x, y, _ = nodes[name]
        write(ax, x, y - 0.29, f"{place}: {path}", fontsize=9, color=ORANGE)
    write(ax, 5.15, 2.2, "modules", color=BLUE, weight="bold", fontsize=10)
    write(ax, 5.15, 1.95, "parameters", color=ORANGE, weight="bold", fontsize=10)
    return figure


@drawing("10_mlp/mlp")
def mlp() -> Figure:
    """Numbers go forward through two layers, and gradients come back through them."""
    x, w1, b1 = np.array([1, -2]), np.array([[1, 2, 0], [1, 1, -1]]), np.array([0, 1, 0])
    w2, b2, g = np.array([[3], [1], [-1]]), np.array([0.5]), np.array([2])
    z = x @ w1 + b1
    h = np.maximum(z, 0)
    o = h @ w2 + b2
    back = w2 @ g
    through = back * (z > 0)
    figure, ax = sheet(7.3, 2.45)
    parts = [(0.3, "x", x, None), (2.0, "z₁", z, through), (4.05, "h₁", h, back), (6.1, "o", o, g)]
    wide, middle = 0.5, 1.2
    for left, name, forward, backward in parts:
        high = len(forward) * SIDE
        grid(ax, left, middle + high / 2, texts(forward[:, None]), all_of(BLUE_GROUND), wide, SIDE)
        write(ax, left + wide / 2, middle + high / 2 + 0.18, name, weight="bold", color=BLUE)
        if backward is not None:
            grid(ax, left + wide, middle + high / 2, texts(backward[:, None]), all_of(PALE_ORANGE), wide, SIDE)
    for start, end, above, below in (
        (0.85, 1.95, "W₁, b₁", None),
        (3.05, 4.0, "relu", "z₁ > 0"),
        (5.1, 6.05, "W₂, b₂", "W₂ᵀ"),
    ):
        arrow(ax, (start, middle + 0.25), (end, middle + 0.25), BLUE)
        write(ax, (start + end) / 2, middle + 0.45, above, color=BLUE, fontsize=10)
        if below:
            arrow(ax, (end, middle - 0.25), (start, middle - 0.25), ORANGE)
            write(ax, (start + end) / 2, middle - 0.47, below, color=ORANGE, fontsize=10)
    write(ax, 0.3, 2.25, "forward: values", ha="left", color=BLUE, weight="bold", fontsize=10)
    write(ax, 0.3, 0.2, "backward: gradients, beside the values", ha="left", color=ORANGE, weight="bold", fontsize=10)
    return figure
