"""Your two models.

Your modern GPT trains beside the one of milestone 10, with as many parameters, as many steps and the same batches.
Which one guesses better? Then the new one writes with your cache, shrinks to a quarter of its bytes with your int8,
checks drafts from your table of pairs, and teaches a smaller student.

    dojo milestone 11 --text novel.txt
    dojo write "The " --model modern_gpt
"""

# %%
import copy
import math
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
    seconds_used,
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
# The text is that of milestone 10; if you gave it a file there, give it here too. The last tenth is kept aside.

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
# ## As many parameters
# The new model has no biases, no table of positions, and half as many key heads. What that saves goes into its SwiGLU,
# until both models are as equal in size as a whole width allows. Widths 1 and 2 show what one more costs.


# %%
def numbers(model):
    """How many parameters a model learns."""
    return sum(p.numel() for p in model.parameters())


def modern_sizes(sizes, wanted):
    """The sizes of a modern GPT with about as many parameters as are wanted."""
    sizes = {**sizes, "n_kv_heads": sizes["n_heads"] // 2}
    one, two = (numbers(ModernGPT(**sizes, hidden=hidden)) for hidden in (1, 2))
    return {**sizes, "hidden": 1 + round((wanted - one) / (two - one))}


torch.manual_seed(0)
old = GPT(**sizes)
modern_config = {"part": "modern_gpt", "class": "ModernGPT", "arguments": modern_sizes(sizes, numbers(old))}
torch.manual_seed(0)
modern = ModernGPT(**modern_config["arguments"])
print(f"your GPT of 2019: {numbers(old):,} parameters; your modern GPT: {numbers(modern):,}")
strange = {"GPT of 2019": drawn_unlike_ours(old), "modern GPT": drawn_unlike_ours(modern)}
for name, how in strange.items():
    if how:
        print(f"The initial weights of your {name}: {how}. They decide how far it gets: see the page of gpt.")

# %% [markdown]
# ## As many steps
# The new model takes as many steps as the kept one took, on the same batches. If none is kept, or if the time is too
# short for as many, both models train from scratch and take as many steps as the time allows.


# %%
def learn(model, steps, lr=2e-3, loss_of=None):
    """Train a model on batches that are the same for every model; the CPU seconds."""
    began = seconds_used()
    train(model, ids, steps, lr=lr, size=16, generator=torch.Generator().manual_seed(0), loss_of=loss_of)
    return seconds_used() - began


print("\nyour GPT of 2019:", end=" ")
untaught = copy.deepcopy(old), copy.deepcopy(modern)
old_step = seconds_a_step(lambda: learn(untaught[0], 1))
print("your modern GPT: ", end=" ")
modern_step = seconds_a_step(lambda: learn(untaught[1], 1))

if kept and kept.steps and kept.steps * modern_step <= 60 * MINUTES:
    old, steps = kept.model, kept.steps
    print(f"\nthe kept GPT took {steps} steps: the new one takes as many", flush=True)
    print(f"modern: {learn(modern, steps):.0f} CPU seconds")
else:
    steps = amount(max(20, int(60 * MINUTES / (old_step + modern_step))), 20)
    why = f"there is no time for {kept.steps} steps" if kept and kept.steps else "no GPT of yours is kept"
    told = f"{why}: both take {steps} steps, in {MINUTES:g} minutes of computing"
    print(f"\n{told}. More time: --minutes {2 * MINUTES:g}", flush=True)
    old_seconds, modern_seconds = learn(old, steps), learn(modern, steps)
    print(f"2019: {old_seconds:.0f} CPU seconds, modern: {modern_seconds:.0f}")
if kept is None:
    keep_model(old, tokenizer, {"part": "gpt", "class": "GPT", "arguments": sizes}, steps)
keep_model(modern, tokenizer, modern_config, steps)

old.eval().requires_grad_(False)
modern.eval().requires_grad_(False)


def nats(model):
    """Nats per character on the text kept aside."""
    return math.log(perplexity(model, new)) / letters


print(f"\nafter {steps} steps, in nats per character on the text kept aside:")
print(f"2019: {nats(old):.3f}, modern: {nats(modern):.3f}")
if nats(modern) >= nats(old):
    print("Here the GPT of 2019 is ahead. After 600 steps, ours of 2019 was 0.1 nats behind.", end=" ")
    print(f"Are {steps} steps too few? --minutes {2 * MINUTES:g} gives more.")
for name in filter(strange.get, strange):
    print(f"The figure of your {name} says little: {strange[name]}, from the first step on.")

# %% [markdown]
# This is what ours reached on the manual after 600 steps, with seeds 0, 1 and 2:
#
# | | nats per character | CPU seconds |
# | --- | --- | --- |
# | 2019 | 1.527, 1.514, 1.529 | 53 to 57 |
# | modern | 1.411, 1.408, 1.403 | 59 to 64 |
#
# Which of the four new parts makes the difference? `dojo milestone four_parts` takes one of them back and trains again.
# With ours, it was almost entirely rope.

# %% [markdown]
# ## Beyond its context
# Your GPT of 2019 raises an error if a text is longer than its table of positions. The new one keeps going. Is it any
# good there? It guesses the same tokens each time, while it reads more and more of what comes before them.

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
    print(f"{length:5} tokens read: {beyond[-1]:.3f} nats per token")

if beyond[-1] <= beyond[0]:
    print("Here it guesses no worse when it reads more. After few steps a model uses only what is near: train longer.")

# %% [markdown]
# It runs, but how well? Ours, trained on a context of 64 tokens, had 3.0 nats per token with 64 tokens to read, 3.2 to
# 3.4 with 128, 3.7 with 256 and 3.9 with 512 (three seeds, 600 steps). The more it reads, the worse it guesses, because
# no step of its training showed it such distances. Rope gives every position an angle, but no skill beyond the context.

# %% [markdown]
# ## The cache
# At temperature 0 nothing is drawn, so the text must be the same with the cache and without. The runs alternate, and
# the best of each counts. Sixteen texts at once gain more: with a single one, much of the time goes into calling torch,
# and the cache does not save that.


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
    print("Either two tokens were almost equally likely, or your cache is wrong: what does dojo watch kv_cache say?")
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
# The cost of a token does not depend on how good the guesses are, so here the model may read far more than it has
# learnt to use.

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
print(f"price: {each:,} bytes of keys and values per token, half of what your GPT of 2019 would keep")
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
axes.loglog(lengths, 1000 * np.array(times), "o-", label=["all the text again", "with your cache"])
axes.set(xlabel="tokens so far", ylabel="milliseconds", title="what the next token costs")
axes.legend()
save(figure, "cost_of_a_token")

# %% [markdown]
# ## One byte for a weight
# Each row of a matrix becomes codes and a scale. That saves memory, but no time: on a CPU, torch multiplies integers
# slowly.

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
wide = sum(p.nbytes for p in modern.parameters())
print(f"\nfloat32: {wide:9,} bytes, {before:.4f} nats per token on text kept aside")
print(f"int8:    {size:9,} bytes, {after:.4f}; a product of codes takes {slow / fast:.1f} times as long here")
if after > before + 0.01:
    print(
        "That is more than int8 should cost: one large number in a row makes all its codes coarse. Which row has one?"
    )

# %% [markdown]
# ## A draft
# Your table of pairs guesses k tokens for almost nothing, and your model reads them all at once. A draft is kept with
# the probability that p and q have in common, the sum of min(p, q). From its mean, the formula predicts the tokens per
# round, as if all positions were alike. See how close it comes, and from which k on more drafts hardly help. None of
# this uses the cache, which cannot drop rejected drafts. Could you teach it to?

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
    print("Here drafts cost more than they save. Either the table and your model have too little in common,", end=" ")
    print("or the machine is busy.")
print(f"\n{tokenizer.decode(runs[KS[-1]][-1][0])}")

# %% [markdown]
# Is it still your model that writes? Draw its first token 4,000 times through `accept`. Although the drafts come from
# q, the shares should be as close to p as those of 4,000 plain draws.

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
axes.bar(places - 0.2, p[top], 0.4, label="p, your modern GPT")
axes.bar(places + 0.2, q[top], 0.4, label="q, your table of pairs")
axes.plot(places - 0.2, shares(tokens)[top], "ko", label="written with a draft")
axes.set_xticks(places, [repr(tokenizer.decode([int(i)]))[1:-1] for i in top], rotation=45)
axes.set_title('drafts come from q, the text from p: the token after "The "')
axes.legend()
save(figure, "drafts")

# %% [markdown]
# ## Smaller
# A student is half as wide, with about a quarter of the parameters. One student learns from the text, where only the
# token that came next counts. The other learns from your model's logits, which say how likely every token was. Both
# start from the same weights, and take as many steps on the same batches.


# %%
def student():
    """A modern GPT that is half as wide."""
    torch.manual_seed(0)
    sizes = modern_config["arguments"]
    return ModernGPT(**{**sizes, "dim": sizes["dim"] // 2, "hidden": sizes["hidden"] // 2})


def from_the_logits(model, x, y):
    """The loss of a student that sees what the teacher would say, and not the text that followed."""
    return distillation_loss(model(x), modern(x))


lessons, taught = min(amount(150, 5), steps), {}  # no student takes more steps than its teacher has had
print(f"\nstudents of {numbers(student()):,} parameters, {lessons} steps:")
for name, loss_of in (("the text", None), ("the logits", from_the_logits)):
    model = student()
    used = learn(model, lessons, 3e-3, loss_of)
    taught[name] = nats(model)
    print(f"from {name:10}: {taught[name]:.3f} nats per character, {used:.0f} CPU seconds")
print(f"their teacher  : {nats(modern):.3f}, after {steps} steps of its own")
longer = f"The teacher had only {steps} steps: dojo milestone 11 --minutes {2 * MINUTES:g} trains it longer."
if min(taught.values()) < nats(modern):
    print(f"A student is ahead of its teacher. {longer}")
elif taught["the logits"] >= taught["the text"]:
    print(f"Here the logits taught no more than the text. {longer}")

# %% [markdown]
# With seeds 0, 1 and 2, ours reached 1.90 to 1.91 nats from the text, and 1.81 from the logits: a whole distribution
# says more than the one token that followed. But a step takes about twice as long, because the teacher reads every
# batch too: 13 CPU seconds instead of 7. In that time, which is 280 steps, the text alone brought a student to 1.73 or
# 1.74, and the teacher had to be trained first. Are the logits worth their price if there is little text? Give both
# students a tenth of it.

# %%
figure, (reach, bars) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
reach.semilogx(reads, beyond, "o-", base=2)
reach.set_xticks(reads, reads)
reach.axvline(context, linestyle=":", color="grey", label="its context in training")
reach.set(xlabel="tokens read", ylabel="nats per token", title="the same tokens, after more text")
reach.legend()
low, high = reach.get_ylim()
reach.set_ylim(low - 0.25, high + 0.25)  # at a scale of hundredths of a nat, every line is steep
bars.bar(["text", "logits", "teacher"], [*taught.values(), nats(modern)])
bars.set(ylabel="nats per character", title="what two students have learnt")
save(figure, "two_models")
