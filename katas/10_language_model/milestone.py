"""Your GPT.

Your tokenizer, model, loss, clipping, optimiser and schedule work together: in two minutes of computing, your GPT
learns Python's language reference, or a text of yours. Your sampler shows how its writing gets better. The model to
beat is your table of pairs, on the same tokens.

    dojo milestone 10 --minutes 5 --text novel.txt
    dojo write "The "
"""

# %%
import math
import re

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import (
    FEW,
    amount,
    clock,
    device,
    drawn_unlike_ours,
    keep_model,
    manual,
    own_text,
    save,
    seconds_a_step,
    setting,
)
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
PROMPT = "The "

# %% [markdown]
# ## The text
# The manual repeats itself, so each paragraph is taken once. Otherwise the last tenth, which is kept aside, would not
# be new.

# %%
own = own_text()
text = own or manual()
text = text[: amount(len(text), 20_000)]
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]

tokenizer, vocab_size = Tokenizer(), amount(512, 280)
print(f"your tokenizer learns {vocab_size - 256} merges, and encodes {len(text):,} characters", flush=True)
tokenizer.train(seen[:100_000], vocab_size)
ids, new = (torch.tensor(tokenizer.encode(part)) for part in (seen, unseen))
letters = len(unseen) / len(new)
print(f"{letters:.2f} characters to a token; {len(ids):,} tokens to learn, {len(new):,} kept aside")

# %% [markdown]
# ## What you have to beat
# Your table of pairs gets the smoothing that suits the text kept aside best, which is in its favour. A model that
# hesitates between P tokens pays ln P nats per token. Tokens differ from one tokenizer to another, so models are
# compared in nats per character.

# %%
pairs = count(ids.tolist(), range(vocab_size))
tables = [probabilities(pairs, smoothing) for smoothing in (0.01, 0.03, 0.1, 0.3, 1.0)]
to_beat = min(math.log(perplexity_of_pairs(table, new.tolist(), range(vocab_size))) for table in tables)
print(f"your table of pairs: {to_beat / letters:.3f} nats a character, it hesitates between {math.exp(to_beat):.1f}")

# %% [markdown]
# These are the nats per character that ours reached on the text kept aside of the manual. Each figure comes from a
# training run of its own, whose schedule has that many steps.

# %%
OURS = {20: 2.50, 50: 2.38, 100: 2.10, 150: 1.88, 200: 1.79, 300: 1.70, 400: 1.63, 600: 1.51, 1000: 1.35}


def ours_after(steps):
    """What ours came to in so many steps, on the manual."""
    return np.interp(steps, [*OURS], [*OURS.values()])


# %% [markdown]
# ## The model

# %%
sizes = {"context": amount(64, 16), "dim": amount(128, 32), "n_heads": 4, "n_layers": amount(4, 2)}
config = {"part": "gpt", "class": "GPT", "arguments": {"vocab_size": vocab_size, **sizes}}  # how to make it again


def trial(where):
    """A step of training on a device, of a model that is forgotten."""
    model, x = GPT(**config["arguments"]).to(where), ids[: 16 * sizes["context"]].view(16, -1).to(where)
    loss = cross_entropy(model(x), x)
    loss.backward()
    return loss.item()  # a GPU is waited for here


DEVICE = device(trial)
ids, new = ids.to(DEVICE), new.to(DEVICE)
torch.manual_seed(0)
model = GPT(**config["arguments"]).to(DEVICE)
optimizer = AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.99), weight_decay=0.1)
generator = torch.Generator(DEVICE).manual_seed(0)
print(f"your GPT: {sum(p.numel() for p in model.parameters()):,} numbers to learn")
if strange := drawn_unlike_ours(model):
    print(f"Its first weights: {strange}. That decides how far it gets: see the page of gpt.")


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
    start, draws = torch.tensor([tokenizer.encode(prompt)], device=DEVICE), torch.Generator(DEVICE).manual_seed(seed)
    found = generate(model, start, int(characters / letters), temperature, k=40, generator=draws)
    return tokenizer.decode(found[0].tolist())


# %% [markdown]
# ## Training
# A few steps show how long one takes. After that, CPU seconds decide when training ends, so a busy machine makes it no
# shorter; on a GPU, the clock decides. The schedule counts in thousandths of the same budget, so the rate has fallen by
# the end on a machine of any speed.

# %%
print(f"the first loss is {step(1e-4):.2f}; to guess at random costs ln V = {math.log(vocab_size):.2f}")
steps = int(60 * MINUTES / seconds_a_step(lambda: step(1e-4), DEVICE))
print(f"about {steps} steps in {MINUTES:g} minutes of computing")
if not own:
    print(f"On the manual, ours came to about {ours_after(steps):.2f} nats a character in so many.")
print(flush=True)
generator.manual_seed(0)  # what was drawn to time a step does not count: milestone 11 draws the same batches again

losses, curve, best = [], [], math.inf
samples = [(0, written(PROMPT, 60))]


def look():
    """Measure the model on the text kept aside, and let it write every other time; keep the best weights."""
    global best, weights
    loss, learnt, k = held_out(), np.mean(losses[-50:]), len(losses)
    if loss < to_beat <= best:
        print(f"  step {k}: it has passed the table of pairs")
    if loss < best:
        best, weights = loss, {name: value.clone() for name, value in model.state_dict().items()}
    curve.append((k, learnt, loss))
    if len(curve) % 2 == 0:
        samples.append((k, written(PROMPT, 60)))
        told = f"  step {k:5}  learnt {learnt:.2f}, kept aside {loss:.2f} nats a token"
        print(f"{told}  {samples[-1][1]!r}", flush=True)


for share in clock(60 * MINUTES, "training", DEVICE):
    losses.append(step(warmup_cosine_lr(int(1000 * share), 2e-3, 50, 1000, 1e-4)))
    if share > (len(curve) + 1) / 12:
        look()
look()

model.load_state_dict(weights)
print(f"\nyour GPT:            {best / letters:.3f} nats a character, it hesitates between {math.exp(best):.1f}")
print(f"your table of pairs: {to_beat / letters:.3f} nats a character, between {math.exp(to_beat):.1f}")

# %% [markdown]
# If the table is still ahead, look at the number of steps first, and at what ours reached in as many.

# %%
expected = ours_after(len(losses))
if best >= to_beat and (best / letters < expected + 0.1 or (own and len(losses) < FEW)):
    print(f"\nThe table is ahead: {len(losses)} steps were too few. Your code is not at fault. On the manual, ours had")
    print(f"{expected:.2f} nats a character after as many, and needed about {FEW} to pass the table.")
    print(f"More time: dojo milestone 10 --minutes {max(5, math.ceil(2 * MINUTES * FEW / len(losses)))}")
elif best >= to_beat and own:
    print(f"\nThe table is ahead. Your text has {len(ids):,} tokens to learn. The manual has 158,694, and there ours")
    print(f"passed the table after about {FEW} steps: a GPT needs more text than a table of pairs.")
elif best >= to_beat:
    print(f"\nThe table is ahead. Ours had {expected:.2f} nats a character after as many steps:", end=" ")
    print(f"look at the first weights, {strange}." if strange else "is a part wrong?")

# %% [markdown]
# ## It writes

# %%
sample = written(PROMPT, 900, 0.7, seed=3)
model.cpu()
print(f"\n{sample}\n")
known = set(re.findall("[a-z]+", text.lower()))
words = re.findall("[a-z]+", sample.lower())
print(f"{sum(word in known for word in words)} of {len(words)} words occur in the text.")


def longest_copy(sample, text):
    """The longest piece of a sample that occurs in a text."""
    longest = ""
    for i in range(len(sample)):
        while i + len(longest) < len(sample) and sample[i : i + len(longest) + 1] in text:
            longest = sample[i : i + len(longest) + 1]
    return longest


copied = longest_copy(sample[len(PROMPT) :], seen)
print(f"The longest run that is copied from it has {len(copied)} characters: {copied!r}")

# %% [markdown]
# ## What it has learnt
# The loss on the text that it learns from keeps falling. Look where the loss on the text kept aside stops. With
# `--minutes 10` it turns upwards: from there on, the model memorises. The weights of the lowest point are kept. Below
# the curves, the same beginning is continued at each stage of training.

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
# If you give your attention the identity in place of the values, it returns its own weights: what each token of the
# first block looks at.

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
# Which tokens does it consider similar? Your cosine similarity, applied to the table of tokens, shows them, as in the
# first milestone.

# %%
table = model.tokens.weight.detach().numpy()
print("\nalike, to your GPT:")
for word in ("1", "(", "is", "in", "class", "list"):
    token = tokenizer.encode(word)
    if len(token) == 1:
        order = np.argsort(-cosine_similarity(table[token[0]], table))
        print(f"  {word!r:8} {'  '.join(repr(tokenizer.decode([int(i)])) for i in order[1:7])}")

keep_model(model, tokenizer, config, len(losses))
print("\nMore time, and a text of your own: dojo milestone 10 --minutes 10 --text novel.txt")
