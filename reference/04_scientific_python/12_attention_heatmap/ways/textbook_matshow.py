import matplotlib.pyplot as plt
import matplotlib.ticker as ticker


def attention_heatmap(weights, tokens):
    fig = plt.figure()
    ax = fig.add_subplot(111)
    cax = ax.matshow(weights, cmap="bone", vmin=0, vmax=1)
    fig.colorbar(cax)
    ax.set_xticks(range(len(tokens)), labels=tokens, rotation=90)
    ax.set_yticks(range(len(tokens)), labels=tokens)
    ax.xaxis.set_minor_locator(ticker.NullLocator())
    ax.set_xlabel("key")
    ax.set_ylabel("query")
    return ax
