"""The drawings of large models: ``python -m dojo.drawing 13_large_models`` writes all of this track."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    GREEN_GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    PALE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ORANGE,
    arrow,
    cell,
    drawing,
    number,
    plane,
    sheet,
    write,
)


def polynomial(s: np.ndarray, steps: int) -> np.ndarray:
    """What so many steps of Newton-Schulz make of singular values."""
    for _ in range(steps):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    return s


@drawing("01_muon/muon")
def map_of_singular_values() -> Figure:
    """Muon: what one, five and ten steps of Newton-Schulz make of a singular value."""
    s, marked = np.linspace(0, 1, 401), np.array([0.6, 0.8])
    figure = Figure(figsize=(6.4, 3.5))
    ax = figure.add_axes((0.1, 0.16, 0.86, 0.8))
    ax.axhspan(0.68, 1.13, facecolor=PALE_GREEN)
    for steps, colour, width in ((1, INK, 1.2), (10, ORANGE, 1.2), (5, BLUE, 2)):
        ax.plot(s, polynomial(s, steps), color=colour, linewidth=width)
    for at, gives in zip(marked, polynomial(marked, 5), strict=True):
        ax.plot(at, gives, "o", color=BLUE, markersize=6)
        write(ax, at, 1.2 if gives > 0.9 else 0.61, f"{number(at)} becomes {number(gives, 4)}", color=BLUE)
    write(ax, 0.1, 0.27, "1 step", ha="left", color=INK)
    write(ax, 0.62, 0.4, "5 steps", ha="left", color=BLUE)
    write(ax, 0.62, 0.25, "10 steps", ha="left", color=ORANGE)
    write(ax, 0.985, 0.6, "0.68 to 1.13", ha="right", color=GREEN)
    ax.set(xlim=(0, 1), ylim=(0, 1.32), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), xlabel="singular value")
    return figure


@drawing("01_muon/directions")
def directions() -> Figure:
    """Muon: the singular values of a gradient, before and after five steps of Newton-Schulz."""
    s = np.linalg.svd(np.random.default_rng(0).normal(size=(16, 8)), compute_uv=False)
    s /= np.linalg.norm(s)
    figure = Figure(figsize=(7.4, 2.6))
    sides = (0.04, s, INK_GROUND, "divided by the norm"), (0.53, polynomial(s, 5), BLUE_GROUND, "five steps later")
    for left, shown, look, name in sides:
        ax = figure.add_axes((left, 0.06, 0.43, 0.8))
        ax.bar(range(8), shown, color=look, width=0.7)
        for i, value in enumerate(shown):
            write(ax, i, value + 0.07, f"{value:.2f}", fontsize=9)
        ax.set(ylim=(0, 1.3), title=name, xticks=[], yticks=[])
        ax.spines["left"].set_visible(False)
    return figure


def chain(ax: Axes, left: float, texts: list[str], looks: list[str]) -> None:
    """Draw boxes from the bottom up, each made of the one below by K."""
    for i, (text, look) in enumerate(zip(texts, looks, strict=False)):
        cell(ax, left, 0.45 + 0.85 * i, text, look, 1.5, 0.42)
        if i:
            arrow(ax, (left + 0.75, 0.02 + 0.85 * i), (left + 0.75, 0.43 + 0.85 * i))
            write(ax, left + 0.85, 0.22 + 0.85 * i, "times K", ha="left", fontsize=9.5)


@drawing("02_latent_attention/latent")
def absorbed() -> Figure:
    """Latent attention: the matrix of the keys meets what is kept, or it meets the query."""
    K, c, q = np.array([[2, 0], [0, 1]]), np.array([1, 2]), np.array([2, 1])
    figure, ax = sheet(7.4, 3.0)
    query, kept = f"q = {pair(q)}", f"c = {pair(c)}"
    for left, name, of_query, of_kept in (
        (0.3, "plain: many keys", [query], [kept, f"key = {pair(K @ c)}"]),
        (4.0, "absorbed: no keys", [query, f"q K = {pair(q @ K)}"], [kept]),
    ):
        chain(ax, left, of_query, [PALE_ORANGE] * 2)
        chain(ax, left + 1.65, of_kept, [PALE, PALE_BLUE])
        score = int(q @ K @ c)
        cell(ax, left + 0.83, 2.0, f"score {score}", PALE_GREEN, 1.5, 0.42)
        for x, high, tip in ((0.75, len(of_query), 1.28), (2.4, len(of_kept), 1.88)):
            arrow(ax, (left + x, 0.02 + 0.85 * high), (left + tip, 1.98))
        write(ax, left + 1.57, 2.75, name)
        write(ax, left + 2.4, 0.22, "of every token", fontsize=9.5)
    return figure


def pair(x: np.ndarray) -> str:
    """Write a vector of two numbers."""
    return f"({number(x[0])}, {number(x[1])})"


@drawing("03_linear_attention/linear")
def two_ways_to_one_answer() -> Figure:
    """Linear attention: a state that fades and grows, and a table of what is left, with the same answers."""
    values, decay = (8, 4, 2), 0.5
    left = np.tril(decay ** np.subtract.outer(np.arange(3), np.arange(3)).clip(0))
    figure, ax = sheet(7.4, 2.9)
    write(ax, 1.75, 2.65, "token by token", weight="bold")
    write(ax, 5.5, 2.65, "all at once", weight="bold")
    state = 0.0
    for t, value in enumerate(values):
        high = 1.8 - 0.72 * t
        state *= decay
        if t:
            cell(ax, 0.3, high, number(state), PALE, 0.6, 0.42)
            arrow(ax, (2.5, high + 0.7), (0.93, high + 0.36))
            write(ax, 1.45, high + 0.64, "times 1/2", fontsize=9.5, ha="right")
        write(ax, 1.15, high + 0.21, "+" if t else "")
        cell(ax, 1.4, high, number(value), BLUE_GROUND, 0.6, 0.42)
        write(ax, 2.25, high + 0.21, "=")
        state += value
        cell(ax, 2.5, high, number(state), GREEN_GROUND, 0.6, 0.42)
    for t, answer in enumerate(left @ values):
        high = 1.8 - 0.72 * t
        for j, share in enumerate(left[t]):
            look = ORANGE_GROUND if share else "ghost"
            cell(ax, 3.9 + 0.6 * j, high, str(Fraction(share)), look, 0.6, 0.42)
        cell(ax, 6.0, high, number(values[t]), BLUE_GROUND, 0.6, 0.42)
        write(ax, 6.75, high + 0.21, "=")
        cell(ax, 6.9, high, number(answer), GREEN_GROUND, 0.45, 0.42)
    return figure


@drawing("04_delta_rule/delta")
def overwrites() -> Figure:
    """The delta rule: the state moves along the second key until it answers 20."""
    keys, values = np.array([[1.0, 0.0], [0.6, 0.8]]), (10.0, 20.0)
    first = values[0] * keys[0]
    after = first + (values[1] - first @ keys[1]) * keys[1]
    figure = Figure(figsize=(6.2, 3.9))
    ax = figure.add_axes((0.03, 0.05, 0.94, 0.92))
    plane(ax, (-2.5, 29), (-3, 16.5), every=5)
    across = np.array([-keys[1][1], keys[1][0]])
    for state, name in ((first, "answers 6"), (after, "answers 20")):
        ends = np.array([state + at * across for at in (-2.5, 7.5)])
        ax.plot(*ends.T, color=ORANGE, linewidth=1, linestyle=(0, (4, 3)))
        write(ax, ends[1, 0], ends[1, 1] + 0.8, name, color=ORANGE, fontsize=10)
    for key, colour, name, x, y in ((keys[0], BLUE, "first key", 2.5, -2.2), (keys[1], ORANGE, "second key", 1.2, 3.6)):
        arrow(ax, (0, 0), 5 * key, colour, 2.5)
        write(ax, x, y, name, color=colour, fontsize=10, ha="center" if y < 0 else "right")
    arrow(ax, first, after, GREEN, 2.5)
    missing = values[1] - first @ keys[1]
    write(ax, 14.2, 8.0, f"+ {number(missing)} along the second key", color=GREEN, ha="right", fontsize=10)
    for state, name, place in ((first, "S = (10, 0)", (12.2, -1.9)), (after, f"S = {pair(after)}", (19.0, 12.2))):
        ax.plot(*state, "o", color=INK, markersize=7)
        write(ax, *place, name, ha="left")
    ax.plot([after[0]] * 2, [0, after[1]], color=BLUE, linewidth=1, linestyle=(0, (4, 3)))
    write(ax, after[0] + 0.3, 1.6, f"first key reads {number(after[0])}", color=BLUE, ha="left", fontsize=10)
    return figure


@drawing("05_paged_cache/pages")
def pages() -> Figure:
    """A paged cache: two tables, and the blocks of four places that they list."""
    figure, ax = sheet(7.4, 2.75)
    looks = [GREEN_GROUND, BLUE_GROUND, ORANGE_GROUND, "ghost"]
    for block, tokens in enumerate(("0123", "456 ", "456 ", "    ")):
        write(ax, 1.05 + 1.78 * block, 2.5, f"block {block}" if tokens.strip() else "free", weight="bold")
        for place, token in enumerate(tokens):
            look = looks[block] if token.strip() else "ghost"
            cell(ax, 0.27 + 1.78 * block + 0.39 * place, 1.85, token.strip(), look, 0.39, 0.42)
    for left, name, table in ((1.3, "table of a", (0, 1)), (4.6, "table of b", (0, 2))):
        write(ax, left - 0.1, 0.56, name, ha="right")
        for i, block in enumerate(table):
            cell(ax, left + 0.6 * i, 0.35, str(block), looks[block], 0.6, 0.42)
            arrow(ax, (left + 0.6 * i + 0.3, 0.79), (1.05 + 1.78 * block, 1.82))
    return figure


@drawing("06_data_parallel/ring")
def sums_that_travel() -> Figure:
    """Data parallelism: the sums of three parts on their way round a ring of three workers."""
    xs, sums = np.array([[1, 2, 3], [10, 20, 30], [100, 200, 300]]), []
    held = np.array([xs[worker, worker - 1] for worker in range(3)])
    for step in range(3):
        sums.append(held)
        held = np.array([held[worker - 1] + xs[worker, (worker - 2 - step) % 3] for worker in range(3)])
    figure, ax = sheet(7.4, 2.9)
    looks = [BLUE_GROUND, ORANGE_GROUND, GREEN_GROUND]
    for step, row in enumerate(sums):
        high = 1.75 - 0.75 * step
        write(ax, 1.45, high + 0.21, ("its own", "after step 1", "after step 2")[step], ha="right")
        for worker, total in enumerate(row):
            left = 1.9 + 1.9 * worker
            cell(ax, left, high, str(total), looks[(worker - 1 - step) % 3], 1.2, 0.42)
            if step < 2:
                ahead = worker < 2
                arrow(ax, (left + 1.2, high), (left + (1.9 if ahead else 1.55), high - 0.33 if ahead else high - 0.16))
            if step > 0 and worker == 0:
                arrow(ax, (left - 0.35, high + 0.58), (left - 0.02, high + 0.42))
    for worker in range(3):
        write(ax, 2.5 + 1.9 * worker, 2.55, f"worker {worker}", weight="bold")
    return figure


@drawing("07_tensor_parallel/shards")
def two_layers_in_two_halves() -> Figure:
    """Tensor parallelism: rows of the first matrix and columns of the second belong to the same worker."""
    figure, ax = sheet(7.4, 3.0)
    halves = ((0, BLUE_GROUND), (1, ORANGE_GROUND))
    for worker, look in halves:
        cell(ax, 0.5, 1.5 - 0.9 * worker, f"worker {worker}", look, 1.5, 0.9)
        cell(ax, 3.0, 1.5 - 0.9 * worker, f"units of {worker}", look, 1.1, 0.9)
        cell(ax, 5.0 + 0.9 * worker, 0.75, f"worker\n{worker}", look, 0.9, 1.5)
    for x, title, below in (
        (1.25, "w1, of shape (F, D)", "Megatron: column-parallel"),
        (3.55, "hidden", "no message"),
        (5.9, "w2, of shape (D, F)", "Megatron: row-parallel"),
    ):
        write(ax, x, 2.72, title, weight="bold")
        write(ax, x, 0.28, below, fontsize=9.5)
    arrow(ax, (2.1, 1.5), (2.9, 1.5))
    arrow(ax, (4.2, 1.5), (4.9, 1.5))
    arrow(ax, (6.85, 1.5), (7.25, 1.5))
    write(ax, 7.05, 1.75, "sum", fontsize=9.5)
    return figure
