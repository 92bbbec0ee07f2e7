"""A heatmap of attention: which token looks at which."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Float
from matplotlib.axes import Axes


def attention_heatmap(weights: Float[Array, "query key"], tokens: Sequence[str]) -> Axes:
    """Draw attention weights as a square of colours, on a new figure.

    Query ``i`` is row ``i`` from the top, and key ``j`` is column ``j`` from the left. Both axes have
    one tick in the middle of each cell, labelled with its token as it is, and are named ``"query"``
    (y) and ``"key"`` (x). The colours run from 0 to 1 whatever the weights, one for each cell, and a
    colour bar explains them.

    Parameters
    ----------
    weights : array of shape (n, n)
        Each row is the distribution of one query over the keys; float32 or float64.
    tokens : sequence of str, of length n
        The text, token by token; the same token may come twice.

    Returns
    -------
    matplotlib.axes.Axes
        The axes with the cells. Each call opens one new figure for them, and touches no other.

    Raises
    ------
    ValueError
        If ``weights`` is not square; if there are more or fewer tokens than rows; if a weight is
        negative or NaN; or if a row does not sum to 1, up to rounding in the dtype of the weights.
    """
    raise NotImplementedError
