"""Seaborn draws the average, with the weights normalised and a line at the lowest loss.

It leaves out what is NaN and joins the points around it, so that the losses are drawn by Matplotlib.
"""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

sns.set_theme(style="whitegrid")


def loss_curve(losses, smoothing=0.9, log=False):
    losses = np.array(losses, float)
    if losses.shape != (losses.size,) or losses.size < 1:
        raise ValueError("no row of losses")
    if not (smoothing >= 0 and smoothing < 1):
        raise ValueError("no smoothing")
    if log and (losses <= 0).any():
        raise ValueError("no logarithm")
    smooth, total, weight = [], 0.0, 0.0
    for loss in losses:
        total, weight = smoothing * total + loss, smoothing * weight + 1.0
        smooth.append(total / weight)
    fig, ax = plt.subplots()
    steps = np.arange(losses.size)
    ax.plot(steps, losses, color="tab:blue", label="raw")
    sns.lineplot(x=steps, y=smooth, ax=ax, color="tab:red", label="smooth", errorbar=None)
    ax.axhline(np.nanmin(losses), ls=":")
    ax.set(xlabel="step", ylabel="loss")
    if log:
        ax.set_yscale("log")
    plt.close(fig)
    return ax
