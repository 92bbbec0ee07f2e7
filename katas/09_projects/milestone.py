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
from dojo.milestone import OnTorch, amount, progress, save
from mine import bigram_model
from mine.adam import Adam
from mine.cross_entropy import cross_entropy
from mine.embedding import embedding
from mine.linear import Linear
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
        self.table = nn.Parameter(torch.randn(len(ALPHABET), VECTOR))
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
    trainer, losses = OnTorch(model.parameters(), Adam), []
    for rate, piece in progress([(rate, piece) for rate in RATES for piece in pieces], f"{model.context} letters"):
        trainer.optimizer.lr = rate
        batches = [(x[rows], y[rows]) for rows in piece]
        losses += fit(model, batches, [examples(unseen, model.context)], cross_entropy, trainer, 1)["valid"]
    return losses


figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
networks = {}
for context in CONTEXTS:
    torch.manual_seed(0)
    networks[context] = Network(context)
    losses = train(networks[context])
    name = f"network, {context} letter{'s' if context > 1 else ''}"
    perplexities[name] = np.exp(losses[-1])
    axes.plot(np.arange(1, len(losses) + 1) / PIECES, np.exp(losses), label=name.replace(",", " that sees"))
axes.axhline(perplexities["table of pairs"], color="black", linestyle="--", label="table of pairs")
axes.set(xlabel="times through the text", ylabel="perplexity, kept aside", ylim=(0, None))
axes.legend()

print("\nit hesitates among")
for name, perplexity in perplexities.items():
    print(f"   {name:20} {perplexity:5.2f} of {len(ALPHABET)} letters")
save(figure, "table_and_networks")
print("Notice that the network that sees one letter gets as far as the table and no further: it knows no more.")

# %% [markdown]
# ## Counted and learnt
# The two tables side by side: yours, by counting, and what the network of one letter says after each letter.

# %%
letters = [*ALPHABET.replace(" ", "_")]
with torch.no_grad():
    learnt = softmax(networks[1](torch.arange(len(ALPHABET))[:, None]).numpy())  # (V, V)
figure, pair = plt.subplots(1, 2, figsize=(11, 5.6), layout="constrained")
for axes, table, title in zip(pair, [counted, learnt], ["counted", "learnt by gradient descent"], strict=True):
    axes.imshow(table, cmap="Blues", vmax=0.5)
    axes.set(title=title, xlabel="next letter", xticks=range(len(letters)), yticks=range(len(letters)))
    axes.set(xticklabels=letters, yticklabels=letters)
save(figure, "counted_and_learnt")
e = ALPHABET.index("e")
print(f"after an e, no probability differs by more than {np.abs(counted - learnt)[e].max():.3f}")

# %% [markdown]
# ## Let both write


# %%
def write(model, start, rng, length, temperature):
    """Go on with a text; your sampler draws each letter."""
    text = " " * model.context + start
    while len(text) < model.context + length:
        with torch.no_grad():
            logits = model(ids_of(text[-model.context :])[None])[0].double().numpy()  # (V,)
        u = rng.random(size=())  # an array of no axes: your function may index it
        text += ALPHABET[int(sample_with_temperature(logits, temperature, u))]
    return text[model.context :]


longest = networks[max(CONTEXTS)]
for seed in [0, 1, 2]:
    rng = np.random.default_rng
    print(f"\ntable             {bigram_model.sample(counted, ALPHABET, 't', rng(seed).random(79))}")
    for temperature in [1.0, 0.5]:
        print(f"network, T = {temperature}  {write(longest, 't', rng(seed), 80, temperature)}")
print("\nNotice that the table has forgotten how a word began before it ends. The network now writes complete words.")
print("Try CONTEXTS = [1, 16], or a text of your own instead of the manual.")
