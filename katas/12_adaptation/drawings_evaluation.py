"""The drawings of evaluation, of contrastive learning, of copies, and of what a grammar allows."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    GREEN,
    GREEN_GROUND,
    INK,
    MINUS,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    write,
)


@drawing("08_evaluation/evaluation")
def differences() -> Figure:
    """Resampled differences of two models, drawn apart and in pairs."""
    before, after = (np.repeat([1.0, 0.0], [right, 100 - right]) for right in (66, 72))
    size, rng = (1000, 100), np.random.default_rng(0)
    paired = (after - before)[rng.integers(100, size=size)].mean(axis=1)
    rng = np.random.default_rng(0)
    apart = after[rng.integers(100, size=size)].mean(axis=1) - before[rng.integers(100, size=size)].mean(axis=1)
    figure = Figure(figsize=(6.4, 3.1))
    for bottom, means, colour, name in ((0.59, apart, ORANGE, "drawn apart"), (0.17, paired, BLUE, "in pairs")):
        ax = figure.add_axes((0.04, bottom, 0.92, 0.37))
        ax.stairs(*np.histogram(means, np.arange(-0.185, 0.3, 0.01)), color=colour, fill=True)
        ends, top = np.quantile(means, [0.025, 0.975]), ax.get_ylim()[1]
        ax.plot(ends, [1.12 * top] * 2, color=colour, linewidth=3, solid_capstyle="butt")
        text = f"{number(ends[0], 2)} to {number(ends[1], 2)}"
        write(ax, ends[1] + 0.008, 1.12 * top, text, color=colour, ha="left", weight="bold")
        write(ax, -0.18, 0.6 * top, name, color=colour, ha="left", weight="bold")
        ax.axvline(0, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.set(xlim=(-0.19, 0.31), ylim=(0, 1.3 * top), yticks=[])
        ax.spines[["left"]].set_visible(False)
    ax.set_xlabel(f"mean of after {MINUS} before")
    figure.axes[0].set_xticklabels([])
    return figure


@drawing("09_contrastive/contrastive")
def table() -> Figure:
    """Cosines of two pairs, and their softmax along the rows and along the columns."""
    a, b = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 4.0]])
    cosines = (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
    rows, columns = (np.exp(cosines) / np.exp(cosines).sum(axis=axis, keepdims=True) for axis in (1, 0))
    figure, ax = sheet(6.6, 3.15)
    wide, high, places = 0.8, 0.46, {"cosines": 1}
    for left, top, numbers, name, at in (
        (0.9, 2.48, cosines, "cosines", (1.7, 2.98)),
        (4.1, 2.48, rows, "softmax of the rows", (4.9, 2.98)),
        (0.9, 0.98, columns, "softmax of the columns", (3.7, 0.52)),
    ):
        text = [[number(value, places.get(name, 2)) for value in row] for row in numbers]
        grid(ax, left, top, text, lambda i, j: GREEN_GROUND if i == j else "plain", wide, high)
        write(ax, *at, name, weight="bold")
        for i, which in enumerate("₁₂"):
            write(ax, left + (i + 0.5) * wide, top + 0.17, f"b{which}")
            write(ax, left - 0.25, top - (i + 0.5) * high, f"a{which}")
    arrow(ax, (2.65, 2.02), (3.65, 2.02), BLUE)
    arrow(ax, (1.7, 1.52), (1.7, 1.24), ORANGE)
    return figure


@drawing("06_perplexity/means")
def means() -> Figure:
    """Perplexity: eight tokens in two batches, and three ways to average."""
    batches, looks = [np.full(6, 1.0), np.full(2, 3.0)], (PALE_BLUE, PALE_ORANGE)
    figure, ax = sheet(7.2, 2.75)
    wide, high = 0.5, 0.42
    for i, (losses, look) in enumerate(zip(batches, looks, strict=True)):
        y = 2.15 - i * 0.6
        write(ax, 0.95, y + high / 2, f"batch {i + 1}", ha="right", weight="bold")
        for j, loss in enumerate(losses):
            cell(ax, 1.1 + j * wide, y, number(loss), look, wide, high)
        told = f"mean {number(losses.mean())}, perplexity {number(np.exp(losses.mean()))}"
        write(ax, 4.3, y + high / 2, told, ha="left")
    own = np.array([losses.mean() for losses in batches])
    found = {
        "exp of the mean of all tokens": (np.exp(np.concatenate(batches).mean()), GREEN),
        "exp of the mean of the means": (np.exp(own.mean()), ORANGE),
        "mean of the perplexities": (np.exp(own).mean(), ORANGE),
    }
    for i, (name, (value, colour)) in enumerate(found.items()):
        y = 1.05 - i * 0.38
        write(ax, 4.15, y, name, ha="right", color=colour)
        write(ax, 4.3, y, number(value), ha="left", color=colour, weight="bold")
    return figure


@drawing("07_calibration/diagram")
def diagram() -> Figure:
    """Calibration: the gaps of two bins, and on which side of the diagonal a model is too sure."""
    confidence, correct = np.array([0.25, 0.25, 0.55, 0.75, 0.75]), np.array([0, 0, 1, 1, 1])
    figure = Figure(figsize=(7.2, 3.5))
    left, right = (figure.add_axes((x, 0.16, 0.4, 0.8)) for x in (0.08, 0.57))
    for ax in (left, right):
        ax.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.set(xlim=(0, 1), ylim=(-0.02, 1.04), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), xlabel="confidence")
    left.set_ylabel("accuracy")
    left.axvline(0.5, color=INK, linewidth=0.8)
    for held in (confidence < 0.5, confidence > 0.5):
        x, y = confidence[held].mean(), correct[held].mean()
        left.plot([x, x], [x, y], color=ORANGE, linewidth=2)
        left.plot(x, y, "o", color=BLUE, markersize=8)
        above = 0.05 if y < 0.5 else 0  # the axis is below
        write(left, x + 0.05, y + above, f"{held.sum()} of 5", ha="left", color=BLUE)
        gap = y + 0.14 if y < 0.5 else y - 0.085
        write(left, x + 0.03, gap, number(abs(x - y)), ha="left", color=ORANGE, weight="bold")
    c = np.linspace(0, 1, 101)
    for curve, colour, x, y, name in (
        (c**2, ORANGE, 0.72, 0.2, "too sure"),
        (1 - (1 - c) ** 2, GREEN, 0.3, 0.85, "not sure enough"),
    ):
        right.plot(c, curve, color=colour, linewidth=2)
        write(right, x, y, name, color=colour, weight="bold")
    return figure


@drawing("14_near_duplicates/curve")
def curve() -> Figure:
    """How probable it is that two texts become candidates, for two ways to cut 128 numbers."""
    alike = np.linspace(0, 1, 201)
    figure = Figure(figsize=(5.8, 3.2))
    ax = figure.add_axes((0.12, 0.18, 0.84, 0.76))
    for bands, rows, colour, place in ((32, 4, BLUE, (0.25, 0.62)), (16, 8, ORANGE, (0.86, 0.3))):
        ax.plot(alike, 1 - (1 - alike**rows) ** bands, color=colour, linewidth=2)
        write(ax, *place, f"{bands} bands of {rows}", color=colour, weight="bold")
        met = 1 - (1 - 0.6**rows) ** bands
        ax.plot(0.6, met, "o", color=colour, markersize=7)
        write(ax, 0.62, met - 0.06, number(met, 2), color=colour, ha="left", weight="bold")
    ax.axvline(0.6, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    ax.set(xlim=(0, 1), ylim=(0, 1.05), xlabel="Jaccard index J", ylabel="P(candidates)")
    return figure


@drawing("15_constrained_decoding/mask")
def mask() -> Figure:
    """A grammar of six states, and the tokens that it allows in one of them."""
    grammar = {0: {"[": 1}, 1: {"]": 5, "a": 2}, 2: {"]": 5, ",": 3}, 3: {"a": 4}, 4: {"]": 5}, 5: {}}
    at, height = 2, 2.15
    figure, ax = sheet(7.4, 3.2)
    places = {state: 0.7 + 1.2 * state for state in grammar}
    for state, moves in grammar.items():
        look = PALE_BLUE if state == at else GREEN_GROUND if state == 5 else "plain"
        cell(ax, places[state] - 0.22, height - 0.2, str(state), look, 0.44, 0.4)
        for character, then in moves.items():
            if then == state + 1:
                arrow(ax, (places[state] + 0.26, height), (places[then] - 0.26, height), BLUE)
                write(ax, (places[state] + places[then]) / 2, height + 0.17, character, color=BLUE, weight="bold")
            else:
                up = 0.2 + 0.15 * (then - state)
                ax.plot([places[state]] * 2, [height + 0.22, height + up], color=INK, linewidth=1)
                ax.plot([places[state], places[then]], [height + up] * 2, color=INK, linewidth=1)
                arrow(ax, (places[then], height + up), (places[then], height + 0.22), INK, 1)
                write(ax, places[state] + 0.13, height + 0.36, character, weight="bold")
    write(ax, 0.1, 1.25, "after  [a", color=BLUE, ha="left", weight="bold")
    tokens = ["[", "]", "a", ",", "[a", ",a", "],", "a]", "end"]
    for i, token in enumerate(tokens):
        state = at
        for character in token:
            state = grammar.get(state, {}).get(character)
        fits = state is not None
        cell(ax, 0.1 + 0.8 * i, 0.6, token, GREEN_GROUND if fits else "ghost", 0.72, 0.42)
        write(ax, 0.46 + 0.8 * i, 0.35, f"to {state}" if fits else "no", color=GREEN if fits else ORANGE)
    return figure
