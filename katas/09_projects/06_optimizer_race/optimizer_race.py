"""An optimizer race: three ways down the same valley."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Float, Real
from matplotlib.axes import Axes


def rosenbrock(p: Float[Array, "... 2"]) -> Float[Array, "..."]:
    """The height of Rosenbrock's valley, (1 - x)**2 + 100 (y - x**2)**2.

    Parameters
    ----------
    p : array (..., 2)
        Points (x, y).

    Returns
    -------
    array (...)
        The height at each point; one number for one point.
    """
    raise NotImplementedError


def rosenbrock_gradient(p: Float[Array, "... 2"]) -> Float[Array, "... 2"]:
    """The gradient of `rosenbrock`.

    Parameters
    ----------
    p : array (..., 2)
        Points (x, y).

    Returns
    -------
    array (..., 2)
        The derivatives with respect to x and to y at each point.
    """
    raise NotImplementedError


def race(
    start: Sequence[float] | Real[Array, "2"], steps: int, rates: dict[str, float]
) -> dict[str, Float[Array, "steps+1 2"]]:
    """Let three optimizers run down the valley from one start.

    Parameters
    ----------
    start : list of two numbers, or array (2,)
        Where all of them start; left as it is.
    steps : int
        How many steps each of them takes, 0 or more.
    rates : dict of float
        The learning rates by name: ``"sgd"``, ``"momentum"`` and ``"adam"``.

    Returns
    -------
    dict of array (steps + 1, 2)
        Where each is before the first step, and after each step, in float64. ``"sgd"`` is plain
        gradient descent; ``"momentum"`` has a buffer b, from 0, ``b = 0.9 b + g``, and moves by ``-lr b``;
        ``"adam"`` is Adam with betas 0.9 and 0.999 and an eps of 1e-8.
    """
    raise NotImplementedError


def plot_race(paths: dict[str, Float[Array, "n 2"]]) -> Axes:
    """Draw paths over contours of the valley, on a new figure.

    Each path is a line through its points, in order; a legend gives it its name. Behind them are contours of
    `rosenbrock` (lines or filled; of the height, or of its logarithm), five levels or more, each the same
    factor above the one before. All points of the paths, and (1, 1), lie within the axes.

    Parameters
    ----------
    paths : dict of array (n, 2)
        Paths by name, such as `race` returns; left as they are.

    Returns
    -------
    matplotlib.axes.Axes
        The axes with the lines. Each call opens one new figure for them, and touches no other.
    """
    raise NotImplementedError
