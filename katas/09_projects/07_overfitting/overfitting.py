"""Overfitting: what a model remembers, what it has learnt, and how to tell them apart."""

from collections.abc import Sequence
from typing import Any as Array

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes


def fit_polynomial(x: Float[Array, "n"], y: Float[Array, "n"], degree: int, ridge: float = 0.0) -> Float[Array, "d"]:
    """Fit a polynomial to points by least squares.

    Parameters
    ----------
    x, y : array (n,)
        The points; the x lie in [-1, 1].
    degree : int
        The highest power, 0 or more.
    ridge : float
        How strongly large coefficients are punished, 0 or more.

    Returns
    -------
    array (degree + 1,)
        The coefficients that make the sum of squared errors, plus ``ridge`` times the sum of squares of all
        coefficients but the constant, as small as possible. The constant comes first, then that of x, of x**2, ...

    Raises
    ------
    ValueError
        If ``ridge`` is 0 and there are fewer points than coefficients.
    """
    raise NotImplementedError


def predict(coefficients: Float[Array, "d"], x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the values of a polynomial.

    Parameters
    ----------
    coefficients : array (d,)
        The constant first, as from `fit_polynomial`.
    x : array (...)
        Where to compute it.

    Returns
    -------
    array (...)
        ``coefficients[0] + coefficients[1] * x + coefficients[2] * x**2 + ...``
    """
    raise NotImplementedError


def cross_validate(
    x: Float[Array, "n"],
    y: Float[Array, "n"],
    degrees: Sequence[int],
    folds: int,
    rng: np.random.Generator,
    ridge: float = 0.0,
) -> tuple[Float[Array, "k"], Float[Array, "k"]]:
    """Measure for each degree how well a fit does on its own points, and on points that it has not seen.

    Shuffle once, by ``rng.permutation(n)``, and cut the result into folds as ``numpy.array_split`` does. Each fold is
    held out once, while all others are fitted.

    Parameters
    ----------
    x, y : array (n,)
        The points.
    degrees : sequence of int
        The degrees to try; all of them get the same folds.
    folds : int
        How many folds, from 2 to n. They differ in size by one at most.
    rng : numpy.random.Generator
        What shuffles; nothing else is drawn.
    ridge : float
        As in `fit_polynomial`.

    Returns
    -------
    train, valid : array (k,)
        For each degree, the mean squared error over all points that were fitted in all folds, and over all points that
        were held out: means over points, not over folds.

    Raises
    ------
    ValueError
        If there are fewer than 2 folds, or more than points; or if the points of a fit are too few for its degree.
    """
    raise NotImplementedError


def choose(degrees: Sequence[int], errors: Sequence[float]) -> int:
    """Return the degree with the smallest error.

    Parameters
    ----------
    degrees : sequence of int
        In any order.
    errors : sequence of float
        One for each degree.

    Returns
    -------
    int
        The degree; if several have the smallest error, the lowest of them.
    """
    raise NotImplementedError


def plot_errors(degrees: Sequence[int], train: Sequence[float], valid: Sequence[float]) -> Axes:
    """Draw the errors of training and of validation by degree, on a new figure.

    Parameters
    ----------
    degrees : sequence of int
        What goes along the x-axis.
    train, valid : sequences of float
        One error for each degree, as from `cross_validate`.

    Returns
    -------
    matplotlib.axes.Axes
        The axes with two lines, ``"training"`` and ``"validation"``, and a legend that names them. The label of the
        x-axis has the word degree in it, that of the y-axis the word error, and the y-axis is logarithmic. Each call
        opens one new figure, and touches no other.
    """
    raise NotImplementedError
