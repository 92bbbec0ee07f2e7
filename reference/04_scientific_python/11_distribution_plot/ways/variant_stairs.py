"""A right solution that counts by sorting and draws a filled outline on a bare Figure."""

import numpy as np
from matplotlib.figure import Figure


def distribution_plot(x, bins=10, density=False):
    values = np.sort(x[np.isfinite(x)].astype(float))
    if not values.size:
        raise ValueError("nothing to draw")
    if np.ndim(bins) == 0:
        if bins <= 0:
            raise ValueError(f"{bins} bins")
        low, high = values[0], values[-1]
        if low == high:
            low, high = low - 0.5, high + 0.5
        bins = np.linspace(low, high, bins + 1)
    edges = np.array(bins, float)
    if edges.size < 2 or (edges[1:] <= edges[:-1]).any():
        raise ValueError("edges")
    below = [*np.searchsorted(values, edges[:-1], side="left"), np.searchsorted(values, edges[-1], side="right")]
    counts = np.diff(below)
    n = counts.sum()
    if n == 0:
        raise ValueError("all numbers lie outside")
    axes = Figure().add_subplot()
    axes.stairs(counts / n / np.diff(edges) if density else counts, edges, fill=True)
    axes.set_xlabel("value")
    axes.set_ylabel("density" if density else "count")
    axes.set_title(f"n = {n}, left out = {x.size - n}")
    return axes
