"""A right solution that lets seaborn draw, with a curve over it and a shade where the middle half lies."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns


def distribution_plot(x, bins=10, density=False):
    values = x.ravel()
    values = values[np.isfinite(values)]
    if isinstance(bins, (list, tuple, np.ndarray)):
        bins = [float(edge) for edge in bins]
        if len(bins) < 2 or min(np.diff(bins)) <= 0:
            raise ValueError("edges ascend")
        values = values[(bins[0] <= values) & (values <= bins[-1])]
    elif bins < 1:
        raise ValueError("at least one bin")
    if not len(values):
        raise ValueError("no numbers")
    sns.set_theme()
    _, ax = plt.subplots(figsize=(5, 4))
    stat = "density" if density else "count"
    curve = len(np.unique(values)) > 1 and np.ndim(bins) == 0
    sns.histplot(x=values, bins=bins, stat=stat, kde=curve, ax=ax, color="teal")
    ax.axvspan(*np.quantile(values, [0.25, 0.75]), alpha=0.2)
    ax.set(xlabel="Value", ylabel=stat.title())
    ax.set_title(f"n = {len(values)}, left out = {x.size - len(values)}", loc="left")
    return ax
