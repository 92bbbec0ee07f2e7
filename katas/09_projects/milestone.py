"""A table against a network.

Two language models read the same letters of Python's documentation. One is your `bigram_model`, which counts pairs. The
other is made of your parts: `embedding`, `Linear`, `cross_entropy`, `Adam`, and your `fit` trains it. Given one letter
it arrives at the table that you counted; given more it leaves the table behind.
"""

# %%
import re
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

import dojo.mine  # noqa: F401
from dojo.milestone import amount, progress, save
from mine import bigram_model
from mine.adam import Adam
from mine.cross_entropy import cross_entropy
from mine.embedding import embedding
from mine.linear import Linear
from mine.pca import pca
from mine.softmax import softmax
from mine.temperature import sample_with_temperature
from mine.training_loop import fit

# %% [markdown]
# ## The text
# Only small letters, blanks, full stops and commas. The manual says many things twice: each paragraph is taken once, so
# that what is kept aside, the last tenth, is new.

# %%
paragraphs = re.split(r"\n\s*\n", "\n\n".join(topics.values()).lower())
text = " ".join(dict.fromkeys(re.sub("[^a-z.,]+", " ", paragraph).strip() for paragraph in paragraphs))
text = re.sub(r" *([.,])[., ]+", r"\1 ", text)  # a mark follows its word, and only one
text = text[: amount(len(text), 20_000)]
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]
ALPHABET = " ,.abcdefghijklmnopqrstuvwxyz"
print(f"{len(seen)} letters to learn from, {len(unseen)} kept aside, an alphabet of {len(ALPHABET)}")

# %% [markdown]
# ## The table
# Perplexity says among how many letters a model hesitates.

# %%
counted = bigram_model.probabilities(bigram_model.count(seen, ALPHABET))  # (V, V)
perplexities = {"table of pairs": bigram_model.perplexity(counted, unseen, ALPHABET)}

# %% [markdown]
# ## The network
# It sees the last few letters. Your `embedding` turns each into a vector, and two of your layers turn these vectors
# into a logit for each letter that may come next.

# %%
VECTOR, HIDDEN = 12, 160


class Network(nn.Module):
    """Guesses the next letter from some before it."""

    def __init__(self, context):
        super().__init__()
        self.context = context
        self.table = nn.Parameter(0.1 * torch.randn(len(ALPHABET), VECTOR))
        self.hidden = Linear(context * VECTOR, HIDDEN)
        self.out = Linear(HIDDEN, len(ALPHABET))

    def forward(self, ids):  # (examples, context)
        vectors = embedding(self.table, ids).flatten(start_dim=1)  # (examples, context * VECTOR)
        return self.out(torch.relu(self.hidden(vectors)))  # (examples, V)


def ids_of(text):
    """The place of each letter in the alphabet."""
    return torch.tensor([ALPHABET.index(letter) for letter in text])


def examples(text, context):
    """Each run of letters, and the letter that follows it."""
    windows = ids_of(text).unfold(0, context + 1, 1)  # (examples, context + 1)
    return windows[:, :-1], windows[:, -1]


# %% [markdown]
# ## Training
# Three networks, which see 1, 3 and 8 letters. Each goes twice through the text, first in large steps, then in small
# ones.

# %%
CONTEXTS, RATES, BATCH, PIECES = [1, 3, 8], [0.005, 0.0005], 256, 10


def train(model):
    """What it loses on the text kept aside, in nats a letter, after each tenth of a round."""
    x, y = examples(seen, model.context)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0)).split(BATCH)
    size = -(-len(order) // PIECES)
    pieces = [order[i : i + size] for i in range(0, len(order), size)]
    optimizer, losses = Adam(model.parameters()), []
    for rate, piece in progress([(rate, piece) for rate in RATES for piece in pieces], f"{model.context} letters"):
        optimizer.lr = rate
        batches = [(x[rows], y[rows]) for rows in piece]
        losses += fit(model, batches, [examples(unseen, model.context)], cross_entropy, optimizer, 1)["valid"]
    return losses


figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
networks = {}
for context in CONTEXTS:
    torch.manual_seed(0)
    networks[context] = Network(context)
    losses = train(networks[context])
    perplexities[f"network, {context} letter{'s' * (context > 1)}"] = np.exp(losses[-1])
    axes.plot(np.arange(1, len(losses) + 1) / PIECES, np.exp(losses), label=f"a network that sees {context}")
axes.axhline(perplexities["table of pairs"], color="black", linestyle="--", label="the table of pairs")
axes.set(xlabel="times through the text", ylabel="perplexity, kept aside", ylim=(0, None))
axes.legend()

print("\nit hesitates among")
for name, perplexity in perplexities.items():
    print(f"   {name:20} {perplexity:5.2f} of {len(ALPHABET)} letters")
save(figure, "table_and_networks")
print("Notice the network that sees one letter: it can't beat the table, for it knows no more.")

# %% [markdown]
# ## Counted and learnt
# The two tables side by side: yours, by counting, and what the network of one letter says after each letter.

# %%
letters = [*ALPHABET.replace(" ", "_")]
with torch.no_grad():
    learnt = softmax(networks[1](torch.arange(len(ALPHABET))[:, None])).numpy()  # (V, V)
figure, pair = plt.subplots(1, 2, figsize=(11, 5.6), layout="constrained")
for axes, table, title in zip(pair, [counted, learnt], ["counted", "learnt by gradient descent"], strict=True):
    axes.imshow(table, cmap="Blues", vmax=0.5)
    axes.set(title=title, xlabel="next letter", xticks=range(len(letters)), yticks=range(len(letters)))
    axes.set(xticklabels=letters, yticklabels=letters)
save(figure, "counted_and_learnt")
often = np.array([seen.count(letter) for letter in ALPHABET]) / len(seen)
print(f"they differ by {often @ np.abs(counted - learnt).max(axis=1):.3f} at most, on average over the letters")

# %% [markdown]
# ## Let both write


# %%
def write(model, start, rng, length):
    """Go on with a text; each letter is drawn by your sampler at temperature 1."""
    text = " " * model.context + start
    while len(text) < model.context + length:
        with torch.no_grad():
            logits = model(ids_of(text[-model.context :])[None])[0]  # (V,)
        u = torch.tensor(rng.random(), dtype=logits.dtype)
        text += ALPHABET[int(sample_with_temperature(logits, 1.0, u))]
    return text[model.context :]


longest = networks[max(CONTEXTS)]
print()
for seed in [0, 1, 2]:
    numbers = np.random.default_rng(seed).random(89)
    print(f"table    {bigram_model.sample(counted, ALPHABET, 't', numbers)}")
    print(f"network  {write(longest, 't', np.random.default_rng(seed), 90)}")

# %% [markdown]
# ## What it found out about letters
# Nobody told the network what a vowel is. Your `pca` draws the vectors that it gave the letters.

# %%
flat = pca(longest.table.detach().numpy(), 2)[2]  # (V, 2)
figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
for letter, (across, up) in zip(letters, flat, strict=True):
    axes.text(across, up, letter, color="C3" if letter in "aeiou" else "C0", ha="center", va="center", fontsize=14)
axes.update_datalim(flat)
axes.autoscale_view()
axes.set(title="the letters, as the network sees them (vowels red)", xticks=[], yticks=[])
print()
save(figure, "map_of_letters")
print("Notice the vowels: they stand together, since much the same letters follow them.")
print("Try CONTEXTS = [1, 16], or a text of your own in place of the manual.")
