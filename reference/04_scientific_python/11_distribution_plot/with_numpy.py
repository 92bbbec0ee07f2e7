"""A distribution plot as Matplotlib's own histogram has it."""

import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    """Draw the histogram of all finite numbers of an array, on a new figure."""
    numbers = np.ravel(x)
    numbers = numbers[np.isfinite(numbers)]
    if np.ndim(bins) and (len(bins) < 2 or np.min(np.diff(bins)) <= 0):
        raise ValueError("no edges")
    if np.ndim(bins):
        numbers = numbers[(numbers >= bins[0]) & (numbers <= bins[-1])]
    if len(numbers) == 0:
        raise ValueError("no numbers")
    axes = plt.figure().add_subplot()
    axes.hist(numbers, bins=bins, density=density)
    axes.set_xlabel("value")
    axes.set_ylabel(["count", "density"][density])
    axes.set_title(f"n = {len(numbers)}, left out = {x.size - len(numbers)}")
    return axes
