import matplotlib.pyplot as plt
import seaborn as sns


def attention_heatmap(weights, tokens):
    plt.figure()
    ax = sns.heatmap(
        weights,
        xticklabels=tokens,
        yticklabels=tokens,
        square=True,
        vmin=0.0,
        vmax=1.0,
        cmap="Blues",
    )
    ax.set(xlabel="key", ylabel="query")
    return ax
