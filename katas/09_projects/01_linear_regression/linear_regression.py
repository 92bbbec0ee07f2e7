"""Linear regression: the best weights by a formula, and by gradient descent."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def closed_form(X: Float[Array, "n d"], y: Float[Array, "n"]) -> tuple[Float[Array, "d"], Float[Array, ""]]:
    """Find weights and an intercept with the smallest mean squared error.

    Parameters
    ----------
    X : array (n, d)
        A row for each observation. At the edges, columns may be equal, constant or nearly
        dependent, and there may be fewer rows than columns.
    y : array (n,)
        The targets.

    Returns
    -------
    w : array (d,)
        The weights. Where several are best, any of them.
    b : array ()
        The intercept.
    """
    xp = array_namespace(X, y)  # numpy for arrays, torch for tensors: xp.mean works on both
    raise NotImplementedError


def descend(
    X: Float[Array, "n d"], y: Float[Array, "n"], lr: float, steps: int
) -> tuple[Float[Array, "d"], Float[Array, ""]]:
    """Minimise the mean squared error by gradient descent from zeros.

    Parameters
    ----------
    X : array (n, d)
        A row for each observation.
    y : array (n,)
        The targets.
    lr : float
        The learning rate: w becomes w - lr * (gradient with respect to w), and b likewise.
    steps : int
        How many steps, 0 or more. In each, both gradients are taken at the same w and b.

    Returns
    -------
    w : array (d,)
        The weights after the last step.
    b : array ()
        The intercept after the last step.
    """
    xp = array_namespace(X, y)  # numpy for arrays, torch for tensors
    raise NotImplementedError
