"""Solutions in notebooks: cells that begin with ``%%kata softmax``, also as Jupyter exports them to Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from dojo.classes.intake.archives import MOST_BYTES_OF_A_FILE, Refused

_MAGIC = re.compile(r"%%kata[ \t]+(?:\S*/)?(\w+)[^\n]*\n?(.*)", re.S)
_NO_CODE = re.compile(r"\s*([%!#].*)?")
_NAMED, _OF_A_LINE = 3, 40
"""How many of the other cells are named, and by how much of their first line."""
_MOST_OF_AN_EXPORT = 2**19


class Source(Protocol):
    """What a submission is read from."""

    paths: list[str]
    notes: list[str]

    def read(self, path: str) -> bytes: ...
    def open(self, path: str) -> BinaryIO: ...


@dataclass
class Cells:
    """The code of a notebook.

    Parameters
    ----------
    solutions : list of (str, str)
        Of each cell for a kata the kata's name and the code, in order.
    others : list of str
        Of each other cell the first line of code.
    """

    solutions: list[tuple[str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class WithCells:
    """A submission in which each notebook is a folder of its solutions, as in ``homework.ipynb/softmax.py``.

    Parameters
    ----------
    source : Source
        The submission.
    katas : set of str
        The names of all katas.
    """

    def __init__(self, source: Source, katas: set[str]):
        self._source, self._held = source, dict[str, bytes]()
        self.notes, self.paths = [*source.notes], list[str]()
        for path in source.paths:
            cells = _cells(source, path)
            self._add(path, cells, katas) if cells.solutions else self.paths.append(path)

    def read(self, path: str) -> bytes:
        """Read a file, or a cell."""
        return self._held[path] if path in self._held else self._source.read(path)

    def open(self, path: str) -> BinaryIO:
        """Open a file to read from."""
        return self._source.open(path)

    def _add(self, path: str, cells: Cells, katas: set[str]) -> None:
        """Take the last cell for each kata, and name what is not taken."""
        for name, code in cells.solutions:
            file = f"{path}/{name}.py"
            if name not in katas:
                self.notes.append(f"{path} has a cell for {name}, which is no kata: it was not taken")
                continue
            if file in self._held:
                self.notes.append(f"{path} has more than one cell for {name}: the last was taken")
            self._held[file] = code.encode("utf-8", "replace")
        self.paths += [file for file in self._held if file.startswith(f"{path}/")]
        if cells.others:
            first = "; ".join(line[:_OF_A_LINE] for line in cells.others[:_NAMED])
            more = "; ..." if len(cells.others) > _NAMED else ""
            self.notes.append(f"{path} has code outside of cells for katas, which was not taken: {first}{more}")


def _cells(source: Source, path: str) -> Cells:
    """Read the cells of a notebook, or of an export; there are none in what is neither."""
    reader = {"ipynb": _of_notebook, "py": _of_export}.get(path.casefold().rpartition(".")[2])
    if reader is None:
        return Cells()
    try:
        return _sorted(reader(source.read(path)[:MOST_BYTES_OF_A_FILE]))
    except (Refused, ValueError, SyntaxError, KeyError, TypeError, RecursionError, MemoryError):  # anybody may write it
        return Cells()


def _sorted(texts: Iterator[str]) -> Cells:
    """Tell solutions from other cells."""
    cells = Cells()
    for text in texts:
        if match := _MAGIC.fullmatch(text.lstrip()):
            cells.solutions.append((match[1], match[2]))
        elif line := next((line for line in text.split("\n") if not _NO_CODE.fullmatch(line)), ""):
            cells.others.append(line.strip())
    return cells


def _of_notebook(held: bytes) -> Iterator[str]:
    """The code of each cell."""
    for cell in json.loads(held)["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


def _of_export(held: bytes) -> Iterator[str]:
    """The code of each cell as a notebook has it; nothing of a file without magics."""
    if b"run_cell_magic(" not in held or len(held) > _MOST_OF_AN_EXPORT:
        return
    for statement in ast.parse(held).body:
        match statement:
            case ast.Expr(ast.Call(ast.Attribute(attr="run_cell_magic"), [name, line, body])):
                yield f"%%{ast.literal_eval(name)} {ast.literal_eval(line)}\n{ast.literal_eval(body)}"
            case ast.Expr(ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython"))))):
                pass
            case _:
                yield ast.unparse(statement)
