"""A network on your own engine.

No straight line separates two interlocking crescents of points, but a small network can. There is no torch here: each
slope comes from your `Value`, or from your `Tensor` once you have written it. A film shows how the border bends into
the gap.
"""

# %%
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation
from sklearn.datasets import make_moons

import dojo.mine  # noqa: F401
from dojo.milestone import amount, progress, save, save_animation, written
from mine.scalar_engine import Value

# %% [markdown]
# ## One network for three kinds of numbers
# These two functions use only `@`, `+`, `*`, `sum` and a relu, so they run on NumPy's floats and on anything else that
# has these.


# %%
def network(x, layers, relu):
    """A score for each point: above 0 means the upper moon."""
    for weights, bias in layers[:-1]:
        x = relu(x @ weights + bias)  # (points, width)
    weights, bias = layers[-1]
    return x @ weights + bias  # (points, 1)


def shortfall(scores, sides, relu):
    """How far the scores fall short of 1 on the right side, in total; the sides are 1 and -1."""
    return relu(1 - scores * sides).sum()


# %% [markdown]
# ## Your engines
# A NumPy array can hold any objects, even your Values: `@` then multiplies and adds them one by one. You only have to
# say how relu works, how numbers become Values, and how Values give their slopes.


# %%
class Values:
    """Your scalar engine: arrays in which each entry is a Value."""

    wrap = np.frompyfunc(Value, 1, 1)
    relu = np.frompyfunc(lambda value: value.relu(), 1, 1)
    slopes = np.frompyfunc(lambda value: value.grad, 1, 1)


engines = {"Value": Values}
if written("tensor_engine"):
    from mine.tensor_engine import Tensor

    class Tensors:
        """Your tensor engine: each array is one Tensor."""

        wrap = Tensor
        relu = staticmethod(lambda tensor: tensor.relu())
        slopes = staticmethod(lambda tensor: tensor.grad)

    engines["Tensor"] = Tensors


def differentiate(engine, layers, x, sides):
    """The loss, and its slope along each weight, from your backward."""
    own = [(engine.wrap(weights), engine.wrap(bias)) for weights, bias in layers]
    scores = network(engine.wrap(x), own, engine.relu)
    loss = shortfall(scores, engine.wrap(sides), engine.relu) * (1 / len(x))
    loss.backward()
    slopes = [(engine.slopes(weights), engine.slopes(bias)) for weights, bias in own]
    return float(loss.data), [(weights.astype(float), bias.astype(float)) for weights, bias in slopes]


# %% [markdown]
# ## Two moons
# The scalar engine makes an object for every sum and product, so it gets fewer points and a smaller network.

# %%
used = list(engines)[-1]
POINTS, SIZES = (400, [2, 16, 16, 1]) if used == "Tensor" else (100, [2, 16, 1])
RATE, STEPS = 0.5, amount(400 if used == "Tensor" else 200, 20)


def moons(n, seed):
    """Points, and 1 or -1 for the moon of each."""
    x, label = make_moons(n, noise=0.2, random_state=seed)
    return x, 2.0 * label[:, None] - 1


def first_layers(sizes, rng):
    """Initial weights: random, and smaller the more inputs there are."""
    return [(rng.normal(0, np.sqrt(2 / n), (n, m)), np.zeros(m)) for n, m in pairwise(sizes)]


x, sides = moons(POINTS, seed=0)
layers = first_layers(SIZES, np.random.default_rng(0))
print(f"{POINTS} points, {sum(w.size + b.size for w, b in layers)} weights; your {used} finds the slopes")
if used == "Tensor":
    both = [differentiate(engine, layers, x[:20], sides[:20])[1] for engine in engines.values()]
    apart = max(abs(a - b).max() for one, other in zip(*both, strict=True) for a, b in zip(one, other, strict=True))
    print(f"your Value finds the same: on 20 points the two differ by {apart:.0e} at most")

# %% [markdown]
# ## Train it
# Each step goes against the slopes. The weights after each step are kept for the film.

# %%
history, losses = [layers], []
for _ in progress(range(STEPS), "training"):
    loss, slopes = differentiate(engines[used], layers, x, sides)
    layers = [(w - RATE * dw, b - RATE * db) for (w, b), (dw, db) in zip(layers, slopes, strict=True)]
    history.append(layers)
    losses.append(loss)
losses.append(differentiate(engines[used], layers, x, sides)[0])


def scores_of(points, layers):
    """The same network on plain numbers."""
    return network(points, layers, lambda array: np.maximum(array, 0))


unseen, truth = moons(1000, seed=1)
for step in [0, 10, 50, STEPS]:
    if step <= STEPS:
        right = np.mean((scores_of(unseen, history[step]) > 0) == (truth > 0))
        print(f"   after step {step:3}: loss {losses[step]:.3f}, right on {right:.1%} of 1000 new points")

# %% [markdown]
# ## Watch the border move

# %%
across, up = np.meshgrid(np.linspace(-2, 3, 100), np.linspace(-1.5, 2, 70))
grid = np.stack([across.ravel(), up.ravel()], axis=1)  # (7000, 2)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")


def draw(step):
    """One frame of the film: the scores everywhere, and the loss so far."""
    left.clear()
    heights = np.tanh(scores_of(grid, history[step])).reshape(across.shape)
    left.contourf(across, up, heights, np.linspace(-1, 1, 11), cmap="RdBu_r", alpha=0.5)
    left.contour(across, up, heights, [0], colors="black")
    left.scatter(*x.T, c=sides[:, 0], cmap="RdBu_r", vmin=-1.6, vmax=1.6, edgecolors="black", s=14, linewidths=0.4)
    left.set(title=f"step {step}", xticks=[], yticks=[])
    right.clear()
    right.plot(losses[: step + 1])
    right.set(title="loss", xlabel="step", xlim=(0, STEPS), ylim=(0, max(losses) * 1.05))


frames = [*range(0, min(STEPS, 60), 3), *range(60, STEPS + 1, 20)]
save_animation(FuncAnimation(figure, draw, frames=frames[: amount(len(frames), 3)]), "moving_border")
draw(STEPS)
save(figure, "border")
print("Notice the kinks in the border: at each, a relu switches on. Fifty steps do most of the work.")
print("Try SIZES = [2, 1]: without a hidden layer, the border stays a line. Try RATE = 5.")
