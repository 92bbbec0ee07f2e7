"""The drawings of this track: ``python -m dojo.drawing 01_linear_algebra`` writes them beside their statements."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Polygon, Rectangle

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    INK,
    INK_GROUND,
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
    plane,
    sheet,
    write,
)

DASHED = (0, (4, 3))


def pair(v) -> str:
    """A vector as a statement writes it."""
    return f"({', '.join(number(entry) for entry in v)})"


def panel(figure: Figure, left: float, x, y, title: str, lines: bool = True) -> Axes:
    """Half a figure, or a third: a plane without numbers, with lines through the origin."""
    ax = figure.add_axes((left, 0, 0.5 if lines else 1 / 3, 0.9))
    ax.set(xlim=x, ylim=y, aspect="equal", title=title)
    ax.axis("off")
    if lines:
        ax.plot(0.97 * np.array(x), (0, 0), color=INK, linewidth=0.8)
        ax.plot((0, 0), y, color=INK, linewidth=0.8)
    return ax


@drawing("01_dot_product/angle")
def angle() -> Figure:
    """The sign of a dot product tells whether the angle is acute, right or obtuse."""
    v = np.array([2.0, 1.0])
    figure = Figure(figsize=(7, 2))
    for i, (u, name) in enumerate((((1, 2), "acute"), ((-1, 2), "right"), ((-2, 1), "obtuse"))):
        ax = panel(figure, i / 3, (-3.1, 3.1), (-0.7, 2.75), f"{name} angle", lines=False)
        arrow(ax, (0, 0), v, BLUE, 2.4)
        arrow(ax, (0, 0), u, ORANGE, 2.4)
        ends = [math.degrees(math.atan2(w[1], w[0])) for w in (v, u)]
        ax.add_patch(Arc((0, 0), 1.2, 1.2, theta1=ends[0], theta2=ends[1], color=INK, linewidth=1.2))
        write(ax, 2, 1.3, f"v = {pair(v)}", color=BLUE, fontsize=10)
        write(ax, 0.9 * u[0], u[1] + 0.28, f"u = {pair(u)}", color=ORANGE, fontsize=10)
        write(ax, 0, -0.4, f"u · v = {number(u @ v)}", weight="bold")
    return figure


@drawing("02_norms/unit")
def unit() -> Figure:
    """All vectors of length 1 in three norms: a diamond, a circle and a square."""
    figure = Figure(figsize=(5.6, 3.5))
    ax = figure.add_axes((0, 0, 1, 1))
    plane(ax, (-2.1, 2.7), (-1.4, 1.6), every=3)
    turn = np.linspace(0, 2 * np.pi, 73)
    ax.add_patch(Polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)], fill=False, edgecolor=ORANGE, linewidth=2.2))
    ax.plot(np.cos(turn), np.sin(turn), color=INK, linewidth=2.2)
    ax.add_patch(Polygon([(1, 0), (0, 1), (-1, 0), (0, -1)], fill=False, edgecolor=BLUE, linewidth=2.2))
    for x, y, text in ((1, 0, "1"), (-1, 0, f"{MINUS}1"), (0, 1, "1"), (0, -1, f"{MINUS}1")):
        ax.plot(x, y, "o", color=INK, markersize=6)
        write(ax, x + (0.14 if x >= 0 else -0.2), y + (0.17 if y >= 0 else -0.17), text, fontsize=9)
    write(ax, 1.12, 0.85, "ord inf: the largest\nmagnitude is 1", color=ORANGE, ha="left", weight="bold")
    write(ax, 0.28, 0.28, "ord 1", color=BLUE, weight="bold")
    write(ax, -1.12, 0.85, "ord 2:\nthe circle", ha="right", weight="bold")
    ax.plot([-1.08, -0.74], [0.8, 0.68], color=INK, linewidth=1)
    return figure


@drawing("03_cosine_similarity/nearest")
def nearest() -> Figure:
    """A query and three rows: each measure of likeness chooses another row."""
    query = np.array([3.0, 1.0])
    rows = {"a": np.array([1.0, 0.4]), "b": np.array([4.0, 6.0]), "c": np.array([2.0, 2.0])}
    figure = Figure(figsize=(5.6, 4.2))
    ax = figure.add_axes((0, 0, 1, 1))
    plane(ax, (-0.6, 8.2), (-0.5, 6.5))
    arrow(ax, (0, 0), query, INK, 2.6)
    write(ax, query[0] + 0.15, query[1], f"query {pair(query)}", ha="left", weight="bold")
    cosine, dot, distance = rows["a"] @ query, rows["b"] @ query, np.linalg.norm(rows["c"] - query)
    cosine /= np.linalg.norm(rows["a"]) * np.linalg.norm(query)
    for name, text, place, colour in (
        ("b", f"b: the largest\ndot product, {number(dot)}", (4.25, 5.6), ORANGE),
        ("c", f"c: the smallest distance, {number(distance)}", (2.2, 2.2), BLUE),
        ("a", f"a: the largest cosine, {number(cosine)}", (1.25, 0.21), GREEN),
    ):
        arrow(ax, (0, 0), rows[name], colour, 2.4)
        write(ax, *place, text, ha="left", color=colour, weight="bold")
    ax.plot(*np.transpose([rows["c"], query]), color=BLUE, linewidth=1.2, linestyle=DASHED)
    return figure


@drawing("04_transpose/transpose")
def transpose() -> Figure:
    """A matrix, its transpose, and what reshape makes of it instead."""
    a = np.arange(1, 7).reshape(2, 3)
    figure, ax = sheet(6.6, 2.35)
    size, top = 0.52, 1.95
    for left, matrix, name in (
        (0.3, a, "A, (2, 3)"),
        (2.75, a.T, "transposed, (3, 2)"),
        (5.1, a.reshape(3, 2), "reshaped, (3, 2)"),
    ):
        texts = [[number(entry) for entry in row] for row in matrix]
        grid(ax, left, top, texts, lambda i, j, m=matrix: BLUE_GROUND if m[i, j] <= 3 else ORANGE_GROUND, size, size)
        write(ax, left + size * matrix.shape[1] / 2, top + 0.2, name)
    arrow(ax, (2.0, 1.4), (2.6, 1.4))
    write(ax, 0.3 + 1.5 * size, 0.55, "one row,\none colour")
    write(ax, 2.75 + size, 0.2, "rows became columns", color=INK, fontsize=10)
    write(ax, 5.1 + size, 0.2, "rows were cut anew", color=INK, fontsize=10)
    return figure


@drawing("05_matmul/columns")
def columns() -> Figure:
    """A matrix times a vector is a weighted combination of the columns of the matrix."""
    W, x = np.array([[1, 2], [3, 4]]), np.array([5, 6])
    figure, ax = sheet(6.6, 1.55)
    size, top = 0.5, 1.25
    looks = (BLUE_GROUND, ORANGE_GROUND)
    grid(ax, 0.15, top, [[number(n) for n in row] for row in W], lambda i, j: looks[j], size, size)
    grid(ax, 1.3, top, [[number(n)] for n in x], lambda i, j: "plain", size, size)
    for left, k in ((2.85, 0), (4.45, 1)):
        write(ax, left - 0.3, top - size, f"{x[k]} {TIMES}", weight="bold", fontsize=13)
        grid(ax, left, top, [[number(n)] for n in W[:, k]], lambda i, j, k=k: looks[k], size, size)
    grid(ax, 5.75, top, [[number(n)] for n in W @ x], lambda i, j: INK_GROUND, size, size)
    for place, text in ((2.1, "="), (3.75, "+"), (5.35, "=")):
        write(ax, place, top - size, text, fontsize=14)
    for place, text in ((0.65, "W"), (1.55, "x"), (3.1, "column 1"), (4.7, "column 2"), (6.0, "W x")):
        write(ax, place, 0.1, text, fontsize=10)
    return figure


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
        write(ax, left + 2 * size, 0.22, f"{shape}" if shape == (4, 4) else f"{shape} as (4, 4)")
    return figure


@drawing("07_dense_layer/bits")
def bits() -> Figure:
    """Four pairs of bits before and after a dense layer, which lets a line part them."""
    x = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
    hidden = np.maximum(x @ np.ones((2, 2)) + [0, -1], 0)
    differ = x[:, 0] != x[:, 1]
    figure = Figure(figsize=(7, 2.2))
    for i, (points, title) in enumerate(((x, "before: x₁ and x₂"), (hidden, "after a layer: h₁ and h₂"))):
        ax = panel(figure, 0.5 * i, (-0.7, 3.2), (-0.45, 1.6), title)
        for at, apart in zip(points, differ, strict=True):
            ax.plot(*at, "s" if apart else "o", color=ORANGE if apart else BLUE, markersize=13, zorder=3)
        for at in {tuple(point) for point in points}:
            names = [pair(b) for b, p in zip(x, points, strict=True) if tuple(p) == at]
            write(ax, at[0] + 0.16, at[1] + 0.2, " and ".join(names), ha="left", fontsize=9)
    before, after = figure.axes
    write(before, 1.35, 0.7, "squares: the bits differ", color=ORANGE, ha="left", fontsize=10)
    write(before, 1.35, 0.45, "dots: they do not", color=BLUE, ha="left", fontsize=10)
    ends = np.array([0.1, 3.1])
    after.plot(ends, (ends - 0.5) / 2, color=INK, linewidth=1.6, linestyle=DASHED)
    write(after, 2, 0.5, f"h₁ {MINUS} 2 h₂ = ½", ha="left", fontsize=10)
    return figure


@drawing("08_determinant/area")
def area() -> Figure:
    """A matrix turns the unit square into a parallelogram; its area is the determinant."""
    figure = Figure(figsize=(7, 3.3))
    panels = ((((2, 1), (4, 5)), (1.45, 6.25, "right")), (((1, 2), (2, 4)), (2.25, 3.7, "left")))
    for i, (rows, (x, y, side)) in enumerate(panels):
        A = np.array(rows, float)
        ax = figure.add_axes((0.5 * i, 0.01, 0.5, 0.89))
        plane(ax, (-1, 7.5), (-0.8, 9.6), every=2)
        ax.set_title(f"rows {pair(A[0])} and {pair(A[1])}")
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) @ A.T
        ax.add_patch(Polygon(corners, facecolor=PALE_BLUE, edgecolor=BLUE, linewidth=1.6))
        ax.add_patch(Rectangle((0, 0), 1, 1, facecolor=PALE_ORANGE, edgecolor=ORANGE, linewidth=1.6, zorder=3))
        for column in A.T:
            arrow(ax, (0, 0), column, BLUE, 2, zorder=4)
        write(ax, 1.2, 0.5, "unit square, area 1", ha="left", color=ORANGE, fontsize=10)
        write(ax, x, y, pair(A[:, 1]), ha=side, color=BLUE, fontsize=10)
        write(ax, A[0, 0] + 0.25, A[1, 0] - 0.3, pair(A[:, 0]), ha="left", color=BLUE, fontsize=10)
        write(ax, 5, 7.6, f"area {number(np.linalg.det(A))}", color=BLUE, weight="bold")
    return figure


@drawing("09_inverse/lines")
def lines() -> Figure:
    """Two linear equations are two lines, and the solution is where they cross."""
    A, b = np.array([[2.0, 6.0], [4.0, 7.0]]), np.array([22.0, 29.0])
    solution = np.linalg.solve(A, b)
    figure = Figure(figsize=(5.6, 3.4))
    ax = figure.add_axes((0, 0, 1, 1))
    plane(ax, (-0.8, 8.3), (-0.6, 4.9))
    x = np.array([-0.6, 7.0])
    for row, right, colour, end in ((A[0], b[0], BLUE, 7.0), (A[1], b[1], ORANGE, 6.9)):
        x = np.array([-0.6, end])
        ax.plot(x, (right - row[0] * x) / row[1], color=colour, linewidth=2.2)
    write(ax, 5.3, 2.3, "2x + 6y = 22", color=BLUE, weight="bold", ha="left")
    write(ax, 4.9, 0.45, "4x + 7y = 29", color=ORANGE, weight="bold", ha="right")
    ax.plot(*solution, "o", color=INK, markersize=9, zorder=4)
    write(
        ax,
        solution[0] + 0.2,
        solution[1] + 0.3,
        f"x = {number(solution[0])}, y = {number(solution[1])}",
        ha="left",
        weight="bold",
    )
    return figure


@drawing("10_subspaces/low_rank")
def low_rank() -> Figure:
    """A large matrix of low rank is a tall matrix times a wide one."""
    wide, inner = 4096, 8
    figure, ax = sheet(6.6, 2.5)
    size, thin, low = 1.8, 0.2, 0.55
    for left, w, h, look in ((0.3, size, size, PALE), (3.15, thin, size, PALE_BLUE), (4.05, size, thin, PALE_ORANGE)):
        ax.add_patch(Rectangle((left, low + size - h), w, h, facecolor=look, edgecolor=INK, linewidth=1.4))
    write(ax, 0.3 + size / 2, low + size / 2, f"{wide} {TIMES} {wide}\n{wide * wide:,} entries")
    write(ax, 2.6, low + size / 2, "=", fontsize=16)
    write(ax, 3.25, low - 0.2, f"B: {wide} {TIMES} {inner}", color=BLUE)
    write(ax, 4.95, low + size - thin - 0.22, f"A: {inner} {TIMES} {wide}", color=ORANGE)
    write(ax, 4.95, low + 0.55, f"together\n{2 * inner * wide:,} entries")
    write(ax, 0.3 + size / 2, low - 0.2, "the change, of rank 8")
    return figure


@drawing("10_subspaces/kernel")
def kernel() -> Figure:
    """A matrix of rank 1 takes each line along its kernel to one point."""
    A = np.array([[1.0, 1.0], [0.5, 0.5]])
    figure = Figure(figsize=(7, 3.2))
    before = panel(figure, 0, (-2.6, 2.6), (-2.1, 2.1), "x")
    after = panel(figure, 0.5, (-2.6, 2.6), (-2.1, 2.1), "A x, with A = ((1, 1), (0.5, 0.5))")
    after.plot([-2.4, 2.4], [-1.2, 1.2], color=INK, linewidth=1, linestyle=DASHED)
    write(after, 0.75, -0.75, "the span of\nthe columns", fontsize=10, ha="left")
    for level, colour in ((-1.5, GREEN), (0.0, INK), (1.5, ORANGE)):
        at = np.array([level / 2 + np.array([-1.2, 1.2]), level / 2 - np.array([-1.2, 1.2])])
        before.plot(*at, color=colour, linewidth=2.4)
        dots = np.array([[level / 2 + t, level / 2 - t] for t in (-0.8, 0, 0.8)])
        before.plot(*dots.T, "o", color=colour, markersize=6)
        after.plot(*(A @ dots[0]), "o", color=colour, markersize=10, zorder=4)
    write(before, -1.3, 1.25, "kernel", ha="right", weight="bold")
    write(after, 0.12, -0.28, "0", weight="bold")
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
    ax.plot(ends * q[0], ends * q[1], color=INK, linewidth=1.2, linestyle=DASHED)
    arrow(ax, (0, 0), v, BLUE, 2.4)
    arrow(ax, (0, 0), p, ORANGE, 2.4)
    arrow(ax, (0, 0), q, GREEN, 3.4)
    arrow(ax, p, v, INK, 2)
    corner = 0.13
    back, aside = -corner * q, corner * rest / np.linalg.norm(rest)
    ax.plot(*np.transpose([p + back, p + back + aside, p + aside]), color=INK, linewidth=1.2)
    write(ax, q[0] + 0.12, q[1] - 0.1, f"q = {pair(q)}, of length 1", ha="left", color=GREEN, weight="bold")
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
            ax.plot(*np.outer(v, ends), color=BLUE, linewidth=1.2, linestyle=DASHED)
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


@drawing("12_eigen/power")
def power() -> Figure:
    """Power iteration: a vector is multiplied again and again, and swings into an eigenvector."""
    A, v = np.array([[-1.0, 2.0], [2.0, 2.0]]), np.ones(2) / math.sqrt(2)
    figure = Figure(figsize=(5.6, 3.6))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.45, 1.45), ylim=(-0.06, 1.18), aspect="equal")
    ax.axis("off")
    turn = np.radians(np.linspace(30, 90, 40))
    ax.plot(np.cos(turn), np.sin(turn), color=INK, linewidth=0.8)
    ax.plot(*np.outer((1 / math.sqrt(5), 2 / math.sqrt(5)), (0, 1.22)), color=BLUE, linewidth=1.4, linestyle=DASHED)
    write(ax, 0.6, 1.1, "(1, 2)/√5, λ = 3", color=BLUE, ha="left", weight="bold")
    places = ((0.74, 0.71, "left"), (0.18, 0.91, "right"), (0.61, 0.83, "left"), (0.36, 1.03, "right"))
    for step, (x, y, side) in enumerate(places):
        arrow(ax, (0, 0), v, ORANGE, 2.8 - 0.4 * step)
        write(ax, x, y, f"step {step}: v · A v = {number(v @ A @ v)}", ha=side, color=ORANGE, fontsize=10)
        v = A @ v / np.linalg.norm(A @ v)
    return figure


@drawing("13_covariance/products")
def products() -> Figure:
    """Deviations from the mean as rectangles: a covariance is their mean signed area."""
    x = np.array([[0, 9], [4, 3], [4, 3], [4, 5]], float)
    mean = x.mean(0)
    figure = Figure(figsize=(5.8, 3.9))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-3.6, 11.2), ylim=(1.3, 10.3), aspect="equal")
    ax.axis("off")
    ax.plot((-3.2, 7.6), mean[[1, 1]], color=INK, linewidth=1.2)
    ax.plot(mean[[0, 0]], (1.9, 9.9), color=INK, linewidth=1.2)
    for row in np.unique(x, axis=0):
        a, b = row - mean
        ax.add_patch(Rectangle(mean, a, b, facecolor=PALE_ORANGE, edgecolor=ORANGE, linewidth=1.4))
        ax.plot(*row, "o", color=INK, markersize=8, zorder=4)
    write(ax, 1.5, 7.2, f"({MINUS}3) · 4\n= {MINUS}12", color=ORANGE, weight="bold")
    write(ax, 4.3, 3.3, f"twice: 1 · ({MINUS}2) = {MINUS}2", color=ORANGE, weight="bold", ha="left")
    write(ax, 4.3, 5.35, "1 · 0 = 0", ha="left")
    write(ax, 7.7, mean[1], f"mean of column 2: {number(mean[1])}", ha="left", fontsize=9)
    write(ax, mean[0], 1.6, f"mean of column 1: {number(mean[0])}", fontsize=9)
    for dx, dy, sign in ((3.2, 4.2, "+"), (-5.2, -2.2, "+"), (-5.2, 4.2, MINUS), (3.2, -2.9, MINUS)):
        write(ax, mean[0] + dx, mean[1] + dy, sign, fontsize=18)
    return figure


def cloud(mean: np.ndarray, covariance: np.ndarray, count: int) -> np.ndarray:
    """Points that have this mean and this covariance exactly."""
    points = np.random.default_rng(5).normal(size=(count, 2))
    points -= points.mean(0)
    whitened = points @ np.linalg.inv(np.linalg.cholesky(np.cov(points.T))).T
    return mean + whitened @ np.linalg.cholesky(covariance).T


@drawing("14_pca/pca")
def pca() -> Figure:
    """Principal components: a tilted cloud is turned until its broadest side lies along an axis."""
    x = np.array([[7, 10], [-5, -6], [5, -1], [-3, 5], [1, 2], [1, 2]], float)
    mean, C = x.mean(0), np.cov(x.T)
    values, vectors = (part[..., ::-1] for part in np.linalg.eigh(C))
    vectors = vectors * np.sign(vectors[0])
    points = cloud(mean, C, 60)
    figure = Figure(figsize=(7, 3.5))
    turned = np.diag([1.0, -1.0])  # where the turn by which the first lies along the axis takes the two
    kinds = ((points, mean, vectors.T), ((points - mean) @ vectors @ turned, np.zeros(2), turned))
    for i, (shown, centre, directions) in enumerate(kinds):
        ax = panel(figure, 0.5 * i, (-20, 20), (-15, 17), "turned" if i else "the cloud")
        ax.plot(*shown.T, "o", color=INK, markersize=3.5)
        for value, v, colour in zip(values, directions, (BLUE, ORANGE), strict=True):
            arrow(ax, centre, centre + math.sqrt(value) * v, colour, 3, zorder=5)
    before, after = figure.axes
    for k, colour, here, there in ((0, BLUE, (-10.3, 13), (10.3, 13)), (1, ORANGE, (10.3, -11.5), (-10.3, -11.5))):
        spread = number(math.sqrt(values[k]), 2)
        write(before, *here, f"standard deviation {spread}\nalong {pair(vectors[:, k])}", color=colour, fontsize=9)
        write(after, *there, f"variance\n{spread}² = {number(values[k])}", color=colour, fontsize=10)
    return figure
