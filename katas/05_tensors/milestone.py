"""Inside a batch.

A language model reads many sentences at once, as one tensor, although their lengths differ. Your masks keep the
sentences apart, your `split_heads` lets each word look at the others in several ways at once, and your `last_token`,
`shift_right` and `token_log_probs` pick out what is needed. Here you see all of it in pictures.
"""

# %%
import matplotlib.pyplot as plt
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import save
from mine.gather import last_token, shift_right, token_log_probs
from mine.masking import causal_mask, masked_mean, masked_softmax, padding_mask
from mine.reshape import merge_heads, split_heads

# %% [markdown]
# ## Four sentences, one tensor
# Each word has a number. Shorter sentences are padded with the number of a word that means nothing.

# %%
SENTENCES = [
    "the cat saw the dog and the dog saw the cat",
    "she sells the tea and he sells the cups",
    "the dog sleeps and the cat sleeps",
    "she saw tea",
]
NOTHING, START = "·", "<start>"
texts = [sentence.split() for sentence in SENTENCES]
words = [NOTHING, START, *sorted({word for text in texts for word in text})]
lengths = torch.tensor([len(text) for text in texts])  # (B,)
B, T, V = len(texts), int(lengths.max()), len(words)
filled = [[*text, *[NOTHING] * (T - len(text))] for text in texts]
tokens = torch.tensor([[words.index(word) for word in text] for text in filled])  # (B, T)

padding = padding_mask(lengths, T)  # (B, T)
causal = causal_mask(T)  # (T, T)
mask = causal & padding[:, None, :]  # (B, T, T): [b, i, j] says whether word i of sentence b may look at word j
print(f"tokens has shape {tuple(tokens.shape)}; {int((~padding).sum())} of its {tokens.numel()} positions hold nothing")

# %%
LOOK = 2  # a sentence


def show(axes, values, title, down, across, text=None):
    """A matrix as a picture, with a name at each row and column, and a word in each cell."""
    axes.imshow(values, cmap="Blues", alpha=0.5, vmin=0, vmax=max(1, values.max()))
    axes.set_title(title)
    axes.set_xticks(range(len(across)), across, rotation=90)
    axes.set_yticks(range(len(down)), down)
    for i, row in enumerate(text or []):
        for j, word in enumerate(row):
            axes.text(j, i, word, ha="center", va="center")


page, axes = plt.subplot_mosaic("BBB;PCM", figsize=(12, 8), height_ratios=[1, 1.4], layout="constrained")
show(axes["B"], padding.int(), "the batch, and where it is nothing", range(B), range(T), filled)
show(axes["P"], padding.int(), "your padding_mask: which words are there", range(B), range(T))
show(axes["C"], causal.int(), "your causal_mask: who may look at whom", range(T), range(T))
show(axes["M"], mask[LOOK].int(), f"both, for sentence {LOOK}", filled[LOOK], filled[LOOK])
save(page, "batch")

# %% [markdown]
# ## Three ways to look
# A model learns its vectors, but here we make them. Each third of a vector knows one thing about its word: which word
# it is, where it stands, or how it is spelt. Your `split_heads` gives each third to a head of its own.

# %%
HEADS, SIZE = 3, 26
kind = torch.randn(V, SIZE, generator=torch.manual_seed(0))[tokens]  # (B, T, SIZE), much the same length for all words
steps = torch.arange(T)[:, None] / torch.linspace(1, 8, SIZE // 2)  # (T, SIZE/2)
where = torch.cat([steps.cos(), steps.sin()], dim=-1).expand(B, T, SIZE)
alphabet = "abcdefghijklmnopqrstuvwxyz"
spelling = torch.tensor([[word.count(letter) for letter in alphabet] for word in words], dtype=torch.float32)[tokens]
unit = torch.nn.functional.normalize
x = torch.cat([unit(kind, dim=-1), unit(where, dim=-1), unit(spelling, dim=-1)], dim=-1)  # (B, T, HEADS * SIZE)


def look(x, mask):
    """Where each head looks, and what it brings back."""
    heads = split_heads(x, HEADS)  # (B, HEADS, T, SIZE)
    scores = 5 * heads @ heads.transpose(-1, -2)  # (B, HEADS, T, T): 5 times the cosine
    weights = masked_softmax(scores, mask[:, None])
    return weights, merge_heads(weights @ heads)  # (B, T, HEADS * SIZE)


weights, seen = look(x, mask)
page, axes = plt.subplots(2, HEADS, figsize=(12, 8), layout="constrained")
for row, b in zip(axes, [1, LOOK], strict=True):
    for h, title in enumerate(["which word", "where it stands", "how it is spelt"]):
        show(row[h], weights[b, h], f"head {h}: {title}", filled[b], filled[b])
save(page, "heads")
print("Notice what each head finds: the same word, the words before, and words like she, he and the.")
print("Try x.reshape(len(x), HEADS, -1, SIZE) for split_heads: it runs, but each head now mixes neighbouring words.")

# %% [markdown]
# ## In company or alone
# The result of a sentence must not depend on its neighbours in the batch. Here each word may look at its whole
# sentence.


# %%
def alone(b):
    """What the last word of a sentence brings back if there is no other sentence."""
    return look(x[b : b + 1, : lengths[b]], torch.tensor(True).expand(1, 1, lengths[b]))[1][0, -1]


by_itself = torch.stack([alone(b) for b in range(B)])  # (B, HEADS * SIZE)
print("\nlargest difference between a sentence in the batch and the same sentence alone")
for name, kept in [("with your padding_mask", padding), ("without", torch.ones_like(padding))]:
    ends = last_token(look(x, kept[:, None])[1], lengths)
    print(f"   {name:23} {(ends - by_itself).abs().max():.6f}")

# %% [markdown]
# ## Surprise
# The simplest model knows only which word follows which. Its input is the text shifted one position to the right, so at
# each position it has to guess the word that stands there. Your `token_log_probs` says how likely it found that word.

# %%
inputs = shift_right(tokens, words.index(START))  # (B, T)
counts = torch.zeros(V, V)
counts.index_put_((inputs[padding], tokens[padding]), torch.tensor(1.0), accumulate=True)
logits = torch.log(counts + 0.1)[inputs]  # (B, T, V)
surprise = -token_log_probs(logits, tokens)  # (B, T), in nats
loss = masked_mean(surprise, padding, dim=1)  # (B,)

print("\nmean surprise in nats")
for sentence, nats in zip(SENTENCES, loss, strict=True):
    print(f"   {nats:.2f}  {sentence}")
print(f"{surprise[padding].mean():.2f} over all words, and {surprise.mean():.2f} if the padding counts, too")

# %%
figure, axes = plt.subplots(figsize=(12, 4), layout="constrained")
show(axes, torch.where(padding, surprise, 0), "how surprising each word is", range(B), range(T), filled)
save(figure, "surprise")
print("Notice that a word surprises if many could follow, and that forgotten padding gives a wrong loss, but no error.")
print("Try sentences of your own: when does a word surprise nobody?")
