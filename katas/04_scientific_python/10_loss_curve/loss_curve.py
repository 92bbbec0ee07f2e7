"""A loss curve: the loss of each step, and where the run is going."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Real
from matplotlib.axes import Axes


def loss_curve(losses: Sequence[float] | Real[Array, "steps"], smoothing: float = 0.9, log: bool = False) -> Axes:
    """Draw the losses and their bias-corrected moving average, on a new figure.

    It has two lines over the steps 0, 1, ..., which look different. ``"raw"`` shows the losses. In
    front of it, ``"smooth"`` shows the average ``m[t] = smoothing * m[t - 1] + (1 - smoothing) *
    losses[t]``, from 0, divided by ``1 - smoothing ** (t + 1)``. A legend gives these names. The x
    axis is named ``"step"`` and runs to the right, the y axis ``"loss"`` and runs upwards. All
    points lie within the axes; a loss that is NaN leaves a gap.

    Parameters
    ----------
    losses : list of float, or array (steps,)
        The loss of each step, the first step first; left as it is.
    smoothing : float, default 0.9
        How much of the average each step keeps, at least 0 and less than 1; 0 smooths nothing.
    log : bool, default False
        Whether the y axis is logarithmic; otherwise it is linear. The x axis is always linear.

    Returns
    -------
    matplotlib.axes.Axes
        The axes with the lines. Each call opens one new figure for them, and touches no other.

    Raises
    ------
    ValueError
        If there are no losses, or they have more than one axis; if ``smoothing`` is less than 0, 1
        or more, or NaN; if ``log`` is True and a loss is 0 or less.
    """
    raise NotImplementedError
