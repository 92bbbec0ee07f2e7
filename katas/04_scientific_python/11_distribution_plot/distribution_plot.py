"""A distribution plot: how many numbers lie where, and how many are no numbers at all."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Real
from matplotlib.axes import Axes


def distribution_plot(
    x: Real[Array, "..."], bins: int | Sequence[float] | Real[Array, "edges"] = 10, density: bool = False
) -> Axes:
    """Draw the histogram of all finite numbers of an array, on a new figure.

    One bar a bin, as wide as the bin, from 0 up, all of it within linear axes. The x axis is named
    ``"value"``, the y axis ``"count"`` or ``"density"``, and the title is ``"n = 97, left out = 3"``,
    with the number of entries that are in a bar and of those that are not.

    Parameters
    ----------
    x : array
        Of any shape; its entries are one set of numbers. NaN and infinity are left out. It is left
        as it is.
    bins : int, or list or array of float, default 10
        How many bins of one width reach from the smallest to the largest finite number; or their
        edges, ascending, and then numbers outside are left out. A number on an edge is in the bin
        on its right, one on the last edge in the last bin. Where all numbers are equal, bins reach
        from half below to half above them.
    density : bool, default False
        Whether the bars have area 1 in all, the area of each being its share of the n numbers;
        else their heights are counts.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that the bars are drawn on. Its figure is a new one at each call, the only one
        that is opened, and no other figure is touched.

    Raises
    ------
    ValueError
        Where no number is left to draw; where ``bins`` is less than 1, or fewer than two edges, or
        edges that do not ascend.
    """
    raise NotImplementedError
