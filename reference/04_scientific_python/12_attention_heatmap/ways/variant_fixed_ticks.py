"""A right solution with a mesh centred on integers, fixed locators, and a second pair of axes for the colour bar."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FixedFormatter, FixedLocator


def attention_heatmap(weights, tokens):
    n = len(tokens)
    if weights.shape != (n, n):
        raise ValueError("not as many rows and columns as tokens")
    for row in weights:
        if not (min(row) >= 0 and abs(float(sum(row)) - 1) < 1e-4):
            raise ValueError("a row is no distribution")
    axes, key = plt.figure().subplots(1, 2, width_ratios=[20, 1])
    borders = np.arange(n + 1) - 0.5
    mesh = axes.pcolormesh(borders, borders, weights, cmap="Greys")
    mesh.set_clim(0, 1)
    axes.set_ylim(n - 0.5, -0.5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(range(n)))
        axis.set_major_formatter(FixedFormatter(list(tokens)))
    plt.setp(axes.get_xticklabels(), rotation=90)
    axes.set(xlabel="key", ylabel="query", aspect="equal")
    axes.figure.colorbar(mesh, cax=key)
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            axes.text(j, i, f"{weight:.2f}", ha="center", va="center")
    return axes
