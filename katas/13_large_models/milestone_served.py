"""Served from pages.

Ninety-six requests reach your GPT of today at once, and nobody knows how long each answer will be. Your pages hold the
keys and values of all of them. The requests are served in batches, then without gaps, then as many at a time as the
memory has room for. How many tokens does a step make, and how much of the memory is in use?

    dojo milestone served
    dojo milestone served --text novel.txt
"""

# %%
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, kept_gpt, manual, own_text, progress, save, taking
from mine.byte_pair_encoding import Tokenizer
from mine.generate import generate
from mine.kv_cache import Cache
from mine.modern_gpt import ModernGPT
from mine.paged_cache import PagedCache, continuous
from mine.train_gpt import train

SEED, SLOTS, BLOCK = 0, amount(4, 3), 4
torch.set_num_threads(1)  # for one token of one text, several would only wait for each other
torch.manual_seed(SEED)
rng = np.random.default_rng(SEED)
ModernGPT, Cache = taking(ModernGPT, "cache"), taking(Cache, "extend")
generate = taking(generate, "cache")

# %% [markdown]
# ## The model
# That of milestone 11, if it is kept. Its text is that of milestone 10: if you gave it a file, give it here, too.

# %%
text = own_text() or manual()
seen, unseen = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]
kept = kept_gpt("modern_gpt")
if kept:
    model, tokenizer, sizes = kept.model, kept.tokenizer, kept.config["arguments"]
else:
    print(
        "No GPT of today of yours is kept. A small one trains now, for about 20 s; that of milestone 11 is better.",
        flush=True,
    )
    tokenizer = Tokenizer()
    tokenizer.train(seen[: amount(30_000, 2000)], amount(400, 280))
    ids = torch.tensor(tokenizer.encode(seen[: amount(200_000, 2000)]))
    sizes = {"vocab_size": amount(400, 280), "context": amount(128, 64), "dim": 64, "n_heads": 4, "n_kv_heads": 2}
    sizes |= {"hidden": 160, "n_layers": 3}
    model = ModernGPT(**sizes)
    train(model, ids, amount(120, 5), lr=4e-3, size=16, generator=torch.Generator().manual_seed(SEED))
model.eval().requires_grad_(False)

# %% [markdown]
# ## The requests
# All begin with the same instruction, as requests to a chatbot do. Here it is a piece of the text that was kept aside.
# Then comes a question of eight tokens. The length of each answer is drawn: most are short, and a few are long. A
# server does not know it beforehand.

# %%
new = torch.tensor(tokenizer.encode(unseen[:12_000]))
instruction = new[None, : model.context // 5]
longest = model.context - instruction.shape[1] - 8
lengths = np.minimum(rng.geometric(5 / longest, amount(96, 8)), longest).tolist()
starts = rng.integers(instruction.shape[1], len(new) - 8, len(lengths)).tolist()
prompts = [torch.cat([instruction, new[None, start : start + 8]], dim=1) for start in starts]
print(f"{len(lengths)} requests: an instruction of {instruction.shape[1]} tokens, a question of 8")
print(f"answers of {min(lengths)} to {max(lengths)} tokens, {np.mean(lengths):.1f} in the mean, {longest} allowed")

# %% [markdown]
# ## Your pages, as the model asks for them
# A model asks two things of a cache: `len`, and `extend(layer, k, v)`, which adds new keys and values and returns all
# of them. So a few lines lead from the model to your pages. Each layer has a pool of its own, and a text has a table in
# each of them. All tables of a text grow alike, so only the first pool is counted.


# %%
class Pages:
    """One text: its length, and its name in each pool."""

    def __init__(self, pools, names=None, tokens=0):
        self.pools, self.names, self.tokens = pools, names or [pool.new() for pool in pools], tokens

    def __len__(self):
        return self.tokens

    def extend(self, layer, k, v):
        """Add the keys and values of new tokens, (1, h, T, E) each, and return those of the whole text."""
        pool, name = self.pools[layer], self.names[layer]
        pool.append(name, k[0].numpy(), v[0].numpy())
        self.tokens += k.shape[2] if layer == 0 else 0
        return [torch.tensor(part, dtype=k.dtype)[None] for part in pool.gather(name)]

    def fork(self):
        """A second text that begins with the same tokens, in the same blocks."""
        return Pages(
            self.pools, [pool.fork(name) for pool, name in zip(self.pools, self.names, strict=True)], len(self)
        )

    def free(self):
        """Give the blocks back."""
        for pool, name in zip(self.pools, self.names, strict=True):
            pool.free(name)


def reads(ids, cache):
    """A cache, after the model has read these tokens."""
    model(ids, cache)
    return cache


# %% [markdown]
# ## The server
# The instruction is read once, and each request begins as a fork of it: they all share its pages. A step makes one
# token for each text that is running. The first step of a text also reads its question; that work is not counted here.


# %%
class Request:
    """A question, how many tokens of its answer are still to come, and its pages while it runs."""

    def __init__(self, number):
        self.number, self.ids, self.left, self.pages = number, prompts[number], lengths[number], None
        self.draws = torch.Generator().manual_seed(number)

    def step(self, begun):
        """Make a token. Without room for its keys and values, this raises a MemoryError and makes none."""
        if self.pages is None:
            self.pages = begun.fork()
        self.ids = generate(model, self.ids, 1, 0.8, k=40, generator=self.draws, cache=self.pages)
        self.left -= 1

    def stop(self):
        """Give the pages back."""
        self.pages.free()
        self.pages = None


class Server:
    """Pools with room for so many tokens, the requests, and what was counted in each step."""

    def __init__(self):
        each = (PLACES // BLOCK, BLOCK, sizes["n_kv_heads"], sizes["dim"] // sizes["n_heads"])
        self.pools = [PagedCache(*each) for _ in range(sizes["n_layers"])]
        self.begun, self.requests = reads(instruction, Pages(self.pools)), [Request(i) for i in range(len(lengths))]
        self.made, self.held, self.alone, self.empty, self.maps = [], [], [], [], []
        self.sent_back, self.again = 0, 0

    def table(self, pages):
        return self.pools[0].table(pages.names[0])

    def count(self, made):
        """Write down what a step has made and what the memory holds, then end the texts that are done."""
        running = [request for request in self.requests if request.pages is not None]
        rooms = [BLOCK * len(self.table(request.pages)) for request in running]
        self.made.append(made)
        self.held.append(PLACES - BLOCK * self.pools[0].free_blocks)
        self.alone.append(sum(rooms))
        self.empty += [room - len(request.pages) for room, request in zip(rooms, running, strict=True)]
        self.maps.append(self.map(running))
        for request in running:
            if not request.left:
                request.stop()

    def map(self, running):
        """Whose each block is: a number for each text, 0 where all share it, NaN where it is free."""
        owners = np.full(PLACES // BLOCK, np.nan)
        for request in running:
            owners[self.table(request.pages)] = 1 + request.number % 19
        owners[self.table(self.begun)] = 0
        return owners

    def follow(self, plan, what):
        """Serve by a plan: for each step, the numbers of the requests that get a token."""
        for step in progress(plan, what):
            for number in step:
                self.requests[number].step(self.begun)
            self.count(len(step))
        return self

    def serves(self, request):
        """Make a token for a request, if there is room."""
        try:
            request.step(self.begun)
        except MemoryError:
            return False
        return True

    def send_back(self, request):
        """Take the pages of a text: what they hold beyond the instruction will have to be computed again."""
        self.sent_back += 1
        self.again += len(request.pages) - len(self.begun)
        request.stop()
        return request

    def fill(self, spare):
        """Serve as many as there is room for, with spare blocks for each; without room, the youngest is sent back."""
        waiting, running = [*self.requests], []
        while waiting or running:
            for request in [*running]:  # the oldest first
                while request in running and not self.serves(request):
                    waiting.insert(0, self.send_back(running.pop()))
            while waiting and self.pools[0].free_blocks > spare * len(running) and self.serves(waiting[0]):
                running.append(waiting.pop(0))
            if not running:
                raise MemoryError(
                    "no text is running, and still too few blocks are free: does free return all of them?"
                )
            self.count(len(running))
            running = [request for request in running if request.left]
        return self


def batches(lengths, slots):
    """Who gets a token in each step, if a batch goes on until its longest answer is done."""
    for first in range(0, len(lengths), slots):
        batch = range(first, min(first + slots, len(lengths)))
        for step in range(max(lengths[i] for i in batch)):
            yield [i for i in batch if lengths[i] > step]


PLACES = SLOTS * model.context
servers = {
    "batches": Server().follow([*batches(lengths, SLOTS)], "in batches"),
    "without gaps": Server().follow(continuous(lengths, SLOTS), "without gaps"),
    "all that fit": Server().fill(0),
    "one to spare": Server().fill(1),
}
print(f"\nmemory for {SLOTS} texts of {model.context} tokens: {PLACES} places")
print("\n              steps  tokens a step  texts at once  places in use  sent back")
for name, server in servers.items():
    most = f"{len(server.made):5}  {np.mean(server.made):13.2f}  {max(server.made):13}  {max(server.held):13}"
    print(f"{name:12}  {most}  {server.sent_back:9}")

# %% [markdown]
# Without pages, a server would reserve all of this memory for the texts in its few slots. The first two rows show how
# little of it they ever use: "texts at once" and "places in use" are the most of any step. In the last two rows, there
# is no number of slots. If the pages run out, the youngest text gives back its own and waits, and later all of it is
# read again. In the last row a new text is let in only while there is one block to spare for each running text.

# %%
shared, server = servers["without gaps"], servers["all that fit"]
print(f"\nif the instruction were not shared: {max(shared.alone)} places without gaps, in place of {max(shared.held)}")
print(f"empty places at the end of a text: {np.mean(shared.empty):.2f} in the mean; half a block is {(BLOCK - 1) / 2}")
print(f"all that fit: {server.again} tokens were read again, since their texts had been sent back")

# %% [markdown]
# ## Are they the same answers?
# Each request once more, alone, with the cache of your kata and no pages.

# %%
begun, answers = reads(instruction, Cache()), []
for i in progress(range(len(lengths)), "without pages"):
    draws = torch.Generator().manual_seed(i)
    answers.append(generate(model, prompts[i], lengths[i], 0.8, k=40, generator=draws, cache=copy.deepcopy(begun)))


def same(server):
    """How many tokens of the answers are those that were made without pages."""
    pairs = zip(server.requests, answers, lengths, strict=True)
    return sum(int((request.ids == answer)[0, -n:].sum()) for request, answer, n in pairs)


print(f"\nof {sum(lengths)} tokens, so many are the same as without pages:")
print(", ".join(f"{name} {same(server)}" for name, server in servers.items()))
question, answer = (tokenizer.decode(ids.tolist()) for ids in answers[0][0, instruction.shape[1] :].tensor_split([8]))
print(f"\n{question!r} goes on with\n{answer!r}")

# %%
figure, (top, page) = plt.subplots(2, figsize=(8, 7), height_ratios=(2, 3), layout="constrained")
for name, server in servers.items():
    top.plot(server.held, label=name)
top.axhline(PLACES, linestyle="--", color="grey", label="reserved without pages")
top.set(xlabel="step", ylabel="places in use", ylim=(0, None), title="the same requests, four times")
top.legend(fontsize="small", loc="center right")
page.imshow(np.array(server.maps).T, cmap="tab20", aspect="auto", interpolation="nearest", origin="lower")
page.set(xlabel="step", ylabel="block", title="one to spare: a colour for each text, white where a block is free")
save(figure, "served")

# %% [markdown]
# Notice: in the lower picture, the blocks of a text that has ended are soon those of another. In ours, a long answer
# lies all over the memory. With seeds 0, 1 and 2, each with a small model of 120 steps, we saw this:
#
# | | tokens a step | texts at once | sent back |
# | --- | --- | --- | --- |
# | batches | 2.10, 1.83, 1.96 | 4 | |
# | without gaps | 3.85, 3.86, 3.81 | 4 | |
# | all that fit | 13.12, 12.27, 12.95 | 40 | 58, 53, 36 |
# | one to spare | 12.73, 11.79, 12.05 | 31 | 3, 8, 2 |
#
# A step with 40 texts is more work than one with 4. On a GPU it takes hardly longer, since most of its time goes into
# reading the weights. Here each text goes through the model alone, so no seconds are shown. Try BLOCK = 16: how many
# places lie empty at the end of a text then, and how many texts fit?
