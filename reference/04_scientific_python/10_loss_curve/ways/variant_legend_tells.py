"""A right solution that joins the losses in a LineCollection, and leaves it to the legend to name the lines."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from scipy.signal import lfilter


def loss_curve(losses, smoothing=0.9, log=False):
    losses = np.asarray(losses, dtype=float)
    if losses.ndim != 1 or len(losses) < 1 or not 0 <= smoothing < 1:
        raise ValueError(f"no curve of {losses.shape} losses with smoothing {smoothing}")
    if log and np.nanmin(losses) <= 0:
        raise ValueError("a logarithmic axis needs positive losses")
    steps = np.arange(len(losses))
    _, ax = plt.subplots()
    raw = ax.add_collection(LineCollection([np.column_stack([steps, losses])], colors="0.7"))
    smooth = lfilter([1 - smoothing], [1, -smoothing], losses) / (1 - smoothing ** (steps + 1))
    (line,) = ax.plot(steps, smooth, color="crimson")
    ax.legend([raw, line], ["raw", "smooth"])
    ax.autoscale()
    ax.set(xlabel="step", ylabel="loss")
    if log:
        ax.semilogy()
    return ax
