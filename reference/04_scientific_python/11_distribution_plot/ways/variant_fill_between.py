"""A right solution that fills the area below the steps in one piece, with an outline over it."""

import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    finite = x[np.isfinite(x)].astype(np.float64)
    if finite.size == 0:
        raise ValueError("there is no number")
    if np.ndim(bins) and not (np.size(bins) > 1 and np.all(np.diff(bins) > 0)):
        raise ValueError("edges ascend")
    counts, edges = np.histogram(finite, bins)
    n = counts.sum()
    if n == 0:
        raise ValueError("there is no number between the edges")
    heights, _ = np.histogram(finite, edges, density=density)
    _, ax = plt.subplots()
    ax.fill_between(edges, np.append(heights, heights[-1]), step="post", alpha=0.3)
    ax.stairs(heights, edges, linewidth=2)
    ax.set(xlabel="value", ylabel="density" if density else "count", ylim=(0, None))
    ax.set_title(f"n = {n}, left out = {x.size - n}")
    return ax
