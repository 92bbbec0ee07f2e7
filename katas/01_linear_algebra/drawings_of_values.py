"""More drawings of this track, of singular values."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dojo.drawing import BLUE, INK, MINUS, ORANGE, arrow, drawing, number, write


@drawing("15_svd/ellipse")
def ellipse() -> Figure:
    """A matrix sends a circle to an ellipse, and two right angles to the axes of the ellipse."""
    A = np.array([[3.0, 0.0], [4.0, 5.0]])
    _, S, Vh = np.linalg.svd(A)
    turn = np.linspace(0, 2 * np.pi, 121)
    circle = np.array([np.cos(turn), np.sin(turn)])
    figure = Figure(figsize=(7, 3.9))
    before, after = (figure.add_axes((0.5 * i, 0, 0.5, 0.9)) for i in range(2))
    for ax, scale, points, title in ((before, 1.75, circle, "circle"), (after, 7.4, A @ circle, "A times the circle")):
        ax.set(xlim=(-scale, scale), ylim=(-scale, scale), aspect="equal", title=title)
        ax.axis("off")
        ax.plot((-scale, scale), (0, 0), color=INK, linewidth=0.8)
        ax.plot((0, 0), (-scale, scale), color=INK, linewidth=0.8)
        ax.plot(*points, color=INK, linewidth=1.6)
    for i, colour in enumerate((BLUE, ORANGE)):
        v = Vh[i] * np.sign(Vh[i, 0])
        arrow(before, (0, 0), v, colour, 2.4)
        arrow(after, (0, 0), A @ v, colour, 2.4)
        sign = MINUS if v[1] < 0 else ""
        name = "₁₂"[i]
        write(before, v[0] + 0.1, 1.25 * v[1], f"v{name} = (1, {sign}1)/√2", ha="left", color=colour, fontsize=10)
        place = (A @ v)[0] + 0.35, (A @ v)[1] + (0.35 if i == 0 else -0.55)
        write(after, *place, f"s{name}u{name}: {number(S[i])}", ha="left", color=colour, weight="bold")
    return figure
