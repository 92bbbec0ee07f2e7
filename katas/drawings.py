"""The drawings of the statements: ``python katas/drawings.py`` draws all of them anew.

Each function below draws one, which is written beside its statement. The numbers in it are computed here, from the
worked figure of the statement. A page may be white or dark: the ground is transparent, and every colour stands out
from both. Letters are drawn as outlines, so they look the same on every machine; what they say is in comments.
"""

from __future__ import annotations

import io
import math
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

KATAS = Path(__file__).parent
PAGES = ("#ffffff", "#0d1117")
"""GitHub's ground, by day and by night."""

# The best contrast that one colour can have with both pages is 4.35 to 1. These three have it.
INK, BLUE, ORANGE = "#797979", "#0f7fc0", "#c7570a"
# Grounds for white letters, at 5.4 to 1, and at 3.5 to 1 or more with both pages.
BLUE_GROUND, ORANGE_GROUND, INK_GROUND = "#0a6fae", "#b34a00", "#6a6a6a"
WHITE, BLACK = "#ffffff", "#000000"
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"

STYLE = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "path",
    "svg.hashsalt": "katas",  # without it, the names of clips and markers are random
}

DRAWINGS: dict[str, Callable[[], Figure]] = {}


def drawing(path: str):
    """Register the function that draws ``katas/<path>.svg``."""

    def register(draw: Callable[[], Figure]) -> Callable[[], Figure]:
        DRAWINGS[f"{path}.svg"] = draw
        return draw

    return register


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        levels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def _rounded(found: re.Match) -> str:
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG, always the same text for the same figure."""
    stream = io.StringIO()
    figure.savefig(
        stream, format="svg", transparent=True, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type"))
    )
    text = re.sub(r"<!DOCTYPE.*?>\n", "", stream.getvalue(), flags=re.DOTALL)  # it refers to a page of the web
    text = re.sub(r' id="\w+_\d+"', "", text)  # nothing refers to these
    places = r' (?:d|x|y)="[^"]*"|translate\([^)]*\)'
    text = re.sub(places, lambda place: re.sub(r"\d+\.\d{3,}", _rounded, place[0]), text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def draw_all(folder: Path = KATAS) -> None:
    """Write every drawing below a folder that looks like ``katas/``."""
    for path, draw in DRAWINGS.items():
        with matplotlib.rc_context():
            matplotlib.rcdefaults()  # whatever a matplotlibrc says
            matplotlib.rcParams.update(STYLE)
            text = as_svg(draw())
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


# ------------------------------------------------------------------------------ tools


def number(value: float, decimals: int = 3) -> str:
    """Return a number as a statement writes it: no zeros at its end, and a true minus."""
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure to draw on in inches, from its lower left corner."""
    figure = Figure(figsize=(width, height))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return figure, ax


def write(ax: Axes, x: float, y: float, text: str, **how) -> None:
    """Write centred on a point, unless told otherwise."""
    ax.text(x, y, text, **{"ha": "center", "va": "center", **how})


def cell(ax: Axes, x: float, y: float, text: str, look: str, width: float, height: float) -> None:
    """Draw a cell with its lower left corner at a point: plain, a ghost (dashed), or filled with a colour."""
    filled = look not in ("plain", "ghost")
    line = (0, (2, 2)) if look == "ghost" else "solid"
    ground = look if filled else "none"
    ax.add_patch(Rectangle((x, y), width, height, facecolor=ground, edgecolor=INK, linewidth=1.2, linestyle=line))
    colour, weight = (WHITE, "bold") if filled else (INK, "normal")
    write(ax, x + width / 2, y + height / 2, text, color=colour, weight=weight)


def arrow(ax: Axes, start, end, colour: str = INK, width: float = 2, **how) -> None:
    """Draw a straight arrow whose tip is exactly at its end."""
    style = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "color": colour, "linewidth": width}
    ax.annotate("", xy=end, xytext=start, arrowprops={**style, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14, **how})


def plane(ax: Axes, x: tuple[float, float], y: tuple[float, float], every: float = 1) -> None:
    """Make the axes a plane with its origin marked, the same scale both ways."""
    ax.set(xlim=x, ylim=y, aspect="equal")
    ax.axis("off")
    arrow(ax, (x[0], 0), (x[1], 0), width=1)
    arrow(ax, (0, y[0]), (0, y[1]), width=1)
    for i in range(math.ceil(x[0]), math.ceil(x[1] - every / 3)):
        if i and i % every == 0:
            ax.plot([i, i], [-0.05 * every, 0.05 * every], color=INK, linewidth=1)
            ax.annotate(number(i), (i, 0), (0, -5), textcoords="offset points", ha="center", va="top", fontsize=9)
    for i in range(math.ceil(y[0]), math.ceil(y[1] - every / 4)):
        if i and i % every == 0:
            ax.plot([-0.05 * every, 0.05 * every], [i, i], color=INK, linewidth=1)
            ax.annotate(number(i), (0, i), (-5, 0), textcoords="offset points", ha="right", va="center", fontsize=9)


# ------------------------------------------------------------------------------ linear algebra


@drawing("01_linear_algebra/05_matmul/matmul")
def matmul() -> Figure:
    A, B = np.array([[1, 2], [3, 4]]), np.array([[5, 6], [7, 8]])
    C = A @ B
    figure, ax = sheet(5.4, 2.85)
    size, left, low = 0.56, 1.25, 0.12
    right, high = left + 2 * size + 0.35, low + 2 * size + 0.35
    for i in range(2):
        for j in range(2):
            down = (1 - i) * size
            cell(ax, left + j * size, low + down, number(A[i, j]), BLUE_GROUND if i == 0 else "plain", size, size)
            cell(ax, right + j * size, high + down, number(B[i, j]), ORANGE_GROUND if j == 0 else "plain", size, size)
            look = INK_GROUND if i == j == 0 else "plain"
            cell(ax, right + j * size, low + down, number(C[i, j]), look, size, size)
    write(ax, left - 0.12, low + size, "A\n(rows, inner)", ha="right")
    write(ax, right + 2 * size + 0.15, high + size, "B  (inner, cols)", ha="left")
    row, column = low + 1.5 * size, right + 0.5 * size
    arrow(ax, (left + 2 * size + 0.03, row), (right - 0.03, row), BLUE)
    arrow(ax, (column, high - 0.03), (column, low + 2 * size + 0.03), ORANGE)
    terms = " + ".join(f"{a}·{b}" for a, b in zip(A[0], B[:, 0], strict=True))
    write(ax, right + 2 * size + 0.15, row, f"{terms} = {C[0, 0]}", ha="left", weight="bold")
    write(ax, right + 2 * size + 0.15, low + 0.5 * size, "C  (rows, cols)", ha="left")
    return figure


@drawing("01_linear_algebra/06_broadcasting/broadcasting")
def broadcasting() -> Figure:
    column, row = np.array([[10], [20], [30], [40]]), np.array([1, 2, 3, 4])
    figure, ax = sheet(6.3, 2.75)
    size, low = 0.42, 0.48
    blocks = [(0.1, np.broadcast_to(column, (4, 4))), (2.3, np.broadcast_to(row, (4, 4))), (4.5, column + row)]
    for block, (left, numbers) in enumerate(blocks):
        for i in range(4):
            for j in range(4):
                look = "ghost" if block < 2 else "plain"
                if block == 0 and j == 0:
                    look = BLUE_GROUND
                if block == 1 and i == 0:
                    look = ORANGE_GROUND
                cell(ax, left + j * size, low + (3 - i) * size, number(numbers[i, j]), look, size, size)
    top = low + 4 * size
    arrow(ax, (blocks[0][0] + size, top + 0.16), (blocks[0][0] + 4 * size, top + 0.16), BLUE)
    arrow(ax, (blocks[1][0] - 0.14, top - size), (blocks[1][0] - 0.14, low), ORANGE)
    write(ax, blocks[0][0] + 2.5 * size, top + 0.36, "repeated to the right", color=BLUE)
    write(ax, blocks[1][0] + 2 * size, top + 0.36, "repeated downwards", color=ORANGE)
    write(ax, 1.97, low + 2 * size, "+", fontsize=16)
    write(ax, 4.24, low + 2 * size, "=", fontsize=16)
    for (left, _), shape in zip(blocks, [column.shape, row.shape, (column + row).shape], strict=True):
        text = str(shape).replace(",)", ")")
        write(ax, left + 2 * size, 0.22, text if shape == (4, 4) else f"{text} as (4, 4)")
    return figure


@drawing("01_linear_algebra/11_gram_schmidt/projection")
def projection() -> Figure:
    v, q = np.array([1.0, 2.0]), np.array([0.6, 0.8])
    share = v @ q
    p = share * q
    rest = v - p
    figure = Figure(figsize=(5.6, 3.6))
    ax = figure.add_axes((0, 0, 1, 1))
    plane(ax, (-0.4, 3.4), (-0.28, 2.3))
    ends = np.array([-0.33, 2.5])
    ax.plot(ends * q[0], ends * q[1], color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
    arrow(ax, (0, 0), v, BLUE, 2.4)
    arrow(ax, (0, 0), p, ORANGE, 2.4)
    arrow(ax, p, v, INK, 2)
    corner = 0.13
    back, aside = -corner * q, corner * rest / np.linalg.norm(rest)
    ax.plot(*np.transpose([p + back, p + back + aside, p + aside]), color=INK, linewidth=1.2)
    ax.plot(*q, "o", color=INK, markersize=8, zorder=5)
    write(ax, q[0] + 0.1, q[1] - 0.06, f"q = ({number(q[0])}, {number(q[1])})", ha="left")
    write(ax, v[0] - 0.06, v[1] + 0.06, f"v = ({number(v[0])}, {number(v[1])})", ha="right", color=BLUE, weight="bold")
    text = f"projection: {number(share)} q = ({number(p[0])}, {number(p[1])})"
    write(ax, p[0] + 0.12, p[1] - 0.13, text, ha="left", color=ORANGE, weight="bold")
    write(ax, v[0] + 0.22, v[1] + 0.06, f"the rest: ({number(rest[0])}, {number(rest[1])})", ha="left")
    return figure


@drawing("01_linear_algebra/12_eigen/eigen")
def eigen() -> Figure:
    a = np.array([[-1.0, 2.0], [2.0, 2.0]])
    values, vectors = np.linalg.eigh(a)
    small, large = (v * np.sign(v[0]) for v in vectors.T)
    other = np.ones(2) / math.sqrt(2)
    figure = Figure(figsize=(7, 3.6))
    x, y = (-2.4, 2.85), (-1.2, 3.2)
    for images, name in enumerate(("before: vectors of length 1", "after: the matrix times each")):
        ax = figure.add_axes((0.5 * images, 0, 0.5, 0.9))
        ax.set(xlim=x, ylim=y, aspect="equal", title=name)
        ax.axis("off")
        ax.plot(x, (0, 0), color=INK, linewidth=0.8)
        ax.plot((0, 0), y, color=INK, linewidth=0.8)
        for v, ends in ((small, (-2.35, 2.35)), (large, (-1.25, 3.4))):
            ax.plot(*np.outer(v, ends), color=BLUE, linewidth=1.2, linestyle=(0, (4, 3)))
        for v, colour in ((small, BLUE), (large, BLUE), (other, ORANGE)):
            arrow(ax, (0, 0), a @ v if images else v, colour, 2.4)
    before, after = figure.axes
    write(before, large[0] + 0.16, large[1] + 0.09, "(1, 2)/√5", ha="left", color=BLUE)
    write(before, small[0] + 0.1, small[1] + 0.22, "(2, -1)/√5".replace("-", MINUS), ha="left", color=BLUE)
    write(before, other[0] + 0.1, other[1] - 0.05, "(1, 1)/√2", ha="left", color=ORANGE)
    write(after, *(a @ large + 0.05), f"  times {number(values[1])}", ha="left", weight="bold", color=BLUE)
    end = a @ small
    write(after, end[0] + 0.1, end[1] + 0.27, f"times {number(values[0])}", weight="bold", color=BLUE)
    start, end = (np.degrees(np.arctan2(v[1], v[0])) for v in (other, a @ other))
    ends = np.array([0, 1.9])
    after.plot(other[0] * ends, other[1] * ends, color=ORANGE, linewidth=1.6, linestyle=":")
    turn = np.radians(np.linspace(start, end - 3, 13))
    after.plot(1.75 * np.cos(turn), 1.75 * np.sin(turn), color=ORANGE, linewidth=1.4)
    write(after, 0.9, 0.62, f"turned by {end - start:.0f}°", ha="left", color=ORANGE, weight="bold")
    return figure


@drawing("01_linear_algebra/14_pca/pca")
def pca() -> Figure:
    x = np.array([[7, 10], [-5, -6], [5, -1], [-3, 5], [1, 2], [1, 2]], dtype=float)
    mean = x.mean(0)
    values, vectors = np.linalg.eigh(np.cov(x.T))
    figure = Figure(figsize=(5.4, 3.9))
    ax = figure.add_axes((0, 0, 1, 1))
    plane(ax, (-12, 16), (-8.2, 12), every=5)
    for value, v, colour, reach, place in (
        (values[1], vectors[:, 1], BLUE, 12, (6.2, 6.2)),
        (values[0], vectors[:, 0], ORANGE, 9, (6.6, -4.6)),
    ):
        v = v * np.sign(v[0])
        ax.plot(*(mean + np.outer([-reach, reach], v)).T, color=colour, linewidth=1.4, linestyle=(0, (4, 3)), zorder=1)
        spread = math.sqrt(value)
        ax.plot(*(mean + np.outer([-spread, spread], v)).T, color=colour, linewidth=4, zorder=1)
        text = f"along ({number(v[0])}, {number(v[1])}):\nvariance {number(value)}"
        write(ax, *place, text, color=colour, ha="left", weight="bold")
    ax.plot(*x.T, "o", color=INK, markersize=8)
    write(ax, mean[0] - 1.6, mean[1] + 0.2, f"mean\n({number(mean[0])}, {number(mean[1])})", ha="right", fontsize=10)
    return figure


# ------------------------------------------------------------------------------ calculus


@drawing("02_calculus/04_chain_rule/chain_rule")
def chain_rule() -> Figure:
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
    text = f"two ways, added up: {number(along[3])} · {number(by_top)} + {number(along[0])} · ({number(by_bottom)})"
    write(ax, first + 5 * size + 4 * gap, 0.22, f"{text} = {number(total)}", ha="right", weight="bold")
    return figure


@drawing("02_calculus/06_gradient_descent/gradient_descent")
def gradient_descent() -> Figure:
    figure = Figure(figsize=(6.9, 2.75))
    x = np.linspace(0.6, 5.4, 41)
    words = ["each step halves\nthe distance", "lands at once", "bounces for ever"]
    for i, (lr, word) in enumerate(zip([0.25, 0.5, 1.0], words, strict=True)):
        ax = figure.add_axes((0.015 + i * 0.33, 0.13, 0.31, 0.64))
        path = [1.0]
        for _ in range(3):
            path.append(path[-1] - lr * 2 * (path[-1] - 3))
        ax.plot(x, (x - 3) ** 2, color=INK, linewidth=1.6)
        for start, end in pairwise(path):
            if start != end:
                heights = (start - 3) ** 2, (end - 3) ** 2
                arrow(ax, (start, heights[0]), (end, heights[1]), ORANGE, 1.6, shrinkA=3, shrinkB=3, mutation_scale=10)
        ax.plot(path, [(point - 3) ** 2 for point in path], "o", color=BLUE, markersize=7, zorder=5)
        ax.set(xticks=[1, 3, 5], yticks=[], xlim=(0.4, 5.6), ylim=(-0.4, 6))
        ax.spines["left"].set_visible(False)
        ax.set_title(f"lr = {number(lr)}", weight="bold", y=1.13)
        write(ax, 3, 6.35, ", ".join(number(p) for p in path), color=BLUE, fontsize=11)
        write(ax, 3, 4.6, word, fontsize=10)
    return figure


# ------------------------------------------------------------------------------ probability


@drawing("03_probability/02_log_softmax/log_softmax")
def log_softmax() -> Figure:
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


@drawing("03_probability/05_kl_divergence/kl_divergence")
def kl_divergence() -> Figure:
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


@drawing("03_probability/10_sampling/sampling")
def sampling() -> Figure:
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


@drawing("03_probability/11_temperature/temperature")
def temperature() -> Figure:
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


# ------------------------------------------------------------------------------ scientific Python


@drawing("04_scientific_python/05_sliding_windows/sliding_windows")
def sliding_windows() -> Figure:
    x, size, step = np.arange(1, 7), 3, 2
    starts = range(0, len(x) - size + 1, step)
    figure, ax = sheet(5.6, 2.75)
    wide, high, left, top, gap = 0.58, 0.44, 1.3, 2.2, 0.2
    for i, entry in enumerate(x):
        cell(ax, left + i * wide, top, number(entry), "plain", wide, high)
    write(ax, left - 0.15, top + high / 2, "x in memory", ha="right")
    for row, start in enumerate([*starts, starts[-1] + step]):
        y = top - (row + 1) * (high + gap)
        fits = row < len(starts)
        for i in range(start, start + size):
            entry = number(x[i]) if i < len(x) else "?"
            cell(ax, left + i * wide, y, entry, (BLUE_GROUND, ORANGE_GROUND)[row] if fits else "ghost", wide, high)
        if row:
            tail, tip = left + (start - step) * wide, left + start * wide - 0.04
            arrow(ax, (tail, y + high / 2), (tip, y + high / 2), width=1.6)
            write(ax, (tail + tip) / 2 - 0.05, y + high / 2 - 0.16, f"step {step}", fontsize=9)
        write(ax, left - 0.15, y + high / 2, f"window {row}" if fits else "does not fit", ha="right")
    return figure


@drawing("04_scientific_python/10_loss_curve/loss_curve")
def loss_curve() -> Figure:
    losses, s = np.array([4.0, 1.0, 2.0]), 0.5
    m = [(1 - s) * losses[0]]
    for loss in losses[1:]:
        m.append(s * m[-1] + (1 - s) * loss)
    sums = 1 - s ** np.arange(1, 4)
    smooth = m / sums
    figure = Figure(figsize=(6.2, 3.1))
    ax = figure.add_axes((0.09, 0.16, 0.72, 0.82))
    ax.plot(losses, "o:", color=INK, linewidth=1.6, markersize=9)
    ax.plot(smooth, "D-", color=BLUE, linewidth=2.4, markersize=6)
    ax.plot(m, "s--", color=ORANGE, linewidth=2, markersize=7)
    for t in range(3):
        arrow(ax, (t, m[t] + 0.1), (t, smooth[t] - 0.08), ORANGE, 1.4, mutation_scale=9)
        middle = (m[t] + smooth[t]) / 2
        ax.annotate(f"/ {number(sums[t])}", (t + 0.03, middle), color=ORANGE, va="center", fontsize=10)
    ax.set(xticks=range(3), yticks=range(5), xlabel="step", ylabel="loss", xlim=(-0.15, 2.2), ylim=(0, 4.3))
    ax.annotate("losses", (1.0, losses[1] - 0.12), ha="center", va="top")
    ax.annotate("smooth", (0.62, 2.95), color=BLUE, weight="bold", ha="left")
    ax.annotate("m starts from zero", (0.02, m[0] - 0.72), color=ORANGE, ha="left")
    return figure


@drawing("04_scientific_python/12_attention_heatmap/attention")
def attention() -> Figure:
    tokens, weights = ["the", "cat", "sat"], np.array([[1, 0, 0], [0.25, 0.75, 0], [0.125, 0.625, 0.25]])
    colours = matplotlib.colormaps["cividis"]
    figure, ax = sheet(5.4, 2.95)
    wide, high, left, top = 0.95, 0.74, 1.15, 2.85
    for i in range(3):
        for j in range(3):
            x, y = left + j * wide, top - (i + 1) * high
            ground = matplotlib.colors.to_hex(colours(weights[i, j]))
            ax.add_patch(Rectangle((x, y), wide, high, facecolor=ground, edgecolor=INK, linewidth=1.2))
            letters = WHITE if contrast(WHITE, ground) > contrast(BLACK, ground) else BLACK
            write(ax, x + wide / 2, y + high / 2, number(weights[i, j]), color=letters, weight="bold")
        write(ax, left - 0.12, top - (i + 0.5) * high, tokens[i], ha="right")
        write(ax, left + (i + 0.5) * wide, top - 3 * high - 0.17, tokens[i])
    write(ax, 0.35, top - 1.5 * high, "query", rotation=90, weight="bold")
    write(ax, left + 1.5 * wide, top - 3 * high - 0.5, "key", weight="bold")
    levels, bar, low = 32, left + 3 * wide + 0.35, top - 3 * high
    step = 3 * high / levels
    for level in range(levels):
        ground = colours((level + 0.5) / levels)
        ax.add_patch(Rectangle((bar, low + level * step), 0.2, step * 1.1, facecolor=ground, edgecolor="none"))
    ax.add_patch(Rectangle((bar, low), 0.2, 3 * high, facecolor="none", edgecolor=INK, linewidth=1.2))
    for weight in (0, 0.5, 1):
        write(ax, bar + 0.28, low + weight * 3 * high, number(weight), ha="left", fontsize=10,
              va={0: "bottom", 1: "top"}.get(weight, "center"))  # fmt: skip
    write(ax, bar + 0.68, low + 1.5 * high, "weight", rotation=90)
    return figure


# ------------------------------------------------------------------------------ language model


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the softmax along the last axis; a score of -inf has weight 0."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def grid(ax: Axes, x: float, y: float, rows: list[list[str]], look, width: float, height: float) -> None:
    """Draw rows of cells, from an upper left corner; `look(i, j)` is the look of each."""
    for i, texts in enumerate(rows):
        for j, text in enumerate(texts):
            cell(ax, x + j * width, y - (i + 1) * height, text, look(i, j), width, height)


@drawing("10_language_model/01_attention/attention")
def weights_and_values() -> Figure:
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


@drawing("10_language_model/02_multi_head_attention/heads")
def heads() -> Figure:
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


@drawing("10_language_model/04_transformer_block/block")
def block() -> Figure:
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


@drawing("10_language_model/10_kv_cache/kv_cache")
def kv_cache() -> Figure:
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


@drawing("10_language_model/07_gpt/gpt")
def gpt() -> Figure:
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


@drawing("10_language_model/08_train_gpt/window")
def window() -> Figure:
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


if __name__ == "__main__":
    draw_all(*map(Path, sys.argv[1:]))
