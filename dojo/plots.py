"""Scenarios of solutions that draw with Matplotlib: what a reader sees, as plain data.

Hand ``gives_axes``, ``names_of_axes``, ``two_pictures`` and ``picture`` to ``kata.check`` and its kin in place of a
function's name. The others help a judge's own scenarios.
"""

from __future__ import annotations

import contextlib
import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes


@contextlib.contextmanager
def drawn(solution, name, *args, **options):
    """The axes that a solution draws; all figures are closed again, and all settings put back.

    Parameters
    ----------
    solution
        Has the function.
    name : str
        The function that draws.
    *args, **options
        What it is called with.
    """
    try:
        with plt.rc_context():
            axes = getattr(solution, name)(*args, **options)
            if not isinstance(axes, Axes):
                raise LookupError("what came back is no Axes")
            yield axes
    finally:
        plt.close("all")


def places_of(axes, points):
    """Return where points of the data lie on the axes: (0, 0) is the lower left corner, (1, 1) the upper right."""
    axes.get_xlim(), axes.get_ylim()  # Matplotlib scales axes when they are asked for
    return (axes.transScale + axes.transLimits).transform(points)


def gives_axes(solution, name, *args):
    """Tell whether what comes back is a Matplotlib Axes."""
    try:
        with plt.rc_context():
            return isinstance(getattr(solution, name)(*args), Axes)
    finally:
        plt.close("all")


def names_of_axes(solution, name, *args, **options):
    """Return what is written along the axes, in small letters."""
    with drawn(solution, name, *args, **options) as axes:
        return {"x": axes.get_xlabel().strip().lower(), "y": axes.get_ylabel().strip().lower()}


def two_pictures(solution, name, *args):
    """Tell what becomes of a figure that is open already, and of a first picture when a second one is drawn."""
    page, theirs = plt.subplots()
    before, open_before = len(theirs.get_children()), len(plt.get_fignums())
    with drawn(solution, name, *args) as first:
        figure, opened = first.figure, len(plt.get_fignums()) - open_before
        still_open = any(plt.figure(number) is page for number in plt.get_fignums())
        children = len(first.get_children())
        second = getattr(solution, name)(*args)
        return {
            "a figure of its own": figure is not page,
            "the open figure is as it was": page.axes == [theirs] and len(theirs.get_children()) == before,
            "the open figure stays open": still_open,
            "one figure at most is opened": opened <= 1,
            "the second has another figure": isinstance(second, Axes) and second.figure is not figure,
            "the first is as it was": first in figure.axes and len(first.get_children()) == children,
        }


def picture(solution, name, *args, **options):
    """The figure as the bytes of a PNG file."""
    with drawn(solution, name, *args, **options) as axes, io.BytesIO() as file:
        axes.figure.savefig(file, dpi=150, bbox_inches="tight")
        return np.frombuffer(file.getvalue(), dtype=np.uint8)
