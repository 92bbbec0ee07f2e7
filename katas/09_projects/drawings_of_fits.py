"""More drawings of this track, of curves that fit too well."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.polynomial import Polynomial

from dojo.drawing import BLUE, GREEN, INK, ORANGE, drawing, write

RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, 30)
Y = np.sin(np.pi * X) + 0.2 * RNG.normal(size=30)


def fit(x, y, degree: int) -> Polynomial:
    """The polynomial of least squares."""
    return Polynomial.fit(x, y, degree, domain=[-1, 1])


def errors(degree: int, folds: int = 10) -> tuple[float, float]:
    """The mean squared errors of training and of validation."""
    train, valid = [], []
    for part in np.array_split(np.random.default_rng(0).permutation(30), folds):
        seen = ~np.isin(np.arange(30), part)
        off = (fit(X[seen], Y[seen], degree)(X) - Y) ** 2
        train.extend(off[seen])
        valid.extend(off[~seen])
    return float(np.mean(train)), float(np.mean(valid))


@drawing("07_overfitting/fits")
def fits() -> Figure:
    """The same thirty points, fitted with a line, a polynomial of degree 5 and one of degree 22."""
    figure = Figure(figsize=(7.2, 2.6))
    line = np.linspace(-1, 1, 300)
    for i, (degree, colour) in enumerate(((1, ORANGE), (5, GREEN), (22, BLUE))):
        ax = figure.add_axes((0.01 + 0.333 * i, 0.02, 0.31, 0.84))
        ax.set(xlim=(-1.08, 1.08), ylim=(-1.7, 1.7), title=f"degree {degree}")
        ax.axis("off")
        ax.plot(line, fit(X, Y, degree)(line), color=colour, linewidth=2.2)
        ax.plot(X, Y, "o", color=INK, markersize=4)
    return figure


@drawing("07_overfitting/errors")
def curves() -> Figure:
    """Training and validation errors of polynomials of degree 0 to 15: one falls, the other turns."""
    degrees = np.arange(16)
    train, valid = np.transpose([errors(degree) for degree in degrees])
    figure = Figure(figsize=(6.2, 3.2))
    ax = figure.add_axes((0.12, 0.17, 0.85, 0.78))
    ax.set(xlabel="degree", ylabel="mean squared error", yscale="log", xlim=(-0.5, 15.5))
    for values, colour, name, place in ((train, BLUE, "training", 0.75), (valid, ORANGE, "validation", 1.6)):
        ax.plot(degrees, values, "o-", color=colour, linewidth=2, markersize=4)
        write(ax, 11, place * values[11], name, color=colour, weight="bold", ha="right")
    best = int(np.argmin(valid))
    ax.plot(best, valid[best], "o", color=ORANGE, markersize=10)
    return figure
