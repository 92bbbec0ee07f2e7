"""The drawings of this track: ``python -m dojo.drawing 06_autograd`` writes them beside their statements."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    PALE,
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


def numbers(rows: np.ndarray) -> list[list[str]]:
    """Return what to write into the cells of a matrix."""
    return [[number(entry) for entry in row] for row in rows]


def value(ax: Axes, x: float, y: float, name: str, data: float, grad: float) -> None:
    """Draw a value of the engine around a point: its name, its data and its gradient."""
    write(ax, x, y + 0.52, name, weight="bold")
    cell(ax, x - 0.4, y, number(data), PALE, 0.8, 0.36)
    cell(ax, x - 0.4, y - 0.36, number(grad), ORANGE_GROUND, 0.8, 0.36)


def operation(ax: Axes, x: float, y: float, sign: str) -> None:
    """Draw the operation that makes a value."""
    ax.add_patch(Circle((x, y), 0.2, facecolor=PALE_BLUE, edgecolor=BLUE, linewidth=1.4))
    write(ax, x, y, sign, color=BLUE, weight="bold", fontsize=13)


def both_ways(ax: Axes, start, end, share: float | None, shift=(0.0, 0.0)) -> None:
    """Draw an arrow forward, and beside it the share of the gradient that flows back."""
    arrow(ax, start, end, INK, 1.5)
    if share is not None:
        x, y = (start[0] + end[0]) / 2 + shift[0], (start[1] + end[1]) / 2 + shift[1]
        write(ax, x, y, number(share), color=ORANGE, weight="bold", fontsize=10)


@drawing("01_scalar_engine/graph")
def graph() -> Figure:
    """The graph of d = a b + a, with the values forward and the gradients backward."""
    a, b = 2.0, -3.0
    c, from_sum, from_product = a * b, 1.0, b
    figure, ax = sheet(7.2, 3.1)
    value(ax, 0.75, 2.1, "a", a, from_sum + from_product)
    value(ax, 0.75, 0.62, "b", b, a)
    value(ax, 3.5, 1.1, "c = a b", c, 1)
    value(ax, 6.2, 1.5, "d = c + a", c + a, 1)
    operation(ax, 2.2, 1.1, TIMES)
    operation(ax, 4.85, 1.5, "+")
    both_ways(ax, (1.2, 1.9), (2.06, 1.28), from_product, (0.22, 0.14))
    both_ways(ax, (1.2, 0.62), (2.03, 0.98), a, (0.1, -0.22))
    both_ways(ax, (2.42, 1.1), (3.06, 1.1), None)
    both_ways(ax, (3.94, 1.1), (4.68, 1.36), 1, (0.04, -0.26))
    both_ways(ax, (1.2, 2.3), (4.68, 1.64), from_sum, (0.1, 0.2))
    both_ways(ax, (5.07, 1.5), (5.76, 1.5), None)
    total = f"a: {number(from_sum)} + ({number(from_product)}) = {number(from_sum + from_product)}"
    write(ax, 7.0, 0.3, f"the two shares of {total}", color=ORANGE, ha="right", weight="bold", fontsize=10)
    write(ax, 7.0, 2.8, "pale: the number, orange: its gradient", ha="right", fontsize=10)
    return figure


@drawing("02_tensor_engine/broadcast")
def broadcast() -> Figure:
    """Forward, broadcasting copies a row; backward, the gradients of the copies are summed."""
    X, b = np.array([[1, 2], [3, 4]]), np.array([10, 20])
    gradient = X.sum(axis=0)
    figure, ax = sheet(7.45, 3.5)
    wide, high, top, low = 0.62, 0.4, 2.9, 1.25
    grid(ax, 0.3, top, numbers(b[None]), lambda i, j: BLUE_GROUND, wide, high)
    grid(ax, 2.75, top, numbers(np.stack([b, b])), lambda i, j: BLUE_GROUND if i == 0 else PALE_BLUE, wide, high)
    grid(ax, 4.45, top, numbers(X), lambda i, j: PALE, wide, high)
    grid(ax, 6.05, top, numbers(X * b), lambda i, j: INK_GROUND, wide, high)
    write(ax, 4.25, top - high, TIMES, fontsize=14)
    write(ax, 5.87, top - high, "=", fontsize=13)
    arrow(ax, (1.64, top - high / 2), (2.65, top - high / 2), BLUE)
    write(ax, 2.14, top, "copies", color=BLUE, fontsize=10)
    grid(ax, 6.05, low, numbers(np.ones((2, 2))), lambda i, j: PALE_ORANGE, wide, high)
    grid(ax, 2.75, low, numbers(X), lambda i, j: PALE_ORANGE, wide, high)
    grid(ax, 0.3, low - high / 2, numbers(gradient[None]), lambda i, j: ORANGE_GROUND, wide, high)
    arrow(ax, (5.85, low - high), (4.1, low - high), ORANGE)
    write(ax, 4.97, low - high + 0.22, f"{TIMES} X", color=ORANGE, fontsize=10)
    arrow(ax, (2.65, low - high), (1.64, low - high), ORANGE)
    write(ax, 2.14, low - high + 0.22, "sums", color=ORANGE, fontsize=10)
    heads = [(0.3, "b"), (2.75, "b, broadcast"), (4.45, "X"), (6.05, "X * b")]
    for left, name in heads:
        write(ax, left + wide, top + 0.2, name, weight="bold")
    for left, name in ((0.3, "b.grad"), (2.75, "for the copies"), (6.05, "g")):
        write(ax, left + wide, low - 2 * high - 0.2, name, color=ORANGE, weight="bold")
    return figure


@drawing("03_custom_function/straight_through")
def straight_through() -> Figure:
    """The staircase of rounding, and the line whose slope the backward pass pretends."""
    figure = Figure(figsize=(5.6, 3))
    ax = figure.add_axes((0.08, 0.13, 0.9, 0.85))
    ax.plot([-0.5, 3.6], [-0.5, 3.6], color=ORANGE, linewidth=2, linestyle=(0, (4, 2)))
    for step in range(4):
        ax.plot([step - 0.5, step + 0.5], [step, step], color=BLUE, linewidth=2.6)
    for x in (0.4, 1.5, 2.5):
        ax.plot([x, x], [x, round(x)], color=INK, linewidth=1, linestyle=(0, (1, 2)))
        ax.plot(x, round(x), "o", color=BLUE, markersize=7)
        right, told = x != 1.5, f"{number(x)} becomes {round(x)}"
        at = (x + 0.07, round(x) - 0.22) if right else (x - 0.07, round(x) + 0.14)
        write(ax, *at, told, ha="left" if right else "right", fontsize=9)
    ax.set(xlim=(-0.5, 4), ylim=(-0.6, 3.7), xticks=range(4), yticks=range(4))
    write(ax, -0.4, 3.4, "forward: round(x), slope 0", color=BLUE, weight="bold", ha="left")
    write(ax, -0.4, 2.95, "backward: as if y = x, slope 1", color=ORANGE, weight="bold", ha="left")
    return figure


@drawing("04_gradient_checker/step")
def step() -> Figure:
    """The error of a central difference against its step, in float64 and in float32."""
    figure = Figure(figsize=(6.6, 3.2))
    ax = figure.add_axes((0.15, 0.17, 0.83, 0.8))
    # As rounding would have it on average: half a unit in the last place of f, twice, divided by twice the step.
    for name, eps, colour, place in (
        ("float64", np.finfo(np.float64).eps, BLUE, (3e-9, 3e-11)),
        ("float32", np.finfo(np.float32).eps, ORANGE, (1.2e-7, 3e-4)),
    ):
        e = np.logspace(-10 if name == "float64" else -7.2, -0.7, 41)
        error = e**2 + eps * 8 / (2 * e)
        ax.loglog(e, error, color=colour, linewidth=2.2)
        write(ax, *place, name, color=colour, weight="bold", ha="left")
    ax.loglog(0.1, 0.1**2, "o", color=GREEN, markersize=8)
    write(ax, 0.07, 0.1, "eps = 0.1: 0.01", color=GREEN, weight="bold", ha="right", fontsize=10)
    write(ax, 4e-9, 3e-5, "rounding", fontsize=10)
    write(ax, 0.06, 1e-6, "too long\na step", fontsize=10)
    ax.set(xlabel="step", ylabel="error", xlim=(1e-10, 1), ylim=(1e-12, 3))
    ax.set(xticks=[1e-9, 1e-6, 1e-3, 1], xticklabels=["1e-9", "1e-6", "1e-3", "1"])
    ax.set(yticks=[1e-12, 1e-8, 1e-4, 1], yticklabels=["1e-12", "1e-8", "1e-4", "1"])
    ax.minorticks_off()
    return figure


@drawing("05_accumulation/accumulation")
def accumulation() -> Figure:
    """Gradients of two micro-batches, weighted by their rows, add up to that of the batch."""
    x = np.array([1.0, 2.0, 3.0])
    rows, w = 2 * x * x, 1.0
    parts = [rows[:2], rows[2:]]
    means = [float(part.mean()) for part in parts]
    shares = [len(part) / len(rows) for part in parts]
    total = sum(share * mean for share, mean in zip(shares, means, strict=True))
    figure, ax = sheet(7.2, 2.75)
    wide, high = 0.7, 0.42
    looks = [(BLUE_GROUND, BLUE), (ORANGE_GROUND, ORANGE)]
    y = 2.0
    for i, part in enumerate(parts):
        ground, colour = looks[i]
        middle = y - len(part) * high / 2
        grid(ax, 1.25, y, [[number(w * g)] for g in part], lambda i, j, ground=ground: ground, wide, high)
        arrow(ax, (2.05, middle), (2.85, middle), colour)
        write(ax, 2.45, middle + 0.2, "mean", color=colour, fontsize=10)
        cell(ax, 2.95, middle - high / 2, number(means[i]), PALE, wide, high)
        write(ax, 4.0, middle, f"{TIMES} {len(part)}/{len(rows)}", color=colour, weight="bold")
        arrow(ax, (4.35, middle), (4.95, 1.42 + (0.1 if i == 0 else -0.1)), colour)
        write(ax, 1.1, middle, f"micro-batch {i + 1}", ha="right", fontsize=9, color=colour)
        y -= len(part) * high + 0.25
    cell(ax, 5.05, 1.42 - high / 2, number(total), INK_GROUND, 0.85, high)
    write(ax, 6.0, 1.42, f"the whole\nbatch: {number(rows.mean())}", ha="left", fontsize=10)
    write(ax, 1.6, 2.45, "gradient of\neach row", fontsize=10)
    write(
        ax, 5.48, 0.3, f"plain mean of {number(means[0])} and {number(means[1])}: {number(np.mean(means))}", fontsize=10
    )
    return figure


@drawing("06_graph/graph")
def torch_graph() -> Figure:
    """What torch records of loss = (a b + a) k: three operations, and two nodes that lead to leaves."""
    figure, ax = sheet(7.4, 3.0)
    wide, high = 1.5, 0.46
    places = {"loss = d * k": (0.2, 1.75), "d = c + a": (2.45, 1.75), "c = a * b": (4.3, 0.75)}
    names = ["MulBackward0", "AddBackward0", "MulBackward0"]
    for i, ((told, (x, y)), name) in enumerate(zip(places.items(), names, strict=True)):
        cell(ax, x, y, name, PALE_BLUE, wide, high)
        write(ax, x + wide / 2, y + high + 0.16, told, weight="bold", fontsize=10)
        write(ax, x + 0.02, y - 0.16, str(i + 1), color=BLUE, weight="bold", ha="left")
    for y, leaf in ((1.75, "a"), (0.4, "b")):
        cell(ax, 6.3, y, f"leaf {leaf}", ORANGE_GROUND, 0.9, high)
    cell(ax, 0.55, 0.5, "None", "ghost", 0.8, high)
    arrow(ax, (1.72, 1.98), (2.43, 1.98), width=1.6)
    arrow(ax, (0.95, 1.73), (0.95, 0.98), width=1.6)
    write(ax, 1.05, 1.36, "k", ha="left", fontsize=10)
    arrow(ax, (3.97, 1.98), (6.28, 1.98), width=1.6)
    arrow(ax, (3.4, 1.73), (4.28, 1.05), width=1.6)
    arrow(ax, (5.82, 1.05), (6.28, 1.72), width=1.6)
    arrow(ax, (5.82, 0.9), (6.28, 0.66), width=1.6)
    write(ax, 0.2, 2.8, "from the loss backwards, in the order of their numbers", ha="left", fontsize=10, color=BLUE)
    write(ax, 7.2, 0.12, "each leaf behind a node AccumulateGrad", ha="right", fontsize=10, color=ORANGE)
    return figure
