"""The drawings of this track: ``python -m dojo.drawing 11_modern_models`` writes them beside their statements."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import BLUE, GREEN, INK, ORANGE, drawing


@drawing("11_cost/cost")
def cost() -> Figure:
    """What a token of GPT-2 costs, over the context: attention rises and meets the blocks at six widths."""
    layers, dim, vocabulary = 12, 768, 50257
    context = np.array([0, 6144])
    attention, head, blocks = 12 * layers * dim * context / 1e9, 6 * dim * vocabulary / 1e9, 72 * layers * dim**2 / 1e9
    figure = Figure(figsize=(6, 3))
    ax = figure.add_axes((0.1, 0.17, 0.85, 0.8))
    ax.plot(context, [blocks, blocks], color=BLUE, linewidth=2.4)
    ax.plot(context, [head, head], color=GREEN, linewidth=2.4)
    ax.plot(context, attention, color=ORANGE, linewidth=2.4)
    ax.plot([6 * dim, 6 * dim], [0, blocks], color=INK, linewidth=1.2, linestyle="--")
    ax.plot(6 * dim, blocks, "o", color=INK, markersize=8)
    ax.annotate("matrices of the blocks", (100, blocks + 0.02), color=BLUE, weight="bold")
    ax.annotate("head", (100, head + 0.02), color=GREEN, weight="bold")
    ax.annotate("attention", (1500, 0.09), color=ORANGE, weight="bold")
    ax.set(xlim=(0, 6144), ylim=(0, 0.75), xticks=[0, 1024, 2048, 3072, 4608, 6144], yticks=[0, 0.2, 0.4, 0.6])
    ax.set(xlabel="context", ylabel="billions of operations")
    return figure


@drawing("12_scaling_law/scaling_law")
def scaling_law() -> Figure:
    """A scaling law bends towards its floor; a straight line through the same losses falls below it."""
    a, alpha, floor = 400, 0.34, 1.7
    sizes, far = np.logspace(6, 9, 9), np.logspace(5.7, 12.3, 100)
    losses = a * sizes**-alpha + floor
    slope, height = np.polyfit(np.log(sizes), np.log(losses), 1)
    figure = Figure(figsize=(6, 3.3))
    ax = figure.add_axes((0.1, 0.16, 0.87, 0.81))
    ax.loglog(far, np.exp(height + slope * np.log(far)), color=ORANGE, linewidth=2.2, linestyle="--")
    ax.loglog(far, a * far**-alpha + floor, color=BLUE, linewidth=2.4)
    ax.loglog([far[0], far[-1]], [floor, floor], color=INK, linewidth=1.2, linestyle=":")
    ax.loglog(sizes, losses, "o", color=INK, markersize=7)
    ax.annotate("floor 1.7", (6e5, 1.75), va="bottom")
    ax.annotate("with a floor", (6e10, 1.93), color=BLUE, weight="bold")
    ax.annotate("a straight line", (2.6e10, 0.95), color=ORANGE, weight="bold", ha="right")
    ax.set(xlim=(far[0], far[-1]), ylim=(0.7, 7), xlabel="parameters", ylabel="loss")
    ax.set_xticks([1e6, 1e8, 1e10, 1e12], ["1e6", "1e8", "1e10", "1e12"])
    ax.set_yticks([1, 2, 4], ["1", "2", "4"])
    ax.minorticks_off()
    return figure


def growth(spread, layers: int = 4, dim: int = 16, hidden: int = 32) -> np.ndarray:
    """Return the gradient's norm at the output of each block x + down(relu(up(x))), in terms of that at the last."""
    rng = np.random.default_rng(0)
    weights = [(rng.normal(size=(dim, hidden)), rng.normal(size=(hidden, dim))) for _ in range(layers)]
    x, grad, alive, norms = rng.normal(size=(128, dim)), rng.normal(size=(128, dim)), [], []
    for up, down in weights:
        alive.append(x @ up > 0)
        x = x + (alive[-1] * (x @ up) * spread(dim)) @ down * spread(hidden)
    for (up, down), on in zip(weights[::-1], alive[::-1], strict=True):
        norms.append(np.linalg.norm(grad))
        grad = grad + ((grad @ down.T * spread(hidden)) * on) @ up.T * spread(dim)
    return np.array(norms[::-1]) / norms[0]


@drawing("13_training_instabilities/instabilities")
def instabilities() -> Figure:
    """The gradient at each of four blocks: level at the right scale, exploding at a standard deviation of 1."""
    figure = Figure(figsize=(6, 3))
    ax = figure.add_axes((0.16, 0.17, 0.81, 0.8))
    blocks = np.arange(1, 5)
    ax.semilogy(blocks, growth(lambda columns: 1.0), "o-", color=ORANGE, linewidth=2.4, markersize=8)
    ax.semilogy(blocks, growth(lambda columns: columns**-0.5), "o-", color=BLUE, linewidth=2.4, markersize=8)
    ax.annotate("standard deviation 1", (2.1, 900), color=ORANGE, weight="bold")
    ax.annotate("1 / root of the columns", (1.9, 3.2), color=BLUE, weight="bold", ha="center")
    ax.annotate("", (1.1, 0.35), (3.9, 0.35), arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.6})
    ax.annotate("backward pass", (2.5, 0.45), ha="center", va="bottom")
    ax.set(xlim=(0.8, 4.2), ylim=(0.2, 2e4), xticks=blocks, xlabel="block", ylabel="norm of the gradient")
    ax.set_yticks([1, 10, 100, 1000, 1e4], ["1", "10", "100", "1000", "10,000"])
    ax.minorticks_off()
    return figure
