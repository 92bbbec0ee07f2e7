"""A scaling law: from the losses of small models to that of a large one, and to the best use of a budget."""

import numpy as np
from jaxtyping import Float, Real


def fit_power_law(n: Real[np.ndarray, "m"], loss: Float[np.ndarray, "m"]) -> tuple[float, float, float]:
    """Fit loss = a * n ** -alpha + floor.

    Parameters
    ----------
    n : array (m,)
        The sizes of models, in any unit and any order: 3 different ones or more.
    loss : array (m,)
        The loss of each.

    Returns
    -------
    a, alpha, floor : float
        The law that is closest to the losses.

    Raises
    ------
    ValueError
        If there are fewer than three different sizes; the message mentions how many.
    """
    raise NotImplementedError


def compute_optimal(flops: float, a: float, alpha: float, b: float, beta: float) -> tuple[float, float]:
    """Divide a budget between the size of a model and its tokens.

    The loss is a * n ** -alpha + b * d ** -beta and a floor, and the training takes 6 * n * d operations.

    Parameters
    ----------
    flops : float
        The budget, in operations.
    a, alpha : float
        What the loss gains by parameters; both above 0.
    b, beta : float
        What it gains by tokens; both above 0.

    Returns
    -------
    n : float
        The number of parameters with the least loss.
    d : float
        The number of tokens, so that 6 * n * d is the budget.
    """
    raise NotImplementedError
