"""Digits, read by your own layers.

There are 1797 images of handwritten digits, of 8 by 8 pixels each. Your `mlp` learns to read them, with every gradient
computed by hand, and you see what it looks for and what it gets wrong. Then you stack nine of your `Linear` layers into
a tower, which learns nothing until your `layer_norm` stands between them.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

import dojo.mine  # noqa: F401
from dojo.milestone import amount, progress, save
from mine import mlp
from mine.accumulation import train_step
from mine.cross_entropy import cross_entropy
from mine.layer_norm import layer_norm
from mine.linear import Linear
from mine.softmax import softmax

# %% [markdown]
# ## The images
# A fifth of them is kept aside, and the network never learns from it.

# %%
images, labels = load_digits(return_X_y=True)
images = images / 16  # (1797, 64), from 0 to 1
order = np.random.default_rng(0).permutation(len(images))
learnt, unseen = order[len(order) // 5 :], order[: len(order) // 5]
print(f"{len(learnt)} digits to learn from, {len(unseen)} kept aside")

# %% [markdown]
# ## By hand
# Your `forward` gives ten logits for each image. The gradient of the cross-entropy with respect to them is your
# softmax, minus 1 at the true digit. Your `backward` carries it back to every weight.

# %%
HIDDEN, RATE, STEPS = 32, 0.5, amount(400, 30)


def train_by_hand(params, x, y):
    """Descend along the gradients of your backward, on all images at each step."""
    for _ in progress(range(STEPS), "training by hand"):
        logits, cache = mlp.forward(params, x)  # (images, 10)
        upstream = (softmax(logits) - np.eye(10)[y]) / len(x)
        for layer, gradient in zip(params, mlp.backward(params, cache, upstream), strict=True):
            layer["W"] -= RATE * gradient["W"]
            layer["b"] -= RATE * gradient["b"]


params = mlp.init([64, HIDDEN, 10], np.random.default_rng(0))
train_by_hand(params, images[learnt], labels[learnt])
chances = softmax(mlp.forward(params, images[unseen])[0])  # (unseen, 10)
read = chances.argmax(axis=1)
wrong = np.flatnonzero(read != labels[unseen])
print(f"\nyour mlp, by hand: {np.mean(read == labels[unseen]):.1%} of the digits kept aside are right")

# %% [markdown]
# ## What it gets wrong
# Each misread digit is shown with what it was read as and how sure the network was. The surest mistakes come first.

# %%
wrong = wrong[np.argsort(-chances[wrong].max(axis=1))]
for i in wrong[:5]:
    print(f"   a true {labels[unseen[i]]}, read as {read[i]}: {chances[i].max():.0%} sure")


def pictures(rows, columns, arrays, titles, **how):
    """A grid of 8 by 8 images."""
    figure, axes = plt.subplots(rows, columns, figsize=(1.25 * columns, 1.5 * rows), layout="constrained")
    for one in axes.flat:
        one.set_axis_off()
    for one, array, title in zip(axes.flat, arrays, titles, strict=False):
        one.imshow(array.reshape(8, 8), **how)
        one.set_title(title, fontsize=9)
    return figure


titles = [f"{labels[unseen[i]]}, read as {read[i]}\n{chances[i].max():.0%} sure" for i in wrong]
figure = pictures(2, 6, images[unseen[wrong]], titles, cmap="gray_r")
save(figure, "misread_digits")

# %% [markdown]
# ## What it looks for
# A hidden unit has a weight for each pixel: red where ink excites it, blue where ink inhibits it.

# %%
weights = params[0]["W"].T  # (HIDDEN, 64)
favourite = [labels[learnt][np.argsort(images[learnt] @ unit)[-100:]] for unit in weights]
titles = ["likes " + " ".join(map(str, np.argsort(-np.bincount(digits, minlength=10))[:2])) for digits in favourite]
limit = np.abs(weights).max()
figure = pictures(4, 8, weights, titles, cmap="RdBu_r", vmin=-limit, vmax=limit)
figure.suptitle("the weights of the hidden units, and the digits that excite each most")
save(figure, "what_units_look_for")
print("Notice that no unit stands for a digit: each looks for a stroke or a gap that several digits share.")

# %% [markdown]
# ## A tower, with and without your layer norm
# Now your `Linear` takes over, and torch's autograd goes backward in your `train_step`. Each layer shrinks its input a
# little, so hardly anything of the image reaches the top. Your `layer_norm` brings every vector back to the same size.

# %%
DEPTH, WIDTH, TOWER_RATE, EPOCHS = 9, 32, 0.05, amount(10, 2)


class Tower(nn.Module):
    """Many of your layers, one on top of the other."""

    def __init__(self, norm):
        super().__init__()
        self.norm = norm
        self.layers = nn.ModuleList([Linear(64, WIDTH), *(Linear(WIDTH, WIDTH) for _ in range(DEPTH - 2))])
        self.top = Linear(WIDTH, 10)

    def spreads(self, x):
        """How much the images differ after each layer."""
        return [h.std(dim=0).mean().item() for h in self.floors(x)]

    def floors(self, x):
        """The output of each layer but the last."""
        for layer in self.layers:
            x = torch.relu(self.norm(layer(x)))  # (images, WIDTH)
            yield x

    def forward(self, x):
        """Ten logits for each image."""
        *_, x = self.floors(x)
        return self.top(x)


def train(model, x, y):
    """The loss of each epoch, in batches of 32."""
    optimizer, losses = torch.optim.SGD(model.parameters(), TOWER_RATE), []  # yours comes in the next track
    for epoch in progress(range(EPOCHS), "training a tower"):
        batches = torch.randperm(len(x), generator=torch.Generator().manual_seed(epoch)).split(32)
        losses.append(np.mean([train_step(model, (x[rows], y[rows]), cross_entropy, optimizer) for rows in batches]))
    return losses


x, y = torch.tensor(images, dtype=torch.float32), torch.tensor(labels)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
print(f"\n{DEPTH} of your Linear layers, a relu after each but the last")
for name, norm in [("without layer norm", lambda h: h), ("with your layer norm", layer_norm)]:
    torch.manual_seed(0)
    tower = Tower(norm)
    left.semilogy(range(1, DEPTH), tower.spreads(x), label=name)
    right.plot(range(1, EPOCHS + 1), train(tower, x[learnt], y[learnt]), label=name)
    share = (tower(x[unseen]).argmax(dim=1) == y[unseen]).float().mean()
    print(f"   {name:20} {share:6.1%} of the digits kept aside are right")
left.set(title="how much the images differ, before training", xlabel="layer", ylabel="standard deviation")
right.set(title="loss", xlabel="epoch")
right.legend()
save(figure, "tower")
print("Notice the left picture: without the norm, each layer takes a share away, until all images look alike on top.")
print("Try DEPTH = 3: then both learn. Try RATE = 5 by hand, or HIDDEN = 4.")
