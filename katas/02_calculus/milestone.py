"""Rolling downhill.

Five balls roll down a landscape of hills and holes, each step against the slope that your `gradient` measures, in the
loop that is your `gradient_descent`. Only one of them finds the deepest hole. Then the same descent, along your
`mse_gradient`, fits a line to something real: how often each word of Python's documentation is used.
"""

# %%
import re
from collections import Counter
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

import dojo.mine  # noqa: F401
from dojo.milestone import amount, save, save_animation
from mine.gradient import gradient
from mine.gradient_descent import gradient_descent
from mine.loss_gradients import mse_gradient

# %% [markdown]
# ## A landscape
# It has a height at each point (x, y). A loss is such a landscape too, with millions of weights in place of x and y.


# %%
def height(p):
    """The height of points (..., 2)."""
    x, y = p[..., 0], p[..., 1]
    return 0.1 * x**2 + 0.2 * y**2 + 0.15 * x + np.sin(1.5 * x) * np.cos(1.2 * y)


def slope(p):
    """Which way is up, and how steep it is, at one point (2,)."""
    return gradient(height, p)


# %% [markdown]
# ## Let five balls go
# The gradient points uphill, so each step goes against it.

# %%
RATE, STEPS = 0.12, 60
starts = np.array([(-3.2, 2.6), (3.3, 2.7), (-1.0, -2.8), (2.9, -2.2), (0.2, 2.9)])


def roll(rate):
    """Where the balls are, at the start and after each step."""
    return np.stack([gradient_descent(slope, start, rate, STEPS) for start in starts])  # (balls, STEPS + 1, 2)


paths = roll(RATE)
heights = height(paths)  # (balls, STEPS + 1)
print(f"{len(starts)} balls, {STEPS} steps at rate {RATE}")
for ball, path in enumerate(paths):
    (x0, y0), (x, y) = path[0], path[-1]
    print(f"  ball {ball + 1} from ({x0:4.1f}, {y0:4.1f}) to ({x:5.2f}, {y:5.2f}), height {heights[ball, -1]:5.2f}")
deepest = heights[:, -1].argmin()
print(f"Notice that only ball {deepest + 1} finds the deepest hole. A slope does not show what lies behind a hill.")

# %% [markdown]
# ## Watch them roll
# The map from above, dark where it is deep, and the height of each ball.

# %%
x, y = np.meshgrid(np.linspace(-4, 4, 120), np.linspace(-3.5, 3.5, 105))
colours = [f"C{ball + 1}" for ball in range(len(starts))]
figure, (above, beside) = plt.subplots(1, 2, figsize=(9, 4))
figure.subplots_adjust(left=0.02, right=0.98, bottom=0.13, wspace=0.1)
above.contourf(x, y, height(np.stack([x, y], axis=-1)), 25, cmap="Blues_r")
above.set(title="five balls, seen from above", xticks=[], yticks=[])
beside.set(title="their heights", xlabel="step", xlim=(0, STEPS), ylim=(heights.min() - 0.2, heights.max() + 0.2))
trails = [above.plot([], [], color=colour, linewidth=2)[0] for colour in colours]
curves = [beside.plot([], [], color=colour, linewidth=2)[0] for colour in colours]
balls = above.scatter(*starts.T, color=colours, s=60, edgecolor="white", zorder=3)


def draw(step):
    """The film's picture of one step."""
    for trail, curve, path, fall in zip(trails, curves, paths, heights, strict=True):
        trail.set_data(*path[: step + 1].T)
        curve.set_data(range(step + 1), fall[: step + 1])
    balls.set_offsets(paths[:, step])


save_animation(FuncAnimation(figure, draw, frames=amount(STEPS + 1, 3)), "rolling_downhill")

# %% [markdown]
# ## Too slow, too fast
# The same balls, at other rates.

# %%
print(f"\nheights after {STEPS} steps    " + "".join(f"ball {ball + 1}  " for ball in range(len(starts))))
for rate in [0.01, 0.12, 0.6, 1.5]:
    ends = height(roll(rate)[:, -1])
    print(f"            at rate {rate:4}  " + "".join(f"{end:7.2f}" for end in ends))
print("Notice that at 0.01 they are still on their way, and at 1.5 they jump to and fro and never come to rest.")
print("Try other starts: from which places does a ball reach the deepest hole?")

# %% [markdown]
# ## A line through something real
# Count how often each word stands in Python's documentation, and put the words in order: the commonest is number 1. On
# logarithmic axes the counts lie near a line. Your `mse_gradient` leads your descent to its slope and its height.

# %%
LINE_RATE, LINE_STEPS = 0.4, 60
words = Counter(re.findall("[a-z]+", "\n".join(topics.values()).lower())).most_common(1000)
rank = np.log10(np.arange(1, len(words) + 1))
count = np.log10([n for _, n in words])[:, None]  # (words, 1)
features = np.stack([rank - rank.mean(), np.ones_like(rank)], axis=1)  # (words, 2)

fits = gradient_descent(lambda weights: mse_gradient(weights, features, count), np.zeros((2, 1)), LINE_RATE, LINE_STEPS)
losses = ((features @ fits - count) ** 2).mean(axis=(1, 2))  # (LINE_STEPS + 1,)
lines = 10 ** (features @ fits)[..., 0]  # (LINE_STEPS + 1, words): what each line says of each word
print(f"\nloss {losses[0]:.3f} before, {losses[-1]:.4f} after {LINE_STEPS} steps; the slope is {fits[-1, 0, 0]:.2f}")
for number in [1, 10, 100, 1000]:
    word, n = words[number - 1]
    print(f"  word {number:>4}, {word!r}: counted {n} times, {lines[-1, number - 1]:.0f} by the line")

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
left.loglog(range(1, len(words) + 1), 10**count, ".", color="grey", markersize=3)
for step in [0, 1, 2, 4, LINE_STEPS]:
    left.loglog(range(1, len(words) + 1), lines[step], label=f"step {step}")
left.set(title="how often the words are used", xlabel="place of the word", ylabel="times")
left.legend()
right.semilogy(losses)
right.set(title="mean squared error", xlabel="step")
save(figure, "line_of_words")
off = np.abs(features @ fits[-1] - count)[:, 0]  # (words,), as powers of ten
print(
    f"Notice where the line fails: it is off by a factor of {10 ** off[0]:.1f} for {words[0][0]!r}, the commonest word,"
)
print(f"and by {10 ** np.median(off[99:]):.2f} for a typical one from the hundredth on.")
print("Notice the slope, near -1: ten times further down the list, a word is used about a tenth as often.")
print("It is much the same in every language. That is why a language model sees most of its words rarely.")
print("Try the features without - rank.mean(): the valley becomes narrow, and at the same rate the loss explodes.")
