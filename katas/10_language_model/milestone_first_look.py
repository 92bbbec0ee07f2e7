"""A first look.

Your tokenizer cuts a text into tokens, each in its own colour, and your block looks from each token of a sentence at
those before it. The block has learnt nothing yet: its weights are drawn at random. What can one see all the same?

    dojo milestone first_look --text letter.txt
"""

# %%
from pydoc_data.topics import topics

import torch
from rich.console import Console
from rich.text import Text
from torch import nn

import dojo.mine  # noqa: F401
from dojo.milestone import amount, own_text, save
from mine.attention import attention
from mine.attention_heatmap import attention_heatmap
from mine.byte_pair_encoding import Tokenizer
from mine.transformer_block import Block

# %% [markdown]
# ## What a tokenizer has read
# Yours learns 256 merges from 50,000 characters of Python's manual, and cuts a text that it has never seen. Where the
# text is like the manual, tokens are long. Where it is not, they fall apart into letters, and letters into bytes.

# %%
TEXT = """\
The function returns a new list if the argument is not an object of the same type.
    for name in names: print(name)
My grandmother kept bees, and sold the honey at the market.
Die Großmutter hielt Bienen und verkaufte den Honig.
おばあさんは蜂蜜を売っていました。 🐝
"""
SIZE = amount(512, 300)
manual = "\n\n".join(topics.values())
tokenizer = Tokenizer()
tokenizer.train(manual[: amount(50_000, 5_000)], SIZE)
text = own_text(least=20) or TEXT

# %% [markdown]
# Each colour is a token. A character of several bytes may be cut through: a piece of it shows as �.

# %%
COLOURS = ("on #b5d0ff", "on #ffd9a8", "on #c4ecc0", "on #f5c2d6", "on #dccdf7")
console = Console(highlight=False, soft_wrap=True)


def coloured(line):
    """A line with its tokens in colours; where there are no colours, with a bar between them."""
    shown, ids = Text(), tokenizer.encode(line)
    for k, token in enumerate(ids):
        shown.append(tokenizer.decode([token]), f"black {COLOURS[k % len(COLOURS)]}")
        if not console.color_system and k + 1 < len(ids):
            shown.append("|")
    return shown


print("characters a token")
for line in filter(str.strip, text.splitlines()[:12]):
    console.print(f"{len(line) / len(tokenizer.encode(line)):6.2f}  ", coloured(line[:200]), sep="", end="\n")
new, whole = manual[-20_000:], text[:20_000]
rates = [len(part) / len(tokenizer.encode(part)) for part in (whole, new)]
print(f"{rates[0]:6.2f}  in all of this text, and {rates[1]:.2f} in a different part of the manual")

learnt = [tokenizer.decode([token]) for token in range(256, SIZE)]
print(f"Its longest tokens: {', '.join(map(repr, sorted(learnt, key=len)[-6:]))}")
spaces = sum(token.endswith(" ") and token.strip() != "" for token in learnt)
print(f"\nNotice the spaces: {spaces} of its {len(learnt)} merges end in one, and so belong to the word before it.")
print("Try a text of your own: --text FILE. In a different language, a model pays more tokens for the same thing.")

# %% [markdown]
# ## What an untrained block looks at
# Each token gets a vector at random, and your block sends them on. Your attention, with the identity instead of the
# values, gives its own weights: what each token looks at.

# %%
SENTENCE = "the name of the class is the name of the type"
torch.manual_seed(0)
dim, heads = 64, 4
ids = torch.tensor([tokenizer.encode(SENTENCE)])
length = ids.shape[1]
embedding, block = nn.Embedding(SIZE, dim).requires_grad_(False), Block(dim, heads, 4 * dim).requires_grad_(False)
x = embedding(ids)  # (1, T, dim)


def weights_of(x):
    """What each head of the block looks at: (heads, T, T)."""
    parts = block.attention.qkv(block.norm1(x)).chunk(3, dim=-1)
    q, k, _ = (part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in parts)  # (1, heads, T, E) each
    return attention(q, k, torch.eye(length).expand(1, heads, length, length), causal=True)[0]


weights = weights_of(x)
names = [tokenizer.decode([token]) for token in ids[0].tolist()]
axes = attention_heatmap(weights[0].numpy(), names)
axes.set_title("head 1 of an untrained block: a row is a token, and looks at the columns")
save(axes.figure, "first_look")

# %% [markdown]
# ## What one can see all the same
# The triangle is there from the start: it is in the code, and not in the weights. So is that two tokens that are the
# same get the same weight: nothing tells the block where they are, until a GPT adds positions.

# %%
last, hesitates = weights[:, -1], (-(weights[:, -1] * weights[:, -1].log()).sum(-1)).exp().mean()
print(f"\nThe last token spreads its weights over {hesitates:.1f} of {length} tokens: it has no reason yet to choose.")
twice = [i for i in range(length) if names[i] == max(names, key=names.count)]
shares = ", ".join(f"{share:.3f}" for share in last[0, twice].tolist())
print(f"{names[twice[0]]!r} occurs {len(twice)} times. The last token gives each the same weight: {shares}.")

changed = ids.clone()
changed[0, -1] = (changed[0, -1] + 1) % 256
moved = (block(embedding(changed), causal=True) - block(x, causal=True)).abs().amax(-1)[0]
before = moved[:-1].max()
print(f"A different token at the end changes what comes out there by {moved[-1]:.2f}, and before it by {before:.2f}.")
added = (block(x, causal=True) - x).norm() / x.norm()
print(f"What the block adds is {added:.2f} times as long as what goes in: the vectors pass nearly as they are.")
print("Training will change which tokens are looked at. The triangle stays.")
