"""Faster and smaller.

Your GPT of milestone 10 writes with your cache, fits into a quarter of its bytes with your int8, and checks what your
table of pairs has guessed. Each is measured beside the plain model, in the same run.

    dojo milestone 11 --text novel.txt
"""

# %%
import copy
import math
import re
from pydoc_data.topics import topics
from timeit import timeit

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, keep_model, kept_gpt, own_text, save, seconds_a_step, setting
from mine.bigram_model import count, probabilities
from mine.byte_pair_encoding import Tokenizer
from mine.generate import generate
from mine.gpt import GPT
from mine.kv_cache import Cache, forward_cached
from mine.quantisation import dequantise, int8_matmul, quantise
from mine.speculative_decoding import accept
from mine.train_gpt import perplexity, train

MINUTES, TEMPERATURE, KS = setting("minutes", 0.75), 0.8, (0, 1, 2, 3, 5)

# %% [markdown]
# ## The model
# The text is that of milestone 10: if you gave it a file, give it here, too. The last tenth is kept aside.

# %%
parts = re.split(r"\n\s*\n", "\n\n".join(topics.values()))
once = {re.sub(r"\W+", " ", part).strip().lower(): part for part in parts}
text = own_text() or "\n\n".join(once.values())
text = text[: amount(len(text), 20_000)]
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]
kept = kept_gpt()
model, tokenizer = (kept.model, kept.tokenizer) if kept else (None, Tokenizer())
if model is None:
    tokenizer.train(seen[:100_000], amount(512, 280))
ids, new = (torch.tensor(tokenizer.encode(part)) for part in (seen, unseen))
if model is None:
    print(f"No GPT of yours is kept: one trains now ({MINUTES:g} min), and that of milestone 10 is better.", flush=True)
    sizes = {"context": amount(64, 16), "dim": amount(128, 32), "n_heads": 4, "n_layers": amount(4, 2)}
    config = {"part": "gpt", "class": "GPT", "arguments": {"vocab_size": amount(512, 280), **sizes}}
    torch.manual_seed(0)
    model, options = GPT(**config["arguments"]), {"generator": torch.Generator().manual_seed(0), "size": 16}
    seconds = seconds_a_step(lambda: train(model, ids, 1, lr=1e-4, **options))
    steps = amount(max(20, int(60 * MINUTES / seconds)), 20)
    train(model, ids, steps, lr=2e-3, **options)
    keep_model(model, tokenizer, config, steps)
model.eval().requires_grad_(False)
(vocab_size, dim), layers, context = model.tokens.weight.shape, len(model.blocks), model.context
print(f"your GPT: {sum(p.numel() for p in model.parameters()):,} numbers, a context of {context} tokens")

# %% [markdown]
# ## The cache
# At temperature 0 nothing is drawn: the text has to be the same. The runs take turns, and the best of each counts.
# Sixteen texts at once gain more: with one, much of the time goes into calling torch, which the cache does not spare.


# %%
def best(times, *ways):
    """The seconds of each way: the best of a few runs that take turns."""
    return [min(each) for each in zip(*([timeit(way, number=1) for way in ways] for _ in range(times)), strict=True)]


def write_cached(ids, n):
    """The likeliest token, n times: only what is new goes through the model."""
    cache, fresh = Cache(), ids
    for _ in range(n):
        fresh = forward_cached(model, fresh, cache)[:, -1].argmax(-1, keepdim=True)
        ids = torch.cat([ids, fresh], 1)
    return ids


start = torch.tensor([tokenizer.encode("The ")])
room = context - start.shape[1]
plain, cached = generate(model, start, room, 0), write_cached(start, room)
print(f"\n{tokenizer.decode(cached[0].tolist())}\n")
print(f"with your cache and without, {(plain == cached).sum()} of {plain.numel()} tokens are the same")
for n in (1, 16):
    many = start.expand(n, -1)
    slow, fast = best(amount(5, 1), lambda m=many: generate(model, m, room, 0), lambda m=many: write_cached(m, room))
    print(f"{n:4} at once: {n * room / slow:.0f} tokens a second, with the cache {slow / fast:.1f} times as many")

# %% [markdown]
# What a token costs does not depend on the weights: a GPT of the same width, untrained, shows what longer texts cost.

# %%
long = GPT(vocab_size, amount(1024, 64), dim, model.blocks[0].attention.n_heads, layers).requires_grad_(False)
words, lengths, times = torch.randint(vocab_size, (1, long.context)), amount(1000, 50) // 2 ** np.arange(5)[::-1], []
for n in lengths:
    forward_cached(long, words[:, :n], cache := Cache())
    again, one = (lambda n=n: long(words[:, : n + 1])), (lambda c=cache: forward_cached(long, words[:, :1], c))
    times.append(best(5, again, one))
    print(f"{n:4} tokens so far: the next one comes {times[-1][0] / times[-1][1]:.1f} times as fast")
each = 2 * layers * dim * 4
print(f"price: {each:,} bytes of keys and values for each token, {each * context:,} for {context}")
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
axes.loglog(lengths, 1000 * np.array(times), "o-", label=["the whole text again", "with your cache"])
axes.set(xlabel="tokens so far", ylabel="milliseconds", title="what the next token costs")
axes.legend()
save(figure, "cost_of_a_token")

# %% [markdown]
# ## One byte for a weight
# Each row of a matrix becomes codes and a scale. What is won is room: here the product itself is no faster, as on a CPU
# torch multiplies whole numbers slowly.

# %%
small, size = copy.deepcopy(model), 0
for p in small.parameters():
    if p.ndim == 2:
        q, scale = quantise(p, 1)
        p.copy_(dequantise(q, scale))
    size += q.nbytes + scale.nbytes if p.ndim == 2 else p.nbytes
before, after = (math.log(perplexity(one, new[: amount(8193, 100)])) for one in (model, small))
x, w = torch.randn(context, dim), model.blocks[0].up.weight.T
q, scale = quantise(w, 0)
slow, fast = best(5, lambda: int8_matmul(x, q, scale), lambda: x @ w)
print(f"\nfloat32: {sum(p.nbytes for p in model.parameters()):9,} bytes, {before:.4f} nats a token on text kept aside")
print(f"int8:    {size:9,} bytes, {after:.4f}; a product of codes takes {slow / fast:.1f} times as long here")

# %% [markdown]
# ## A draft
# Your table of pairs guesses k tokens for nothing, and your GPT reads them all at once. What p and q have in common,
# the sum of min(p, q), is how likely a draft is kept, and of it the formula makes tokens a round, as if all places were
# alike. See how near it comes, and from which k on more drafts bring hardly more. All this goes without the cache,
# which can't forget the drafts that are rejected: could yours learn it?


# %%
def chances(logits):
    """The probabilities that tokens are drawn with."""
    return (logits.double() / TEMPERATURE).softmax(-1).numpy()


def with_drafts(k):
    """Half a context of tokens, how many each round gave, and what p and q had in common where a draft was tried."""
    text, rounds, common = start[0].tolist(), [], []
    while len(text) < context // 2:
        drafted = list(text)
        for _ in range(k):
            drafted.append(int(rng.choice(vocab_size, p=table[drafted[-1]])))
        p, q = chances(model(torch.tensor([drafted]))[0, -k - 1 :]), table[drafted[-k - 1 : -1]]
        found = accept(p, q, np.array(drafted[len(text) :], int), rng.random(k + 1)).tolist()
        text, rounds = text + found, [*rounds, len(found)]
        common += np.minimum(p[:-1], q).sum(1)[: len(found)].tolist()
    return text[: context // 2], rounds, common


rng = np.random.default_rng(0)
table = probabilities(count(ids.tolist(), range(vocab_size)), 0.1) ** (1 / TEMPERATURE)
table /= table.sum(1, keepdims=True)
runs, seconds = {k: [] for k in KS}, dict.fromkeys(KS, 0.0)
for _ in range(amount(16, 2)):
    for k in KS:  # they take turns
        seconds[k] += timeit(lambda k=k: runs[k].append(with_drafts(k)), number=1)
speed = {k: sum(sum(rounds) for _, rounds, _ in runs[k]) / seconds[k] for k in KS}  # tokens a second
for k in KS[1:]:
    _, rounds, common = (np.concatenate(one) for one in zip(*runs[k], strict=True))
    a, kept = np.mean(common), (rounds - 1).sum() / len(common)
    print(f"k = {k}: in common {a:.2f}, kept {kept:.2f}; tokens a round {rounds.mean():.2f}, by the formula", end=" ")
    print(f"{sum(a**i for i in range(k + 1)):.2f}; {speed[k] / speed[0]:.2f} times as fast as without")
print(f"\n{tokenizer.decode(runs[k][-1][0])}")

# %% [markdown]
# Is it still your GPT that writes? Draw its first token 4,000 times through `accept`. The shares should lie as close to
# p as those of 4,000 plain draws do, although the drafts come from q.

# %%
(p,), q = chances(model(start)[:, -1]), table[start[0, -1]]
drafts, u = rng.choice(vocab_size, 4000, p=q), rng.random((4000, 2))
tokens = [int(accept(np.stack([p, p]), q[None], drafts[i : i + 1], u[i])[0]) for i in range(4000)]
of_all = [
    np.bincount(found, minlength=vocab_size) / 4000 for found in (tokens, rng.choice(vocab_size, 4000, p=p), drafts)
]
apart = [abs(shares - p).sum() / 2 for shares in of_all]
print("\nof 4,000 first tokens, the share that is not where p has it:")
print(f"with a draft {apart[0]:.3f}, drawn from p {apart[1]:.3f}, the drafts as they are {apart[2]:.3f}")
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
top, places = np.argsort(-p)[:10], np.arange(10)
axes.bar(places - 0.2, p[top], 0.4, label="p, your GPT")
axes.bar(places + 0.2, q[top], 0.4, label="q, your table of pairs")
axes.plot(places - 0.2, of_all[0][top], "ko", label="written with a draft")
axes.set_xticks(places, [repr(tokenizer.decode([int(i)]))[1:-1] for i in top], rotation=45)
axes.set_title('drafts come from q, the text from p: the token after "The "')
axes.legend()
save(figure, "drafts")
