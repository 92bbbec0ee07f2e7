"""The drawings of adaptation: ``python -m dojo.drawing 12_adaptation`` writes all of this track."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    GREEN,
    GREEN_GROUND,
    INK,
    INK_GROUND,
    MINUS,
    ORANGE,
    ORANGE_GROUND,
    TIMES,
    WHITE,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    softmax,
    write,
)


def matrix(ax: Axes, place: tuple[float, float], sizes: tuple[int, int], look: str, name: str) -> None:
    """Draw a matrix to scale, 64 numbers an area of 1.6 inches, with its size above it."""
    (x, top), (rows, columns) = place, sizes
    wide, high = columns / 40, rows / 40
    cell(ax, x, top - high, "", look, wide, high)
    write(ax, x + wide / 2, top + 0.17, f"{name}: {rows} {TIMES} {columns}", fontsize=10)


@drawing("01_lora/thin")
def thin() -> Figure:
    """LoRA: a frozen square weight, and two thin matrices that are trained."""
    size, rank = 64, 4
    figure, ax = sheet(6.4, 2.55)
    matrix(ax, (0.5, 2.15), (size, size), INK_GROUND, "W")
    write(ax, 1.3, 1.35, "frozen", color=WHITE, weight="bold")
    write(ax, 1.3, 0.28, f"{size * size:,} numbers", color=INK, weight="bold")
    write(ax, 2.75, 1.35, "+", fontsize=17)
    matrix(ax, (3.4, 2.15), (size, rank), BLUE_GROUND, "B")
    matrix(ax, (4.3, 1.4), (rank, size), ORANGE_GROUND, "A")
    write(ax, 4.65, 0.28, f"{size * rank} + {rank * size} = {2 * size * rank} numbers", color=BLUE, weight="bold")
    return figure


@drawing("02_instruction_tuning/shift")
def shift() -> Figure:
    """Instruction tuning: which tokens count, and where each is predicted."""
    words = ["user", "hi", "end", "assistant", "hello", "!", "end"]
    counts = [False] * 4 + [True] * 3
    figure, ax = sheet(7.4, 2.1)
    wide, high, left = 0.92, 0.4, 0.85
    for y, name in ((1.35, "read"), (0.3, "learn")):
        write(ax, left - 0.1, y + high / 2, name, ha="right", weight="bold")
    for i, (word, counted) in enumerate(zip(words, counts, strict=True)):
        x = left + i * wide
        special = word in ("user", "assistant", "end")
        cell(ax, x, 1.35, word, INK_GROUND if special else "plain", wide, high)
        if i:
            cell(ax, x - wide, 0.3, word, GREEN_GROUND if counted else "ghost", wide, high)
            colour = ORANGE if counted else INK
            arrow(ax, (x - wide / 2, 1.3), (x - wide / 2, 0.75), colour, 2 if counted else 1)
    return figure


@drawing("03_reward_model/reward_model")
def preference_loss() -> Figure:
    """The loss of Bradley and Terry for the difference of two scores."""
    h, marked = np.linspace(-4, 4, 161), np.array([1.2 - 0.3, 0.5 - 1.0])
    figure = Figure(figsize=(5.8, 3.2))
    ax = figure.add_axes((0.12, 0.18, 0.84, 0.76))
    ax.plot(h, np.log1p(np.exp(-h)), color=BLUE, linewidth=2)
    ax.plot(h[h <= 0], -h[h <= 0], color=INK, linewidth=1, linestyle=(0, (4, 3)))
    for at, colour in zip(marked, (GREEN, ORANGE), strict=True):
        loss = np.log1p(np.exp(-at))
        ax.plot(at, loss, "o", color=colour, markersize=7)
        write(ax, max(at + 0.2, 0.1), loss + 0.2, number(loss, 4), color=colour, ha="left", weight="bold")
    write(ax, -3.2, 2.55, number(-1)[0] + "h", ha="left")
    write(ax, -2.0, 0.25, "wrong order")
    write(ax, 2.9, 0.95, "right order")
    ax.set(xlim=(-4, 4), ylim=(0, 4.1), xlabel="h = score of chosen \N{MINUS SIGN} score of rejected", ylabel="loss")
    ax.axvline(0, color=INK, linewidth=0.8)
    return figure


@drawing("04_dpo/dpo")
def log_ratios() -> Figure:
    """From four log-probabilities to the loss of DPO."""
    policy, reference, beta = np.array([-12.0, -30.0]), np.array([-10.0, -20.0]), 0.1
    ratios = policy - reference
    h = ratios[0] - ratios[1]
    figure, ax = sheet(7.4, 2.2)
    wide, high, top = 0.8, 0.46, 1.5
    for left, name, column in ((1.2, "policy", policy), (2.35, "reference", reference), (3.75, "log-ratio", ratios)):
        look = "plain" if name != "log-ratio" else BLUE_GROUND
        grid(ax, left, top, [[number(value, 0)] for value in column], lambda i, j, look=look: look, wide, high)
        write(ax, left + wide / 2, top + 0.25, name, weight="bold")
    write(ax, 1.1, top - high / 2, "chosen", ha="right", color=GREEN, weight="bold")
    write(ax, 1.1, top - 1.5 * high, "rejected", ha="right", color=ORANGE, weight="bold")
    for i in range(2):
        write(ax, 2.18, top - (i + 0.5) * high, MINUS, fontsize=13)
        write(ax, 3.45, top - (i + 0.5) * high, "=", fontsize=13)
    arrow(ax, (4.65, top - high), (5.1, top - high))
    results = [f"h = {number(h, 0)}", f"\N{GREEK SMALL LETTER BETA}h = {number(beta * h, 1)}"]
    for i, text in enumerate([*results, f"loss = {number(np.log1p(np.exp(-beta * h)), 4)}"]):
        write(ax, 5.25, top + 0.02 - i * 0.46, text, ha="left", weight="bold" if i == 2 else "normal")
    write(ax, 0.2, 0.2, "Both answers have become less likely, the rejected one by more.", ha="left", fontsize=10)
    return figure


@drawing("05_policy_gradient/policy_gradient")
def clipped() -> Figure:
    """What a token adds, by the ratio of its probabilities, for an advantage of 1 and of -1."""
    rho, clip = np.linspace(0, 2, 201), 0.2
    figure = Figure(figsize=(7.2, 2.9))
    for left, gain, colour in ((0.08, 1.0, GREEN), (0.57, -1.0, ORANGE)):
        ax = figure.add_axes((left, 0.2, 0.41, 0.68))
        bounded = np.clip(rho, 1 - clip, 1 + clip)
        ax.plot(rho, rho * gain, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.plot(rho, np.minimum(rho * gain, bounded * gain), color=colour, linewidth=2.4)
        for at in (0.5, 1.5):
            value = min(at * gain, np.clip(at, 1 - clip, 1 + clip) * gain)
            ax.plot(at, value, "o", color=BLUE, markersize=6)
            write(
                ax,
                at + 0.05,
                value + (0.17 if value < -1 else -0.17),
                number(value, 1),
                color=BLUE,
                weight="bold",
                ha="left",
            )
        ax.set(xlim=(0, 2), ylim=(-0.1, 2.1) if gain > 0 else (-2.1, 0.1), xticks=(0, 0.8, 1, 1.2, 2))
        ax.set_xlabel("ratio \N{GREEK SMALL LETTER RHO}")
        ax.axvline(1, color=INK, linewidth=0.8)
        ax.set_title(f"A = {number(gain, 0)}", color=colour, weight="bold")
        ax.tick_params(axis="x", labelsize=9)
    return figure


@drawing("11_verifier/verifier")
def answer() -> Figure:
    """A question and an answer: which tokens count, and where each is predicted."""
    tokens, start = [*"hne>ehn.ga"], 4
    last = tokens.index(".")
    figure, ax = sheet(7.4, 2.35)
    wide, high, left = 0.62, 0.4, 1.0
    for y, name in ((1.35, "read"), (0.3, "log p")):
        write(ax, left - 0.1, y + high / 2, name, ha="right", weight="bold")
    for i, token in enumerate(tokens):
        x, counted = left + i * wide, i <= last
        cell(ax, x, 1.35, token, "plain" if counted else "ghost", wide, high)
        if i >= start:
            cell(ax, x - wide, 0.3, token, GREEN_GROUND if counted else "ghost", wide, high)
            arrow(ax, (x - wide / 2, 1.3), (x - wide / 2, 0.75), ORANGE if counted else INK, 2 if counted else 1)
    write(ax, left + start * wide / 2, 2.0, "question", color=INK)
    write(ax, left + (start + last + 1) * wide / 2, 2.0, "answer", color=GREEN, weight="bold")
    write(ax, left + (last + 1 + len(tokens)) * wide / 2, 2.0, "too late", color=INK)
    return figure


@drawing("12_distillation/targets")
def targets() -> Figure:
    """What a text, and a teacher at two temperatures, say about the next token."""
    words, logits = ["mat", "sofa", "floor", "roof"], np.array([4.0, 3.0, 2.0, 0.0])
    panels = [
        ("the text", np.eye(len(words))[0], INK),
        ("the teacher, \N{GREEK SMALL LETTER TAU} = 1", softmax(logits), BLUE),
        ("the teacher, \N{GREEK SMALL LETTER TAU} = 2", softmax(logits / 2), ORANGE),
    ]
    figure = Figure(figsize=(7.4, 2.5))
    for i, (title, shares, colour) in enumerate(panels):
        ax = figure.add_axes((0.03 + 0.33 * i, 0.14, 0.29, 0.68))
        ax.bar(range(len(words)), shares, 0.62, color=colour)
        for x, share in enumerate(shares):
            write(ax, x, share + 0.07, number(share, 2), color=colour, fontsize=10)
        ax.set(xlim=(-0.6, 3.6), ylim=(0, 1.15), yticks=(), xticks=range(len(words)), xticklabels=words)
        ax.set_title(title, color=colour, weight="bold")
        ax.spines["left"].set_visible(False)
    return figure


@drawing("13_look_inside/lens")
def lens() -> Figure:
    """The logit lens: the end of a model reads its vectors before the first block, and after it."""
    tokens, added = 3 * np.eye(3), np.array([-3.0, 3.0, 0.0])
    figure, ax = sheet(7.4, 2.9)
    for start, end in ((1.0, 3.32), (4.45, 6.9)):
        arrow(ax, (start, 2.35), (end, 2.35))
    cell(ax, 0.1, 2.1, "token 0", INK_GROUND, 0.9, 0.5)
    cell(ax, 3.35, 2.1, "block 1", BLUE_GROUND, 1.1, 0.5)
    write(ax, 7.0, 2.35, "...", ha="left")
    for x, vector, look in ((1.4, tokens[0], ORANGE), (5.0, tokens[0] + added, GREEN)):
        deviations = vector - vector.mean()
        logits = tokens @ (deviations / np.sqrt((deviations**2).mean()))
        arrow(ax, (x + 0.7, 2.3), (x + 0.7, 1.75), look)
        cell(ax, x, 1.35, "norm, head", "plain", 1.4, 0.38)
        for i, logit in enumerate(logits):
            best = i == int(logits.argmax())
            write(ax, x + 0.1, 1.05 - 0.33 * i, f"token {i}", ha="left", color=look if best else INK)
            how = {"color": look, "weight": "bold"} if best else {"color": INK}
            write(ax, x + 1.45, 1.05 - 0.33 * i, number(logit), ha="right", **how)
    return figure


@drawing("13_look_inside/heads")
def heads() -> Figure:
    """Two heads of four tokens, and how much they look at the token before."""
    alike = np.tril(np.ones((4, 4))) / np.arange(1, 5)[:, None]
    before = np.eye(4, k=-1) + np.diag([1.0, 0, 0, 0])
    figure, ax = sheet(7.4, 2.75)
    for left, name, table in ((0.5, "head 0: all alike", alike), (4.2, "head 1: the one before", before)):
        score = np.diagonal(table, -1).mean()
        texts = [[number(w, 2) if j <= i else "" for j, w in enumerate(row)] for i, row in enumerate(table)]
        looks = lambda i, j: ORANGE_GROUND if i - j == 1 else "plain" if j <= i else "ghost"  # noqa: E731
        grid(ax, left, 2.25, texts, looks, 0.66, 0.4)
        write(ax, left + 1.32, 2.48, name, weight="bold")
        write(ax, left + 1.32, 0.35, f"1 back: {number(score)}", color=ORANGE, weight="bold")
    return figure


@drawing("04_dpo/estimates")
def estimates() -> Figure:
    """Three estimates of a divergence, by the log-ratio of reference and policy."""
    r = np.linspace(-1.5, 1.5, 121)
    curves = {"k1": lambda r: -r, "k2": lambda r: r**2 / 2, "k3": lambda r: np.expm1(r) - r}
    figure = Figure(figsize=(5.8, 3.0))
    ax = figure.add_axes((0.1, 0.18, 0.8, 0.78))
    for (name, curve), colour, line in zip(
        curves.items(), (INK, ORANGE, BLUE), ((0, (4, 3)), "solid", "solid"), strict=True
    ):
        ax.plot(r, curve(r), color=colour, linewidth=2, linestyle=line)
        write(ax, 1.56, curve(1.5), name, color=colour, weight="bold", ha="left")
        for at in (np.log(0.5), np.log(2.0)):
            ax.plot(at, curve(at), "o", color=colour, markersize=5)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.6, 2.1), xlabel="r = log q \N{MINUS SIGN} log p")
    return figure
