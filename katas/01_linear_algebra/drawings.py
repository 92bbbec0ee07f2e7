"""The drawings of this track: ``python -m dojo.drawing 01_linear_algebra`` writes them beside their statements."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    INK,
    INK_GROUND,
    MINUS,
    ORANGE,
    ORANGE_GROUND,
    arrow,
    cell,
    drawing,
    number,
    plane,
    sheet,
    write,
)


@drawing("05_matmul/matmul")
def matmul() -> Figure:
    """A matrix product: each entry is a row of A times a column of B."""
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


@drawing("06_broadcasting/broadcasting")
def broadcasting() -> Figure:
    """Broadcasting: a column and a row are repeated, and then added."""
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


@drawing("11_gram_schmidt/projection")
def projection() -> Figure:
    """The projection of a vector on a unit vector, and what is left of it."""
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


@drawing("12_eigen/eigen")
def eigen() -> Figure:
    """A matrix turns most vectors and only stretches its eigenvectors."""
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


@drawing("14_pca/pca")
def pca() -> Figure:
    """Principal components: the directions along which points vary most and least."""
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
