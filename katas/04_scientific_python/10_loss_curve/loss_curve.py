"""A loss curve: what each step lost, and where the run is going."""

from collections.abc import Sequence
from typing import Any as Array

from jaxtyping import Real
from matplotlib.axes import Axes


def loss_curve(losses: Sequence[float] | Real[Array, "steps"], smoothing: float = 0.9, log: bool = False) -> Axes:
    """Draw the losses and their bias-corrected moving average, on a new figure.

    Two lines over the steps 0, 1, ..., of different looks: ``"raw"``, the losses, and in front of it
    ``"smooth"``, the average: ``m[t] = smoothing * m[t - 1] + (1 - smoothing) * losses[t]``, from 0,
    divided by ``1 - smoothing ** (t + 1)``. A legend names them so; the x axis is named
    ``"step"``, the y axis ``"loss"``. All points lie within the axes; a loss that is NaN leaves a gap.

    Parameters
    ----------
    losses : list of float, or array (steps,)
        The loss of each step, the first step first; left as it is.
    smoothing : float, default 0.9
        How much of the average is kept at each step, at least 0 and less than 1; 0 smooths nothing.
    log : bool, default False
        Whether the y axis is logarithmic; else it is linear. The x axis is always linear.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that the lines are drawn on. Its figure is a new one at each call, the only one
        that is opened, and no other figure is touched.

    Raises
    ------
    ValueError
        Where there are no losses, or they have more than one axis; where ``smoothing`` is less than
        0, 1 or more, or NaN; where ``log`` is asked for and a loss is 0 or less.
    """
    raise NotImplementedError
