"""Drawings for statements: pieces to draw with, and ``python -m dojo.drawing [NAME ...]``, which writes them.

A track's drawings are functions in ``katas/<track>/drawings.py``, and in ``drawings_*.py`` where one file would be
long. Each computes its numbers from the worked example of its statement; its docstring is the title that a screen
reader says. A page may be white or dark, and so is the ground of a drawing: it brings its own, and every colour has a
light and a dark form. Letters are drawn as outlines, so they look the same on every machine; what they say is in
comments.
"""

from __future__ import annotations

import inspect
import io
import math
import re
import runpy
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

GROUND, INK, BLUE, ORANGE, GREEN = "#fefefe", "#57606a", "#0a5fc2", "#b34a00", "#187033"
"""The ground, and colours for lines and letters on it or on a pale area."""

PALE, PALE_BLUE, PALE_ORANGE, PALE_GREEN = "#f0f2f4", "#e2f0ff", "#fff0e2", "#e3f8e6"
"""Colours for areas that something is written on."""

DARK = {
    GROUND: "#0d1117",
    INK: "#b1bac4",
    BLUE: "#6cb6ff",
    ORANGE: "#f69d50",
    GREEN: "#57d364",
    PALE: "#21262d",
    PALE_BLUE: "#12283f",
    PALE_ORANGE: "#3a230f",
    PALE_GREEN: "#12301b",
}
"""The colour that each of them becomes on a dark page."""

BLUE_GROUND, ORANGE_GROUND, GREEN_GROUND, INK_GROUND = "#0a6fae", "#b34a01", "#1a7f38", "#6a6a6a"
"""Grounds for white letters, the same on every page."""

GROUNDED = {"facecolor": GROUND, "edgecolor": "none", "pad": 1}
"""The look of words that lines would run through."""

WHITE, BLACK = "#ffffff", "#000000"
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"

STYLE = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": GROUND,
    "savefig.facecolor": GROUND,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "katas",  # without it, the names of clips and markers are random
}

DRAWINGS: dict[str, Callable[[], Figure]] = {}
"""The function that draws ``katas/<key>``."""


# ------------------------------------------------------------------------------ how drawings are made


def drawing(path: str):
    """Register a function of ``katas/<track>/drawings.py`` as the one that draws ``katas/<track>/<path>.svg``.

    One of ``katas/drawings.py`` draws ``katas/<path>.svg``.
    """

    def register(draw: Callable[[], Figure]) -> Callable[[], Figure]:
        folder = Path(draw.__code__.co_filename).parent.name
        DRAWINGS[f"{path}.svg" if folder == "katas" else f"{folder}/{path}.svg"] = draw
        return draw

    return register


def contrast(*colours: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted(map(_luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    levels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _rounded(number: re.Match) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _on_dark(svg: str) -> str:
    """The rules by which a drawing turns dark. They override the colours that its elements have."""
    rules = "\n".join(
        f'[style*="{what}: {light}"] {{ {what}: {dark} !important }}'
        for light, dark in DARK.items()
        for what in ("fill", "stroke")
        if f"{what}: {light}" in svg
    )
    return f"<style>\n@media (prefers-color-scheme: dark) {{\n{rules}\n}}\n</style>"


def as_svg(figure: Figure, title: str) -> str:
    """Return a figure as SVG, always the same text for the same figure."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    text = re.sub(r"<!DOCTYPE.*?>\n", "", stream.getvalue(), flags=re.DOTALL)  # it refers to a page of the web
    text = re.sub(r' id="\w+_\d+"', "", text)  # nothing refers to these
    places = r' (?:d|x|y)="[^"]*"|translate\([^)]*\)'
    text = re.sub(places, lambda place: re.sub(r"\d+\.\d{3,}", _rounded, place[0]), text)
    head = f"<title>{escape(title, quote=False)}</title>\n{_on_dark(text)}\n"
    text = re.sub(r"(<svg\b[^>]*)>\n", lambda svg: f'{svg[1]} role="img">\n{head}', text, count=1)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def load(katas: Path) -> None:
    """Register the drawings of ``katas/`` and of all tracks below it."""
    for file in sorted([*katas.glob("drawings*.py"), *katas.glob("*/drawings*.py")]):
        runpy.run_path(str(file))


def draw(path: str) -> str:
    """Return one registered drawing as SVG, whatever a matplotlibrc says."""
    title = " ".join((inspect.getdoc(DRAWINGS[path]) or "").split()).rstrip(".")
    with style.context(STYLE, after_reset=True):
        return as_svg(DRAWINGS[path](), title)


# ------------------------------------------------------------------------------ pieces


def number(value: float, decimals: int = 3) -> str:
    """Return a number as a statement writes it: no zeros at its end, and a true minus."""
    text = f"{round(value, decimals) + 0:.{decimals}f}"  # + 0: what is next to nothing has no minus
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def softmax(scores) -> np.ndarray:
    """Return the softmax along the last axis; a score of -inf has weight 0."""
    powers = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure to draw on in inches, from its lower left corner."""
    figure = Figure(figsize=(width, height))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return figure, ax


def write(ax: Axes, x: float, y: float, text: str, **how) -> None:
    """Write centred on a point, unless told otherwise."""
    ax.text(x, y, text, **{"ha": "center", "va": "center", **how})


def cell(ax: Axes, x: float, y: float, text: str, look: str, width: float, height: float) -> None:
    """Draw a cell with its lower left corner at a point: plain, a ghost (dashed), or filled with a colour."""
    filled, pale = look not in ("plain", "ghost"), look in DARK
    line = (0, (2, 2)) if look == "ghost" else "solid"
    ground = look if filled else "none"
    ax.add_patch(Rectangle((x, y), width, height, facecolor=ground, edgecolor=INK, linewidth=1.2, linestyle=line))
    colour, weight = (WHITE, "bold") if filled and not pale else (INK, "normal")
    write(ax, x + width / 2, y + height / 2, text, color=colour, weight=weight)


def grid(ax: Axes, x: float, y: float, rows: list[list[str]], look, width: float, height: float) -> None:
    """Draw rows of cells down from an upper left corner; ``look(i, j)`` is the look of each."""
    for i, texts in enumerate(rows):
        for j, text in enumerate(texts):
            cell(ax, x + j * width, y - (i + 1) * height, text, look(i, j), width, height)


def arrow(ax: Axes, start, end, colour: str = INK, width: float = 2, **how) -> None:
    """Draw a straight arrow whose tip is exactly at its end."""
    look = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "color": colour, "linewidth": width}
    ax.annotate("", xy=end, xytext=start, arrowprops={**look, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14, **how})


def plane(ax: Axes, x: tuple[float, float], y: tuple[float, float], every: float = 1) -> None:
    """Make the axes a plane with its origin marked, the same scale both ways."""
    ax.set(xlim=x, ylim=y, aspect="equal")
    ax.axis("off")
    arrow(ax, (x[0], 0), (x[1], 0), width=1)
    arrow(ax, (0, y[0]), (0, y[1]), width=1)
    for i in range(math.ceil(x[0]), math.ceil(x[1] - every / 3)):
        if i and i % every == 0:
            ax.plot([i, i], [-0.05 * every, 0.05 * every], color=INK, linewidth=1)
            ax.annotate(number(i), (i, 0), (0, -5), textcoords="offset points", ha="center", va="top", fontsize=9)
    for i in range(math.ceil(y[0]), math.ceil(y[1] - every / 4)):
        if i and i % every == 0:
            ax.plot([-0.05 * every, 0.05 * every], [i, i], color=INK, linewidth=1)
            ax.annotate(number(i), (0, i), (-5, 0), textcoords="offset points", ha="right", va="center", fontsize=9)


def _main(names: list[str]) -> None:
    """Write the drawings in whose path one of the names occurs; without names, all."""
    katas = Path("katas").resolve()
    load(katas)
    for path in DRAWINGS:
        if not names or any(name in path for name in names):
            (katas / path).write_text(draw(path), encoding="utf-8", newline="\n")
            print(f"katas/{path}")


if __name__ == "__main__":
    sys.modules["dojo.drawing"] = sys.modules["__main__"]  # the tracks register with the module that runs
    _main(sys.argv[1:])
