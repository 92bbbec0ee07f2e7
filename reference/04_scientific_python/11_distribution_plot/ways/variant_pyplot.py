"""A right solution by pyplot's state machine, in a figure that is closed again."""

import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    kept = [float(v) for v in x.flat if -np.inf < v < np.inf]
    if np.ndim(bins) == 0:
        number = bins
    else:
        bins, number = list(bins), len(bins) - 1
        if sorted(set(bins)) != bins:
            raise ValueError("edges must ascend")
        kept = [v for v in kept if bins and bins[0] <= v <= bins[-1]]
    if number < 1 or not kept:
        raise ValueError("bins or numbers are missing")
    figure = plt.figure()
    plt.hist(kept, bins, density=density, edgecolor="white")
    plt.xlabel("value")
    plt.ylabel("density" if density else "count")
    plt.title(f"n = {len(kept)}, left out = {np.size(x) - len(kept)}")
    plt.close(figure)
    return figure.axes[0]
