"""The drawings of this track: ``python -m dojo.drawing 03_probability`` writes them beside their statements."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, Polygon, Rectangle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GROUND,
    INK,
    INK_GROUND,
    MINUS,
    ORANGE,
    ORANGE_GROUND,
    PALE_BLUE,
    TIMES,
    WHITE,
    arrow,
    drawing,
    number,
    plane,
    sheet,
    softmax,
    write,
)

GROUNDS = [BLUE_GROUND, ORANGE_GROUND, INK_GROUND, INK_GROUND]
LOGITS = np.array([3, 1, 0.2])
DASHED = (0, (3, 2))
SIGMA = "\N{GREEK SMALL LETTER SIGMA}"


def normal(x, mean, std) -> np.ndarray:
    return np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: str, text: str = "", size=10) -> None:
    """Draw a filled rectangle, with white letters in it where they fit."""
    look = {"facecolor": colour, "edgecolor": GROUND, "linewidth": 0.8}
    ax.add_patch(Rectangle((x, y), width, height, **look))
    if width > 0.4:
        write(ax, x + width / 2, y + height / 2, text, color=WHITE, weight="bold", fontsize=size)


def strip(ax: Axes, left: float, y: float, width: float, shares, texts, grounds=GROUNDS, high=0.42) -> None:
    """Lay shares of 1 end to end."""
    ends = np.cumsum(shares)
    for share, end, text, colour in zip(shares, ends, texts, grounds, strict=False):
        box(ax, left + (end - share) * width, y, share * width, high, colour, text, 9)


def scale(ax: Axes, left: float, y: float, width: float, ticks) -> None:
    """Draw the scale below a strip."""
    ax.plot([left, left + width], [y, y], color=INK, linewidth=1)
    for tick in ticks:
        ax.plot([left + tick * width] * 2, [y, y + 0.07], color=INK, linewidth=1)
        write(ax, left + tick * width, y - 0.12, number(tick), fontsize=9)


def bare(figure: Figure, place, **how) -> Axes:
    """Return axes with a lower line alone."""
    ax = figure.add_axes(place)
    ax.spines["left"].set_visible(False)
    ax.set(**{"yticks": [], **how})
    return ax


@drawing("01_softmax/softmax")
def softmax_in_steps() -> Figure:
    """Logits, their exponentials, and their shares of the sum."""
    figure, ax = sheet(7, 2.75)
    powers, low, unit = np.exp(LOGITS), 0.5, 1.75 / np.exp(3)
    for at, values, size, decimals in ((0.2, LOGITS, 0.28, 1), (2.75, powers, unit, 3)):
        for i, value in enumerate(values):
            box(ax, at + i * 0.6, low, 0.5, value * size, GROUNDS[i])
            write(ax, at + i * 0.6 + 0.25, low + value * size + 0.13, number(value, decimals), fontsize=10)
        ax.plot([at - 0.05, at + 1.75], [low, low], color=INK, linewidth=1)
    for x, text in ((2.1, "exp"), (4.65, f"/ {powers.sum():.3f}")):
        arrow(ax, (x, 1.3), (x + 0.5, 1.3))
        write(ax, x + 0.22, 1.52, text, weight="bold")
    end = low + 1.75
    for i, share in enumerate(softmax(LOGITS)):
        end -= share * 1.75
        box(ax, 5.5, end, 0.5, share * 1.75, GROUNDS[i])
        write(ax, 6.1, end + share * 0.875, number(share), ha="left", fontsize=9)
    for x, text in ((1.05, "logits"), (3.6, "exponentials"), (5.75, "probabilities")):
        write(ax, x, 0.25, text)
    return figure


@drawing("02_log_softmax/log_softmax")
def log_softmax() -> Figure:
    """Log-softmax is how far each logit lies below logsumexp."""
    figure, ax = sheet(5.2, 4)
    top, low, unit = np.log(np.exp(LOGITS).sum()), 0.3, 1.02
    ax.plot([0.7, 0.7], [low, low + 3.4 * unit], color=INK, linewidth=1)
    for tick in range(4):
        ax.plot([0.63, 0.77], [low + tick * unit] * 2, color=INK, linewidth=1)
        write(ax, 0.5, low + tick * unit, str(tick))
    ax.plot([0.7, 4.9], [low + top * unit] * 2, color=ORANGE, linewidth=2)
    write(ax, 4.9, low + top * unit + 0.17, f"logsumexp = {top:.4f}", color=ORANGE, weight="bold", ha="right")
    for x, logit in zip((1.25, 2.5, 3.75), LOGITS, strict=True):
        y = low + logit * unit
        ax.plot([x - 0.2, x + 0.2], [y, y], color=BLUE, linewidth=2.5)
        write(ax, x, y - 0.17, f"logit {number(logit)}", color=BLUE, weight="bold")
        arrow(ax, (x, low + top * unit), (x, y), width=1.6)
        middle = low + (logit + top) / 2 * unit if logit < 2 else y + 0.08
        write(ax, x + 0.1 + 0.15 * (logit > 2), middle, number(logit - top, 4), ha="left")
    return figure


@drawing("03_cross_entropy/cross_entropy")
def cross_entropy() -> Figure:
    """The loss as the probability of the right class grows."""
    figure = Figure(figsize=(6, 3.2))
    ax = figure.add_axes((0.1, 0.16, 0.87, 0.81))
    p = np.linspace(0.02, 1, 300)
    ax.plot(p, -np.log(p), color=BLUE, linewidth=2)
    for i, share in enumerate(softmax(LOGITS)):
        ax.plot(share, -np.log(share), "o", color=ORANGE, markersize=7)
        words = f"class {i}: p = {number(share)}, loss {-np.log(share):.4f}"
        at = (share + 0.03, -np.log(share) + 0.05) if i else (share - 0.02, 0.85)
        write(ax, *at, words, ha="left" if i else "center", color=ORANGE)
    ax.set(
        xlim=(0, 1.02),
        ylim=(0, 4),
        yticks=range(5),
        xlabel="probability p of the class that came",
        ylabel=f"loss, {MINUS}log p",
    )
    return figure


@drawing("04_entropy/entropy")
def entropy() -> Figure:
    """Entropy as an area: probabilities wide, surprises high."""
    figure, ax = sheet(6.4, 3.3)
    p, left, low, wide, unit = softmax(np.array([1, 2, 0.5])), 0.7, 0.6, 4.4, 1.1
    surprises, mean = -np.log(p), -(p * np.log(p)).sum()
    for i, end in enumerate(np.cumsum(p)):
        x, width, high = left + (end - p[i]) * wide, p[i] * wide, surprises[i] * unit
        box(ax, x, low, width, high, GROUNDS[i])
        write(ax, x + width / 2, low + 0.25, f"{p[i] * surprises[i]:.4f}", color=WHITE, weight="bold", fontsize=10)
        write(ax, x + width / 2, low - 0.15, f"{p[i]:.4f}")
        write(ax, x + width / 2, low + high + 0.14, f"{surprises[i]:.4f}")
    ax.plot([left, left + wide + 0.1], [low + mean * unit] * 2, color=INK, linewidth=1.6, linestyle=DASHED)
    write(ax, left + wide + 0.15, low + mean * unit, f"mean height:\n{mean:.4f}", ha="left", weight="bold")
    write(ax, left + wide / 2, 0.17, "widths: probabilities (they sum to 1)")
    ax.text(0.35, low + 1, "heights: surprises", rotation=90, ha="center", va="center")
    return figure


@drawing("04_entropy/coin")
def coin() -> Figure:
    """The entropy of a coin."""
    figure = Figure(figsize=(5.4, 2.8))
    ax = figure.add_axes((0.13, 0.18, 0.84, 0.77))
    p = np.linspace(1e-9, 1 - 1e-9, 401)
    ax.plot(p, -(p * np.log(p) + (1 - p) * np.log(1 - p)), color=BLUE, linewidth=2)
    ax.plot([0, 0.5, 1], [0, np.log(2), 0], "o", color=ORANGE, markersize=7, clip_on=False)
    write(ax, 0.5, np.log(2) + 0.07, f"log 2 = {np.log(2):.4f}", color=ORANGE, weight="bold")
    ax.set(xlim=(0, 1), ylim=(0, 0.82), xlabel="probability of heads", ylabel="entropy in nats")
    return figure


@drawing("05_kl_divergence/kl_divergence")
def kl_divergence() -> Figure:
    """The terms of a KL divergence, above and below 0."""
    p, q = softmax(np.array([2, 1.5, 0.5])), softmax(np.array([1.8, 1.6, 0.8]))
    terms, level = p * np.log(p / q), 0.0
    figure = Figure(figsize=(7.2, 2.9))
    ax = bare(figure, (0.01, 0.12, 0.48, 0.76), title="two distributions", ylim=(0, 0.62))
    for name, values, shift, ground in (("p", p, -0.22, BLUE_GROUND), ("q", q, 0.22, ORANGE_GROUND)):
        ax.bar(np.arange(3) + shift, values, 0.4, color=ground)
        for i, value in enumerate(values):
            write(ax, i + shift, value / 2, name, color=WHITE, weight="bold")
            write(ax, i + shift, value + 0.025, f"{value:.4f}", fontsize=9)
    ax.set(xticks=range(3), xticklabels=["outcome 0", "1", "2"])
    ax = bare(figure, (0.54, 0.12, 0.45, 0.76), title="the terms p log(p / q), added up", ylim=(0, 0.113))
    for i, term in enumerate(terms):
        colour, ground, sign = (BLUE, BLUE_GROUND, "+") if term > 0 else (ORANGE, ORANGE_GROUND, "")
        ax.bar(i, term, 0.6, bottom=level, color=ground)
        write(ax, i, max(level, level + term) + 0.002, sign + number(term, 4), color=colour, va="bottom")
        ax.plot([i - 0.3, i + 1.3], [level + term] * 2, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        level += term
    ax.bar(3, level, 0.6, color=INK_GROUND)
    write(ax, 3, level + 0.002, number(level, 4), weight="bold", va="bottom")
    ax.set(xticks=range(4), xticklabels=["outcome 0", "1", "2", "KL(p ‖ q)"])
    return figure


@drawing("05_kl_divergence/directions")
def directions() -> Figure:
    """The normal curve that is nearest to two peaks, in each direction of the divergence."""
    x = np.linspace(-8, 8, 801)
    p = (normal(x, -2, 0.7) + normal(x, 2, 0.7)) / 2
    q = np.array([normal(x, mean, std) for mean in np.linspace(0, 4, 81) for std in np.linspace(0.5, 3, 101)])
    figure = Figure(figsize=(7.2, 2.7))
    for left, first, second, words in ((0.01, p, q, "KL(p ‖ q)"), (0.51, q, p, "KL(q ‖ p)")):
        divergences = (first * np.log((first + 1e-300) / (second + 1e-300))).sum(axis=-1) * (x[1] - x[0])
        ax = bare(figure, (left, 0.13, 0.48, 0.72), title=f"the least {words}: {divergences.min():.2f}")
        ax.plot(x[::5], p[::5], color=BLUE, linewidth=2)
        ax.plot(x[::5], q[divergences.argmin()][::5], color=ORANGE, linewidth=2, linestyle=DASHED)
        write(ax, -2, 0.33, "p", color=BLUE, weight="bold")
        write(ax, *((0, 0.225) if second is q else (3.1, 0.4)), "q", color=ORANGE, weight="bold")
        ax.set(xlim=(-6.5, 6.5), ylim=(0, 0.62), xticks=[-4, -2, 0, 2, 4])
    return figure


@drawing("06_moments/moments")
def moments() -> Figure:
    """An expectation as the point of balance."""
    values, p = np.array([0, 1, 4]), np.array([0.25, 0.5, 0.25])
    mean = (p * values).sum()
    std = np.sqrt((p * (values - mean) ** 2).sum())
    figure, ax = sheet(6.4, 2.6)
    left, unit, beam = 0.9, 1.15, 1.1
    ax.plot([left - 0.3, left + 4.3 * unit], [beam, beam], color=INK, linewidth=3)
    for value, weight in zip(values, p, strict=True):
        box(ax, left + value * unit - 0.3, beam + 0.03, 0.6, weight * 2.4, BLUE_GROUND, number(weight))
        write(ax, left + value * unit, beam - 0.15, str(value))
    at = left + mean * unit
    corners = [(at, beam - 0.03), (at - 0.16, beam - 0.35), (at + 0.16, beam - 0.35)]
    ax.add_patch(Polygon(corners, facecolor=ORANGE_GROUND, linewidth=0))
    write(ax, at + 0.25, beam - 0.22, f"E[x] = {number(mean)}", color=ORANGE, weight="bold", ha="left")
    for sign in (-1, 1):
        arrow(ax, (at, 0.45), (at + sign * std * unit, 0.45), ORANGE)
        write(ax, at + sign * std * unit / 2, 0.25, f"{SIGMA} = {number(std)}", color=ORANGE)
    return figure


@drawing("07_distributions/distributions")
def distributions() -> Figure:
    """Three distributions, with logarithms at the points of the worked example."""
    figure = Figure(figsize=(7.4, 2.8))
    p = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    ax = bare(figure, (0.01, 0.1, 0.3, 0.76), title="categorical", ylim=(0, 0.66), xticks=range(4))
    ax.bar(range(4), p, 0.7, color=BLUE_GROUND)
    for k in (0, 1, 3):
        write(ax, k, p[k] + 0.03, number(np.log(p[k]), 4), fontsize=9)
    ax = bare(figure, (0.35, 0.1, 0.29, 0.76), title="uniform", ylim=(0, 0.33), xlim=(0.2, 6))
    ax.set(xticks=[1, 2, 4.5], xticklabels=["1", "2", "4.5"])
    ax.fill_between([1, 5], 0.25, color=PALE_BLUE, linewidth=0)
    ax.plot([1, 5], [0.25, 0.25], color=BLUE, linewidth=2)
    ax.plot([1, 2, 4.5], [0.25] * 3, "o", color=BLUE, markersize=7)
    ax.plot(5, 0.25, "o", markerfacecolor=GROUND, markeredgecolor=BLUE, markersize=7)
    write(ax, 3, 0.275, number(-np.log(4), 4), color=BLUE, fontsize=10)
    write(ax, 5.3, 0.02, f"{MINUS}inf\nfrom 5", color=BLUE, fontsize=10, ha="left", va="bottom")
    ax = bare(figure, (0.68, 0.1, 0.31, 0.76), title="normal", ylim=(0, 0.264), xticks=[-1, 1, 3], xlim=(-5.5, 7.5))
    x = np.linspace(-5.5, 7.5, 200)
    ax.fill_between(x, normal(x, 1, 2), color=PALE_BLUE, linewidth=0)
    ax.plot(x, normal(x, 1, 2), color=BLUE, linewidth=2)
    for at, side in ((-1, -2.1), (1, 0), (3, 2.1)):
        density = normal(at, 1, 2)
        ax.plot(at, density, "o", color=BLUE, markersize=7)
        lift = 0.004 if side else 0.02
        write(ax, at + side, density + lift, number(np.log(density), 4), color=BLUE, fontsize=10)
    return figure


@drawing("08_bayes_rule/bayes_rule")
def bayes_rule() -> Figure:
    """A belief before and after each of two filters."""
    figure, ax = sheet(7, 2.75)
    left, width, odds = 1.4, 4.2, np.array([1, 99])
    steps = (("before", 1, 1), ("first filter", 0.9, 0.05), ("second filter", 0.8, 0.1))
    for row, (words, likely, unlikely) in enumerate(steps):
        factor = round(likely / unlikely)
        odds, y = odds * [factor, 1], 1.85 - row * 0.75
        p = odds / odds.sum()
        strip(ax, left, y, width, p, [f"attack\n{p[0]:.4f}", f"harmless\n{p[1]:.4f}"], [ORANGE_GROUND, BLUE_GROUND])
        write(ax, left - 0.12, y + 0.21, words, ha="right")
        write(ax, left + width + 0.15, y + 0.21, f"{odds[0]} : {odds[1]}", ha="left", weight="bold")
        if row:
            arrow(ax, (left + width + 0.45, y + 0.7), (left + width + 0.45, y + 0.4), width=1.4)
            write(ax, left + width + 0.6, y + 0.56, f"{TIMES} {factor}", ha="left", fontsize=10)
    write(ax, left + 0.06, 2.4, f"attack {1 / 100}", color=ORANGE, ha="left", fontsize=10)
    write(ax, left + width + 0.15, 2.55, "odds", ha="left")
    return figure


@drawing("09_independence/independence")
def independence() -> Figure:
    """Joint tables as squares: independent, and not."""
    figure, ax = sheet(6.6, 3.3)
    joint, side, low = np.array([[0.3, 0.2], [0.1, 0.4]]), 2.3, 0.55
    a, b = joint.sum(axis=1), joint.sum(axis=0)
    for left, table, words in ((0.7, np.outer(a, b), "independent"), (3.9, joint, "the worked example")):
        for i, row in enumerate(table):
            y, high = low + side * (1 - a[: i + 1].sum()), side * a[i]
            strip(ax, left, y, side, row / a[i], [number(cell) for cell in row], high=high)
            write(ax, left - 0.33, y + high / 2, f"A = {i}")
            cut = row[0] / a[i]
            write(ax, left + cut * side, low - 0.15 if i else low + side + 0.15, number(cut), fontsize=10)
        write(ax, left + side / 2, 0.15, words, weight="bold")
    write(ax, 0.7 + 0.5, low + side + 0.15, "B = 0", color=BLUE, ha="right")
    write(ax, 0.7 + side, low + side + 0.15, "B = 1", color=ORANGE, ha="right")
    return figure


@drawing("10_sampling/sampling")
def sampling() -> Figure:
    """Each class owns a stretch, and u falls into one of them."""
    figure, ax = sheet(7, 2.1)
    p, left, width, low = np.array([0.25, 0.5, 0.0, 0.25]), 0.5, 6, 0.55
    texts = [f"class {i}\n{number(share)}" for i, share in enumerate(p)]
    strip(ax, left, low, width, p, texts, high=0.55)
    scale(ax, left, low - 0.12, width, [0, 0.25, 0.75, 1])
    for u, side in ((0.1, "center"), (0.25, "center"), (0.7, "right"), (0.75, "left"), (0.9, "left")):
        arrow(ax, (left + u * width, 1.6), (left + u * width, low + 0.55), width=1.8)
        words = f"u = {number(u)}\ndraws {int((np.cumsum(p) <= u).sum())}"
        write(ax, left + u * width, 1.86, words, fontsize=10, ha=side)
    return figure


@drawing("10_sampling/box_muller")
def box_muller() -> Figure:
    """Two normal numbers from a radius and an angle."""
    radius, turn = np.sqrt(-2 * np.log(1 - 1 / 2)), 1 / 3
    z = radius * np.cos(2 * np.pi * turn), radius * np.sin(2 * np.pi * turn)
    figure = Figure(figsize=(4.4, 3.9))
    ax = figure.add_axes((0.02, 0.02, 0.96, 0.96))
    plane(ax, (-1.9, 1.9), (-1.55, 1.75), every=2)
    ax.add_patch(Circle((0, 0), radius, facecolor="none", edgecolor=INK, linewidth=1, linestyle=DASHED))
    ax.add_patch(Arc((0, 0), 0.7, 0.7, theta2=360 * turn, edgecolor=ORANGE, linewidth=2))
    write(ax, 0.38, 0.42, "1/3 turn", color=ORANGE, ha="left", weight="bold")
    arrow(ax, (0, 0), z, ORANGE)
    write(ax, -0.64, 0.35, number(radius, 4), color=ORANGE, ha="right", weight="bold", fontsize=9)
    ax.plot([z[0], z[0], 0], [0, z[1], z[1]], color=BLUE, linewidth=1.6, linestyle=DASHED)
    ax.plot(*z, "o", color=BLUE, markersize=7)
    write(ax, z[0], -0.17, f"z₁ = {number(z[0], 4)}", color=BLUE, weight="bold")
    write(ax, 0.1, z[1] + 0.3, f"z₂ = {number(z[1], 4)}", color=BLUE, weight="bold", ha="left")
    return figure


@drawing("11_temperature/temperature")
def temperature() -> Figure:
    """The same logits at four temperatures."""
    figure, ax = sheet(7, 2.8)
    left, width, u = 0.85, 5.2, 0.9
    for row, tau in enumerate([0, 0.5, 1, 2]):
        p, y = softmax(LOGITS / tau) if tau else np.eye(3)[LOGITS.argmax()], 1.92 - row * 0.5
        strip(ax, left, y, width, p, [f"class {i}\n{number(share)}" for i, share in enumerate(p)])
        write(ax, left - 0.1, y + 0.21, f"τ = {number(tau)}", ha="right", weight="bold")
        write(ax, left + width + 0.1, y + 0.21, f"draws {int((np.cumsum(p) <= u).sum())}", ha="left")
    x = left + u * width
    ax.plot([x, x], [0.3, 2.45], color=INK, linewidth=2.4, zorder=0)  # behind the numbers: seen between the strips
    write(ax, x, 2.57, f"u = {u}", weight="bold")
    scale(ax, left, 0.3, width, (0, 0.5, 1))
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
