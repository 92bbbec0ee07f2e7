"""A right solution by pyplot's state machine, with the average that pandas makes and a legend of the figure."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def loss_curve(losses, smoothing=0.9, log=False):
    if np.ndim(losses) != 1 or len(losses) == 0:
        raise ValueError("losses are a row of numbers")
    table = pd.DataFrame({"Raw": losses}, dtype=float)
    if smoothing < 0 or smoothing >= 1 or smoothing != smoothing:
        raise ValueError("smoothing")
    if log and not all(loss > 0 or loss != loss for loss in losses):
        raise ValueError("log of what is not positive")
    table["Smooth"] = table["Raw"].ewm(alpha=1 - smoothing, adjust=True).mean()
    plt.figure(figsize=(5, 3))
    draw = plt.semilogy if log else plt.plot
    draw(table.index, table["Smooth"], "k", lw=2, zorder=5, label="Smooth")
    draw(table.index, table["Raw"], "k", lw=0.5, label="Raw")
    plt.xlabel("Step")
    plt.ylabel("Loss")
    plt.title("a run")
    plt.figlegend()
    plt.grid()
    return plt.gca()
