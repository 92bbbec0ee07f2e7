"""The drawings of this track: ``python -m dojo.drawing 05_tensors`` writes them beside their statements."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    PALE,
    TIMES,
    arrow,
    drawing,
    grid,
    number,
    sheet,
    write,
)

SIDE = 0.42
"""The side of a cell in inches."""


def texts(rows) -> list[list[str]]:
    """Return the numbers of an array of one or two axes, written out, row by row."""
    return [[number(entry) for entry in row] for row in np.atleast_2d(rows)]


def plain(i: int, j: int) -> str:
    """Every cell looks the same."""
    return "plain"


# ------------------------------------------------------------------------------ memory


@drawing("01_creation/memory")
def memory() -> Figure:
    """An array and a tensor in one piece of memory, and a copy in another."""
    a = np.array([1, 2, 3])
    copied, shared = a.copy(), a
    a[0], shared[2] = 9, 5
    figure, ax = sheet(6.6, 1.75)
    for y, numbers, look in ((1.5, a, BLUE_GROUND), (0.6, copied, INK_GROUND)):
        grid(ax, 1.95, y, texts(numbers), lambda i, j, look=look: look, 0.5, SIDE)
    write(ax, 1.0, 1.29, "array a", ha="right", weight="bold")
    arrow(ax, (1.1, 1.29), (1.91, 1.29), BLUE)
    write(ax, 4.4, 1.4, "from_numpy_shared(a)", ha="left", fontsize=9.5, weight="bold")
    write(ax, 4.4, 1.18, "sees both writes", ha="left", fontsize=9.5)
    arrow(ax, (4.3, 1.29), (3.49, 1.29), BLUE)
    write(ax, 4.4, 0.5, "torch.tensor(a)", ha="left", fontsize=9.5, weight="bold")
    write(ax, 4.4, 0.28, "copied before them", ha="left", fontsize=9.5)
    arrow(ax, (4.3, 0.39), (3.49, 0.39))
    return figure


def steps(ax: Axes, y: float, name: str, offsets: list[int], colour: str, ground: str) -> None:
    """Draw a row of memory, the entries that a view reads, and the steps between them."""
    left, wide = 1.35, 0.52
    grid(ax, left, y, texts(np.arange(8)), lambda i, j: ground if j in offsets else "plain", wide, SIDE)
    write(ax, left - 0.15, y - SIDE / 2, name, ha="right", weight="bold", color=colour)
    for start, end in pairwise(offsets):
        ends = [(left + (place + 0.5) * wide, y + 0.03) for place in (start, end)]
        curved = "arc3,rad=-0.45" if end - start > 1 else "arc3,rad=-0.7"
        arrow(ax, *ends, colour, 1.6, connectionstyle=curved)
        write(ax, (ends[0][0] + ends[1][0]) / 2, y + 0.4, number(end - start), color=colour, fontsize=10)


@drawing("03_views/strides")
def strides() -> Figure:
    """Steps in memory: always 2 for every second column, but 1, 1, 2 for the first three columns."""
    m = np.arange(8).reshape(2, 4)
    figure, ax = sheet(5.75, 2.3)
    steps(ax, 1.75, "m[:, ::2]", m[:, ::2].ravel().tolist(), BLUE, BLUE_GROUND)
    steps(ax, 0.6, "m[:, :3]", m[:, :3].ravel().tolist(), ORANGE, ORANGE_GROUND)
    return figure


# ------------------------------------------------------------------------------ places


@drawing("02_reshape/heads")
def heads() -> Figure:
    """A reshape alone mixes up the tokens; cutting and swapping axes keeps each head together."""
    x = np.arange(12).reshape(2, 6)
    alone = x.reshape(2, 2, 3)
    swapped = x.reshape(2, 2, 3).transpose(1, 0, 2)
    grounds = (BLUE_GROUND, ORANGE_GROUND)
    figure, ax = sheet(6.9, 3.0)
    write(ax, 1.5, 2.62, "two tokens", weight="bold")
    grid(ax, 0.25, 2.4, texts(x), lambda i, j: grounds[j // 3], SIDE, SIDE)
    write(ax, 0.88, 1.4, "for head 0", color=BLUE, fontsize=10)
    write(ax, 2.14, 1.4, "for head 1", color=ORANGE, fontsize=10)
    for y, title, found in ((2.4, "reshape alone: wrong", alone), (0.95, "cut, then swap the axes", swapped)):
        write(ax, 5.25, y + 0.43, title, weight="bold")
        for head in range(2):
            left = 3.9 + head * 1.45
            look = lambda i, j, rows=found[head]: grounds[rows[i, j] % 6 // 3]  # noqa: E731
            grid(ax, left, y, texts(found[head]), look, SIDE, SIDE)
            write(ax, left + 1.5 * SIDE, y + 0.15, f"head {head}", fontsize=10)
    arrow(ax, (2.9, 2.05), (3.75, 2.0))
    arrow(ax, (2.9, 1.65), (3.75, 0.75))
    return figure


@drawing("02_reshape/patches")
def patches() -> Figure:
    """An image, cut into two patches, and each patch as one row."""
    image = np.arange(8).reshape(2, 4)
    rows = image.reshape(2, 2, 2).transpose(1, 0, 2).reshape(2, 4)
    grounds = (BLUE_GROUND, ORANGE_GROUND)
    figure, ax = sheet(5.6, 1.4)
    grid(ax, 0.3, 1.05, texts(image), lambda i, j: grounds[j // 2], SIDE, SIDE)
    for i in range(2):
        grid(ax, 3.3, 1.12 - i * 0.55, texts(rows[i]), lambda _, j, i=i: grounds[i], SIDE, SIDE)
        write(ax, 3.2, 1.12 - i * 0.55 - SIDE / 2, f"patch {i}", ha="right", fontsize=10)
    arrow(ax, (2.05, 0.63), (2.55, 0.63))
    write(ax, 0.3 + 2 * SIDE, 1.22, "the image", weight="bold")
    return figure


@drawing("04_gather/gather")
def gather() -> Figure:
    """What is picked: last tokens, the log-probability of one token at each position, and the tokens before."""
    lengths, tokens, start = np.array([3, 1]), np.array([[5, 6, 7], [8, 9, 4]]), 1
    logits = np.array([[3, 1, 0.2], [3, 1, 0.2]])
    seen = np.array([0, 2])
    logp = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    shifted = np.concatenate([np.full((2, 1), start), tokens[:, :-1]], axis=1)
    figure, ax = sheet(7.4, 2.35)
    kinds = [["last" if j == n - 1 else "token" if j < n else "pad" for j in range(3)] for n in lengths]
    colours = {"last": BLUE_GROUND, "token": PALE, "pad": "ghost"}
    grid(
        ax,
        0.2,
        1.7,
        [["x[0, 0]", "x[0, 1]", "x[0, 2]"], ["x[1, 0]", "", ""]],
        lambda i, j: colours[kinds[i][j]],
        0.66,
        SIDE,
    )
    write(ax, 1.19, 2.1, "last_token", weight="bold", color=BLUE)
    write(ax, 1.19, 0.5, "lengths 3 and 1", fontsize=10)
    grid(
        ax,
        2.6,
        1.7,
        [[number(entry, 4) for entry in row] for row in logp],
        lambda i, j: ORANGE_GROUND if j == seen[i] else PALE,
        0.8,
        SIDE,
    )
    write(ax, 3.8, 2.1, "token_log_probs", weight="bold", color=ORANGE)
    write(ax, 3.8, 0.5, "tokens 0 and 2", fontsize=10)
    wide, left = 0.42, 5.75
    for i in range(2):
        top = 1.87 - i * 0.88
        grid(ax, left, top, texts(tokens[i]), plain, wide, 0.3)
        grid(ax, left, top - 0.5, texts(shifted[i]), lambda _, j: INK_GROUND if j == 0 else PALE, wide, 0.3)
        for j in range(2):
            arrow(ax, (left + (j + 0.5) * wide, top - 0.31), (left + (j + 1.5) * wide, top - 0.49), INK, 1.2)
    write(ax, left + 1.5 * wide, 2.1, "shift_right", weight="bold")
    return figure


# ------------------------------------------------------------------------------ masks and letters


@drawing("05_masking/masks")
def masks() -> Figure:
    """A causal mask, a padding mask, and what is left when both hold."""
    n, lengths = 4, np.array([3, 1])
    causal = np.tri(n, dtype=bool)
    padding = np.arange(n) < lengths[:, None]
    both = causal & padding[0]
    figure, ax = sheet(7.3, 2.3)
    parts = [
        (0.8, causal, "query", "causal"),
        (3.25, padding, "text", "padding"),
        (5.65, both, "query", "both, for text 0"),
    ]
    for left, mask, rows, name in parts:
        shown = [["1" if entry else "0" for entry in row] for row in mask]
        grid(ax, left, 1.67, shown, lambda i, j, mask=mask: BLUE_GROUND if mask[i, j] else "plain", 0.38, 0.38)
        write(ax, left + n * 0.19, 2.13, name, weight="bold")
        write(ax, left + n * 0.19, 1.83, "key", fontsize=10)
        for i in range(len(mask)):
            write(ax, left - 0.08, 1.67 - (i + 0.5) * 0.38, f"{rows} {i}", ha="right", fontsize=9)
    return figure


@drawing("06_einsum/einsum")
def einsum() -> Figure:
    """Einsum in three steps: line up the axes, multiply with broadcasting, sum."""
    a, v = np.array([[1, 2], [3, 4]]), np.array([5, 6])
    product = a * v
    figure, ax = sheet(6.9, 1.9)
    wide, top = 0.5, 1.2
    parts = [
        (0.55, a, "A", "i, j", BLUE_GROUND),
        (2.15, v[None], "v", "1, j", ORANGE_GROUND),
        (3.75, product, "product", "i, j", INK_GROUND),
        (5.85, product.sum(axis=1)[:, None], "result", "i", INK_GROUND),
    ]
    for left, numbers, name, axes, look in parts:
        grid(ax, left, top, texts(numbers), lambda i, j, look=look: look, wide, SIDE)
        middle = left + numbers.shape[1] * wide / 2
        write(ax, middle, top + 0.42, name, weight="bold")
        write(ax, middle, top + 0.17, f"({axes})", fontsize=10)
    grid(ax, 2.15, top - SIDE, texts(v), lambda i, j: "ghost", wide, SIDE)
    write(ax, 1.85, top - SIDE, TIMES, fontsize=14)
    write(ax, 3.45, top - SIDE, "=", fontsize=14)
    arrow(ax, (4.85, top - SIDE), (5.75, top - SIDE))
    write(ax, 5.3, top - SIDE + 0.2, "sum over j", fontsize=9.5)
    return figure
