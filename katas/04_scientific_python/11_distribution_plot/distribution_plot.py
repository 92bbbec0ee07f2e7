"""A distribution plot: how many numbers lie where, and how many are left out."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Real
from matplotlib.axes import Axes


def distribution_plot(
    x: Real[Array, "..."], bins: int | Sequence[float] | Real[Array, "edges"] = 10, density: bool = False
) -> Axes:
    """Draw the histogram of all finite numbers of an array, on a new figure.

    Each bin has a bar of its width, from 0 up, all of it within linear axes. The x axis is named
    ``"value"``, the y axis ``"count"`` or ``"density"``. The title is ``"n = 97, left out = 3"``: how
    many entries are in a bar, and how many are not.

    Parameters
    ----------
    x : array
        Of any shape; all its entries are one set of numbers. NaN and infinity are left out. It is
        left as it is.
    bins : int, or list or array of float, default 10
        How many bins of equal width reach from the smallest to the largest finite number; or their
        edges, in ascending order, and then numbers outside are left out. A number on an edge is in
        the bin on its right, one on the last edge in the last bin. If all numbers are equal
        to x, the bins run from x - 0.5 to x + 0.5.
    density : bool, default False
        Whether the heights are densities, so that the area of each bar is its share of the n
        numbers, and all areas sum to 1. Otherwise the heights are counts.

    Returns
    -------
    matplotlib.axes.Axes
        The axes with the bars. Each call opens one new figure for them, and touches no other.

    Raises
    ------
    ValueError
        If no number is left to draw; if ``bins`` is less than 1, or fewer than two edges, or edges
        that do not ascend.
    """
    raise NotImplementedError
