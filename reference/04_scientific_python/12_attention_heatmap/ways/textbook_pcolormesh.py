import matplotlib.pyplot as plt
import numpy as np


def attention_heatmap(weights, tokens):
    n = len(tokens)
    fig, ax = plt.subplots()
    mesh = ax.pcolormesh(weights, cmap="Reds", vmin=0, vmax=1, edgecolors="w")
    ax.invert_yaxis()
    ax.set_aspect("equal")
    centers = np.arange(n) + 0.5
    ax.set_xticks(centers)
    ax.set_xticklabels(tokens)
    ax.set_yticks(centers)
    ax.set_yticklabels(tokens)
    plt.xlabel("key")
    plt.ylabel("query")
    plt.colorbar(mesh)
    return ax
