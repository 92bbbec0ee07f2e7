"""Your two models.

Your GPT of today trains beside the one of milestone 10: as many numbers, as many steps, the same batches. Which one
guesses better? Then the new one writes with your cache, fits into a quarter of its bytes with your int8, checks what
your table of pairs has guessed, and teaches a student that is smaller.

    dojo milestone 11 --text novel.txt
    dojo write "The " --model modern_gpt
"""

# %%
import copy
import math
from time import process_time
from timeit import timeit

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import (
    amount,
    drawn_unlike_ours,
    keep_model,
    kept_gpt,
    manual,
    own_text,
    save,
    seconds_a_step,
    setting,
    taking,
)
from mine.bigram_model import count, probabilities
from mine.byte_pair_encoding import Tokenizer
from mine.cross_entropy import cross_entropy
from mine.distillation import distillation_loss
from mine.generate import generate
from mine.gpt import GPT
from mine.kv_cache import Cache
from mine.modern_gpt import ModernGPT
from mine.quantisation import dequantise, int8_matmul, quantise
from mine.speculative_decoding import accept
from mine.train_gpt import perplexity, train

MINUTES = setting("minutes", 3.0)
ModernGPT, Cache = taking(ModernGPT, "cache"), taking(Cache, "extend")
generate, train = taking(generate, "cache"), taking(train, "loss_of")

# %% [markdown]
# ## The text
# The text is that of milestone 10: if you gave it a file, give it here, too. The last tenth is kept aside.

# %%
text = own_text() or manual()
text = text[: amount(len(text), 20_000)]
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]

kept = kept_gpt()
if kept:
    tokenizer, sizes = kept.tokenizer, kept.config["arguments"]
else:
    tokenizer, vocab_size = Tokenizer(), amount(512, 280)
    tokenizer.train(seen[:100_000], vocab_size)
    sizes = {"context": amount(64, 16), "dim": amount(128, 32), "n_heads": 4, "n_layers": amount(4, 2)}
    sizes = {"vocab_size": vocab_size, **sizes}
ids, new = (torch.tensor(tokenizer.encode(part)) for part in (seen, unseen))
letters = len(unseen) / len(new)  # characters to a token
vocab_size, context = sizes["vocab_size"], sizes["context"]

# %% [markdown]
# ## As many numbers
# The new model has no biases and no table of positions, and half as many heads of keys. What is saved goes into its
# SwiGLU, until both models have as many numbers as whole widths allow. One that is wider by 1 shows what a width costs.


# %%
def numbers(model):
    """How many numbers a model learns."""
    return sum(p.numel() for p in model.parameters())


def modern_sizes(sizes, wanted):
    """The sizes of a GPT of today with about as many numbers as are wanted."""
    sizes = {**sizes, "n_kv_heads": sizes["n_heads"] // 2}
    one, two = (numbers(ModernGPT(**sizes, hidden=hidden)) for hidden in (1, 2))
    return {**sizes, "hidden": 1 + round((wanted - one) / (two - one))}


torch.manual_seed(0)
old = GPT(**sizes)
modern_config = {"part": "modern_gpt", "class": "ModernGPT", "arguments": modern_sizes(sizes, numbers(old))}
torch.manual_seed(0)
modern = ModernGPT(**modern_config["arguments"])
print(f"your GPT of 2019: {numbers(old):,} numbers; of today: {numbers(modern):,}")
strange = {"of 2019": drawn_unlike_ours(old), "of today": drawn_unlike_ours(modern)}
for name, how in strange.items():
    if how:
        print(f"The first weights of your GPT {name}: {how}. That decides how far it gets: see the page of gpt.")

# %% [markdown]
# ## As many steps
# The new model takes as many steps as the kept one took, on the same batches. If none is kept, or if there is no time
# for so many steps, both models train anew, and take as many steps as there is time for.


# %%
def learn(model, steps, lr=2e-3, loss_of=None):
    """Train a model on batches that are the same for every model; the CPU seconds."""
    began = process_time()
    train(model, ids, steps, lr=lr, size=16, generator=torch.Generator().manual_seed(0), loss_of=loss_of)
    return process_time() - began


def timed(model):
    """The CPU seconds of a step, by torch's threads: on a busy machine they are the same."""
    model = copy.deepcopy(model)
    seconds_a_step(lambda: learn(model, 1))  # it sets how many threads there are
    return min(learn(model, 1) for _ in range(3)) / torch.get_num_threads()


print("\nyour GPT of 2019:", end=" ")
old_step = timed(old)
print("your GPT of today:", end=" ")
modern_step = timed(modern)

if kept and kept.steps and kept.steps * modern_step <= 60 * MINUTES:
    old, steps = kept.model, kept.steps
    print(f"\nthe kept GPT took {steps} steps: the new one takes as many", flush=True)
    print(f"today's: {learn(modern, steps):.0f} CPU seconds")
else:
    steps = amount(max(20, int(60 * MINUTES / (old_step + modern_step))), 20)
    why = f"there is no time for {kept.steps} steps" if kept and kept.steps else "no GPT of yours is kept"
    told = f"{why}: both take {steps} steps, in {MINUTES:g} minutes of computing"
    print(f"\n{told}. More time: --minutes {2 * MINUTES:g}", flush=True)
    old_seconds, modern_seconds = learn(old, steps), learn(modern, steps)
    print(f"2019's: {old_seconds:.0f} CPU seconds, today's: {modern_seconds:.0f}")
if kept is None:
    keep_model(old, tokenizer, {"part": "gpt", "class": "GPT", "arguments": sizes}, steps)
keep_model(modern, tokenizer, modern_config, steps)

old.eval().requires_grad_(False)
modern.eval().requires_grad_(False)


def nats(model):
    """Nats a character on the text kept aside."""
    return math.log(perplexity(model, new)) / letters


print(f"\nafter {steps} steps, in nats a character on the text kept aside:")
print(f"2019's {nats(old):.3f}, today's {nats(modern):.3f}")
if nats(modern) >= nats(old):
    print("Here 2019's is ahead. After 600 steps ours were 0.1 nats apart, the other way round.", end=" ")
    print(f"Are {steps} too few? --minutes {2 * MINUTES:g} gives more.")
for name in filter(strange.get, strange):
    print(f"That of the one {name} says little of it: {strange[name]}, from the first step on.")

# %% [markdown]
# With seeds 0, 1 and 2 on the manual, ours came to this after 600 steps:
#
# | | nats a character | CPU seconds |
# | --- | --- | --- |
# | 2019's | 1.527, 1.514, 1.529 | 53 to 57 |
# | today's | 1.411, 1.408, 1.403 | 59 to 64 |
#
# Which of the four new parts is it? `dojo milestone four_parts` takes one of them back, and trains again. With ours
# it was rope, nearly alone.

# %% [markdown]
# ## Beyond its context
# Your GPT of 2019 raises an error where a text is longer than its table of positions. The new one goes on. Is it any
# good there? The same tokens are guessed each time, and the model reads more and more of what comes before them.

# %%
last = context // 2
reads = [context * times for times in (1, 2, 4, 8) if context * times < len(new)]
ends = torch.linspace(reads[-1], len(new) - 1, amount(64, 4)).long()
beyond = []
print("\nthe same tokens, after more and more text:")
for length in reads:
    rows = new[ends[:, None] + torch.arange(-length, 1)]  # (texts, length + 1)
    guesses = modern(rows[:, :-1])[:, -last:]
    beyond.append(cross_entropy(guesses, rows[:, -last:]).item())
    print(f"{length:5} tokens read: {beyond[-1]:.3f} nats a token")

if beyond[-1] <= beyond[0]:
    print("Here it guesses no worse where it reads more. A model of few steps sees only what is near: train it longer.")

# %% [markdown]
# It goes on. But where 64 tokens were the context in training, ours had 3.0 nats a token with 64 tokens to read, 3.2 to
# 3.4 with 128, 3.7 with 256 and 3.9 with 512 (three seeds, 600 steps): the more it reads, the worse it guesses. No step
# has shown it such distances. Rope goes on; it does not reach.

# %% [markdown]
# ## The cache
# At temperature 0 nothing is drawn: the text has to be the same. The runs take turns, and the best of each counts.
# Sixteen texts at once gain more: with one, much of the time goes into calling torch, which the cache does not spare.


# %%
def best(times, *ways):
    """The seconds of each way: the best of a few runs that take turns."""
    runs = [[timeit(way, number=1) for way in ways] for _ in range(times)]
    return [min(each) for each in zip(*runs, strict=True)]


start = torch.tensor([tokenizer.encode("The ")])
room = context - start.shape[1]
plain, cached = generate(modern, start, room, 0), generate(modern, start, room, 0, cache=Cache())
print(f"\n{tokenizer.decode(cached[0].tolist())}\n")
print(f"with your cache and without, {(plain == cached).sum()} of {plain.numel()} tokens are the same")
if (plain != cached).any():
    print("They part where two tokens were nearly as likely, or your cache is wrong: does dojo watch kv_cache say so?")
for texts in (1, 16):
    many = start.expand(texts, -1)

    def without_a_cache(many=many):
        generate(modern, many, room, 0)

    def with_a_cache(many=many):
        generate(modern, many, room, 0, cache=Cache())

    slow, fast = best(amount(5, 1), without_a_cache, with_a_cache)
    tokens = texts * room / slow
    print(f"{texts:4} at once: {tokens:.0f} tokens a second, with the cache {slow / fast:.1f} times as many")

# %% [markdown]
# What a token costs does not depend on how good the guesses are, so the model may read far more here than it has learnt
# to use.

# %%
words = torch.randint(vocab_size, (1, amount(1024, 64)))
lengths, times = amount(1000, 50) // 2 ** np.arange(5)[::-1], []
for n in lengths:
    cache = Cache()
    modern(words[:, :n], cache)

    def again(n=n):
        modern(words[:, : n + 1])

    def one_more(cache=cache):
        modern(words[:, :1], cache)

    times.append(best(5, again, one_more))
    print(f"{n:4} tokens so far: the next one comes {times[-1][0] / times[-1][1]:.1f} times as fast")

width = sizes["dim"] // sizes["n_heads"]
each = 2 * sizes["n_layers"] * modern_config["arguments"]["n_kv_heads"] * width * 4  # float32: 4 bytes a number
print(f"price: {each:,} bytes of keys and values for each token, half of what your GPT of 2019 would keep")
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
axes.loglog(lengths, 1000 * np.array(times), "o-", label=["all the text again", "with your cache"])
axes.set(xlabel="tokens so far", ylabel="milliseconds", title="what the next token costs")
axes.legend()
save(figure, "cost_of_a_token")

# %% [markdown]
# ## One byte for a weight
# Each row of a matrix becomes codes and a scale. What is won is room: here the product itself is no faster, as on a CPU
# torch multiplies whole numbers slowly.

# %%
small, size = copy.deepcopy(modern), 0
for p in small.parameters():
    if p.ndim == 2:
        codes, scale = quantise(p, 1)
        p.copy_(dequantise(codes, scale))
        size += codes.nbytes + scale.nbytes
    else:
        size += p.nbytes  # the gains of the norms stay as they are
before, after = (math.log(perplexity(model, new[: amount(8193, 100)])) for model in (modern, small))
x, w = torch.randn(context, sizes["dim"]), modern.blocks[0].mlp.up.weight.T
codes, scale = quantise(w, 0)
slow, fast = best(5, lambda: int8_matmul(x, codes, scale), lambda: x @ w)
print(f"\nfloat32: {sum(p.nbytes for p in modern.parameters()):9,} bytes, {before:.4f} nats a token on text kept aside")
print(f"int8:    {size:9,} bytes, {after:.4f}; a product of codes takes {slow / fast:.1f} times as long here")
if after > before + 0.01:
    print(
        "That is more than int8 should cost: one large number in a row makes all its codes coarse. Which row has one?"
    )

# %% [markdown]
# ## A draft
# Your table of pairs guesses k tokens for nothing, and your model reads them all at once. What p and q have in common,
# the sum of min(p, q), is how likely a draft is kept, and of it the formula makes tokens a round, as if all places were
# alike. See how near it comes, and from which k on more drafts bring hardly more. All this goes without the cache,
# which can't forget the drafts that are rejected: could yours learn it?

# %%
TEMPERATURE, KS = 0.8, (0, 1, 2, 3, 5)
rng = np.random.default_rng(0)
table = probabilities(count(ids.tolist(), range(vocab_size)), 0.1) ** (1 / TEMPERATURE)
table /= table.sum(1, keepdims=True)


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
        p, q = chances(modern(torch.tensor([drafted]))[0, -k - 1 :]), table[drafted[-k - 1 : -1]]
        found = accept(p, q, np.array(drafted[len(text) :], int), rng.random(k + 1)).tolist()
        text += found
        rounds.append(len(found))
        common += np.minimum(p[:-1], q).sum(1)[: len(found)].tolist()
    return text[: context // 2], rounds, common


runs, seconds = {k: [] for k in KS}, dict.fromkeys(KS, 0.0)
for _ in range(amount(16, 2)):
    for k in KS:  # they take turns
        seconds[k] += timeit(lambda k=k: runs[k].append(with_drafts(k)), number=1)
speed = {k: sum(sum(rounds) for _, rounds, _ in runs[k]) / seconds[k] for k in KS}  # tokens a second
for k in KS[1:]:
    rounds = np.concatenate([rounds for _, rounds, _ in runs[k]])
    common = np.concatenate([common for _, _, common in runs[k]])
    a, share = common.mean(), (rounds - 1).sum() / len(common)
    formula = sum(a**i for i in range(k + 1))
    print(f"k = {k}: in common {a:.2f}, kept {share:.2f}; tokens a round {rounds.mean():.2f}, by the formula", end=" ")
    print(f"{formula:.2f}; {speed[k] / speed[0]:.2f} times as fast as without")
if max(speed.values()) == speed[0]:
    print("Here drafts cost more than they bring: the table shares too little with your model, or the machine is busy.")
print(f"\n{tokenizer.decode(runs[KS[-1]][-1][0])}")

# %% [markdown]
# Is it still your model that writes? Draw its first token 4,000 times through `accept`. The shares should lie as close
# to p as those of 4,000 plain draws do, although the drafts come from q.

# %%
p, q = chances(modern(start)[0, -1]), table[start[0, -1]]
drafts, u = rng.choice(vocab_size, 4000, p=q), rng.random((4000, 2))
tokens = [int(accept(np.stack([p, p]), q[None], drafts[i : i + 1], u[i])[0]) for i in range(4000)]


def shares(found):
    """How often each token was drawn."""
    return np.bincount(found, minlength=vocab_size) / len(found)


def apart(shares):
    """The share that is not where p has it."""
    return abs(shares - p).sum() / 2


print("\nof 4,000 first tokens, the share that is not where p has it:")
plainly = apart(shares(rng.choice(vocab_size, 4000, p=p)))
print(f"with a draft {apart(shares(tokens)):.3f}, drawn from p {plainly:.3f}", end=", ")
print(f"the drafts as they are {apart(shares(drafts)):.3f}")
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
top, places = np.argsort(-p)[:10], np.arange(10)
axes.bar(places - 0.2, p[top], 0.4, label="p, your GPT of today")
axes.bar(places + 0.2, q[top], 0.4, label="q, your table of pairs")
axes.plot(places - 0.2, shares(tokens)[top], "ko", label="written with a draft")
axes.set_xticks(places, [repr(tokenizer.decode([int(i)]))[1:-1] for i in top], rotation=45)
axes.set_title('drafts come from q, the text from p: the token after "The "')
axes.legend()
save(figure, "drafts")

# %% [markdown]
# ## Smaller
# A student is half as wide, and has about a quarter of the numbers. One learns from the text: of all tokens, only the
# one that came next counts. The other one learns from the logits of your model, which say of every token how likely it
# was. Both begin with the same weights, and take as many steps on the same batches.


# %%
def student():
    """A GPT of today that is half as wide."""
    torch.manual_seed(0)
    sizes = modern_config["arguments"]
    return ModernGPT(**{**sizes, "dim": sizes["dim"] // 2, "hidden": sizes["hidden"] // 2})


def from_the_logits(model, x, y):
    """The loss of a student that sees what the teacher would say, and not the text that followed."""
    return distillation_loss(model(x), modern(x))


lessons, taught = min(amount(150, 5), steps), {}  # no student takes more steps than its teacher has had
print(f"\nstudents of {numbers(student()):,} numbers, {lessons} steps:")
for name, loss_of in (("the text", None), ("the logits", from_the_logits)):
    model = student()
    used = learn(model, lessons, 3e-3, loss_of)
    taught[name] = nats(model)
    print(f"from {name:10}: {taught[name]:.3f} nats a character, {used:.0f} CPU seconds")
print(f"their teacher  : {nats(modern):.3f}, and the {steps} steps of its own training")
longer = f"A teacher of {steps} steps has little to tell: dojo milestone 11 --minutes {2 * MINUTES:g} trains it longer."
if min(taught.values()) < nats(modern):
    print(f"A student is ahead of its teacher. {longer}")
elif taught["the logits"] >= taught["the text"]:
    print(f"Here the logits taught no more than the text. {longer}")

# %% [markdown]
# With seeds 0, 1 and 2, ours came to 1.90 to 1.91 nats from the text, and to 1.81 from the logits: the distribution
# at a place says more than the one token that followed. But a step takes about twice as long, as the teacher reads
# every batch, too: 13 CPU seconds instead of 7. With that much time, which is 280 steps, the text alone brought a
# student to 1.73 to 1.74. And before all that, the teacher had to be trained. Would the logits be worth their price
# where there is little text? Give both students a tenth of it.

# %%
figure, (reach, bars) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
reach.semilogx(reads, beyond, "o-", base=2)
reach.set_xticks(reads, reads)
reach.axvline(context, linestyle=":", color="grey", label="its context in training")
reach.set(xlabel="tokens read", ylabel="nats a token", title="the same tokens, after more text")
reach.legend()
low, high = reach.get_ylim()
reach.set_ylim(low - 0.25, high + 0.25)  # in a picture of a hundredth of a nat each line is steep
bars.bar(["text", "logits", "teacher"], [*taught.values(), nats(modern)])
bars.set(ylabel="nats a character", title="what two students have learnt")
save(figure, "two_models")
