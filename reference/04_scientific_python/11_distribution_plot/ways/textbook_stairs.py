import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    kept = [value for value in x if np.isfinite(value)]
    low, high = min(kept), max(kept)
    width = (high - low) / bins
    counts = [0] * bins
    for value in kept:
        index = min(int((value - low) / width), bins - 1)
        counts[index] += 1
    heights = [c / (len(kept) * width) for c in counts] if density else counts
    edges = np.linspace(low, high, bins + 1)

    ax = plt.figure().add_subplot(111)
    ax.stairs(heights, edges, fill=True)
    ax.set_xlabel("value")
    ax.set_ylabel("density" if density else "count")
    ax.set_title(f"n = {len(kept)}, left out = {len(x) - len(kept)}")
    return ax
