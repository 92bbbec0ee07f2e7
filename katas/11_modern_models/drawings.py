"""The drawings of this track: ``python -m dojo.drawing 11_modern_models`` writes them beside their statements."""

from __future__ import annotations

import math
from fractions import Fraction

from matplotlib.figure import Figure

from dojo.drawing import (
    BLUE,
    BLUE_GROUND,
    INK,
    INK_GROUND,
    ORANGE,
    ORANGE_GROUND,
    TIMES,
    arrow,
    cell,
    drawing,
    grid,
    number,
    sheet,
    write,
)


@drawing("05_online_softmax/online_softmax")
def online_softmax() -> Figure:
    """Online softmax: the old sum is brought to the new maximum by one factor."""
    chunks = (1, 3), (6, 1)  # the exponentials of the entries
    tops = [max(chunk) for chunk in chunks]
    totals = [sum(Fraction(entry, top) for entry in chunk) for chunk, top in zip(chunks, tops, strict=True)]
    top = max(tops)
    factors = [Fraction(each, top) for each in tops]
    total = sum(f * t for f, t in zip(factors, totals, strict=True))
    figure, ax = sheet(6.6, 2.75)
    wide, high = 0.72, 0.4
    for i, (ground, colour) in enumerate(((BLUE_GROUND, BLUE), (ORANGE_GROUND, ORANGE))):
        left, middle = 0.9 + 3.2 * i, 0.9 + 3.2 * i + wide
        entries = [f"log {entry}" if entry > 1 else "0" for entry in chunks[i]]
        grid(ax, left, 2.3, [entries], lambda i, j, look=ground: look, wide, high)
        write(ax, middle, 2.5, f"chunk {i + 1}", color=colour, weight="bold")
        arrow(ax, (middle, 1.86), (middle, 1.62), colour)
        write(ax, middle, 1.45, f"top log {tops[i]},  total {totals[i]}", color=colour)
        arrow(ax, (middle, 1.27), (3.22 if i == 0 else 3.42, 0.65), colour)
        write(ax, middle + (0.2 if i == 0 else -0.2), 0.88, f"{TIMES} {factors[i]}", ha="center", color=colour)
    cell(ax, 2.02, 0.2, f"top log {top},  total {total}", INK_GROUND, 2.6, 0.42)
    write(ax, 1.92, 0.41, "merged", ha="right", color=INK, weight="bold")
    return figure


@drawing("06_mixture_of_experts/mixture")
def mixture() -> Figure:
    """A mixture of experts: a token asks two of four, and adds their answers by weight."""
    logits, answers, k = (2, 1, 0, -1), (10, 20, 30, 40), 2
    chosen = sorted(range(len(logits)), key=lambda e: -logits[e])[:k]
    powers = {e: math.exp(logits[e]) for e in chosen}
    weights = {e: power / sum(powers.values()) for e, power in powers.items()}
    figure, ax = sheet(6.2, 2.7)
    high = 0.42
    for x, name in ((0.5, "token"), (2.0, "router"), (3.5, "expert"), (5.15, "weight · answer")):
        write(ax, x, 2.5, name, weight="bold")
    cell(ax, 0.25, 1.1, "1", "plain", 0.5, high)
    for e, logit in enumerate(logits):
        y, used = 1.9 - 0.56 * e, e in chosen
        colour = BLUE if used else INK
        ax.plot([0.78, 1.6], [1.1 + high / 2, y + high / 2], color=INK, linewidth=1)
        cell(ax, 1.65, y, number(logit), BLUE_GROUND if used else "plain", 0.7, high)
        cell(ax, 3.1, y, f"{TIMES} {answers[e]}", ORANGE_GROUND if used else "ghost", 0.8, high)
        if used:
            arrow(ax, (2.38, y + high / 2), (3.07, y + high / 2), colour)
            write(ax, 5.15, y + high / 2, f"{number(weights[e])} · {answers[e]}", color=colour)
    total = sum(weights[e] * answers[e] for e in chosen)
    ax.plot([4.5, 5.8], [1.24, 1.24], color=INK, linewidth=1.2)
    cell(ax, 4.75, 0.72, number(total, 2), INK_GROUND, 0.8, high)
    write(ax, 5.15, 0.38, "not asked: no cost", color=INK, fontsize=9)
    arrow(ax, (4.42, 0.38), (3.95, 0.55), width=1)
    return figure


@drawing("09_speculative_decoding/speculative_decoding")
def speculative_decoding() -> Figure:
    """Speculative decoding: what p and q have in common is kept, and what is missing is drawn."""
    p, q = (0.5, 0.3, 0.2), (0.2, 0.6, 0.2)
    figure, ax = sheet(6.4, 2.9)
    scale, wide, ground = 3.2, 0.55, 0.5
    looks = {"kept": BLUE_GROUND, "rejected": "ghost", "missing": ORANGE_GROUND}
    for x, (of_target, of_draft) in enumerate(zip(p, q, strict=True)):
        left, common = 0.55 + 1.3 * x, min(of_target, of_draft)
        over = abs(of_target - of_draft)
        cell(ax, left, ground, number(common), looks["kept"], wide, common * scale)
        if over > 1e-9:
            look = looks["missing" if of_target > of_draft else "rejected"]
            cell(ax, left, ground + common * scale, number(over), look, wide, over * scale)
        write(ax, left + wide / 2, 0.3, f"token {x}")
        top = ground + max(of_target, of_draft) * scale
        write(ax, left + wide / 2, top + 0.14, f"p {number(of_target)}, q {number(of_draft)}", fontsize=9)
    for y, look, text in (
        (1.75, looks["kept"], "drafted and kept"),
        (1.3, looks["rejected"], "drafted and rejected"),
        (0.85, looks["missing"], "missing: drawn instead"),
    ):
        cell(ax, 4.3, y, "", look, 0.3, 0.24)
        write(ax, 4.7, y + 0.12, text, ha="left", fontsize=9)
    return figure
