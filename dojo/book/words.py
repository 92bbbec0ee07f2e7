"""The words of the field, written by hand in ``katas/words.toml``: the page of words and the search read them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "words.toml"


@dataclass(frozen=True)
class Word:
    """A word of the field.

    Parameters
    ----------
    name : str
        The word, as the page of its kata writes it.
    kata : str
        The kata whose page explains it.
    says : str
        What it means, in a sentence.
    also : sequence of str
        Other names that people have for it.
    """

    name: str
    kata: str
    says: str
    also: Sequence[str] = ()


def words_in(katas: Path) -> tuple[list[Word], list[str]]:
    """Return the words of a course in their order, and the words of the field that it does not explain."""
    file = katas / FILE
    told = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    words = (Word(name, **one) for name, one in told.get("words", {}).items())
    return sorted(words, key=lambda word: word.name.lower()), told.get("not_here", [])
