"""An attention heatmap: imshow has the right order by itself, and vmin, vmax and the ticks are what it needs."""

import matplotlib.pyplot as plt
import numpy as np


def attention_heatmap(weights, tokens):
    """Draw attention weights as a square of colours, on a new figure."""
    n = len(tokens)
    if weights.shape != (n, n):
        raise ValueError(f"weights of shape {weights.shape} do not fit {n} tokens")
    if not np.all(weights >= 0):
        raise ValueError("a weight is negative")
    if not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("each row must sum to 1")

    figure, axes = plt.subplots(layout="constrained")
    image = axes.imshow(weights, vmin=0.0, vmax=1.0)  # row 0 at the top
    axes.set_xticks(range(n), labels=tokens, rotation=45)
    axes.set_yticks(range(n), labels=tokens)
    axes.set_xlabel("key")
    axes.set_ylabel("query")
    figure.colorbar(image)
    return axes
