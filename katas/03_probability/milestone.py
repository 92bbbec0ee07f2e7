"""A table that speaks.

Count which letter follows which, and you have a language model. Your `softmax` turns what was counted into
probabilities, your `cross_entropy` says how well the model guesses text that it has not seen, and your
`sample_with_temperature` lets it write: first in the manner of Python's documentation, then new colours and new cities.
"""

# %%
import re
from collections import defaultdict
from difflib import get_close_matches
from pydoc_data.topics import topics
from zoneinfo import available_timezones

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import XKCD_COLORS  # what people called 949 colours when they were asked

import dojo.mine  # noqa: F401
from dojo.milestone import amount, progress, save
from mine.cross_entropy import cross_entropy
from mine.softmax import softmax
from mine.temperature import sample_with_temperature

# %% [markdown]
# ## A table of letters
# For each beginning of up to n - 1 letters, the table counts which letter came next. A longer beginning says more, but
# it was seen less often. So the guess starts even, and each beginning, from the shortest to the longest, corrects it.


# %%
class Table:
    """What follows each beginning of up to n - 1 letters of a text; a high doubt trusts rare beginnings less."""

    def __init__(self, text, n, doubt):
        self.letters, self.doubt = sorted(set(text)), doubt
        self.place = {letter: i for i, letter in enumerate(self.letters)}
        self.counts = [defaultdict(lambda: np.zeros(len(self.letters))) for _ in range(n)]
        for size, counts in enumerate(self.counts):
            for i in range(size, len(text)):
                counts[text[i - size : i]][self.place[text[i]]] += 1

    def logits(self, text):
        """A score for each letter that may come next: the logarithm of how probable it looks."""
        guess = np.full(len(self.letters), 1 / len(self.letters))
        for size, counts in enumerate(self.counts[: len(text) + 1]):
            seen = counts.get(text[len(text) - size :], np.zeros_like(guess))
            guess = (seen + self.doubt * guess) / (seen.sum() + self.doubt)
        return np.log(guess)  # (letters,)

    def write(self, text, temperature, rng, length, end=None):
        """Go on with a text, letter by letter."""
        while len(text) < length:
            u = rng.random(size=())  # an array of no axes: your function may index it
            letter = self.letters[int(sample_with_temperature(self.logits(text), temperature, u))]
            if letter == end:
                break
            text += letter
        return text


# %% [markdown]
# ## Read the manual
# Only small letters, blanks, full stops and commas. The last tenth is kept aside: it says how good each table is.

# %%
text = re.sub("[^a-z.,]+", " ", "\n".join(topics.values()).lower())
text = re.sub(r" *([.,])[., ]+", r"\1 ", text)  # a mark follows its word, and only one
text = text[: amount(len(text), 50_000)]
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :][:5000]
NAMES = {2: "pairs", 3: "triples", 4: "fours"}
tables = {n: Table(seen, n, doubt=5) for n in progress(NAMES, "reading")}


def perplexity(table, text, skip=3):
    """How many letters the table hesitates among, on average."""
    logits = np.array([table.logits(text[:i]) for i in range(skip, len(text))])  # (places, letters)
    targets = np.array([table.place[letter] for letter in text[skip:]])
    return np.exp(cross_entropy(logits, targets))


print(f"{len(seen)} letters read; of each letter in {len(unseen)} that were kept aside,")
for n, table in tables.items():
    print(f"   a table of {NAMES[n]:7} hesitates among {perplexity(table, unseen):4.1f} of {len(table.letters)}")

# %% [markdown]
# ## What comes next?
# The probabilities after a few letters, as your `softmax` gives them, at three temperatures.

# %%
BEGINNING, TEMPERATURES = "the s", [0.3, 0.8, 1.5]
figure, rows = plt.subplots(len(TEMPERATURES), figsize=(9, 6), sharex=True, sharey=True, layout="constrained")
letters, logits = [letter.replace(" ", "_") for letter in tables[4].letters], tables[4].logits(BEGINNING)
for axes, temperature in zip(rows, TEMPERATURES, strict=True):
    axes.bar(letters, softmax(logits / temperature))
    axes.set(title=f"temperature {temperature}", ylabel="probability")
figure.suptitle(f"what follows {BEGINNING!r}")
save(figure, "next_letter")

# %% [markdown]
# ## Let it write

# %%
for n, table in tables.items():
    print(f"\n{NAMES[n]}")
    for temperature in TEMPERATURES:
        print(f"   T = {temperature}  {table.write('the ', temperature, np.random.default_rng(4), 90)}")
print("\nNotice what one more letter of memory does. A low temperature stammers, a high one breaks down.")
print("Try 5: 'fives' in NAMES, other temperatures, or a different number in default_rng for other texts.")

# %% [markdown]
# ## New colours, new cities
# The same table of fours, now on names: each name ends with a line break, so the table also learns where names end.

# %%
RUDE = "poo|puk|barf|boog|diar|vomi|snot|piss|sh[a-z]t"  # some answers were, and no new name shall be
colours = sorted(name for key in XKCD_COLORS if not re.search(RUDE, name := key.removeprefix("xkcd:")))
regions = ("Africa/", "America/", "Asia/", "Europe/", "Pacific/")
zones = [zone for zone in available_timezones() if zone.startswith(regions)]
cities = sorted({zone.split("/")[-1].replace("_", " ").lower() for zone in zones})


def invent(table, temperature, rng, n=8):
    """N different names, or fewer where a table does not know so many."""
    names = []
    for _ in range(50 * n):
        name = table.write("\n", temperature, rng, 30, end="\n").strip()
        if 3 < len(name) < 25 and name not in names and not re.search(RUDE, name):
            names.append(name)
        if len(names) == n:
            break
    return names


new = []
for what, known, seed in [("cities", cities, 2), ("colours", colours, 4)]:
    table = Table("\n" + "\n".join(known) + "\n", 4, doubt=0.1)
    print(f"\n{what}, after reading {len(known)} of them (those that exist are in brackets)")
    for temperature in TEMPERATURES:
        names = invent(table, temperature, np.random.default_rng(seed))
        print(f"   T = {temperature}  " + ", ".join(f"({name})" if name in known else name for name in names))
        new += [name for name in names if what == "colours" and name not in known]

# %% [markdown]
# ## How do the new colours look?
# Nobody knows. Let each have the colour of the real name that is spelt most like it.

# %%
figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
for i, name in enumerate(new):
    (like,) = get_close_matches(name, colours, n=1, cutoff=0)
    column, row = i % 3, i // 3
    axes.add_patch(plt.Rectangle((column, -row), 0.25, 0.8, color=f"xkcd:{like}"))
    axes.text(column + 0.29, 0.4 - row, f"{name}\n(like {like})", va="center", fontsize=9)
axes.set(xlim=(0, 3), ylim=(-row, 1))
axes.set_axis_off()
save(figure, "new_colours")
print("Notice that it repeats what it has read when it is cold. It begins to invent where it begins to be wrong.")
print("Try a list of names of your own in place of the cities: your friends, your music, plants.")
