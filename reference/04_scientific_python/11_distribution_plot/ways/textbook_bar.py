import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    clean = x[np.isfinite(x)]
    heights, edges = np.histogram(clean, bins=bins, density=density)
    widths = edges[1:] - edges[:-1]
    centres = (edges[:-1] + edges[1:]) / 2
    plt.figure(figsize=(6, 4))
    plt.bar(centres, heights, width=widths)
    plt.xlabel("value")
    plt.ylabel("density" if density else "count")
    plt.title(f"n = {clean.size}, left out = {x.size - clean.size}")
    return plt.gca()
