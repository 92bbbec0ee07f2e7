"""Your GPT.

Your tokenizer, model, loss, clipping, optimiser and schedule learn Python's language reference, or a text of yours,
in two minutes; your sampler writes. Beside it stands your table of pairs, on the same tokens: it is to be beaten.

    dojo milestone 10 --minutes 5 --text novel.txt
    dojo write "The "
"""

# %%
import math
import re
import time
from pathlib import Path
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, keep_model, progress, save, setting
from mine.adamw import AdamW
from mine.attention import attention
from mine.attention_heatmap import attention_heatmap
from mine.bigram_model import count, probabilities
from mine.bigram_model import perplexity as perplexity_of_pairs
from mine.byte_pair_encoding import Tokenizer
from mine.cosine_similarity import cosine_similarity
from mine.cross_entropy import cross_entropy
from mine.generate import generate
from mine.gpt import GPT
from mine.gradient_clipping import clip_by_norm
from mine.lr_schedules import warmup_cosine_lr
from mine.train_gpt import batches, perplexity

MINUTES = setting("minutes", 2.0)
TEXT = setting("text", None)  # a file; Python's language reference where there is none
PROMPT = "The "

# %% [markdown]
# ## The text
# The manual says many things twice: each paragraph is taken once, so that what is kept aside is new. That is the last
# tenth of the text.


# %%
def manual():
    """Python's language reference, each paragraph once."""
    once = {}
    for paragraph in re.split(r"\n\s*\n", "\n\n".join(topics.values())):
        once.setdefault(re.sub(r"\W+", " ", paragraph).strip().lower(), paragraph.rstrip())
    return "\n\n".join(once.values())


text = manual() if TEXT is None else Path(TEXT).read_text(encoding="utf-8")
text = text[: amount(len(text), 20_000)]
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]

tokenizer, vocab_size = Tokenizer(), amount(512, 280)
tokenizer.train(seen[:100_000], vocab_size)
ids, new = (torch.tensor(tokenizer.encode(part)) for part in (seen, unseen))
letters = len(unseen) / len(new)
print(f"{len(text):,} characters, {letters:.2f} to a token; {len(ids):,} tokens to learn, {len(new):,} kept aside")

# %% [markdown]
# ## What is to be beaten
# Your table of pairs, with the smoothing that suits the text kept aside best: that is in its favour. A model that
# hesitates between P tokens pays ln P nats a token. A token is several characters, and nats a character compare with
# any other tokenizer.

# %%
pairs = count(ids.tolist(), range(vocab_size))
tables = [probabilities(pairs, smoothing) for smoothing in (0.01, 0.03, 0.1, 0.3, 1.0)]
to_beat = min(math.log(perplexity_of_pairs(table, new.tolist(), range(vocab_size))) for table in tables)
print(f"your table of pairs: {to_beat / letters:.3f} nats a character, it hesitates between {math.exp(to_beat):.1f}")

# %% [markdown]
# ## The model

# %%
torch.manual_seed(0)
model = GPT(vocab_size, context=amount(64, 16), dim=amount(128, 32), n_heads=4, n_layers=amount(4, 2))
optimizer = AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.99), weight_decay=0.1)
generator = torch.Generator().manual_seed(0)
print(f"your GPT: {sum(p.numel() for p in model.parameters()):,} numbers to learn")


def step(lr):
    """One step of training: the loss before it."""
    x, y = batches(ids, model.context, 16, generator)
    loss = cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    clipped, _ = clip_by_norm([p.grad for p in model.parameters()], 1.0)
    optimizer.lr = lr
    optimizer.step(clipped)
    return loss.item()


def held_out():
    """Nats a token on the text kept aside."""
    return math.log(perplexity(model, new))


def written(prompt, characters, temperature=0.8, seed=1):
    """What the model goes on with."""
    start, draws = torch.tensor([tokenizer.encode(prompt)]), torch.Generator().manual_seed(seed)
    found = generate(model, start, int(characters / letters), temperature, k=40, generator=draws)
    return tokenizer.decode(found[0].tolist())


# %% [markdown]
# ## Training
# Five steps say how long one takes, and the schedule is laid out for the time that there is.

# %%
start = time.perf_counter()
losses = [step(1e-4) for _ in range(5)]
seconds = (time.perf_counter() - start) / 5
steps = amount(max(20, int(60 * MINUTES / seconds * 0.95)), 20)
print(f"{seconds * 1000:.0f} ms a step: {steps} steps in {MINUTES:g} minutes")
print(f"the first loss is {losses[0]:.2f}; to guess at random costs ln V = {math.log(vocab_size):.2f}\n")

every, curve, best, is_ahead = max(1, steps // 12), [], math.inf, False
samples = [(0, written(PROMPT, 60))]
for k in progress(range(steps), "training", steps):
    losses.append(step(warmup_cosine_lr(k, 2e-3, max(1, steps // 20), steps, 1e-4)))
    if (k + 1) % every and k + 1 < steps:
        continue
    loss = held_out()
    curve.append((k + 1, np.mean(losses[-50:]), loss))
    if loss < best:
        best, weights = loss, {name: value.clone() for name, value in model.state_dict().items()}
    if loss < to_beat and not is_ahead:
        is_ahead = True
        print(f"  step {k + 1}: it has passed the table of pairs")
    if len(curve) % 2 == 0:
        samples.append((k + 1, written(PROMPT, 60)))
        told = f"  step {k + 1:5}  learnt {curve[-1][1]:.2f}, kept aside {loss:.2f} nats a token"
        print(f"{told}  {samples[-1][1]!r}")

model.load_state_dict(weights)
print(f"\nyour GPT:            {best / letters:.3f} nats a character, it hesitates between {math.exp(best):.1f}")
print(f"your table of pairs: {to_beat / letters:.3f} nats a character, between {math.exp(to_beat):.1f}")

# %% [markdown]
# ## It writes

# %%
sample = written(PROMPT, 900, 0.7, seed=3)
print(f"\n{sample}\n")
known = set(re.findall("[a-z]+", text.lower()))
words = re.findall("[a-z]+", sample.lower())
print(f"{sum(word in known for word in words)} of {len(words)} words stand in the text.")


def longest_copy(sample, text):
    """The longest piece of a sample that stands in a text."""
    longest = ""
    for i in range(len(sample)):
        while i + len(longest) < len(sample) and sample[i : i + len(longest) + 1] in text:
            longest = sample[i : i + len(longest) + 1]
    return longest


copied = longest_copy(sample[len(PROMPT) :], seen)
print(f"The longest run that is copied from it has {len(copied)} characters: {copied!r}")

# %% [markdown]
# ## What it has learnt
# The loss of what it learns goes on falling; look where that of the text kept aside stops. With `--minutes 10` it
# turns: from there on, the model learns the text by heart. The weights of the lowest point are kept. Below the curves
# stands how the same beginning went on, step by step.

# %%
figure, (axes, page) = plt.subplots(2, figsize=(8, 6), height_ratios=(3, 1.6), layout="constrained")
at, learnt, aside = zip(*curve, strict=True)
axes.plot(at, learnt, label="what it learns from")
axes.plot(at, aside, label="text kept aside")
axes.axhline(to_beat, linestyle="--", color="grey", label="your table of pairs, kept aside")
axes.set(xlabel="step", ylabel="nats a token", title="your GPT learns")
axes.legend()
page.axis("off")
lines = [f"{k:5}  {' '.join(sample.split())[:70]}" for k, sample in samples]
page.text(0, 1, "\n".join(lines), va="top", family="monospace", fontsize=9, linespacing=1.6, parse_math=False)
save(figure, "gpt_writes")

# %% [markdown]
# Your attention, with the identity in place of the values, gives its own weights: what each token looks at, in the
# first block.

# %%
phrase = torch.tensor([tokenizer.encode('If the class defines "__init__()", the')[: model.context]])
block, length = model.blocks[0], phrase.shape[1]
with torch.no_grad():
    x = block.norm1(model.tokens(phrase) + model.positions(torch.arange(length)))
    q, k, _ = (part.unflatten(-1, (4, -1)).transpose(1, 2) for part in block.attention.qkv(x).chunk(3, dim=-1))
    mask = torch.ones(length, length, dtype=torch.bool).tril()
    weights_of_heads = attention(q, k, torch.eye(length).expand(1, 4, length, length), mask)[0]  # (4, T, T)
names = [tokenizer.decode([i]).replace("\n", "/") for i in phrase[0].tolist()]
axes = attention_heatmap(weights_of_heads[0].numpy(), names)
axes.set_title("head 1 of block 1: each row is a token, and looks at the columns")
save(axes.figure, "gpt_attention")

# %% [markdown]
# Which tokens does it take for alike? Your cosine similarity on the table of tokens, as in the first milestone.

# %%
table = model.tokens.weight.detach().numpy()
print("\nalike, to your GPT:")
for word in ("1", "(", "is", "in", "class", "list"):
    token = tokenizer.encode(word)
    if len(token) == 1:
        order = np.argsort(-cosine_similarity(table[token[0]], table))
        print(f"  {word!r:8} {'  '.join(repr(tokenizer.decode([int(i)])) for i in order[1:7])}")

keep_model(model, tokenizer, [vocab_size, model.context, table.shape[1], 4, len(model.blocks)])
print('\nIt is kept. Go on with any beginning: dojo write "The ", with --temperature 0.5, or --top-p 0.9.')
