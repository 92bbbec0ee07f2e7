"""One look at a thousand texts.

Before a language model learns, somebody looks at its texts. Here are a thousand of Python's own: pages of the manual,
and the documentation of modules, classes and functions. Your `load` reads a table of them, your `missing_report`,
`correlation` and `summarize` tell you what it contains, and your `distribution_plot` draws it. Like most collections,
it holds three traps, so look before you train.
"""

# %%
import importlib
import inspect
import random
from collections import Counter
from io import BytesIO
from pathlib import Path
from pydoc_data.topics import topics
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np

import dojo.mine  # noqa: F401
from dojo.milestone import save
from mine.aggregations import standardize
from mine.covariance import correlation
from mine.distribution_plot import distribution_plot
from mine.groupby import group_mean, summarize
from mine.load_dataset import load
from mine.missing_values import impute, missing_report

# %% [markdown]
# ## Collect
# Take all pages of the manual, and enough random texts from the library to make a thousand. If a function has no
# documentation, its text is missing.

# %%
MODULES = [
    "builtins",
    "collections",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "itertools",
    "json",
    "math",
    "os",
]
MODULES += ["pathlib", "random", "re", "statistics", "string", "textwrap", "threading", "types"]


def documented(name):
    """The kind and the documentation of a module, and of what is in it."""
    module = importlib.import_module(name)
    yield "module", module.__doc__
    for key, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == name and key[0] != "_":
            yield "class", value.__doc__
            yield from (("method", member.__doc__) for member in vars(value).values() if callable(member))
        elif inspect.isroutine(value) and key[0] != "_":
            yield "function", value.__doc__


pages = [("page", text) for text in topics.values()]
others = [one for name in MODULES for one in documented(name)]
collected = pages + random.Random(0).sample(others, 1000 - len(pages))

# %% [markdown]
# ## Load, and ask what is missing
# Each text is a row: its kind, and its numbers of characters, words, digits and quotation marks. Your `load` reads the
# table back.


# %%
def row(number, kind, text):
    """A line of the table; the counts of a missing text are empty."""
    counts = (
        [len(text), len(text.split()), sum(map(str.isdigit, text)), sum(map(text.count, "'\""))] if text else [""] * 4
    )
    return ",".join(map(str, [f"{number:04}", kind, *counts]))


with TemporaryDirectory() as folder:
    file = Path(folder, "texts.csv")
    rows = [row(number, kind, text) for number, (kind, text) in enumerate(collected)]
    file.write_text("\n".join(["text_id,kind,characters,words,digits,quotes", *rows]) + "\n", encoding="utf-8")
    table = load(file)
missing = missing_report(table)
print(f"{len(table)} rows\n\nmissing")
print(missing.round(2).to_string())

# %% [markdown]
# ## Each text once?

# %%
texts = [text for _, text in collected if text]
times = Counter(texts)
text, most = times.most_common(1)[0]
print(f"\nTrap 1: {len(texts) - len(times)} of {len(texts)} texts are exact copies of others.")
print(f"One of them appears {most} times: {' '.join(text.split())!r}")
shuffled = random.Random(1).sample(texts, len(texts))
aside, rest = shuffled[: len(texts) // 10], set(shuffled[len(texts) // 10 :])
known = sum(text in rest for text in aside)
print(f"Keep a random tenth aside, and {known} of its {len(aside)} texts are also in the rest. A model may know them")
print("by heart, and then its score on them means nothing. Remove the copies first, then split.")

# %% [markdown]
# ## Fill the gaps?
# You can fill a gap with the mean of its column, but then it looks like any other number.

# %%
counts = table[["characters", "words", "digits", "quotes"]].astype(float)
filled, known = impute(counts, "mean"), counts.dropna()
made_up = filled["characters"][counts["characters"].isna()].iloc[0]
longer = (known["characters"] > made_up).mean()
print(f"\nTrap 2: in the filled table, every missing text has {made_up:.0f} characters.")
print(f"Only {longer:.0%} of the real texts have more, and half have at most {known['characters'].median():.0f}.")
print("An invented number looks like a real one. Mark it, or leave the gap.")

# %% [markdown]
# ## What goes together?
# Compare the counts first, then the shares, such as digits per character.


# %%
def together(table):
    """How closely digits and quotation marks go together in a table with both."""
    return correlation(table[["digits", "quotes"]].to_numpy())[0, 1]


shares = known[["digits", "quotes"]].div(known["characters"], axis=0)
print(f"\nTrap 3: texts with many digits have many quotation marks, r = {together(known):.2f}. So data is quoted?")
print(f"No: a long text has more of everything. Per character, r = {together(shares):.2f}.")

# %% [markdown]
# ## Kinds
# A mean over all texts hides how different they are. Group them by kind: how many texts has each kind, and how many
# characters in total?

# %%
real = table.loc[known.index].assign(share_of_digits=shares["digits"], characters=known["characters"])
by_kind = summarize(real[["kind", "characters"]], "kind")["characters"]
in_all = by_kind["count"] * by_kind["mean"]
by_kind = by_kind.assign(of_texts=by_kind["count"] / len(real), of_characters=in_all / in_all.sum())
print("\ncharacters")
print(by_kind.round({"mean": 0, "std": 0, "of_texts": 2, "of_characters": 2}).to_string())
page = by_kind.loc["page"]
print(f"Pages are {page['of_texts']:.0%} of the texts, and {page['of_characters']:.0%} of what a model would read.")
kinds, codes = np.unique(real["kind"].to_numpy(str), return_inverse=True)
_, digits = group_mean(codes, real["share_of_digits"].to_numpy(float))
print(f"Share of digits: {', '.join(f'{kind} {share:.2%}' for kind, share in zip(kinds, digits, strict=True))}.")

# %% [markdown]
# ## Is it normal?
# Lengths span several orders of magnitude, so take their logarithm. Standardise it to mean 0 and standard deviation 1,
# and draw it beside the normal distribution.

# %%
scaled = standardize(np.log10(known["characters"].to_numpy()), axis=0)  # (texts,)
low, high = (scaled < -2).mean(), (scaled > 2).mean()
print(f"\n{low:.1%} of the texts are more than 2 standard deviations shorter than the mean, and {high:.1%} longer.")
print("In a normal distribution, it would be 2.3% on either side.")
histogram = distribution_plot(scaled, bins=40, density=True)
x = np.linspace(-4, 4, 200)
histogram.plot(x, np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi), color="C1", label="normal")
histogram.set(xlabel="logarithm of the length, standardised")
histogram.figure.set_size_inches(5, 4.3)
histogram.legend()


def image_of(axes):
    """A figure as an image, to be put on a page with others."""
    with BytesIO() as file:
        axes.figure.savefig(file, dpi=150)
        file.seek(0)
        plt.close(axes.figure)
        return plt.imread(file)


# %% [markdown]
# ## One page
# Everything at a glance.

# %%
figure, axes = plt.subplot_mosaic("HKK;CDM", figsize=(13, 8), layout="constrained")
axes["H"].imshow(image_of(histogram))
axes["H"].set_axis_off()
places = np.arange(len(by_kind))
axes["K"].bar(places - 0.2, by_kind["of_texts"], 0.4, label="of the texts")
axes["K"].bar(places + 0.2, by_kind["of_characters"], 0.4, label="of the characters")
axes["K"].set_xticks(places, by_kind.index)
axes["K"].set(title="share of each kind")
axes["K"].legend()
often = sorted(times.values(), reverse=True)
axes["C"].loglog(range(1, len(often) + 1), often, ".")
axes["C"].set(title="how often each text appears", xlabel="rank of the text", ylabel="times")
axes["D"].loglog(known["characters"], known["digits"] + 1, ".", alpha=0.3)
axes["D"].set(title="digits + 1", xlabel="characters")
axes["M"].barh(missing.index[::-1], missing["share"].iloc[::-1])
axes["M"].set(title="share of rows that is missing", xlim=(0, 1))
save(figure, "one_look")
print("Notice the tall bars of the histogram: copies have the same length. What is left of them without copies?")
print("Try 'median' in impute. Is it any better?")
