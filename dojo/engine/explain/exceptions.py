"""Look up what an exception means, in the table `exceptions.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dojo.engine.base.questions import Raised

TABLE = Path(__file__).with_name("exceptions.toml")
_LACKS = r"(?:'Tensor' object|(?:module|namespace) '[\w.]*torch[\w.]*') has no attribute '(\w+)'"


@dataclass(frozen=True)
class Meaning:
    """A row of the table.

    Parameters
    ----------
    raised : list of str
        Patterns, one of which is found in "name: text" of the exception.
    says : str
        What a learner is told; names in braces are groups of the patterns.
    line : str
        A pattern that is found in the learner's line as well.
    where : str
        What takes the place of ``{where}`` if two shapes part at an axis.
    needs_torch : bool
        Whether it speaks of tensors: a class Tensor may be the learner's own.
    in_both : bool
        Whether {name} must be a function of both libraries: a row that sends a learner to xp.{name}.
    """

    raised: list[str]
    says: str
    line: str = ""
    where: str = ""
    needs_torch: bool = False
    in_both: bool = False

    def words_for(self, raised: Raised) -> str | None:
        """Say what this row has for an exception; None where it does not fit."""
        match = re.search("|".join(self.raised), f"{raised.name}: {raised.text}", re.S)
        at = re.search(self.line, str(raised.lines[-1]) if raised.lines else "")
        if not match or not at or (self.in_both and not hasattr(np, match["name"])):
            return None
        parted = _parted(raised.text) if self.where else None
        where = self.where.format(**parted) if parted else ""
        return " ".join(self.says.format(where=where, **match.groupdict(), **at.groupdict()).split())


def meaning(raised: Raised, on_torch: bool = True) -> str | None:
    """Say what an exception means; None where its own text says enough.

    Parameters
    ----------
    raised : Raised
        The exception; one that the solution raises itself has no other meaning.
    on_torch : bool
        Whether there are tensors: a class Tensor may be the learner's own.
    """
    if raised.by_solution:
        return None
    if on_torch and (lacking := re.search(_LACKS, raised.text)) and lacking[1] in in_torch():
        return _in_torch(lacking[1])
    rows = (row for row in meanings() if on_torch or not row.needs_torch)
    return next(filter(None, (row.words_for(raised) for row in rows)), None)


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@functools.cache
def meanings() -> list[Meaning]:
    """The rows of the table, in their order."""
    return [Meaning(**row) for row in _table()["meaning"]]


def in_torch() -> dict[str, str]:
    """The functions of NumPy that torch lacks by name: how to write each there."""
    return _table()["in_torch"]


def for_line(text: str) -> str | None:
    """Say how to write in torch the first function that a line calls, as part of a library, and that torch lacks."""
    return next((_in_torch(name) for name in re.findall(r"\.(\w+)\(", text) if name in in_torch()), None)


def _in_torch(name: str) -> str:
    return f"torch has no {name}. {in_torch()[name]}."


def _parted(text: str) -> dict[str, int] | None:
    """Find where two shapes that an exception names part, counted from the right, and their sizes there."""
    shapes = [[int(n) for n in re.findall(r"\d+", shape)] for shape in re.findall(r"\(([\d,]+)\)", text)]
    ends = zip(shapes[0][::-1], shapes[1][::-1], strict=False) if len(shapes) > 1 else ()
    for axis, (one, other) in enumerate(ends, 1):
        if one != other and 1 not in (one, other):
            return {"axis": axis, "one": one, "other": other}
    return None
