"""Name what a teacher should look at in a solution: a forbidden name that is written in it, and code that it makes.

A note, which costs nothing. What was seen to be called is no doubt: the verdict tells it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dojo.engine.base.lines import Line
from dojo.engine.process.forbidden import uses_of
from dojo.engine.process.reading import Text, read

_RUNS = {"exec", "eval", "compile"}
"""What is built in, and runs a text as code."""


@dataclass(frozen=True)
class Doubt:
    """A line to be looked at, and what is to be seen there."""

    line: Line
    what: str

    @property
    def text(self) -> str:
        """``softmax.py:3: runs a text as code (exec)``."""
        return f"{Path(self.line.file).name}:{self.line.number}: {self.what}"


def doubts(file: Path, forbidden: Collection[str] = (), parts: Mapping[str, Path] | None = None) -> list[Doubt]:
    """List what is to be looked at in a solution, in what lies beside it, and in the parts that it imports.

    Parameters
    ----------
    file : Path
        The solution.
    forbidden : collection of str
        Plain names.
    parts : mapping of str to Path, optional
        What it may import from ``mine``.
    """
    try:
        texts, unread = read(file, parts)
    except (SyntaxError, ValueError):
        return []  # it does not load, which is told
    listed = [Doubt(line, why) for line, why in unread]
    listed += (doubt for text in texts for doubt in dict.fromkeys([*_names(text, forbidden), *_runs(text)]))
    return sorted(listed, key=lambda doubt: (doubt.line.file != str(file), doubt.line.file, doubt.line.number))


def _names(text: Text, forbidden: Collection[str]) -> Iterator[Doubt]:
    yield from (
        Doubt(use.line, f"names {name}, which this kata forbids")
        for use in uses_of(text)
        if (name := use.forbidden(forbidden))
    )


def _runs(text: Text) -> Iterator[Doubt]:
    """Code that is run from a text; a method of that name, as torch's ``eval``, is none."""
    for node in text.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _RUNS:
            yield Doubt(Line(str(text.file), node.lineno, ""), f"runs a text as code ({node.func.id})")
