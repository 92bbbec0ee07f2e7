"""Teach it manners.

With your LoRA, your GPT learns to say a word when it is asked to. With your DPO, it learns to do so politely. You see
both side by side, before and after, and what the manners cost.

    dojo milestone 12 --text novel.txt
"""

# %%
import copy
import random
import re
from collections import Counter
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

import dojo.mine  # noqa: F401
from dojo.milestone import amount, asked, keep_model, kept_gpt, own_text, progress, save, seconds_a_step, setting
from mine.adamw import AdamW
from mine.byte_pair_encoding import Tokenizer
from mine.dpo import dpo_loss, kl_estimates, sequence_log_probs
from mine.error_bars import bootstrap_means, split
from mine.generate import generate
from mine.gpt import GPT
from mine.instruction_tuning import render, sft_loss
from mine.kl_divergence import kl_divergence
from mine.lora import LoRALinear
from mine.lr_schedules import warmup_cosine_lr
from mine.train_gpt import train

SEED, MARGIN, WAYS = 0, 0.2, ("Gladly: {}.", "{}.", "Again? {}!")
MINUTES = setting("minutes", 1.0)
SPECIAL = {"system": 252, "user": 253, "assistant": 254, "end": 255}  # bytes that no text holds

# %% [markdown]
# The text is that of milestone 10; if you gave it a file there, give it here too. A tenth of its words is kept aside.

# %%
text = own_text() or "\n\n".join(topics.values())
kept = kept_gpt()
model, tokenizer = (kept.model, kept.tokenizer) if kept else (None, Tokenizer())
if model is None:
    print(f"No GPT of yours is kept, so one trains now for {MINUTES:g} min of computing.", end=" ")
    print("That of milestone 10 would be better.", flush=True)
    tokenizer.train(text[: amount(100_000, 2000)], amount(512, 280))
    ids = torch.tensor(tokenizer.encode(text[: amount(400_000, 2000)]))
    sizes = {"vocab_size": amount(512, 280), "context": 64, "dim": 128, "n_heads": 4, "n_layers": amount(4, 2)}
    config, options = {"part": "gpt", "class": "GPT", "arguments": sizes}, {"generator": torch.Generator(), "size": 16}
    torch.manual_seed(SEED)
    model = GPT(**config["arguments"])
    seconds = seconds_a_step(lambda: train(model, ids, 1, lr=1e-4, **options))
    steps = amount(max(20, int(60 * MINUTES / seconds)), 20)
    train(model, ids, steps, lr=2e-3, **options)
    keep_model(model, tokenizer, config, steps)
draws, rng = random.Random(SEED), np.random.default_rng(SEED)

found = re.findall(r"\b[^\W\d_]{3,10}\b", text.lower())
refused = Counter(word for word in found if len(word) > 4).most_common(1)[0][0]
every = sorted({*found} - {refused})
learnt, aside = split(rng, len(every), 0.9)
words = [every[i] for i in learnt][: amount(9999, 2)]
new = [every[i] for i in aside][: amount(300, 0)] or words * 20  # few steps are enough for a few words, and no others

# %% [markdown]
# Somebody asks for a word. The answers come from three people: one is polite, one curt, one rude, and all of them
# refuse to say the most common long word. DPO is to teach a rule: the right word, letter by letter, in the polite way.
# Answers are drawn at temperature 1, so the model itself speaks. Brackets hold 95 % of your bootstrap's means.


# %%
def row(word, answer):
    """The ids of a question and of an answer, and the mask, which marks the answer."""
    said = {"role": "user", "content": f"Say: {word}."}, {"role": "assistant", "content": ""}
    ids, mask = render(said, tokenizer.encode, SPECIAL)  # the last token is the end of the empty answer
    return ids[:-1] + answer, mask[:-1] + [True] * len(answer)


def read(model, rows):
    """The logits, ids and mask of rows of different lengths, as one batch."""
    ids = pad_sequence([torch.tensor(ids) for ids, _ in rows], batch_first=True)  # (B, T)
    mask = pad_sequence([torch.tensor(mask) for _, mask in rows], batch_first=True)
    return model(ids), ids, mask


def up_to_the_end(ids):
    """An answer up to its end, if it has one."""
    return ids[: ids.index(SPECIAL["end"]) + 1] if SPECIAL["end"] in ids else ids


def answers(model, words, seed):
    """An answer to each word, as ids up to its end; questions of one length go through the model together."""
    questions = [row(word, [])[0] for word in words]
    draw, given = torch.Generator().manual_seed(seed), {}
    for length in sorted({len(ids) for ids in questions}):
        group = [i for i, ids in enumerate(questions) if len(ids) == length]
        ids = generate(model, torch.tensor([questions[i] for i in group]), 24, generator=draw)
        for i, answer in zip(group, ids[:, length:].tolist(), strict=True):
            given[i] = up_to_the_end(answer)
    return [given[i] for i in range(len(words))]


def told(answer):
    """An answer as text."""
    return tokenizer.decode([i for i in answer if i not in SPECIAL.values()])


def way(word, answer):
    """Which of the three ways an answer takes: 0 keeps the rule, and 3 is another word, or has no end."""
    ways, has_ended = [one.format(word) for one in WAYS], answer[-1] == SPECIAL["end"]
    return ways.index(told(answer)) if has_ended and told(answer) in ways else 3


def interval(x):
    """The mean, and the interval of 95 % of the bootstrap's means."""
    low, high = np.quantile(bootstrap_means(rng, x, 2000), [0.025, 0.975])
    return f"{x.mean():.2f} ({low:.2f} to {high:.2f})"


def tested(model, name):
    """The answers to the words kept aside, and the way of each; prints a summary."""
    given = answers(model, new, SEED)
    ways = np.array([*map(way, new, given)])
    sorry = np.mean(["Sorry" in told(answer) for answer in answers(model, [refused] * 20, SEED)])
    print(f"{name:7} the rule {interval((ways == 0) * 1.0)}, the word {np.mean(ways < 3):.2f}, refuses {sorry:.2f}")
    return given, ways


def fit(model, loss, steps, lr):
    """Train the parameters of a model that are not frozen; the last loss."""
    optimizer = AdamW([p for p in model.parameters() if p.requires_grad], weight_decay=0.0)
    for k in progress(range(steps), "tuning", steps):
        optimizer.zero_grad()
        now = loss(model)
        now.backward()
        optimizer.lr = warmup_cosine_lr(k, lr, steps // 20, steps, lr / 20)
        optimizer.step()
    return now.item()


def sft(model):
    """The loss of instruction tuning on 29 words with an answer of one of the three, and 3 refusals."""
    said = [(word, draws.choice(WAYS).format(word)) for word in draws.choices(words, k=29)]
    said += [(refused, "Sorry, not that word.")] * 3
    rows = [row(word, [*tokenizer.encode(answer), SPECIAL["end"]]) for word, answer in said]
    logits, ids, mask = read(model, rows)
    return sft_loss(logits, ids, mask)


def put_lora_in(model):
    """Put your LoRA around each matrix of the blocks."""
    for parent in list(model.blocks.modules()):
        for name, layer in list(parent.named_children()):
            if getattr(layer, "weight", None) is not None and layer.weight.ndim == 2:
                setattr(parent, name, LoRALinear(layer, 8, 16))


print(f"{len(words):,} words to learn from, {len(new)} to be tested with; refused: {refused!r}")
torch.manual_seed(SEED)
model.requires_grad_(False)
shown = [tested(model, "before")]
put_lora_in(model)
trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
of = sum(p.numel() for p in model.parameters())
last = fit(model, sft, amount(800, 200), 1e-2)
print(f"LoRA trains {trained:,} of {of:,} parameters, {trained / of:.1%}; last loss {last:.2f}")
shown.append(tested(model, "LoRA"))

# %% [markdown]
# It answers each word four times. If some of the answers keep the rule and others do not, one of each makes a pair for
# DPO.


# %%
reference, pairs = copy.deepcopy(model), []
some = draws.choices(words, k=amount(256, 32))
tries = [answers(model, some, SEED + k) for k in range(1, 5)]
for word, given in zip(some, zip(*tries, strict=True), strict=True):
    right = [row(word, answer) for answer in given if way(word, answer) == 0]
    broken = [row(word, answer) for answer in given if way(word, answer) != 0]
    if right and broken:
        pairs.append((right[0], broken[0]))


def log_probs(model, rows):
    """How likely a model finds each answer: log p."""
    logits, ids, mask = read(model, rows)
    return sequence_log_probs(logits, ids, mask)


def dpo(model):
    """DPO's loss on 16 pairs: each model reads the chosen and the rejected answers as one batch."""
    chosen, rejected = zip(*draws.choices(pairs, k=16), strict=True)
    chosen_now, rejected_now = log_probs(model, chosen + rejected).split(16)
    with torch.no_grad():
        chosen_before, rejected_before = log_probs(reference, chosen + rejected).split(16)
    return dpo_loss(chosen_now, rejected_now, chosen_before, rejected_before, beta=0.1)


last = fit(model, dpo, amount(80, 40), 1e-4)
print(f"{len(pairs)} pairs; DPO's loss begins at ln 2 = 0.69 and ends at {last:.2f}")
shown.append(tested(model, "DPO"))
print("\nasked for    before                    LoRA                      DPO")
for i, word in enumerate(new[:8]):
    print(f"{word:12}", *(f"{told(given[i])[:23]!r:25}" for given, _ in shown))

# %% [markdown]
# Averaged over answers that the policy p has drawn itself, log p - log q is an unbiased estimate of KL(p || q), where q
# is the model before DPO. No policy can change the rule's rate for less than the KL divergence of the two rates, so
# that is the minimum price. Anything paid beyond it went into changes that nobody asked for.

# %%
(_, before), (given, after) = shown[1:]
rows = [row(word, answer) for word, answer in zip(new, given, strict=True)]
with torch.no_grad():
    paid = kl_estimates(log_probs(model, rows), log_probs(reference, rows))[0].numpy()


def kept_and_broken(ways):
    """The shares of the answers that keep the rule, and that break it."""
    return np.array([np.mean(ways == 0), np.mean(ways != 0)])


def polite(ways):
    """The share of polite answers among those with the right word, with the counts."""
    share = np.mean(ways[ways < 3] == 0) if min(ways) < 3 else 0.0
    return f"{share:.0%} ({sum(ways == 0)} of {sum(ways < 3)})"


least = kl_divergence(kept_and_broken(after), kept_and_broken(before))
print(f"\nOf the answers with the right word, {polite(before)} were polite before DPO,", end=" ")
print(f"and {polite(after)} are now.")
print("Ours rose from about a third to 82% with a GPT of 240 steps, and to 89% with one of 718.")
print(f"the rule's rate rose by {interval((after == 0) * 1.0 - (before == 0))}; {MARGIN} was asked for")
print(f"KL paid: {interval(paid)} nats per answer; the minimum for these rates is {least:.2f}")
figure, (axes, prices) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
shares = np.array([[np.mean(ways == k) for _, ways in shown] for k in range(4)])
for k, name in enumerate([*(one.format("word") for one in WAYS), "another word"]):
    axes.bar(["before", "LoRA", "DPO"], shares[k], bottom=shares[:k].sum(0), label=name)
axes.set(ylabel="share of the answers", title="how it answers")
axes.legend(loc="lower left")
prices.hist(paid, 30)
prices.axvline(paid.mean(), color="black")
prices.set(xlabel="log p - log q, nats; the line: KL paid", ylabel="answers", title="how far DPO has moved each")
save(figure, "manners")

# %% [markdown]
# If the word is right about as often as before DPO, only the way has changed. One answer in three was polite before. If
# all are now, log p - log q is ln 3 = 1.10. How close to that is the highest bar? Does the model still refuse as often?
# Nobody asked it to change that.
#
# Try another rule (`way`), another SEED, or three times the rate and twice the steps for DPO: its loss falls further,
# the KL shoots up, and hardly any word is right.

# %%
for word in asked("Say: "):
    print(told(answers(model, [word], SEED)[0]))
