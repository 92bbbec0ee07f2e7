import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns


def distribution_plot(x, bins=10, density=False):
    data = pd.Series(x)
    missing = data.isna().sum()
    data = data.dropna()
    fig, ax = plt.subplots()
    stat = "density" if density else "count"
    sns.histplot(data, bins=bins, stat=stat, ax=ax)
    ax.set(xlabel="value", ylabel=stat, title=f"n = {len(data)}, left out = {missing}")
    return ax
