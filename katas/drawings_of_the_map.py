"""The map of the course, by hand: ``python -m dojo.drawing map`` writes it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dojo.drawing import (
    BLUE,
    GREEN_GROUND,
    INK,
    PALE,
    PALE_BLUE,
    PALE_GREEN,
    PALE_ORANGE,
    WHITE,
    arrow,
    drawing,
    sheet,
    write,
)

WIDE, HIGH, ROW, COLUMN, TOP = 1.16, 0.4, 0.53, 1.31, 6.4
"""The size of a station, how far apart they are, and where the first row stands, in inches."""
ARCS = [
    ("layers", 0, 0, PALE_BLUE, "dot_product matmul linear activations mlp layer_norm"),
    ("attention", 1, 0, PALE_GREEN, "softmax masking attention reshape multi_head_attention transformer_block"),
    ("the loss", 2, 0, PALE_ORANGE, "log_softmax cross_entropy bigram_model"),
    ("slopes, steps", 3, 0, PALE, "derivative gradient chain_rule gradient_descent backpropagation scalar_engine adam"),
    ("tokens", 0, 6.8, PALE_BLUE, "byte_pair_encoding embedding"),
    ("choosing", 0, 9.6, PALE_ORANGE, "sampling temperature top_k_top_p"),
    ("", 1, 7.8, GREEN_GROUND, "gpt"),
    ("", 1, 9.7, GREEN_GROUND, "train_gpt"),
    ("", 1, 11.6, GREEN_GROUND, "generate"),
]
"""The name of each arc, the column and the row in which it begins, its look, and its katas, downwards."""
MEETINGS = [
    ("softmax", "log_softmax"),
    ("layer_norm", "transformer_block"),
    ("transformer_block", "gpt"),
    ("embedding", "gpt"),
    ("gpt", "train_gpt"),
    ("bigram_model", "train_gpt"),
    ("adam", "train_gpt"),
    ("train_gpt", "generate"),
    ("top_k_top_p", "generate"),
]
"""The ways from one arc to another."""
SAID = {
    "mlp": "MLP",
    "gpt": "GPT",
    "adam": "Adam",
    "train_gpt": "train it",
    "generate": "it writes",
    "log_softmax": "log-softmax",
    "cross_entropy": "cross-entropy",
    "top_k_top_p": "top-k, top-p",
    "multi_head_attention": "multi-head\nattention",
    "transformer_block": "transformer\nblock",
    "gradient_descent": "gradient\ndescent",
    "backpropagation": "back-\npropagation",
    "byte_pair_encoding": "byte pair\nencoding",
}
"""What stands on a station, where it is not the kata's name."""


def spot(column: float, row: float) -> tuple[float, float]:
    """Return the middle of a station."""
    return 0.05 + WIDE / 2 + column * COLUMN, TOP - row * ROW


def way(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a way down, and then across where the other station stands in another column."""
    (x, y), (end_x, end_y) = start, end
    if x == end_x:
        arrow(ax, (x, y - HIGH / 2), (x, end_y + HIGH / 2), width=1.4)
    else:
        side = WIDE / 2 if x > end_x else -WIDE / 2
        ax.plot([x, x], [y, end_y], color=INK, linewidth=1.4, zorder=0)
        arrow(ax, (x - side * (y == end_y), end_y), (end_x + side, end_y), width=1.4)


def station(ax: Axes, kata: str, spot: tuple[float, float], look: str) -> None:
    """Draw a station that leads to its kata's page."""
    katas = Path(__file__).parent
    address = next(katas.glob(f"*/??_{kata}")).relative_to(katas).as_posix()
    corner = (spot[0] - WIDE / 2, spot[1] - HIGH / 2)
    frame = Rectangle(corner, WIDE, HIGH, facecolor=look, edgecolor=INK, linewidth=1.2, url=address, clip_on=False)
    ax.add_patch(frame)
    said = SAID.get(kata, kata.replace("_", " "))
    write(ax, *spot, said, fontsize=10.5, linespacing=1.0, color=WHITE if look == GREEN_GROUND else INK)


@drawing("map")
def map_of_the_course() -> Figure:
    """Thirty katas, and the arcs that lead to a GPT that writes."""
    figure, ax = sheet(5.2, 6.87)
    spots = {}
    for name, column, row, look, katas in ARCS:
        here = {kata: spot(column, row + i) for i, kata in enumerate(katas.split())}
        write(ax, *spot(column, row - 0.62), name, color=BLUE, fontsize=11)
        for kata, middle in here.items():
            station(ax, kata, middle, look)
        for start, end in pairwise(here.values()):
            way(ax, start, end)
        spots |= here
    for start, end in MEETINGS:
        way(ax, spots[start], spots[end])
    return figure
