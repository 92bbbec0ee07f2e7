"""A distribution plot: edges first, then counts, so that the bars, the title and the errors agree on what is drawn."""

import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    """Draw the histogram of all finite numbers of an array, on a new figure."""
    finite = x[np.isfinite(x)]  # (count,), whatever the shape of x
    edges = np.histogram_bin_edges(finite, bins)
    widths = np.diff(edges)
    if len(widths) == 0 or not np.all(widths > 0):
        raise ValueError(f"bins = {bins} are no ascending edges")
    counts, _ = np.histogram(finite, edges)
    n = int(counts.sum())
    if n == 0:
        raise ValueError("there is no finite number between the edges")

    _, axes = plt.subplots(layout="constrained")
    axes.bar(edges[:-1], counts / (n * widths) if density else counts, width=widths, align="edge")
    axes.set(xlabel="value", ylabel="density" if density else "count", title=f"n = {n}, left out = {x.size - n}")
    return axes
