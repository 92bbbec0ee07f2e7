"""The drawings of this track: ``python -m dojo.drawing 08_optimization`` writes them beside their statements."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Ellipse, Rectangle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN_GROUND,
    GROUNDED,
    INK,
    ORANGE,
    ORANGE_GROUND,
    PALE,
    PALE_BLUE,
    arrow,
    cell,
    drawing,
    number,
    plane,
    sheet,
    write,
)

DASHES = (0, (4, 3))


def descent(rate: float, momentum: float, steps: int = 20) -> np.ndarray:
    """Return the path of SGD in the valley of half (x² + 20 y²), start first."""
    path, buffer, steepness = [np.array([10.0, 1.0])], np.zeros(2), np.array([1, 20])
    for _ in range(steps):
        buffer = momentum * buffer + steepness * path[-1]
        path.append(path[-1] - rate * buffer)
    return np.array(path)


@drawing("01_sgd/valley")
def valley() -> Figure:
    """SGD in a narrow valley, without momentum and with it."""
    figure = Figure(figsize=(6.6, 3.7))
    for row, (momentum, colour) in enumerate(((0, ORANGE), (0.6, BLUE))):
        ax = figure.add_axes((0.01, 0.5 - 0.49 * row, 0.98, 0.49))
        ax.set(xlim=(-4.4, 11.4), ylim=(-1.35, 1.9))
        ax.axis("off")
        for level in (1, 4, 12, 28, 55):
            size = 2 * np.sqrt([2 * level, level / 10])
            ax.add_patch(Ellipse((0, 0), *size, facecolor="none", edgecolor=INK, linewidth=0.7))
        path = descent(0.08, momentum)
        ax.plot(*path.T, "o-", color=colour, linewidth=1.8, markersize=4)
        ax.plot(0, 0, "+", color=INK, markersize=11, markeredgewidth=2)
        x, y = path[-1]
        name = "with momentum, β = 0.6" if momentum else "plain descent"
        told = f"{name}: after 20 steps the loss is {number((x**2 + 20 * y**2) / 2)}"
        write(ax, -4.2, 1.6, told, color=colour, weight="bold", ha="left", bbox={**GROUNDED, "pad": 3})
        write(ax, 10.15, 1.25, "start", fontsize=10)
    return figure


def adam(gradients: np.ndarray) -> np.ndarray:
    """Return the steps of Adam for one weight, in learning rates, with the usual β."""
    m = v = 0.0
    steps = []
    for t, g in enumerate(gradients, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        steps.append(m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-12))
    return np.array(steps)


def stairs(ax: Axes, values: np.ndarray, colour: str, limits: tuple[float, float], ticks) -> None:
    """Draw numbers as bars without gaps, with dotted lines at one learning rate up and down."""
    ax.stairs(values, fill=True, facecolor=colour, edgecolor="none", baseline=0)
    ax.axhline(0, color=INK, linewidth=1)
    ax.set(ylim=limits, xlim=(0, len(values)), xticks=[], yticks=ticks, yticklabels=[number(t) for t in ticks])
    ax.spines["bottom"].set_visible(False)


@drawing("02_adam/steps")
def steps_of_adam() -> Figure:
    """What Adam makes of steady gradients, of noise, and of one spike."""
    long, shown = 1000, 30
    noise = np.random.default_rng(1).normal(size=long)
    spike = np.where(np.arange(long) == long - 22, 5.0, 0.0)
    kinds = [("always 0.001", np.full(long, 0.001), 0.001), ("noise", noise, 3), ("one spike after silence", spike, 5)]
    figure = Figure(figsize=(7.4, 3.5))
    for column, (name, gradients, top) in enumerate(kinds):
        left = 0.115 + 0.305 * column
        ax = figure.add_axes((left, 0.6, 0.255, 0.29), title=name)
        low = -top if gradients.min() < 0 else 0
        stairs(ax, gradients[-shown:], ORANGE, (1.15 * low - 0.02 * top, 1.15 * top), sorted({low, 0, top}))
        below = figure.add_axes((left, 0.08, 0.255, 0.42))
        stairs(below, adam(gradients)[-shown:], BLUE, (-1.3, 2.9), [0, 1, 2])
        for level in (-1, 1):
            below.axhline(level, color=INK, linewidth=1, linestyle=(0, (2, 2)))
    figure.text(0.015, 0.745, "gradients", color=ORANGE, weight="bold", rotation=90, va="center")
    figure.text(0.015, 0.29, "steps / η", color=BLUE, weight="bold", rotation=90, va="center")
    figure.text(0.55, 0.02, "the last 30 of 1,000 steps", ha="center", fontsize=10)
    return figure


@drawing("02_adam/hats")
def hats() -> Figure:
    """Running averages that start at 0, and their correction."""
    t = np.arange(1, 41)
    m, root = 1 - 0.9**t, np.sqrt(1 - 0.999**t)
    figure = Figure(figsize=(7.4, 2.8))
    ax = figure.add_axes((0.06, 0.18, 0.41, 0.68), title="the averages, if every gradient is 1")
    ax.plot(t, np.ones(len(t)), color=BLUE, linewidth=2.4)
    ax.plot(t, m, color=ORANGE, linewidth=2)
    ax.plot(t, root, color=ORANGE, linewidth=2, linestyle=DASHES)
    write(ax, 14, 1.09, "m̂ and √v̂", color=BLUE, weight="bold")
    write(ax, 12, 0.6, "m", color=ORANGE, weight="bold")
    write(ax, 30, 0.27, "√v", color=ORANGE, weight="bold")
    ax.set(ylim=(0, 1.2), xlim=(0, 40), yticks=(0, 0.5, 1), xticks=(1, 20, 40), xlabel="step t")
    ax = figure.add_axes((0.56, 0.18, 0.42, 0.68), title="the step, in learning rates")
    ax.plot(t, np.ones(len(t)), color=BLUE, linewidth=2.4)
    ax.plot(t, m / root, color=ORANGE, linewidth=2)
    write(ax, 39, 1.55, "m̂/√v̂: always 1", color=BLUE, weight="bold", ha="right")
    peak = int(np.argmax(m / root))
    ax.plot(t[peak], (m / root)[peak], "o", color=ORANGE)
    write(ax, t[peak], 7.25, f"m/√v: up to {number((m / root)[peak], 1)}", color=ORANGE, weight="bold", ha="left")
    ax.set(ylim=(0, 7.8), xlim=(0, 40), yticks=(0, 1, 3, 6), xticks=(1, 20, 40), xlabel="step t")
    return figure


def decaying(size: float, decoupled: bool, rate: float = 0.01, decay: float = 0.5, steps: int = 200) -> np.ndarray:
    """Return a weight that starts at 1 and has gradients of alternating sign."""
    weights, m, v = [1.0], 0.0, 0.0
    for t in range(1, steps + 1):
        g, w = size * (-1) ** (t + 1), weights[-1]
        if decoupled:
            w *= 1 - rate * decay
        else:
            g += decay * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        weights.append(w - rate * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t)))
    return np.array(weights)


@drawing("03_adamw/decay")
def decay() -> Figure:
    """Weight decay inside Adam's gradient, and beside it."""
    figure = Figure(figsize=(7.4, 2.9))
    for panel, name in enumerate(("decay in the gradient: Adam", "decay beside it: AdamW")):
        ax = figure.add_axes((0.08 + 0.5 * panel, 0.18, 0.38, 0.7), title=name)
        for size, colour, line in ((10, BLUE, "solid"), (0.1, ORANGE, DASHES)):
            weights = decaying(size, decoupled=bool(panel))
            ax.plot(weights[::10], color=colour, linewidth=2.2, linestyle=line)
            told = f"gradients of ±{number(size)}: {number(weights[-1], 2)}"
            at = {(10, 0): (13, 0.78), (0.1, 0): (14.3, 0.43), (10, 1): (12, 0.9), (0.1, 1): (9, 0.2)}[size, panel]
            write(ax, *at, told, color=colour, weight="bold", fontsize=10)
        ax.set(ylim=(0, 1.08), xlim=(0, 20), xticks=(0, 10, 20), xticklabels=(0, 100, 200), yticks=(0, 0.5, 1))
        ax.set(xlabel="step", ylabel="" if panel else "weight")
    return figure


def warmed(k: np.ndarray, warmup: int, after: np.ndarray) -> np.ndarray:
    """Return rates that rise to 1 and then are what another schedule says."""
    return np.where(k < warmup, (k + 1) / warmup, after)


def cosine(k: np.ndarray, total: int) -> np.ndarray:
    """Return half a wave of a cosine from 1 to 0."""
    return (1 + np.cos(np.pi * np.minimum(k / total, 1))) / 2


@drawing("04_lr_schedules/schedules")
def schedules() -> Figure:
    """Warm-up with a cosine, and warm-up-stable-decay."""
    k, warmup, total, last = np.arange(0, 1001, 5), 50, 1000, 200
    falls = warmed(k, warmup, cosine(k - warmup, total - warmup))
    stable = warmed(k, warmup, np.clip((total - k) / last, 0, 1))
    figure = Figure(figsize=(6.8, 2.9))
    ax = figure.add_axes((0.09, 0.18, 0.89, 0.77))
    ax.axvspan(0, warmup, facecolor=PALE, edgecolor="none")
    ax.plot(k, stable, color=ORANGE, linewidth=2.4)
    ax.plot(k, falls, color=BLUE, linewidth=2.4)
    write(ax, 60, 0.12, "warm-up", ha="left")
    write(ax, 470, 1.09, "warm-up-stable-decay", color=ORANGE, weight="bold")
    write(ax, 330, 0.36, "warm-up and cosine", color=BLUE, weight="bold")
    ax.set(xlim=(0, 1040), ylim=(0, 1.2), yticks=(0, 0.5, 1), yticklabels=("0", "η/2", "η"), xlabel="step")
    ax.set(xticks=(0, 200, 400, 600, 800, 1000), xticklabels=("0", "200", "400", "600", "800", "1,000"))
    return figure


@drawing("04_lr_schedules/figure")
def rates() -> Figure:
    """The rates of the worked example."""
    k = np.arange(8)
    kinds = [
        ("step_lr", 0.5 ** (k[:7] // 3), ORANGE_GROUND),
        ("cosine_lr", cosine(k[:6], 4), BLUE_GROUND),
        ("warmup_cosine_lr", warmed(k, 2, cosine(k - 2, 4)), GREEN_GROUND),
    ]
    figure = Figure(figsize=(7.4, 2.4))
    for panel, (name, values, ground) in enumerate(kinds):
        ax = figure.add_axes((0.02 + 0.33 * panel, 0.2, 0.3, 0.64), title=name)
        ax.bar(range(len(values)), values, 0.8, color=ground)
        for i, value in enumerate(values):
            write(ax, i, value + 0.03, number(value, 2), fontsize=9, va="bottom")
        ax.set(xticks=range(len(values)), yticks=[], ylim=(0, 1.2), xlabel="k" if panel == 1 else "")
        ax.spines["left"].set_visible(False)
    return figure


@drawing("05_gradient_clipping/clipping")
def clipping() -> Figure:
    """Clipping by norm keeps the direction of a gradient; clipping by value does not."""
    g, limit = np.array([6.0, 2.0]), 2.0
    by_norm, by_value = g * limit / np.linalg.norm(g), np.clip(g, -limit, limit)
    figure = Figure(figsize=(6.6, 3.5))
    ax = figure.add_axes((0, 0, 1, 1))
    plane(ax, (-2.7, 7.2), (-2.5, 2.75), every=10)
    write(ax, 2.13, -0.2, number(limit), fontsize=10)
    write(ax, -0.15, 2.2, number(limit), fontsize=10)
    ax.add_patch(Circle((0, 0), limit, facecolor="none", edgecolor=BLUE, linewidth=1.4))
    ax.add_patch(Rectangle((-limit, -limit), 4, 4, facecolor="none", edgecolor=ORANGE, linewidth=1.4, linestyle=DASHES))
    ax.plot(*np.transpose([by_norm, g]), color=INK, linewidth=1.4, linestyle=DASHES)
    arrow(ax, g - 0.06 * g, g, INK, 1.6)
    arrow(ax, (0, 0), by_value, ORANGE, 2.6)
    arrow(ax, (0, 0), by_norm, BLUE, 2.6)
    write(ax, 5.9, 2.3, f"gradient ({number(g[0])}, {number(g[1])})", weight="bold")
    for x, y, how, clipped, colour in ((2.15, 2.3, "value", by_value, ORANGE), (2.3, 0.42, "norm", by_norm, BLUE)):
        told = ", ".join(number(entry, 2) for entry in clipped)
        write(ax, x, y, f"by {how}: ({told})", color=colour, weight="bold", ha="left")
    return figure


@drawing("06_training_loop/loop")
def loop() -> Figure:
    """A training loop: five stations for each batch, then scoring."""
    figure, ax = sheet(7.4, 2.75)
    wide, high, gap, y = 1.12, 0.62, 0.32, 1.45
    stations = ["zero_grad", "predict", "loss", "backward", "step"]
    lefts = [0.2 + i * (wide + gap) for i in range(5)]
    for i, (left, name) in enumerate(zip(lefts, stations, strict=True)):
        cell(ax, left, y, name, BLUE_GROUND, wide, high)
        if i:
            arrow(ax, (left - gap, y + high / 2), (left, y + high / 2))
    first, last = lefts[0] + wide / 2, lefts[-1] + wide / 2
    ax.plot([last, last, first], [y + high, 2.42, 2.42], color=BLUE, linewidth=2)
    arrow(ax, (first, 2.42), (first, y + high), BLUE)
    write(ax, (first + last) / 2, 2.57, "the next batch, in train mode", color=BLUE, weight="bold")
    ax.add_patch(Rectangle((lefts[1], 0.3), 3 * wide + 2 * gap, high, facecolor=PALE_BLUE, edgecolor=INK))
    write(ax, (lefts[1] + lefts[3] + wide) / 2, 0.61, "score all of valid: eval mode, no gradients")
    ax.plot([last, last], [y, 0.61], color=ORANGE, linewidth=2)
    arrow(ax, (last, 0.61), (lefts[3] + wide, 0.61), ORANGE)
    ax.plot([lefts[1], first], [0.61, 0.61], color=ORANGE, linewidth=2)
    arrow(ax, (first, 0.6), (first, y), ORANGE)
    write(ax, last, 0.38, "after the\nlast batch", color=ORANGE, fontsize=10, va="top")
    write(ax, first, 0.38, "the next\nepoch", color=ORANGE, fontsize=10, va="top")
    return figure
