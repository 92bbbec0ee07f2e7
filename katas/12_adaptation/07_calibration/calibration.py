"""Calibration: of all that a model is 70 % sure of, is 70 % right?"""

import numpy as np
from jaxtyping import Bool, Float, Int
from matplotlib.axes import Axes


def top_predictions(
    probs: Float[np.ndarray, "N K"], targets: Int[np.ndarray, "N"]
) -> tuple[Float[np.ndarray, "N"], Bool[np.ndarray, "N"]]:
    """Return how sure a model is of its most likely class, and whether that is the right one.

    Parameters
    ----------
    probs : array of shape (N, K)
        In each row the probabilities of all classes. The largest is there once.
    targets : array of int, of shape (N,)
        The right classes, from 0 to K - 1.

    Returns
    -------
    array of shape (N,)
        The confidence: the largest probability of each row.
    array of bool, of shape (N,)
        Whether its class is the target.

    Raises
    ------
    ValueError
        If ``targets`` does not have shape (N,).
    """
    raise NotImplementedError


def bin_means(
    confidence: Float[np.ndarray, "N"], correct: Bool[np.ndarray, "N"], bins: int = 10
) -> tuple[Int[np.ndarray, "bins"], Float[np.ndarray, "bins"], Float[np.ndarray, "bins"]]:
    """Sort predictions into bins by their confidence, and return what each bin holds.

    Parameters
    ----------
    confidence : array of shape (N,)
        From 0 to 1.
    correct : array of shape (N,)
        Whether each prediction is right: bools, or 0 and 1 of any type.
    bins : int, default 10
        Into how many bins of the same width the range from 0 to 1 is cut. A confidence of 0 belongs to the
        first bin, 1 to the last. One that lies exactly between two bins may go into either.

    Returns
    -------
    array of int, of shape (bins,)
        How many predictions each bin holds.
    array of shape (bins,)
        The mean of their confidences. It is 0 for a bin that is empty.
    array of shape (bins,)
        The share of them that is right: the accuracy. It is 0 for a bin that is empty.

    Raises
    ------
    ValueError
        If the shapes of ``confidence`` and ``correct`` differ; if there is no prediction; if a confidence is
        below 0, above 1, or NaN; if ``bins`` is less than 1.
    """
    raise NotImplementedError


def calibration_errors(
    confidence: Float[np.ndarray, "N"], correct: Bool[np.ndarray, "N"], bins: int = 10
) -> tuple[float, float]:
    """Return the expected and the maximal calibration error.

    Parameters
    ----------
    confidence, correct, bins
        As for `bin_means`, which says what is refused.

    Returns
    -------
    float
        The ECE: the mean of the gaps between accuracy and mean confidence, in which each bin has the weight
        of its predictions.
    float
        The MCE: the largest gap of a bin that is not empty.
    """
    raise NotImplementedError


def reliability_diagram(confidence: Float[np.ndarray, "N"], correct: Bool[np.ndarray, "N"], bins: int = 10) -> Axes:
    """Draw the accuracy of each bin over its mean confidence, on a new figure.

    ``"model"`` shows a marker for each bin that is not empty, at (mean confidence, accuracy). ``"perfect"`` is
    the diagonal from (0, 0) to (1, 1). A legend gives these names. The x axis is named ``"confidence"``, the y
    axis ``"accuracy"``, and both show all from 0 to 1. The title has the ECE with three decimals.

    Parameters
    ----------
    confidence, correct, bins
        As for `bin_means`, which says what is refused.

    Returns
    -------
    matplotlib.axes.Axes
        The axes with the markers. Each call opens one new figure for them, and touches no other.
    """
    raise NotImplementedError
