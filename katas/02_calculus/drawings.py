"""The drawings of this track: ``python -m dojo.drawing 02_calculus`` writes them beside their statements."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    GROUNDED,
    INK,
    MINUS,
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


def panel(figure: Figure, box: tuple[float, float, float, float], **how) -> Axes:
    """Add axes with a line below and one on the left."""
    ax = figure.add_axes(box)
    ax.set(**how)
    return ax


def line(ax: Axes, point: tuple[float, float], slope: float, ends: tuple[float, float], colour: str, **how) -> None:
    """Draw a straight line through a point, between two places on the first axis."""
    heights = [point[1] + slope * (end - point[0]) for end in ends]
    ax.plot(ends, heights, color=colour, **{"linewidth": 2.2, **how})


def dot(ax: Axes, x: float, y: float, colour: str = BLUE) -> None:
    """Mark a point."""
    ax.plot(x, y, "o", color=colour, markersize=7, zorder=5)


# ------------------------------------------------------------------------------ slopes


@drawing("01_derivative/secant")
def secant() -> Figure:
    """The central difference is nearly parallel to the tangent, the forward difference is steeper."""
    x, h = 1.0, 0.5
    before, at, after = (t**3 for t in (x - h, x, x + h))
    central, forward, tangent = (after - before) / (2 * h), (after - at) / h, 3 * x**2
    figure = Figure(figsize=(6.6, 3.5))
    ax = panel(figure, (0.05, 0.12, 0.93, 0.86), xlim=(0.2, 2.75), ylim=(-1, 4.6), yticks=[])
    ax.set(xticks=[x - h, x, x + h], xticklabels=[f"x {MINUS} h = {x - h}", "x = 1", f"x + h = {x + h}"])
    t = np.linspace(0.2, 1.66, 41)
    ax.plot(t, t**3, color=INK, linewidth=1.8)
    ends = (0.36, 1.72)
    line(ax, (x, at), tangent, ends, GREEN)
    line(ax, (x - h, before), central, ends, BLUE)
    line(ax, (x, at), forward, (0.68, 1.65), ORANGE, linestyle=(0, (4, 2)))
    for place in (x - h, x, x + h):
        ax.plot([place, place], [-1, place**3], color=INK, linewidth=0.8, linestyle=(0, (1, 2)))
        dot(ax, place, place**3, INK)
    told = [
        (4.25, f"forward difference: slope {number(forward)}", ORANGE),
        (3.62, f"central difference: slope {number(central)}", BLUE),
        (2.75, f"tangent: slope {number(tangent)}", GREEN),
    ]
    for y, text, colour in told:
        write(ax, 1.78, y, text, color=colour, ha="left", weight="bold", fontsize=10)
    write(ax, 0.22, 0.35, "x³", ha="left", weight="bold")
    return figure


@drawing("02_gradient/partial")
def partial() -> Figure:
    """Two partial derivatives: each is the slope along one input while the other stays fixed."""
    x, y = 3.0, 2.0
    figure = Figure(figsize=(6.8, 2.9))
    looks = [
        (np.linspace(0, 4.2, 41), lambda t: t * t * y, x, 2 * x * y, "y stays at 2:  2x²", "x"),
        (np.linspace(0, 4.2, 2), lambda t: x * x * t, y, x * x, "x stays at 3:  9y", "y"),
    ]
    for i, (t, f, at, slope, title, name) in enumerate(looks):
        ax = panel(figure, (0.08 + 0.48 * i, 0.17, 0.42, 0.7), xlim=(0, 4.3), ylim=(0, 38), yticks=[0, 18, 36])
        ax.plot(t, f(t), color=INK, linewidth=1.8)
        line(ax, (at, f(at)), slope, (at - 1.1, at + 1.1), ORANGE)
        dot(ax, at, f(at))
        ax.set(xticks=[0, at, 4], xlabel=name)
        ax.set_title(title, weight="bold")
        write(ax, at + 0.15, f(at) - 5, f"slope {number(slope)}", color=ORANGE, ha="left", weight="bold")
    return figure


@drawing("03_steepest_ascent/directions")
def directions() -> Figure:
    """Level curves with three directions, and the slope as a cosine of the angle to the gradient."""
    at, gradient = np.array([3.0, 2.0]), np.array([12.0, 9.0])
    length = math.hypot(*gradient)
    ways = [(gradient / length, ORANGE, "(0.8, 0.6)"), (np.array([0.0, 1.0]), BLUE, "(0, 1)")]
    ways.append((np.array([-0.6, 0.8]), GREEN, f"({MINUS}0.6, 0.8)"))
    figure = Figure(figsize=(7.2, 3.3))
    left = figure.add_axes((0.03, 0.05, 0.44, 0.92))
    left.set(xlim=(1.6, 4.6), ylim=(0.7, 3.83), aspect="equal", xticks=[], yticks=[])
    x = np.linspace(1.6, 4.6, 41)
    for level in (6, 12, 18, 24, 30, 36):
        left.plot(x, level / x**2, color=INK, linewidth=0.9)
        x_told = 4.35
        if level > 12:
            write(left, x_told, level / x_told**2, str(level), fontsize=8, bbox=GROUNDED)
    right = panel(figure, (0.57, 0.17, 0.41, 0.76), xlim=(-3, 183), ylim=(-17, 17), xticks=[0, 90, 180])
    angle = np.linspace(0, 180, 61)
    right.plot(angle, length * np.cos(np.radians(angle)), color=INK, linewidth=1.8)
    right.plot([0, 180], [0, 0], color=INK, linewidth=0.8)
    right.set(yticks=[-15, 0, 15], xlabel="angle to the gradient, in degrees", ylabel="slope")
    for (u, colour, name), shift in zip(ways, (0.1, 0.1, -0.3), strict=True):
        slope = float(gradient @ u)
        degrees = math.degrees(math.acos(np.clip(slope / length, -1, 1)))  # rounding may leave 1.0000000000000002
        arrow(left, at, at + 1.1 * u, colour, 2.4)
        tip = at + 1.1 * u
        told = f"{name}: {number(slope)}"
        write(left, tip[0] + shift, tip[1] + 0.19, told, color=colour, weight="bold", fontsize=10, bbox=GROUNDED)
        dot(right, degrees, slope, colour)
        write(right, degrees + 6, slope + 1, number(slope), color=colour, ha="left", weight="bold")
    dot(left, *at, INK)
    write(left, at[0] - 0.05, at[1] - 0.22, "(3, 2)", fontsize=9, bbox=GROUNDED)
    return figure


# ------------------------------------------------------------------------------ the chain rule


@drawing("04_chain_rule/chain_rule")
def chain_rule() -> Figure:
    """The chain rule: slopes multiply along a path, and the paths add up."""
    x = 1.0
    u = [x, 3 * x, 3 * x + 1, (3 * x + 1) ** 2]
    slopes = [3.0, 1.0, 2 * u[2]]
    along = [1.0, *np.cumprod(slopes)]
    by_top, by_bottom = 1 / x, -u[3] / x**2
    total = along[3] * by_top + along[0] * by_bottom
    figure, ax = sheet(7.3, 2.45)
    size, gap, y, first = 0.7, 0.58, 1.1, 1.05
    names = ["x", "3x", "3x + 1", "(3x + 1)²", "(3x + 1)² / x"]
    values, derivatives = [*u, u[3] / x], [*along, total]
    for i, (name, value, derivative) in enumerate(zip(names, values, derivatives, strict=True)):
        left = first + i * (size + gap)
        write(ax, left + size / 2, y + 0.98, name, weight="bold")
        cell(ax, left, y + 0.4, number(value), "plain", size, 0.4)
        cell(ax, left, y, number(derivative), BLUE_GROUND, size, 0.4)
        if i < 4:
            start, end = left + size + 0.04, left + size + gap - 0.04
            arrow(ax, (start, y + 0.2), (end, y + 0.2), BLUE)
            slope = [*slopes, by_top][i]
            write(ax, (start + end) / 2 - 0.03, y + 0.4, f"{TIMES} {number(slope)}", color=BLUE)
    left, right = first + size / 2, first + 4 * (size + gap) + size / 2
    write(ax, first - 0.12, y + 0.6, "value", ha="right")
    write(ax, first - 0.12, y + 0.2, "derivative", ha="right", color=BLUE)
    ax.plot([left, left, right], [y - 0.04, y - 0.52, y - 0.52], color=ORANGE, linewidth=2)
    arrow(ax, (right, y - 0.53), (right, y - 0.04), ORANGE)
    write(ax, (left + right) / 2, y - 0.33, f"{TIMES} {number(by_bottom)}", color=ORANGE)
    text = f"two paths, added up: {number(along[3])} · {number(by_top)} + {number(along[0])} · ({number(by_bottom)})"
    write(ax, first + 5 * size + 4 * gap, 0.22, f"{text} = {number(total)}", ha="right", weight="bold")
    return figure


@drawing("05_jacobian/jacobian")
def jacobian() -> Figure:
    """A Jacobian and its two products: v weights the columns, u weights the rows."""
    J, v, u = np.array([[12, 9], [5, 4]]), np.array([1, 2]), np.array([1, -1])
    figure, ax = sheet(6.9, 2.9)
    wide, high, left, top = 0.72, 0.46, 2.5, 1.87

    def numbers(rows: np.ndarray) -> list[list[str]]:
        return [[number(entry) for entry in row] for row in rows]

    grid(ax, left, top, numbers(J), lambda i, j: PALE, wide, high)
    grid(ax, left, top + 0.86, numbers(v[None]), lambda i, j: BLUE_GROUND, wide, high)
    grid(ax, left + 2.6 * wide, top, numbers((J @ v)[:, None]), lambda i, j: PALE_BLUE, wide, high)
    grid(ax, left - 1.6 * wide, top, numbers(u[:, None]), lambda i, j: ORANGE_GROUND, wide, high)
    grid(ax, left, top - 2 * high - 0.4, numbers((J.T @ u)[None]), lambda i, j: PALE_ORANGE, wide, high)
    for j in range(2):
        x = left + (j + 0.5) * wide
        arrow(ax, (x, top + 0.38), (x, top + 0.04), BLUE, 1.6)
        arrow(ax, (x, top - 2 * high - 0.03), (x, top - 2 * high - 0.38), ORANGE, 1.6)
    for i in range(2):
        y = top - (i + 0.5) * high
        arrow(ax, (left + 2 * wide + 0.04, y), (left + 2.6 * wide - 0.04, y), BLUE, 1.6)
        arrow(ax, (left - 0.6 * wide + 0.04, y), (left - 0.04, y), ORANGE, 1.6)
    write(ax, left + 2 * wide + 0.12, top + 0.63, "v: how the inputs move", color=BLUE, ha="left")
    write(ax, left + 3.6 * wide + 0.12, top - high, "J v: how the\noutputs move", color=BLUE, ha="left")
    write(ax, left - 1.6 * wide - 0.1, top - high, "u: a weight for\neach output", color=ORANGE, ha="right")
    below = top - 2 * high - 0.63
    write(ax, left + 2 * wide + 0.12, below, "Jᵀ u: how the inputs move\nthe weighted sum", color=ORANGE, ha="left")
    return figure


# ------------------------------------------------------------------------------ descent


@drawing("06_gradient_descent/gradient_descent")
def gradient_descent() -> Figure:
    """Gradient descent on a parabola with five learning rates."""
    figure = Figure(figsize=(7.4, 2.6))
    x = np.linspace(-0.7, 6.7, 25)
    fates = {0.02: "creeps", 0.25: "halves", 0.5: "lands", 1.0: "bounces", 1.25: "runs away"}
    for i, (lr, word) in enumerate(fates.items()):
        ax = figure.add_axes((0.012 + i * 0.198, 0.2, 0.184, 0.54))
        path = [1.0]
        for _ in range(3):
            path.append(path[-1] - lr * 2 * (path[-1] - 3))
        shown = [point for point in path if abs(point - 3) < 4]
        ax.plot(x, (x - 3) ** 2, color=INK, linewidth=1.6)
        for start, end in pairwise(shown):
            if abs(start - end) > 0.2:
                heights = (start - 3) ** 2, (end - 3) ** 2
                arrow(ax, (start, heights[0]), (end, heights[1]), ORANGE, 1.6, shrinkA=3, shrinkB=3, mutation_scale=10)
        for point in shown:
            dot(ax, point, (point - 3) ** 2)
        if len(shown) < len(path):
            arrow(ax, (shown[-1], (shown[-1] - 3) ** 2), (-0.2, 13.6), ORANGE, 1.6, shrinkA=3, mutation_scale=10)
        ax.set(xticks=[1, 3], yticks=[], xlim=(-1, 7), ylim=(-0.8, 14), xlabel=word)
        ax.spines["left"].set_visible(False)
        ax.set_title(f"lr = {number(lr)}", weight="bold", y=1.17)
        write(ax, 3, 15.9, ", ".join(number(p, 2) for p in path), color=BLUE, fontsize=9)
    return figure


# ------------------------------------------------------------------------------ losses


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return the probability of a score."""
    return 1 / (1 + np.exp(-z))


@drawing("07_loss_gradients/slopes")
def slopes() -> Figure:
    """Where the model is wrong and sure, the squared error is flat and the cross-entropy is not."""
    z, at = np.linspace(-8, 6, 43), np.array(-6.0)
    slopes_of = {
        "cross-entropy": (BLUE, lambda p: p - 1),
        "squared error of p": (ORANGE, lambda p: 2 * (p - 1) * p * (1 - p)),
    }
    figure = Figure(figsize=(6.6, 3))
    ax = panel(figure, (0.13, 0.17, 0.85, 0.8), xlim=(-8, 6), ylim=(-1.08, 0.14), yticks=[-1, -0.5, 0])
    ax.set(xlabel="z, where the right answer is yes (y = 1)", ylabel="slope of the loss", xticks=[-6, -3, 0, 3, 6])
    for name, (colour, slope) in slopes_of.items():
        ax.plot(z, slope(sigmoid(z)), color=colour, linewidth=2.2)
        found = float(slope(sigmoid(at)))
        dot(ax, at, found, colour)
        write(
            ax,
            at + 0.2,
            found + (0.08 if colour == BLUE else -0.08),
            number(found),
            color=colour,
            ha="left",
            weight="bold",
        )
        place = {"cross-entropy": (0.7, -0.62), "squared error of p": (-4.3, 0.07)}[name]
        write(ax, *place, name, color=colour, weight="bold", ha="left")
    write(ax, -7.9, -0.5, "wrong,\nand sure", ha="left", fontsize=10)
    write(ax, 5.9, -0.16, "right,\nand sure", ha="right", fontsize=10)
    return figure


@drawing("08_softmax_gradient/softmax_gradient")
def softmax_gradient() -> Figure:
    """Probabilities minus the target: which logits descent raises and which it lowers."""
    logits, right = np.array([0, 0, math.log(2)]), 1
    p = np.exp(logits) / np.exp(logits).sum()
    target = np.eye(3)[right]
    figure = Figure(figsize=(7, 2.7))
    shown = [("p", p, BLUE), ("target", target, INK), ("gradient of the row", p - target, ORANGE)]
    for i, (name, heights, colour) in enumerate(shown):
        ax = panel(figure, (0.03 + i * 0.335, 0.14, 0.27, 0.72), xlim=(-0.6, 2.6), ylim=(-0.95, 1.3), yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.bar(range(3), heights, 0.62, color=colour)
        ax.plot([-0.5, 2.5], [0, 0], color=INK, linewidth=1)
        ax.set_title(name, weight="bold")
        ax.set(xticks=[])
        for k, height in enumerate(heights):
            write(ax, k, height + (0.1 if height >= 0 else -0.14), number(height), color=colour, weight="bold")
            write(ax, k, 0.1 if height < 0 else -0.1, f"class {k}", fontsize=8)
        if i == 2:
            for k, height in enumerate(heights):
                start, end = (-0.28, -0.62) if height > 0 else (0.28, 0.62)
                arrow(ax, (k, start), (k, end), GREEN)
            write(ax, 1, 0.78, "descent raises", color=GREEN, fontsize=9)
            write(ax, 0, -0.76, "lowers", color=GREEN, fontsize=9)
            write(ax, 2, -0.76, "lowers", color=GREEN, fontsize=9)
    for at, sign in ((0.333, MINUS), (0.667, "=")):
        figure.text(at, 0.5, sign, ha="center", va="center", fontsize=18, weight="bold")
    return figure


@drawing("09_backpropagation/backpropagation")
def backpropagation() -> Figure:
    """Forward through the network, and backward with one rule for each step."""
    figure, ax = sheet(7.4, 2.9)
    names, steps = ["x", "z", "h", "o", "L"], ["W₁, b₁", "relu", "W₂, b₂", "loss"]
    back = ["g W₁ᵀ", "where z > 0", "g W₂ᵀ", f"2/N (o {MINUS} y)"]
    size, gap, y = 0.52, 1.1, 1.62
    for i, name in enumerate(names):
        left = 0.2 + i * (size + gap)
        cell(ax, left, y, name, PALE, size, size)
        if i == 4:
            break
        start, end = left + size + 0.05, left + size + gap - 0.05
        middle = (start + end) / 2
        arrow(ax, (start, y + 0.4), (end, y + 0.4), INK, 1.8)
        write(ax, middle, y + 0.62, steps[i], fontsize=10)
        arrow(ax, (end, y + 0.12), (start, y + 0.12), ORANGE, 1.8)
        write(ax, middle, y - 0.12, back[i], color=ORANGE, fontsize=9)
        if i % 2 == 0:
            arrow(ax, (middle, y - 0.28), (middle, y - 0.75), ORANGE, 1.8)
            layer = "₁₂"[i // 2]
            rules = f"W{layer}: {names[i]}ᵀ g\nb{layer}: sum of the rows of g"
            write(ax, middle, y - 1, rules, color=ORANGE, fontsize=10)
    write(ax, 0.2, 2.65, "forward: keep x, z and h", ha="left", weight="bold")
    write(ax, 7.2, 0.22, "backward: g arrives from the right", ha="right", color=ORANGE, weight="bold")
    return figure


# ------------------------------------------------------------------------------ curvature


@drawing("10_curvature/saddle")
def saddle() -> Figure:
    """A saddle that curves up along both axes and down along a diagonal."""
    H = np.array([[2.0, 4.0], [4.0, 2.0]])
    root = math.sqrt(0.5)
    ways = {
        "along an axis": ((1, 0), INK),
        "along y = x": ((root, root), BLUE),
        f"along y = {MINUS}x": ((root, -root), ORANGE),
    }
    figure = Figure(figsize=(7.2, 3.1))
    left = figure.add_axes((0.03, 0.1, 0.37, 0.8))
    left.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal", xticks=[], yticks=[], xlabel="x", ylabel="y")
    left.set_title("level curves")
    s, t = np.meshgrid(np.linspace(-1.05, 1.05, 25), np.linspace(-1.05, 1.05, 25))
    height = s * s + 4 * s * t + t * t
    left.contour(s, t, height, levels=[0.5, 1.5, 3], colors=BLUE, linewidths=0.9)
    left.contour(s, t, height, levels=[-1.2, -0.5], colors=ORANGE, linewidths=0.9, linestyles="solid")
    right = panel(figure, (0.48, 0.18, 0.3, 0.72), xlim=(-1, 1), ylim=(-1.3, 3.3), xticks=[-1, 0, 1], yticks=[0])
    r = np.linspace(-1, 1, 31)
    for name, (u, colour) in ways.items():
        curvature = float(np.array(u) @ H @ u)
        right.plot(r, curvature * r * r / 2, color=colour, linewidth=2.2)
        write(
            right, 1.06, curvature / 2, f"{name}:\ncurvature {number(curvature)}", color=colour, ha="left", fontsize=10
        )
        for end in (u, (u[1], u[0])) if colour == INK else (u,):
            left.plot([-end[0], end[0]], [-end[1], end[1]], color=colour, linewidth=2.2)
    dot(left, 0, 0, INK)
    right.set(xlabel="distance from 0", title="height along three lines")
    return figure


@drawing("10_curvature/newton")
def newton() -> Figure:
    """A parabola with the slope and the curvature of a curve, and the step to its bottom."""
    x = 1.5
    value, slope, curvature = math.exp(x) - 2 * x, math.exp(x) - 2, math.exp(x)
    bottom, least = x - slope / curvature, math.log(2)
    figure = Figure(figsize=(6.4, 3))
    ax = panel(figure, (0.04, 0.13, 0.94, 0.84), xlim=(-0.6, 2.45), ylim=(0.3, 3.2), yticks=[])
    t = np.linspace(-0.5, 2.1, 41)
    ax.plot(t, np.exp(t) - 2 * t, color=INK, linewidth=1.8)
    t = np.linspace(0.42, 2.05, 41)
    ax.plot(t, value + slope * (t - x) + curvature * (t - x) ** 2 / 2, color=BLUE, linewidth=2, linestyle=(0, (4, 2)))
    lowest = value - slope**2 / (2 * curvature)
    dot(ax, x, value, INK)
    dot(ax, bottom, lowest, BLUE)
    dot(ax, least, 2 - 2 * least, GREEN)
    ax.set(xticks=[least, bottom, x], xticklabels=[number(v) for v in (least, bottom, x)])
    for place, height in ((least, 2 - 2 * least), (bottom, lowest), (x, value)):
        ax.plot([place, place], [0.3, height], color=INK, linewidth=0.8, linestyle=(0, (1, 2)))
    arrow(ax, (x, 0.42), (bottom, 0.42), ORANGE, 1.8)
    write(ax, 1.23, 0.54, "Newton's step", color=ORANGE, fontsize=9)
    write(ax, x + 0.09, value - 0.1, "here", ha="left")
    write(ax, 1.62, 2.9, "parabola", color=BLUE, weight="bold", ha="right")
    write(ax, -0.3, 1.62, f"exp(x) {MINUS} 2x", weight="bold", ha="left")
    write(ax, 0.62, 0.44, "minimum", color=GREEN, ha="right", weight="bold")
    return figure
