"""One look at real data.

Matplotlib ships a file with the prices of eight shares and two indices, month by month from 1990 to 2022. Your `load`
reads it, your `missing_report`, `correlation` and `summarize` say what is in it, and your `distribution_plot` draws it.
Three traps lie in this file, as in most: look before you train.
"""

# %%
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cbook import get_sample_data

import dojo.mine  # noqa: F401
from dojo.milestone import save
from mine.aggregations import standardize
from mine.covariance import correlation
from mine.distribution_plot import distribution_plot
from mine.groupby import group_mean, summarize
from mine.load_dataset import load
from mine.missing_values import impute, missing_report

# %% [markdown]
# ## Load, and ask what is missing
# The file begins with a comment, and has names that are hard to read. We change that, and hand it to your `load`.

# %%
_, _, text = Path(get_sample_data("Stocks.csv", asfileobj=False)).read_text(encoding="utf-8").partition("\n")
for name, plain in {"Date": "date", "^GSPC": "S&P 500", "^IXIC": "NASDAQ"}.items():
    text = text.replace(name, plain, 1)
with TemporaryDirectory() as folder:
    file = Path(folder, "stocks.csv")
    file.write_text(text, encoding="utf-8")
    table = load(file)
missing = missing_report(table)
print(f"{len(table)} rows, {table['date'].min():%B %Y} to {table['date'].max():%B %Y}\n\nmissing")
print(missing.round(2).to_string())

prices = table.dropna(how="all", subset=missing.index[1:]).set_index("date").astype(float)
print(f"\nTrap 1: {len(table) - len(prices)} rows hold a date and no price at all. We drop them.")
print(f"100 dollars in these shares, at the first price in the file, became in {prices.index[-1]:%B %Y}")
for share in ["IBM", "XRX", "MSFT", "AMZN", "AAPL"]:
    known = prices[share].dropna()
    print(f"   {share:5} {100 * known.iloc[-1] / known.iloc[0]:8,.0f} dollars, since {known.index[0]:%Y}")

# %% [markdown]
# ## Fill the gaps?
# Google's shares were first sold in 2004. The mean of all later prices fills the gap before, and looks like a price.

# %%
filled = impute(prices, "mean")
first = prices["GOOGL"].first_valid_index()
before, after = filled["GOOGL"].iloc[0], filled["GOOGL"][first]
print(f"\nTrap 2: in the filled table Google costs {before:.0f} dollars in 1990, and {after:.0f} in {first:%B %Y}.")
print("A number that is made up looks like any other. Mark it, or leave the gap.")

# %% [markdown]
# ## What goes together?


# %%
def together(table):
    """The two columns without gaps that go together most, and how closely."""
    whole = table.iloc[1:].dropna(axis=1)
    r = correlation(whole.to_numpy()) - np.eye(whole.shape[1])  # of each with another, not with itself
    i, j = np.unravel_index(r.argmax(), r.shape)
    return whole.columns[i], whole.columns[j], r[i, j]


changes = prices / prices.shift() - 1  # of a month, as a fraction
one, other, r = together(prices)
print(f"\nTrap 3: of all prices, {one} and {other} go together most, r = {r:.2f}.")
monthly = changes[one].corr(changes[other])
print(f"Both rose over the years, and that is all it says. Of their changes from month to month, r = {monthly:.2f}.")
one, other, r = together(changes)
print(f"Of all changes, {one} and {other} go together most, r = {r:.2f}: two averages over many American companies.")

# %% [markdown]
# ## Decades and years
# A mean over all months hides the good and the bad years. Group by the decade and by the year.

# %%
decade = changes[["S&P 500", "NASDAQ", "AAPL"]].assign(decade=changes.index.year // 10 * 10)
print("\nchange in a month, in per cent")
print((summarize(decade, "decade") * 100).drop(columns="count", level=1).round(1).to_string())
years, means = group_mean(changes.index.year[1:].to_numpy(), changes["NASDAQ"].to_numpy()[1:])
print(f"The NASDAQ's best year was {years[means.argmax()]}, its worst {years[means.argmin()]}.")

# %% [markdown]
# ## Is it normal?
# Bring the changes of each share to mean 0 and standard deviation 1, and draw them beside the normal distribution.

# %%
scaled = standardize(changes.iloc[1:].dropna(axis=1).to_numpy(), axis=0)  # (months, shares)
far = (abs(scaled) > 4).sum()
print(f"\n{far} of {scaled.size} changes are more than 4 standard deviations from the mean. A normal one expects 0.2.")
histogram = distribution_plot(scaled.ravel(), bins=60, density=True)
x = np.linspace(-5, 5, 200)
histogram.plot(x, np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi), color="C1", label="normal")
histogram.set(yscale="log", ylim=(1e-4, 1), xlabel="monthly change, standardised")
histogram.figure.set_size_inches(5, 4.3)
histogram.legend()


def image_of(axes):
    """A figure as an image, to put it on a page with others."""
    with BytesIO() as file:
        axes.figure.savefig(file, dpi=150)
        file.seek(0)
        plt.close(axes.figure)
        return plt.imread(file)


# %% [markdown]
# ## One page
# Everything at one glance. Dashed is what the mean made up.

# %%
page, axes = plt.subplot_mosaic("PPM;HYY", figsize=(13, 8), layout="constrained")
for share, colour in zip(["AAPL", "AMZN", "GOOGL", "IBM"], ["C0", "C1", "C2", "C3"], strict=True):
    axes["P"].semilogy(filled[share], "--", color=colour, linewidth=1)
    axes["P"].semilogy(prices[share], color=colour, label=share)
axes["P"].set(title="prices in dollars")
axes["P"].legend()
axes["M"].barh(missing.index[::-1], missing["share"].iloc[::-1])
axes["M"].set(title="share of rows that is missing", xlim=(0, 1))
axes["H"].imshow(image_of(histogram))
axes["H"].set_axis_off()
axes["Y"].bar(years, 100 * means, color=np.where(means < 0, "C3", "C2"))
axes["Y"].set(title="NASDAQ: mean change in a month, by year, in per cent")
save(page, "one_look")
print("Notice the bars outside the curve: a model that believes in the normal distribution would call them impossible.")
print("Try 'median' in impute: is it any better? And group by the month of the year: is there one that is always good?")
