"""A real model.

So far, you have tried your instruments on small models of your own. Here they meet a model that people use, which
`dojo load` has loaded into your code. You store it in eight bits and in four, let drafts speed it up, hold it to a
grammar, look at it through the lens, and teach it twenty lines.

    dojo load HuggingFaceTB/SmolLM2-135M
    dojo milestone real_model --model SmolLM2-135M
"""

# %%
import builtins
import copy
import inspect
import json
from string import ascii_lowercase

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, manual, own_text, progress, real_models, save, seconds_used
from mine.adamw import AdamW
from mine.constrained_decoding import allowed, constrained, json_grammar, step, tokens_to_end
from mine.cross_entropy import cross_entropy
from mine.look_inside import lens
from mine.lora import LoRALinear
from mine.quantisation import dequantise, dequantise_groups, quantise, quantise_groups
from mine.speculative_decoding import accept

torch.manual_seed(0)
rng = np.random.default_rng(0)

# %% [markdown]
# ## The model
# It reads Python's manual, or a text of yours with `--text FILE`, in rows of at most 128 tokens.

# %%
small, *larger = real_models()
model, tokenizer = small.model.requires_grad_(False).eval(), small.tokenizer
text = own_text() or manual()
length = min(128, model.context)
ids = torch.tensor(tokenizer.encode(text[: amount(6000, 1500)]))
rows = ids[: len(ids) // length * length].view(-1, length)


def nats(model):
    """Nats per token on the text."""
    return cross_entropy(model(rows[:, :-1]), rows[:, 1:]).item()


numbers = sum(p.numel() for p in model.parameters())
print(f"\n{len(model.blocks)} blocks, {numbers:,} parameters; {rows.numel()} tokens read")

# %% [markdown]
# ## In eight bits, and in four
# Each matrix becomes codes and scales, with one scale per row, or per group of 32 neighbours. The price is the rise of
# the loss.

# %%


def in_codes(weight, way):
    """A matrix as its codes give it back, and the bytes of its codes and scales."""
    if way == "int8, a row":
        codes, scale = quantise(weight, 1)
        return dequantise(codes, scale), codes.numel() + 2 * scale.numel()
    bits = 8 if way.startswith("int8") else 4
    codes, scale = quantise_groups(weight, 32, bits)
    return dequantise_groups(codes, scale), codes.numel() * bits // 8 + 2 * scale.numel()


whole = nats(model)
lost = {}
print(f"\n16 bits        {2 * numbers / 1e6:8.2f} MB  {whole:.4f} nats per token")
for way in ("int8, a row", "int8, groups", "int4, groups"):
    coarse, size = copy.deepcopy(model), 0
    for p in coarse.parameters():
        if p.ndim == 2 and p.shape[1] % 32 == 0:
            values, bytes_ = in_codes(p, way)
            p.copy_(values)
            size += bytes_
        else:
            size += 2 * p.numel()  # the gains stay as they are
    lost[way] = nats(coarse) - whole
    print(f"{way:14} {size / 1e6:8.2f} MB  {whole + lost[way]:.4f}, {lost[way]:+.4f}")
if abs(lost["int8, a row"]) < 1e-6:
    print("Eight bits per row lose nothing, because this model came in eight bits.")
if lost["int4, groups"] <= lost["int8, groups"]:
    print("Here four bits lose no more than eight. On so short a text both are noise: try a longer one, --text FILE.")

# %% [markdown]
# ## Drafts
# A small model drafts, and a large one reads all drafts at once. If only one is loaded, its own first blocks draft for
# the whole model. Load a larger one of the same family, and this one drafts for it.


# %%
def shorter(model, n):
    """The model with its first n blocks alone; it shares them with the whole one."""
    fewer = copy.copy(model)
    fewer._modules = {**model._modules, "blocks": model.blocks[:n]}
    return fewer


target = larger[0].model.requires_grad_(False).eval() if larger else model
half = (len(model.blocks) + 1) // 2
drafter = model if larger else shorter(model, half)
print(f"\n{'the smaller model drafts' if larger else f'its first {half} blocks draft'}, at temperature 0.8")


def chances(model, ids):
    """The probabilities of the next token, after each."""
    return (model(ids)[0].double() / 0.8).softmax(-1).numpy()


def written(k, n):
    """The tokens that n rounds of k drafts give, and how many each round gave."""
    found, rounds = tokenizer.encode("The "), []
    for _ in range(n):
        drafted, q = list(found), []
        for _ in range(k):
            q.append(chances(drafter, torch.tensor([drafted]))[-1])
            drafted.append(int(rng.choice(len(q[-1]), p=q[-1])))
        p = chances(target, torch.tensor([drafted]))[-k - 1 :]
        kept = accept(p, np.array(q), np.array(drafted[len(found) :], int), rng.random(k + 1)).tolist()
        found += kept
        rounds.append(len(kept))
    return found, rounds


a_round = {}
for k in (1, 2, 4):
    found, rounds = written(k, min(amount(12, 2), (model.context - 8) // (k + 1)))
    a_round[k] = np.mean(rounds)
    print(f"{k} drafts: {a_round[k]:.2f} tokens per round, of {k + 1} at most")
print(repr(tokenizer.decode(found)))
if max(a_round.values()) < 1.2:
    print("Hardly a draft is kept: the drafter guesses too differently from the model. Load another of this family.")

# %% [markdown]
# ## JSON that cannot go wrong
# Without a grammar, the model writes whatever it likes. With one, every text is complete and has the right shape.
# Tokens of more than four characters are left out, so that the way to the end is found sooner.

# %%
SHAPE = {"name": 8, "tags": [6, 2]}
ALPHABET = {*ascii_lowercase, *' "{}[],:'}
size = model.head.weight.shape[0]
spelled = [tokenizer.decode([i]) for i in range(size)]
vocabulary = [word if len(word) <= 4 and {*word} <= ALPHABET else "" for word in spelled]
grammar, start, end = json_grammar(SHAPE)
fewest = tokens_to_end(grammar, {end}, vocabulary)


def as_json(prompt, seed, most=40):
    """A text of the shape, and how often the model's likeliest token was not allowed."""
    ids, state, words, held = tokenizer.encode(prompt), start, "", 0
    draw = torch.Generator().manual_seed(seed)
    while state != end:
        logits = model(torch.tensor([ids[-model.context :]]))[0, -1]
        mask = torch.tensor(allowed(grammar, state, vocabulary, fewest, most))
        held += not mask[logits.argmax()]
        token = torch.multinomial((constrained(logits, mask) / 0.8).softmax(-1), 1, generator=draw).item()
        ids, words, most = [*ids, token], words + vocabulary[token], most - 1
        state = step(grammar, state, vocabulary[token])
    return words, held


print()
for seed in range(amount(3, 1)):
    told, held = as_json('A function as JSON: {"name": "print", "tags": ["output"]}\nAnother one: ', seed)
    print(f"{json.dumps(json.loads(told))}  (held back {held} times)")

# %% [markdown]
# ## Through the lens
# What would the model say if it ended after this block, or that one? See from which block on its guess is final.

# %%
ITALY = "The capital of France is Paris, and the capital of Italy is"
MANUAL = 'If the class defines "__init__()", the object is'  # the course's own model has read nothing else
tokens = tokenizer.encode(ITALY if "folder" in small.config else MANUAL)[-12:]
seen = lens(model, torch.tensor([tokens]))[:, 0].softmax(-1)  # (n_layers + 1, T, V)
best, guess = seen.max(-1)
settled = [(guess[:, t] != guess[-1, t]).nonzero().flatten().tolist() for t in range(len(tokens))]
since = [each[-1] + 1 if each else 0 for each in settled]
print(f"\nread: {tokenizer.decode(tokens)!r}")
print(f"its guess after that: {tokenizer.decode([int(guess[-1, -1])])!r}, with {best[-1, -1]:.2f}")
print(f"on average, its guess is final from block {np.mean(since):.1f} of {len(model.blocks)} on")


# %%
def word(token):
    """A token as a picture shows it: Matplotlib takes $ for the beginning of a formula."""
    return repr(tokenizer.decode([int(token)]))[1:-1].replace("$", r"\$")[:8]


shown = np.unique(np.linspace(0, len(model.blocks), min(13, len(model.blocks) + 1)).round().astype(int))
figure, axes = plt.subplots(figsize=(1 + 0.8 * len(tokens), 1.5 + 0.4 * len(shown)), layout="constrained")
axes.imshow(best[shown], vmin=0, vmax=1, cmap="Blues", aspect="auto", origin="lower")
for row, layer in enumerate(shown):
    for t in range(len(tokens)):
        color = "white" if best[layer, t] > 0.6 else "black"
        axes.text(t, row, word(guess[layer, t]), ha="center", va="center", fontsize=7, color=color)
axes.set_xticks(range(len(tokens)), map(word, tokens), rotation=45)
axes.set_yticks(range(len(shown)), shown)
axes.set(xlabel="token read", ylabel="blocks", title="what it would say after each block; darker is surer")
save(figure, "real_model")

# %% [markdown]
# ## LoRA on twenty texts
# Each is one line about a part of Python. All weights stay as they are, and your LoRA learns beside each matrix of the
# blocks. Does it help on twenty lines that it has not seen?

# %%


def line(name):
    """What a part of Python says of itself, in one line."""
    return f"{name}: {(inspect.getdoc(getattr(builtins, name)) or '').partition(chr(10))[0]}"


def loss_of(text):
    """The mean loss on the tokens of a text."""
    ids = torch.tensor([tokenizer.encode(text)[: model.context]])
    return cross_entropy(model(ids[:, :-1]), ids[:, 1:])


@torch.no_grad()
def mean_of(texts):
    """Nats per token, averaged over some texts."""
    return np.mean([loss_of(text).item() for text in texts])


lines = [line(name) for name in rng.permutation([name for name in dir(builtins) if name.isalpha() and name.islower()])]
learnt, aside, steps = lines[:20], lines[20:40], amount(100, 4)
before = mean_of(learnt), mean_of(aside)
for parent in list(model.blocks.modules()):
    for name, layer in list(parent.named_children()):
        if getattr(layer, "weight", None) is not None and layer.weight.ndim == 2:
            setattr(parent, name, LoRALinear(layer, 8, 16))
adapters = [p for p in model.parameters() if p.requires_grad]
optimizer, began = AdamW(adapters, lr=1e-3, weight_decay=0.0), seconds_used()
for k in progress(range(steps), "LoRA"):
    optimizer.zero_grad()
    loss_of(learnt[k % 20]).backward()
    optimizer.step()
after, used = (mean_of(learnt), mean_of(aside)), seconds_used() - began
print(f"\nLoRA trains {sum(p.numel() for p in adapters):,} parameters beside {numbers:,}, in {used:.0f} CPU seconds.")
for name, one, other in zip(("lines learnt", "lines kept aside"), before, after, strict=True):
    print(f"{name:16} {one:.3f} nats per token before, {other:.3f} after {steps} steps")
if after[1] >= before[1]:
    print("The lines kept aside became no more likely: what it learnt holds for its twenty lines alone.")
