"""A loss curve: m goes on uncorrected, only what is drawn is divided, and every call is to axes of its own."""

import matplotlib.pyplot as plt
import numpy as np


def loss_curve(losses, smoothing=0.9, log=False):
    """Draw the losses and their bias-corrected moving average, on a new figure."""
    losses = np.asarray(losses, dtype=float)
    if losses.ndim != 1 or losses.size == 0:
        raise ValueError(f"losses of shape {losses.shape} are no curve")
    if not 0 <= smoothing < 1:
        raise ValueError(f"smoothing = {smoothing} is not at least 0 and less than 1")
    if log and np.any(losses <= 0):
        raise ValueError("a loss of 0 or less has no place on a logarithmic axis")

    average, smooth = 0.0, []
    for t, loss in enumerate(losses, start=1):
        average = smoothing * average + (1 - smoothing) * loss
        smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far

    _, axes = plt.subplots(layout="constrained")
    axes.plot(losses, label="raw", alpha=0.4)
    axes.plot(smooth, label="smooth")
    axes.set(xlabel="step", ylabel="loss", yscale="log" if log else "linear")
    axes.legend()
    return axes
