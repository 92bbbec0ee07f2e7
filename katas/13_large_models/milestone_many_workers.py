"""Many workers.

The GPT of milestone 10 is trained by four workers. Each has a copy of the model and some of the batch, they agree on a
gradient in a ring, and each keeps a quarter of your AdamW's state. Does that give the model that one machine would have
trained? And what happens if they agree in a way that looks just as good?

    dojo milestone many_workers
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, kept_gpt, manual, own_text, progress, save
from dojo.ring import ring
from mine.adamw import AdamW
from mine.byte_pair_encoding import Tokenizer
from mine.cross_entropy import cross_entropy
from mine.data_parallel import zero_step
from mine.gpt import GPT
from mine.train_gpt import batches

SEED, STEPS, WORLD = 0, amount(40, 3), 4
WINDOWS = (1, 3, 5, 7)  # how many of the 16 windows of a batch each worker gets
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(SEED)

# %% [markdown]
# ## The model and the batches
# The sizes and the tokenizer are those of the GPT that milestone 10 has kept, if there is one. The weights are new. All
# batches are drawn beforehand: every training here sees the same ones.

# %%
text = own_text() or manual()
kept = kept_gpt()
if kept:
    tokenizer, sizes = kept.tokenizer, kept.config["arguments"]
else:
    tokenizer, sizes = Tokenizer(), {"vocab_size": amount(400, 280), "context": amount(64, 16), "dim": amount(128, 32)}
    sizes |= {"n_heads": 4, "n_layers": amount(4, 2)}
    tokenizer.train(text[: amount(30_000, 2000)], sizes["vocab_size"])
ids = torch.tensor(tokenizer.encode(text[: amount(200_000, 4000)]))
drawn = [batches(ids, sizes["context"], sum(WINDOWS), generator) for _ in range(STEPS)]

# %% [markdown]
# ## A worker
# An all-reduce takes one array. So all weights of a worker's model lie one after the other in one array of float32, and
# the parameters of the model are views of it: if the array changes, so does the model.


# %%
class Worker:
    """A copy of the model, and its weights as one array."""

    def __init__(self):
        torch.manual_seed(SEED)
        self.model = GPT(**sizes)
        parts = [p.detach().flatten() for p in self.model.parameters()]
        self.weights = torch.cat(parts).numpy()
        pieces = torch.from_numpy(self.weights).split([len(part) for part in parts])
        for p, piece in zip(self.model.parameters(), pieces, strict=True):
            p.data = piece.view_as(p)

    def learn(self, x, y):
        """The mean loss of some windows, and its gradient as one array."""
        self.model.zero_grad()
        loss = cross_entropy(self.model(x), y)
        loss.backward()
        return loss.item(), torch.cat([p.grad.flatten() for p in self.model.parameters()]).numpy()


def optimizer_of(weights):
    """Your AdamW for some of the weights."""
    return AdamW([weights], lr=2e-3, betas=(0.9, 0.99), weight_decay=0.1)


N = len(Worker().weights)
print(f"your GPT: {N:,} numbers; of {sum(WINDOWS)} windows the workers get {WINDOWS}")

# %% [markdown]
# ## Four ways to train
# In the first, one machine reads the whole batch. The second is your `zero_step`. In the third, whole gradients go
# round the ring: each worker adds what comes by, in its own order, and keeps a whole AdamW. The fourth is `zero_step`
# again, but it is told that all workers have the same count. So it takes the mean of the means.


# %%
def in_parts(rank, weights, optimizer, gradient, windows):
    yield from zero_step(rank, WORLD, weights, optimizer, gradient, windows)


def in_one_piece(rank, weights, optimizer, gradient, windows):
    total = passing = gradient * np.float32(windows)
    for _ in range(WORLD - 1):
        passing = yield passing
        total = total + passing
    optimizer.step([total / np.float32(sum(WINDOWS))])


def mean_of_means(rank, weights, optimizer, gradient, windows):
    yield from zero_step(rank, WORLD, weights, optimizer, gradient, 1)


def on_one_machine(what):
    """The losses, and the weights after each step."""
    worker, losses, path = Worker(), [], []
    optimizer = optimizer_of(worker.weights)
    for x, y in progress(drawn, what):
        loss, gradient = worker.learn(x, y)
        optimizer.step([gradient])
        losses.append(loss)
        path.append(worker.weights.copy())
    return losses, path


def on_four(step, what, is_split=True):
    """For each step: the loss, the weights that differ between workers, how far they are off; then what was sent."""
    workers, losses, apart, away = [Worker() for _ in range(WORLD)], [], [], []
    owned = [np.array_split(one.weights, WORLD)[i] if is_split else one.weights for i, one in enumerate(workers)]
    optimizers = [optimizer_of(weights) for weights in owned]
    for (x, y), goal in zip(progress(drawn, what), path, strict=True):
        pieces = zip(x.split(WINDOWS), y.split(WINDOWS), strict=True)
        learnt = [worker.learn(*piece) for worker, piece in zip(workers, pieces, strict=True)]
        told = zip(range(WORLD), workers, optimizers, learnt, WINDOWS, strict=True)
        ran = ring([step(i, worker.weights, optimizer, g, n) for i, worker, optimizer, (_, g), n in told])
        losses.append(np.average([loss for loss, _ in learnt], weights=WINDOWS))
        first, *others = (worker.weights for worker in workers)
        apart.append(np.any([first != other for other in others], axis=0).sum())
        away.append(np.linalg.norm(first - goal) / np.linalg.norm(first - start))
    return losses, apart, away, ran


start = Worker().weights
alone, path = on_one_machine("on one machine")
ways = {
    "zero_step": on_four(in_parts, "zero_step"),
    "whole gradients": on_four(in_one_piece, "whole gradients", is_split=False),
    "mean of the means": on_four(mean_of_means, "mean of the means"),
}
print(f"\nafter {STEPS} steps:\n")
print("                   last loss  bits differ in  off by  sent by a worker")
print(f"one machine            {alone[-1]:.3f}")
for name, (losses, apart, away, ran) in ways.items():
    print(f"{name:17}      {losses[-1]:.3f}  {apart[-1]:14,}  {away[-1]:6.0e}  {max(ran.numbers):16,}")
print(f"\nan all-reduce in parts sends 2 * 3/4 * N = {3 * N // 2:,} numbers, and whole gradients 3 * N = {3 * N:,}")
print(f"AdamW keeps {2 * N // 4:,} numbers on each worker of zero_step, and {2 * N:,} where each has a whole one")

# %% [markdown]
# "Bits differ in" counts the weights that are not the same on all four workers. "Off by" is how far the model is from
# that of one machine, as a share of the way that this one has gone since its first weights. Even with `zero_step` it is
# not 0, because the gradient is added in another order. One step of AdamW can make such a difference much larger: where
# a gradient is nearly 0, it divides rounding by rounding.

# %%
figure, (curve, far) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
curve.plot(alone, color="black", linewidth=4, alpha=0.3, label="one machine")
for (name, (losses, _, away, _)), style in zip(ways.items(), ("-", ":", "--"), strict=True):
    curve.plot(losses, style, label=name)
    far.semilogy(range(1, STEPS + 1), away, style, label=name)
curve.set(xlabel="step", ylabel="nats a token", title="the loss of each batch")
far.set(xlabel="step", ylabel="share of the way", title="how far from the model of one machine")
curve.legend()
save(figure, "many_workers")

# %% [markdown]
# Notice: the loss hardly tells the four ways apart. With seeds 0, 1 and 2, of 852,736 weights:
#
# | | bits differ in | off by |
# | --- | --- | --- |
# | zero_step | 0 | 0.0002 |
# | whole gradients | 327,260 and 352,824 and 338,993 | 0.0002 |
# | mean of the means | 0 | 0.6 |
#
# With whole gradients, the four copies of the model drift apart by rounding, and nobody ever compares them. The mean of
# the means gives everybody the same bits, of another model: the one window of the first worker counts as much as the
# seven of the last. Give all workers four windows, and it is right.
