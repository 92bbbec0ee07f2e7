"""The drawings of this track: ``python -m dojo.drawing 09_projects`` writes them beside their statements."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    GROUNDED,
    INK,
    ORANGE,
    PALE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ORANGE,
    arrow,
    cell,
    drawing,
    grid,
    number,
    plane,
    sheet,
    write,
)


@drawing("01_linear_regression/line")
def line() -> Figure:
    """The best line through three points, its residuals, and the line after one step of descent."""
    x, y, rate = np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 4.0]), 0.1
    w = np.sum((x - x.mean()) * y) / np.sum((x - x.mean()) ** 2)
    b = y.mean() - w * x.mean()
    step_w, step_b = rate * 2 * np.mean(x * y), rate * 2 * np.mean(y)  # from zeros, where r = -y
    figure = Figure(figsize=(6, 3.5))
    ax = figure.add_axes((0.08, 0.13, 0.9, 0.85))
    ends = np.array([-0.25, 2.4])
    ax.plot(ends, w * ends + b, color=BLUE, linewidth=2.4)
    ax.plot(ends, step_w * ends + step_b, color=INK, linewidth=2, linestyle="--")
    for at, target in zip(x, y, strict=True):
        r = w * at + b - target
        ax.plot([at, at], [target, target + r], color=ORANGE, linewidth=3)
        side, dy = ("right", 0.15) if r < 0 else ("left", -0.3)
        dx = 0.06 if r > 0 else -0.06
        ax.annotate(number(r), (at + dx, target + dy), color=ORANGE, ha=side, weight="bold")
    ax.plot(x, y, "o", color=INK, markersize=9)
    ax.annotate(f"best: {number(w)} x + {number(b)}", (1.2, 3.6), color=BLUE, ha="right", weight="bold")
    ax.annotate(f"after one step: {number(step_w)} x + {number(step_b)}", (2.75, 0.75), ha="right")
    ax.set(xlim=(-0.55, 2.8), ylim=(0, 4.6), xticks=[0, 1, 2], yticks=range(5), xlabel="x", ylabel="y")
    return figure


# ------------------------------------------------------------------------------ two moons


def half_moons(n: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points of two half moons, (2 n, 2), and their labels."""
    t, rng = np.linspace(0, np.pi, n), np.random.default_rng(seed)
    upper, lower = np.stack([np.cos(t), np.sin(t)], axis=1), np.stack([1 - np.cos(t), 0.5 - np.sin(t)], axis=1)
    x = np.concatenate([upper, lower])
    return x + rng.normal(0, noise, x.shape), np.repeat([0, 1], n)


def trained(x: np.ndarray, y: np.ndarray, hidden: int, seed: int):
    """Return the logits of a network of one hidden layer, as a function of points, after 400 steps of descent."""
    rng = np.random.default_rng(seed)
    into, bias, out, last = rng.normal(size=(2, hidden)), np.zeros(hidden), rng.normal(size=hidden) / 4, 0.0
    for _ in range(400):
        a = np.tanh(x @ into + bias)
        g = (1 / (1 + np.exp(-(a @ out + last))) - y) / len(x)
        at_hidden = g[:, None] * out * (1 - a**2)
        out, last = out - 2 * a.T @ g, last - 2 * g.sum()
        into, bias = into - 2 * x.T @ at_hidden, bias - 2 * at_hidden.sum(axis=0)
    return lambda points: np.tanh(points @ into + bias) @ out + last


def best_line(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the direction and the threshold that put most points with label 1 above, by trying many."""
    tried = []
    for angle in np.linspace(0, 2 * np.pi, 180, endpoint=False):
        normal = np.array([np.cos(angle), np.sin(angle)])
        heights = np.sort(x @ normal)
        for threshold in (heights[1:] + heights[:-1]) / 2:
            tried.append((np.mean((x @ normal > threshold) == y), angle, threshold))
    _, angle, threshold = max(tried)
    return np.array([np.cos(angle), np.sin(angle)]), threshold


@drawing("02_two_moons/moons")
def moons() -> Figure:
    """Two half moons, the best straight line between them, and the border of a network."""
    x, y = half_moons(50, 0.1, 0)
    normal, threshold = best_line(x, y)
    network = trained(x, y, 16, 0)
    figure = Figure(figsize=(6.4, 3.6))
    ax = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    across, up = np.meshgrid(np.linspace(-1.5, 2.5, 81), np.linspace(-1, 1.45, 51))
    border = network(np.stack([across, up], axis=-1))
    ax.contour(across, up, border, levels=[0], colors=[GREEN], linewidths=2.6)
    for label, (colour, marker) in enumerate([(BLUE, "o"), (ORANGE, "s")]):
        ax.plot(*x[y == label].T, marker, color=colour, markersize=4.5)
    along = np.array([-normal[1], normal[0]])
    ends = threshold * normal + np.outer([-3, 3], along)
    ax.plot(*ends.T, color=INK, linewidth=1.8, linestyle="--")
    ax.set(xlim=(-1.5, 2.5), ylim=(-0.9, 1.35), aspect="equal")
    ax.axis("off")
    write(ax, -1.42, 1.2, "label 0", color=BLUE, ha="left", weight="bold")
    write(ax, 2.4, -0.75, "label 1", color=ORANGE, ha="right", weight="bold")
    write(ax, 1.3, 1.2, "network", color=GREEN, ha="left", weight="bold")
    write(ax, -0.72, -0.5, "best straight line", ha="left")
    return figure


@drawing("03_digits/split")
def split() -> Figure:
    """Images are split before anything is measured; the test only passes through."""
    figure, ax = sheet(8.2, 2.7)
    boxes = {
        "all images": (0.15, 0.95, 1.15, PALE),
        "training, 4/5": (1.95, 1.6, 1.45, PALE_BLUE),
        "test, 1/5": (1.95, 0.3, 1.45, PALE_ORANGE),
        "mean, std": (4.05, 1.0, 1.2, PALE_BLUE),
        "network": (5.85, 1.6, 1.1, PALE_BLUE),
        "score": (7.2, 0.3, 0.85, PALE_GREEN),
    }
    high = 0.6
    for name, (x, y, wide, look) in boxes.items():
        cell(ax, x, y, name, look, wide, high)
    arrow(ax, (1.3, 1.35), (1.9, 1.85), BLUE)
    arrow(ax, (1.3, 1.15), (1.9, 0.65), ORANGE)
    arrow(ax, (3.4, 1.75), (4.0, 1.42), BLUE)
    arrow(ax, (3.4, 2.05), (5.8, 2.05), BLUE)
    arrow(ax, (5.25, 1.42), (5.8, 1.75), BLUE)
    arrow(ax, (3.4, 0.5), (7.15, 0.5), ORANGE)
    arrow(ax, (4.65, 1.0), (4.65, 0.58), BLUE)
    arrow(ax, (6.95, 1.7), (7.6, 0.95), BLUE)
    write(ax, 4.6, 2.25, "scaled", color=BLUE, fontsize=10)
    write(ax, 5.5, 0.3, "scaled by the same numbers", color=ORANGE, fontsize=10)
    write(ax, 0.72, 1.85, "1. split", weight="bold", fontsize=10)
    write(ax, 4.65, 1.78, "2. measure", weight="bold", fontsize=10)
    return figure


@drawing("04_bigram_model/bigram")
def bigram() -> Figure:
    """The pairs of a text fill a table of counts, and the counts make probabilities."""
    text, alphabet, smoothing = "abba", "ab", 1
    counts = np.zeros((2, 2), int)
    for one, other in pairwise(text):
        counts[alphabet.index(one), alphabet.index(other)] += 1
    sums = (counts + smoothing).sum(axis=1)
    shares = [[str(Fraction(int(counts[i, j]) + smoothing, int(sums[i]))) for j in range(2)] for i in range(2)]
    figure, ax = sheet(7.9, 2.5)
    wide, high, left, y = 0.6, 0.6, 0.25, 0.75
    for k, letter in enumerate(text):
        cell(ax, left + k * wide, y, letter, BLUE_GROUND, wide, high)
    for k, pair in enumerate(pairwise(text)):
        middle = left + (k + 1) * wide
        ax.add_patch(Arc((middle, y + high), wide, 0.7, theta1=0, theta2=180, color=ORANGE, linewidth=2))
        write(ax, middle, y + high + 0.52, "".join(pair), color=ORANGE)
    for x, name, rows, look in [
        (3.9, "counts", [[number(c) for c in row] for row in counts], PALE),
        (6.4, "P", shares, PALE_GREEN),
    ]:
        grid(ax, x, 1.75, rows, lambda i, j, look=look: look, wide, high)
        for k, letter in enumerate(alphabet):
            write(ax, x + (k + 0.5) * wide, 1.9, letter, color=BLUE, weight="bold")
            write(ax, x - 0.17, 1.75 - (k + 0.5) * high, letter, color=BLUE, weight="bold")
        write(ax, x + wide, 2.15, "next", fontsize=10)
        write(ax, x - 0.45, 1.75 - high, "this", fontsize=10, rotation=90)
        write(ax, x + wide, 0.3, name, weight="bold")
    arrow(ax, (2.75, 1.15), (3.3, 1.15))
    arrow(ax, (5.2, 1.15), (5.8, 1.15))
    write(ax, 5.48, 1.4, f"+ {smoothing}", fontsize=10)
    return figure


@drawing("05_embedding_search/search")
def search() -> Figure:
    """Directions count: the nearest vectors are those at the smallest angles, however long they are."""
    corpus, query = np.array([[4.0, 3.0], [0.0, 10.0], [6.0, 8.0], [-3.0, -4.0]]), np.array([3.0, 4.0])
    cosines = corpus @ query / np.linalg.norm(corpus, axis=1) / np.linalg.norm(query)
    figure = Figure(figsize=(5.4, 5.6))
    ax = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    plane(ax, (-5.9, 9), (-5, 10.8), every=2)
    places = [(4.2, 2.7, "left"), (0.3, 10.2, "left"), (6.2, 8.2, "left"), (-2, -2, "right")]
    for i, (c, (x, y, side)) in enumerate(zip(corpus, places, strict=True)):
        arrow(ax, (0, 0), c, BLUE)
        angle = np.degrees(np.arccos(min(cosines[i], 1)))
        angle = angle if cosines[i] > -1 else 180
        told = f"c{'₀₁₂₃'[i]}: cos {number(cosines[i], 2)}, {number(angle, 0)}°"
        write(ax, x, y, told, ha=side, color=BLUE, fontsize=10)
    arrow(ax, (0, 0), query, ORANGE, 4)
    write(ax, query[0] + 0.35, query[1] - 0.1, "q", color=ORANGE, weight="bold", ha="left")
    return figure


# ------------------------------------------------------------------------------ the race


def heights(x, y):
    """Rosenbrock's valley."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def path(mover, start=(-1.5, 2.0), steps: int = 2000) -> np.ndarray:
    """Return the places (steps + 1, 2) of a mover, which turns a gradient into a step."""
    places = [np.array(start)]
    for _ in range(steps):
        x, y = places[-1]
        places.append(places[-1] - mover(np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])))
    return np.stack(places)


def momentum(rate: float):
    """Steps along a decaying sum of gradients."""
    buffer = np.zeros(2)

    def step(g):
        buffer[:] = 0.9 * buffer + g
        return rate * buffer

    return step


def adam(rate: float):
    """Steps of about the rate in each coordinate."""
    mean, square, count = np.zeros(2), np.zeros(2), [0]

    def step(g):
        count[0] += 1
        mean[:], square[:] = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g**2
        return rate * mean / (1 - 0.9 ** count[0]) / (np.sqrt(square / (1 - 0.999 ** count[0])) + 1e-8)

    return step


def trace(ax: Axes, places: np.ndarray, colour: str) -> None:
    """Draw a path, thinned where its steps are tiny, with a dot every 200 steps."""
    kept = [places[0]]
    for place in places[1:]:
        if np.linalg.norm(place - kept[-1]) > 0.06:
            kept.append(place)
    ax.plot(*np.stack([*kept, places[-1]]).T, color=colour, linewidth=1.6)
    ax.plot(*places[::200].T, "o", color=colour, markersize=5)


@drawing("06_optimizer_race/race")
def race() -> Figure:
    """The paths of three optimizers through a narrow, bent valley, with a dot every 200 steps."""
    figure = Figure(figsize=(9, 3.3))
    racers = [("plain descent", lambda g: 0.001 * g, BLUE), ("momentum", momentum(0.0005), ORANGE)]
    x = np.linspace(-1.9, 1.6, 41)
    for k, (name, mover, colour) in enumerate([*racers, ("Adam", adam(0.05), GREEN)]):
        ax = figure.add_axes((0.02 + 0.33 * k, 0.02, 0.3, 0.84))
        for level in [10, 100, 1000]:  # where (1 - x)² + 100 (y - x²)² is that
            for side in (-0.1, 0.1):
                ax.plot(x, x**2 + side * np.sqrt(level - (1 - x) ** 2), color=INK, linewidth=0.7)
        places = path(mover)
        trace(ax, places, colour)
        ax.plot(1, 1, "*", color=INK, markersize=13)
        write(ax, 0.66, 1.02, "(1, 1)", fontsize=9, bbox=GROUNDED)
        height = heights(*places[-1])
        ax.set_title(f"{name}: f = {number(height, 4)}" if height > 1e-8 else f"{name}: f < 1e-8", color=colour)
        ax.set(xlim=(-1.9, 1.6), ylim=(-0.6, 2.6), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return figure
