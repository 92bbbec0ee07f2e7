"""A right solution that lets seaborn draw, on axes made by a figure."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

sns.set_theme()


def attention_heatmap(weights, tokens):
    weights = np.array(weights)
    if weights.shape != (len(tokens),) * 2:
        raise ValueError("one row and one column for each token, please")
    if (weights < 0).any() or np.isnan(weights).any() or (abs(weights.sum(-1) - 1) > 1e-4).any():
        raise ValueError("rows must be distributions")
    table = pd.DataFrame(weights, index=list(tokens), columns=list(tokens))
    axes = plt.figure().add_subplot()
    sns.heatmap(table, vmin=0, vmax=1, annot=True, ax=axes, xticklabels=True, yticklabels=True)
    axes.set(xlabel="key", ylabel="query", title="attention")
    return axes
