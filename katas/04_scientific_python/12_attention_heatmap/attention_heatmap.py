"""A heatmap of attention: which token looks at which."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Float
from matplotlib.axes import Axes


def attention_heatmap(weights: Float[Array, "query key"], tokens: Sequence[str]) -> Axes:
    """Draw attention weights as a square of colours, on a new figure.

    Query ``i`` is the row ``i`` from the top, key ``j`` the column ``j`` from the left. Both axes
    carry one tick in the middle of each cell, labelled with its token, and are named ``"query"``
    (y) and ``"key"`` (x). The colours run from 0 to 1 whatever the weights, one for each cell, and
    a colour bar explains them.

    Parameters
    ----------
    weights : array of shape (n, n)
        Each row is the distribution of one query over the keys; float32 or float64.
    tokens : sequence of str, of length n
        The text, token by token; the same token may come twice.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that the cells are drawn on. Its figure is a new one at each call, the only one
        that is opened, and no other figure is touched.

    Raises
    ------
    ValueError
        Where ``weights`` is not square, there are more or fewer tokens than rows, a weight is
        negative or NaN, or a row does not sum to 1 (up to rounding in the dtype of the weights).
    """
    raise NotImplementedError
