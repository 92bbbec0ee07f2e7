"""A loss curve whose average is a weighted mean, with the weights written out."""

import matplotlib.pyplot as plt
import numpy as np


def loss_curve(losses, smoothing=0.9, log=False):
    """Draw the losses and their bias-corrected moving average, on a new figure."""
    losses = np.array(losses, dtype=np.float64)
    if losses.ndim != 1 or not losses.size or not 0 <= smoothing < 1 or (log and np.nanmin(losses) <= 0):
        raise ValueError("no curve")
    steps = np.arange(len(losses))
    weights = [float(smoothing) ** steps[: t + 1][::-1] for t in steps]
    smooth = [np.average(losses[: t + 1], weights=weights[t]) for t in steps]
    axes = plt.figure().add_subplot(xlabel="step", ylabel="loss")
    axes.plot(steps, losses, color="lightgrey", label="raw")
    axes.plot(steps, smooth, color="black", label="smooth")
    if log:
        axes.set_yscale("log")
    axes.legend()
    return axes
