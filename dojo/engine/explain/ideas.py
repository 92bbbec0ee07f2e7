"""The ideas: misconceptions with names, which mistakes of many katas have in common."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dojo.engine.base.files import KataFiles

FILE = "reference/ideas.toml"


@dataclass(frozen=True)
class Idea:
    """A misconception.

    Parameters
    ----------
    name : str
        What mistakes, records and JSON call it.
    title, sentence : str
        What a learner reads.
    look : str
        Where it shows itself.
    near : sequence of str
        The names of the ideas that it is easily confused with.
    general : bool
        Whether it can be said of nearly every mistake: then it is no wrong choice.
    """

    name: str
    title: str
    sentence: str
    look: str
    near: Sequence[str] = ()
    general: bool = False

    def __str__(self) -> str:
        return f"{self.title}. {self.sentence}"


def unlike(names: Iterable[str], ideas: Mapping[str, Idea], taken: Iterable[str] = ()) -> Iterator[str]:
    """Yield, in their order, the names of ideas that are confused with none that was taken, nor with one another."""
    alike = set(taken)
    for name in names:
        if name in ideas and name not in alike and not ideas[name].general:
            yield name
            alike |= {name, *ideas[name].near}


def ideas_of(place: KataFiles) -> dict[str, Idea]:
    """Return the ideas of a kata's course, by name; a course of somebody's own may have none."""
    return read(place.course)


@functools.cache
def read(course: Path) -> dict[str, Idea]:
    """Return the ideas of the course that lies in a folder."""
    file = course / FILE
    if not file.is_file():
        return {}
    return {name: Idea(name, **said) for name, said in tomllib.loads(file.read_text("utf-8"))["ideas"].items()}
