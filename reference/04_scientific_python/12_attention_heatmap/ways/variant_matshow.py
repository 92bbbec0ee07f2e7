"""A right solution by plt.matshow, its keys written above; the checks are Python's own."""

import math

import matplotlib.pyplot as plt


def attention_heatmap(weights, tokens):
    rows = weights.tolist()
    for row in rows:
        if len(rows) != len(tokens) or not isinstance(row, list) or len(row) != len(tokens):
            raise ValueError(f"{len(tokens)} tokens, but weights of shape {weights.shape}")
        if any(isinstance(w, list) or not 0 <= w <= 1.001 for w in row) or not math.isclose(sum(row), 1, abs_tol=1e-5):
            raise ValueError("each row must be a distribution over the keys")
    image = plt.matshow(weights)
    image.set_clim(0, 1)
    axes = plt.gca()
    axes.set_xticks(list(range(len(tokens))))
    axes.set_xticklabels(tokens)
    axes.set_yticks(list(range(len(tokens))))
    axes.set_yticklabels(tokens)
    plt.xlabel("Key")
    plt.ylabel("Query")
    plt.colorbar()
    return axes
