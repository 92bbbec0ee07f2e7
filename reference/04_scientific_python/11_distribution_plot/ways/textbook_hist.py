import matplotlib.pyplot as plt
import numpy as np


def distribution_plot(x, bins=10, density=False):
    values = x[~np.isnan(x)]
    fig, ax = plt.subplots()
    ax.hist(values, bins=bins, density=density, alpha=0.7, edgecolor="black")
    ax.set_xlabel("value")
    ax.set_ylabel("density" if density else "count")
    ax.set_title(f"n = {len(values)}, left out = {len(x) - len(values)}")
    return ax
