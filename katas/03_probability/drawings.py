"""The drawings of this track: ``python -m dojo.drawing 03_probability`` writes them beside their statements."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    INK,
    INK_GROUND,
    MINUS,
    ORANGE,
    ORANGE_GROUND,
    WHITE,
    arrow,
    drawing,
    number,
    sheet,
    write,
)


@drawing("02_log_softmax/log_softmax")
def log_softmax() -> Figure:
    """Where probabilities become 0 in floats, their logarithms do not."""
    gaps = np.arange(0, 201, dtype=np.float32)
    powers = np.exp(-gaps)
    with np.errstate(divide="ignore"):
        naive = np.log(powers / (1 + powers))
    direct = -gaps - np.log(1 + powers)
    last = int(np.isfinite(naive).sum()) - 1
    figure = Figure(figsize=(6.2, 3.4))
    ax = figure.add_axes((0.13, 0.16, 0.85, 0.81))
    ax.plot(gaps, direct, color=BLUE, linewidth=2)
    ax.plot(gaps[: last + 1], naive[: last + 1], color=ORANGE, linewidth=2, linestyle=(0, (2, 2)))
    ax.plot([last + 1, last + 1], [naive[last], -205], color=ORANGE, linewidth=2, linestyle=(0, (2, 2)))
    arrow(ax, (last + 1, -205), (last + 1, -214), ORANGE)
    ax.plot(gaps[-1], direct[-1], "o", color=BLUE, markersize=7)
    write(
        ax,
        last - 3,
        -185,
        f"log(softmax(x)),\nfrom a gap of {last + 1} on: -inf".replace("-", MINUS),
        color=ORANGE,
        ha="right",
    )
    write(ax, 138, -115, "log_softmax(x)", color=BLUE, ha="left", weight="bold")
    write(ax, gaps[-1], direct[-1] + 20, number(direct[-1]), color=BLUE, weight="bold")
    ax.set(xlim=(0, 206), ylim=(-215, 5), xticks=range(0, 201, 50), yticks=range(-200, 1, 50))
    ax.set(xlabel="how far a logit is below the best one", ylabel="its log-probability, float32")
    return figure


@drawing("05_kl_divergence/kl_divergence")
def kl_divergence() -> Figure:
    """The terms of a KL divergence, above and below 0."""

    def softmax(x):
        return np.exp(x) / np.exp(x).sum()

    p, q = softmax(np.array([2, 1.5, 0.5])), softmax(np.array([1.8, 1.6, 0.8]))
    terms = p * np.log(p / q)
    figure = Figure(figsize=(7.2, 2.9))
    ax = figure.add_axes((0.01, 0.12, 0.48, 0.76))
    for i in range(3):
        for name, value, at, colour, ground in (
            ("p", p[i], i - 0.22, BLUE, BLUE_GROUND),
            ("q", q[i], i + 0.22, ORANGE, ORANGE_GROUND),
        ):
            ax.bar(at, value, 0.4, color=ground)
            write(ax, at, value / 2, name, color=WHITE, weight="bold")
            write(ax, at, value + 0.012, f"{value:.4f}", color=colour, fontsize=9, va="bottom")
    ax.set(xticks=range(3), xticklabels=["outcome 0", "1", "2"], yticks=[], ylim=(0, 0.62))
    ax.spines["left"].set_visible(False)
    ax.set_title("two distributions")

    ax = figure.add_axes((0.54, 0.12, 0.45, 0.76))
    level = 0.0
    for i, term in enumerate(terms):
        colour, ground, sign = (BLUE, BLUE_GROUND, "+") if term > 0 else (ORANGE, ORANGE_GROUND, "")
        ax.bar(i, term, 0.6, bottom=level, color=ground)
        top = max(level, level + term)
        write(ax, i, top + 0.002, sign + number(term, 4), color=colour, va="bottom")
        ax.plot([i - 0.3, i + 1.3], [level + term] * 2, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        level += term
    ax.bar(3, level, 0.6, color=INK_GROUND)
    write(ax, 3, level + 0.002, number(level, 4), weight="bold", va="bottom")
    ax.axhline(0, color=INK, linewidth=1)
    ax.set(xticks=range(4), xticklabels=["outcome 0", "1", "2", "KL(p || q)"], yticks=[], ylim=(0, 0.113))
    ax.spines["left"].set_visible(False)
    ax.set_title("the terms p log(p / q), added up")
    return figure


@drawing("10_sampling/sampling")
def sampling() -> Figure:
    """Sampling by the cumulative sum."""
    probabilities = np.array([0.25, 0.5, 0.0, 0.25])
    sums = np.cumsum(probabilities)
    draws = [0.1, 0.25, 0.7, 0.75, 0.9]
    figure = Figure(figsize=(6.2, 4))
    ax = figure.add_axes((0.11, 0.13, 0.65, 0.85))
    for i, (share, high) in enumerate(zip(probabilities, sums, strict=True)):
        if share:
            ax.plot([i, i], [high - share, high - 0.018], color=BLUE, linewidth=4, solid_capstyle="butt")
            ax.plot(i, high - share, "o", color=BLUE, markersize=9)
            ax.plot(i, high, "o", markerfacecolor="none", markeredgecolor=BLUE, markeredgewidth=2, markersize=8)
            text = f"class {i} owns\n{number(high - share)} to {number(high)}"
            if i < 3:
                write(ax, i + 0.1, high - share / 2, text, color=BLUE, fontsize=10, ha="left")
            else:
                write(ax, i - 0.08, high - share * 0.7, text, color=BLUE, fontsize=10, ha="right")
        else:
            write(ax, i, 0.06, f"class {i} owns\nnothing", color=BLUE, fontsize=10)
    for u in draws:
        drawn = int((sums <= u).sum())
        arrow(ax, (-0.5, u), (drawn - 0.06, u), ORANGE, 1.6)
        ax.annotate(f"u = {number(u)} draws {drawn}", (3.2, u), color=ORANGE, va="center", fontsize=10)
    ticks = [0, *np.unique(sums)]
    ax.set(xlim=(-0.5, 3.2), ylim=(-0.03, 1.03), xticks=range(4), yticks=ticks, yticklabels=map(number, ticks))
    ax.set(xlabel="class", ylabel="running sum")
    return figure


@drawing("11_temperature/temperature")
def temperature() -> Figure:
    """The same logits at three temperatures."""
    logits, u = np.array([3, 1, 0.2]), 0.9
    figure, ax = sheet(7, 2.8)
    left, width, high = 0.85, 5.2, 0.42
    grounds = [BLUE_GROUND, ORANGE_GROUND, INK_GROUND]
    for row, T in enumerate([0, 0.5, 1, 2]):
        powers = np.exp(logits / T) if T else np.eye(3)[logits.argmax()]
        p = powers / powers.sum()
        sums = np.cumsum(p)
        y = 1.92 - row * 0.5
        for i, (share, end) in enumerate(zip(p, sums, strict=True)):
            start = left + (end - share) * width
            look = {"facecolor": grounds[i], "edgecolor": WHITE, "linewidth": 0.8}
            ax.add_patch(Rectangle((start, y), share * width, high, **look))
            if share > 0.08:
                text = f"class {i}\n{number(share)}"
                write(ax, start + share * width / 2, y + high / 2, text, color=WHITE, weight="bold", fontsize=9)
        write(ax, left - 0.1, y + high / 2, f"T = {number(T)}", ha="right", weight="bold")
        write(ax, left + width + 0.1, y + high / 2, f"draws {int((sums <= u).sum())}", ha="left")
    x = left + u * width
    ax.plot([x, x], [0.3, 2.45], color=INK, linewidth=2.4, zorder=0)  # behind the numbers: seen between the strips
    write(ax, x, 2.57, f"u = {u}", weight="bold")
    for at in (0, 0.5, 1):
        write(ax, left + at * width, 0.17, number(at), fontsize=9)
        ax.plot([left + at * width] * 2, [0.3, 0.38], color=INK, linewidth=1)
    ax.plot([left, left + width], [0.3, 0.3], color=INK, linewidth=1)
    return figure


@drawing("12_maximum_likelihood/fit")
def fit() -> Figure:
    """The loss of a sample of two by the standard deviation: lowest at the one that divides by n."""
    x = np.array([1.0, 3.0])

    def loss(std):
        return np.mean((x - x.mean()) ** 2) / (2 * std**2) + np.log(std) + math.log(2 * math.pi) / 2

    figure = Figure(figsize=(6.2, 3.2))
    ax = figure.add_axes((0.1, 0.17, 0.87, 0.78))
    stds = np.linspace(0.55, 2.2, 120)
    ax.plot(stds, loss(stds), color=INK, linewidth=2)
    ax.set(xlabel="standard deviation", ylabel="NLL of (1, 3), with mean 2", xlim=(0.5, 2.25), ylim=(1.3, 2.1))
    for ddof, colour, text, up in ((0, BLUE, "divided by n", -0.07), (1, ORANGE, f"divided by n {MINUS} 1", -0.03)):
        std = x.std(ddof=ddof)
        ax.plot(std, loss(std), "o", color=colour, markersize=9)
        write(ax, std + 0.06, loss(std) + up, f"{text}: {number(std)}, {number(loss(std))}", ha="left", color=colour)
    return figure
