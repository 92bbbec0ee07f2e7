import matplotlib.pyplot as plt
import numpy as np


def attention_heatmap(weights, tokens):
    fig, ax = plt.subplots(figsize=(6, 6))
    im = ax.imshow(weights, cmap="viridis", vmin=0, vmax=1)
    ax.set_xticks(np.arange(len(tokens)))
    ax.set_yticks(np.arange(len(tokens)))
    ax.set_xticklabels(tokens, rotation=45, ha="right")
    ax.set_yticklabels(tokens)
    ax.set_xlabel("key")
    ax.set_ylabel("query")
    fig.colorbar(im, ax=ax)
    fig.tight_layout()
    return ax
