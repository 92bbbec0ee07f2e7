"""The race of your optimisers.

The network, its initial weights and the order of the digits are the same for all: only the optimiser differs. Your
`SGD`, with and without momentum, races your `Adam` in your `fit`, and so does your `AdamW` once you have written it.
Then the winner follows your schedules, and your clipping saves a run that would explode.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

import dojo.mine  # noqa: F401
from dojo.milestone import OnTorch, amount, progress, save, written
from mine.adam import Adam
from mine.cross_entropy import cross_entropy
from mine.linear import Linear
from mine.lr_schedules import cosine_lr, exponential_lr, step_lr, warmup_cosine_lr
from mine.sgd import SGD
from mine.training_loop import fit

# %% [markdown]
# ## The track
# The network is two of your `Linear` layers with a relu between them. A fifth of the digits is kept aside, and the loss
# on these decides the race.

# %%
EPOCHS, BATCH = amount(8, 2), 64
images, labels = load_digits(return_X_y=True)
x, y = torch.tensor(images / 16, dtype=torch.float32), torch.tensor(labels)
order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
aside = len(x) // 5
train = [(x[rows], y[rows]) for rows in order[aside:].split(BATCH)]
valid = [(x[order[:aside]], y[order[:aside]])]
STEPS = EPOCHS * len(train)


class Guided(OnTorch):
    """An optimiser whose rate follows a schedule, and whose gradients are changed first, as clipping does."""

    def __init__(self, params, make, schedule, change):
        super().__init__(params, make)
        self.schedule, self.change, self.k = schedule, change, 0

    def gradients(self):
        if self.schedule is not None:
            self.optimizer.lr = self.schedule(self.k)
        self.k += 1
        return self.change(super().gradients())


def run(racer, lr, schedule=None, change=list):
    """The losses of one run from the common start, per epoch: on what it learns from, and on what is kept aside."""
    torch.manual_seed(0)
    model = nn.Sequential(Linear(64, 64), nn.ReLU(), Linear(64, 10))
    optimizer = Guided(model.parameters(), lambda arrays: racer(arrays, lr), schedule, change)
    return fit(model, train, valid, cross_entropy, optimizer, EPOCHS)


# %% [markdown]
# ## The race
# A rate that suits one optimiser is wrong for another. Each therefore runs at all rates, and its best run counts.

# %%
racers = {
    "SGD": SGD,
    "momentum": lambda params, lr: SGD(params, lr, momentum=0.9),
    "Adam": Adam,
}
if written("adamw"):
    from mine.adamw import AdamW

    racers["AdamW"] = lambda params, lr: AdamW(params, lr, weight_decay=0.1)

RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
heats = [(name, rate) for name in racers for rate in RATES]
runs = {heat: run(racers[heat[0]], heat[1]) for heat in progress(heats, "racing")}
ends = {heat: history["valid"][-1] for heat, history in runs.items()}
best = {name: min(RATES, key=lambda rate: np.nan_to_num(ends[name, rate], nan=np.inf)) for name in racers}

print(f"loss on the digits kept aside, after {STEPS} steps; * is the best rate of each")
print("          " + "".join(f"{rate:>9}" for rate in RATES))
for name in racers:
    print(f"{name:10}" + "".join(f"{ends[name, rate]:8.3f}{'*' if rate == best[name] else ' '}" for rate in RATES))

for name, rate in best.items():
    if rate in (RATES[0], RATES[-1]):
        print(f"The best rate of {name} is at the end of its row: a better one may lie beyond it.")

# %% [markdown]
# ## Who wins, and why
# All of them share one start, and a different start may turn a close race.

# %%
WHY = {
    "SGD": "every step follows the current slope, and here that is good enough.",
    "momentum": "what the gradients agree on adds up, and what jumps around cancels out.",
    "Adam": "each weight moves by about the rate in a step, even if its pixel rarely has ink.",
    "AdamW": "each weight moves by about the rate in a step, and the decay keeps the weights small.",
}
winner, second, *_ = sorted(racers, key=lambda name: ends[name, best[name]])
lead = ends[second, best[second]] - ends[winner, best[winner]]
print(f"\n{winner} wins at rate {best[winner]}, by {lead:.3f} from {second}: {WHY[winner]}")
print("In eight races of ours, each from another start, Adam won five and AdamW three. SGD always came last.")
print("Notice each row: a badly chosen rate costs more than the wrong optimiser.")

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for name in racers:
    left.plot(range(1, EPOCHS + 1), runs[name, best[name]]["valid"], label=f"{name}, rate {best[name]}")
    right.loglog(RATES, [ends[name, rate] for rate in RATES], marker="o", label=name)
left.set(title="each at its best rate", xlabel="epoch", ylabel="loss, kept aside", yscale="log")
right.set(title="after the last epoch", xlabel="rate")
left.legend()
save(figure, "race")

# %% [markdown]
# ## Your schedules
# The winner runs again, at three times its best rate. That is too fast to settle, unless the rate falls in time.

# %%
high = 3 * best[winner]
schedules = {
    "constant": lambda k: high,
    "step": lambda k: step_lr(k, high, STEPS // 4, 0.3),
    "exponential": lambda k: exponential_lr(k, high, 0.05 ** (1 / STEPS)),
    "cosine": lambda k: cosine_lr(k, high, STEPS),
    "warmup, cosine": lambda k: warmup_cosine_lr(k, high, STEPS // 10, STEPS),
}
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
print(f"\n{winner} at rate {high:.3g}, with your schedules")
for name, schedule in progress(schedules.items(), "following schedules", len(schedules)):
    losses = run(racers[winner], high, schedule)["valid"]
    left.plot([schedule(k) for k in range(STEPS)], label=name)
    right.semilogy(range(1, EPOCHS + 1), losses, label=f"{name}: {losses[-1]:.3f}")
    print(f"   {name:15} {losses[-1]:.3f}")
left.set(title="the rate", xlabel="step")
right.set(title="loss, kept aside", xlabel="epoch")
right.legend()
save(figure, "schedules")
print(f"Its best constant rate gave {ends[winner, best[winner]]:.3f}.")
print("Notice the end of each curve: once the rate falls, the loss stops jumping.")

# %% [markdown]
# ## Your clipping
# Here momentum runs at a rate that is far too high. Clipping shortens all gradients together, so their direction stays.

# %%
if written("gradient_clipping"):
    from mine.gradient_clipping import clip_by_norm

    print("\nmomentum at rate 1, the loss of each epoch")
    for name, change in [("free", list), ("clipped", lambda grads: clip_by_norm(grads, 0.1)[0])]:
        print(f"   {name:8}" + "".join(f"{loss:8.2f}" for loss in run(racers["momentum"], 1.0, change=change)["valid"]))
    print("Try other limits than 0.1. Which is the largest that still saves the run?")
else:
    print("\nOnce you have written gradient_clipping, this cell shows what it saves.")
print("Try BATCH = 8: the gradients are noisier, and there are more steps. Who wins now?")
