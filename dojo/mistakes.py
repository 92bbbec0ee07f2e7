"""Known wrong solutions, and the words that explain them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution.

    Parameters
    ----------
    name : str
        What it is called in ``mistakes.py``.
    replaces : str
        The name of the model solution that it takes the place of.
    words : str
        What a learner who made it is told.
    """

    name: str
    replaces: str
    words: str


def mistake(replaces: str, words: str) -> Callable:
    """Mark a function or class of ``mistakes.py`` as a known wrong solution.

    Parameters
    ----------
    replaces : str
        Which name of the model solution it takes the place of.
    words : str
        One or two sentences: the idea that is missing, and how to repair it.
    """

    def mark(wrong):
        wrong.__mistake__ = Mistake(wrong.__name__, replaces, " ".join(words.split()))
        return wrong

    return mark


@functools.cache
def load_mistakes(place) -> dict[Mistake, object]:
    """The mistakes of a kata, in the order of the file, each with its whole module."""
    from dojo.loading import load_trusted, load_variant

    file = place.reference("mistakes")
    if not file.is_file():
        return {}
    marked = [v for v in vars(load_trusted(file)).values() if hasattr(v, "__mistake__")]
    model = place.reference(place.name)
    return {wrong.__mistake__: load_variant(model, {wrong.__mistake__.replaces: wrong}) for wrong in marked}
