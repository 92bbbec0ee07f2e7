"""A heatmap of attention as a Matplotlib mesh, its cells bounded by 0, 1, ..., n."""

import matplotlib.pyplot as plt
import numpy as np


def attention_heatmap(weights, tokens):
    """Draw attention weights as a square of colours, on a new figure."""
    weights = np.asarray(weights)
    if weights.ndim != 2 or weights.shape[0] != weights.shape[1] or len(tokens) != weights.shape[0]:
        raise ValueError("weights must be square, with one token for each row")
    if not (np.min(weights, initial=0.0) >= 0.0 and np.allclose(np.sum(weights, axis=1), 1.0)):
        raise ValueError("each row must be a distribution")
    axes = plt.figure().add_subplot()
    mesh = axes.pcolormesh(weights, vmin=0.0, vmax=1.0)
    axes.invert_yaxis()
    middles = np.arange(len(tokens)) + 0.5
    axes.set(xticks=middles, xticklabels=tokens, yticks=middles, yticklabels=tokens, xlabel="key", ylabel="query")
    axes.figure.colorbar(mesh, ax=axes)
    return axes
