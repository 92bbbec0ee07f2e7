"""Look inside.

What would your GPT say if it ended after one block, or after none? What do its heads look at, and what does it lose
without one of them? This looks into the GPT that milestone 10 has kept. If you gave that one a text, give it here, too.

    dojo milestone look_inside --text novel.txt
"""

# %%
import math

import matplotlib.pyplot as plt
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, kept_gpt, manual, own_text, save
from mine.byte_pair_encoding import Tokenizer
from mine.cross_entropy import cross_entropy
from mine.gpt import GPT
from mine.look_inside import attention_weights, diagonal_scores, lens, without
from mine.train_gpt import train

SEED = 0
torch.set_num_threads(1)
torch.manual_seed(SEED)
generator = torch.Generator().manual_seed(SEED)

# %% [markdown]
# ## The model and the text
# The text is that of milestone 10, and what is looked at comes from the last tenth, which was kept aside there.

# %%
own = own_text()
text = own or manual()
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]
kept = kept_gpt()
if kept:
    model, tokenizer = kept.model.eval(), kept.tokenizer
else:
    print(
        "No GPT of yours is kept. A small one trains now, for about 20 s; that of milestone 10 is better.", flush=True
    )
    tokenizer, vocab_size = Tokenizer(), amount(400, 280)
    tokenizer.train(seen[: amount(30_000, 2000)], vocab_size)
    ids = torch.tensor(tokenizer.encode(seen[: amount(200_000, 2000)]))
    model = GPT(vocab_size, 64, amount(128, 32), 4, amount(4, 2))
    train(model, ids, amount(120, 20), lr=2e-3, size=16, generator=generator)
    model.eval()
model.requires_grad_(False)
context, n_layers, n_heads = model.context, len(model.blocks), model.blocks[0].attention.n_heads
new = torch.tensor(tokenizer.encode(unseen[:12_000]))
rows = new[: len(new) // (context + 1) * (context + 1)].view(-1, context + 1)[: amount(64, 8)]
x, y = rows[:, :-1], rows[:, 1:]
print(f"{n_layers} blocks of {n_heads} heads; {x.numel():,} tokens of the text kept aside")

# %% [markdown]
# ## After each block
# The last norm and the head read the vectors before the first block, and after each: what would the model say there?

# %%
logits = lens(model, x)
losses = [cross_entropy(one, y).item() for one in logits]
guesses = logits.argmax(-1)
print("\nblocks  nats a token  its last guess already  the token just read")
for i, loss in enumerate(losses):
    told = [(guesses[i] == other).double().mean().item() for other in (guesses[-1], x)]
    print(f"{i:6}  {loss:12.2f}  {told[0]:22.2f}  {told[1]:19.2f}")
print(f"a guess among all tokens alike costs {math.log(logits.shape[-1]):.2f} nats")
rises = [i for i in range(1, n_layers + 1) if losses[i] >= losses[i - 1]]
print(f"with block {rises[0]} the loss rises" if rises else "with every block the loss falls")

# %% [markdown]
# Why does a model without blocks name the token that it has just read? The head is the table of tokens, read the other
# way: it asks which row is most like the vector. Without a block, that vector is the token's own row, and its position.
# Hardly any text says a token twice in a row, so this is worse than no opinion. The blocks have to take the old token
# away as well as to bring the new one.

# %%
phrase = tokenizer.encode(unseen[:200] if own else 'If the class defines "__init__()", the object is')[
    : min(12, context)
]
words, said = [tokenizer.decode([i]) for i in phrase], lens(model, torch.tensor([phrase]))[:, 0].argmax(-1)
print("\nread:      " + " ".join(repr(word) for word in words))
for i, guessed in enumerate(said.tolist()):
    print(f"{i} blocks:  " + " ".join(repr(tokenizer.decode([j])) for j in guessed))

# %% [markdown]
# ## What the heads look at
# How much does each head look at the token itself, at the one before, and at the one before that? Beside them stands a
# head that looks at all tokens alike.

# %%
weights = attention_weights(model, x)  # (n_layers, B, h, T, T)
alike = torch.ones(context, context).tril() / torch.arange(1, context + 1)[:, None]
print("\nplaces back  alike  most of all heads")
for back in range(min(3, context)):
    scores = diagonal_scores(weights, back)
    layer, head = divmod(scores.argmax().item(), n_heads)
    even = diagonal_scores(alike[None, None, None], back).item()
    print(f"{back:11}  {even:5.2f}  {scores.max():.2f}, head {head} of block {layer + 1}")

# %% [markdown]
# ## Does it copy?
# Random tokens, and the same once more. An *induction head* would look for the token that it has just read, and then at
# the one that followed: a fixed number of places back. A model with such heads finds the second half easy. It is the
# best-known mechanism that was found in trained models. But two minutes of training do not make one: do not expect it.

# %%
half = context // 2
common = torch.bincount(new, minlength=logits.shape[-1]).topk(min(200, logits.shape[-1])).indices
once = common[torch.randint(len(common), (amount(64, 8), half), generator=generator)]
twice = torch.cat([once, once], dim=1)
loss = cross_entropy(model(twice)[:, :-1], twice[:, 1:], reduction="none")
score = diagonal_scores(attention_weights(model, twice), half - 1).max().item()
even = diagonal_scores(alike[None, None, None], half - 1).item()
first, again = loss[:, : half - 1].mean(), loss[:, half:].mean()
print(f"\nrandom tokens: {first:.2f} nats the first time, {again:.2f} when they come again")
print(f"the head that looks most at what followed: {score:.2f}; a head that looks everywhere alike: {even:.2f}")

# %% [markdown]
# ## Without a head
# One head after the other is switched off. How much does the loss rise on the text kept aside? The last column is what
# the model loses without all heads of a block together.

# %%
costs = torch.zeros(n_layers, n_heads)
print("\nwhat the model loses without a head, nats a token")
for layer in range(n_layers):
    none = model
    for head in range(n_heads):
        costs[layer, head] = cross_entropy(without(model, layer, head)(x), y) - losses[-1]
        none = without(none, layer, head)
    whole = cross_entropy(none(x), y).item() - losses[-1]
    print(f"  block {layer + 1}: " + " ".join(f"{cost:+.3f}" for cost in costs[layer]) + f"   all: {whole:+.3f}")
layer, head = divmod(costs.argmax().item(), n_heads)
print(f"it misses head {head} of block {layer + 1} most")

# %%
figure, axes = plt.subplots(n_layers, n_heads, figsize=(2.3 * n_heads, 2.4 * n_layers), layout="constrained")
pictures = attention_weights(model, torch.tensor([phrase]))[:, 0].flatten(0, 1)  # (n_layers h, T, T)
for i, (ax, table) in enumerate(zip(axes.flat, pictures, strict=True)):
    ax.imshow(table, vmin=0, vmax=1, cmap="viridis")
    ax.set_title(f"block {i // n_heads + 1}, head {i % n_heads}: {costs.flatten()[i]:+.2f}", fontsize=8)
    ax.set(xticks=[], yticks=range(len(words)) if i % n_heads == 0 else [])
for ax in axes[:, 0]:
    ax.set_yticklabels([repr(word) for word in words], fontsize=6)
figure.suptitle("what each token of the phrase looks at; and what the model loses without the head")
save(figure, "look_inside")

# %% [markdown]
# Notice: what a head looks at, and what the model loses without it, are two questions. With seeds 0, 1 and 2, each of
# a small GPT of 120 steps, we saw this, in nats a token:
#
# | after 0, 1, 2, 3, 4 blocks | a head of block 1 | all of block 1 | any later head |
# | --- | --- | --- | --- |
# | 8.64 4.47 4.21 4.09 4.05 | 0.007 to 0.033, together 0.072 | 0.089 | at most 0.003 |
# | 8.68 4.48 4.19 4.06 4.00 | 0.014 to 0.029, together 0.083 | 0.116 | at most 0.001 |
# | 8.52 4.33 4.09 3.99 3.94 | 0.017 to 0.030, together 0.092 | 0.116 | at most 0.002 |
#
# Is all of a block worth more than the sum of its heads in yours, too? Then one of them does for another what is
# missing. Try a phrase of your own, and look for a head that looks at quotation marks, or at the beginning of the line.
