"""A learner's own solutions as a library: ``from mine.softmax import softmax``.

Which parts a kata may import, and what is said of one that is missing. `dojo.engine.base.importing` loads them.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles

LIBRARY = "mine"


def parts_of(place: KataFiles, directory: Path, stand_ins: Container[str] = ()) -> dict[str, Path]:
    """The parts that a kata may import: those that its judge's mark declares, and what they build on.

    Parameters
    ----------
    place : KataFiles
        The kata.
    directory : Path
        The folder, laid out like ``katas``, whose solutions are the parts.
    stand_ins : container of str
        The katas of which the model solution is the part.

    Returns
    -------
    dict of str to Path
        The file of each part by the name of its kata; those that a kata declares itself come first.
    """
    return all_parts(used_by(place), directory, stand_ins)


def used_by(place: KataFiles) -> list[KataFiles]:
    """The katas whose solutions a kata may import: those that it declares itself come first."""
    used: dict[str, KataFiles] = {}
    queue = [place]
    while queue:
        others = [other for name in facts(queue.pop(0)).uses if (other := place.sibling(name)) is not None]
        queue += (other for other in others if other.name not in used)
        used |= {other.name: other for other in others}
    return list(used.values())


def all_parts(places: Iterable[KataFiles], directory: Path | None, stand_ins: Container[str] = ()) -> dict[str, Path]:
    """The solutions of some katas, by their names: what a notebook or a milestone may import.

    Parameters
    ----------
    places : iterable of KataFiles
        The katas.
    directory : Path or None
        The folder, laid out like ``katas``, that holds the solutions; None for the model solutions.
    stand_ins : container of str
        The katas of which the model solution is taken all the same.
    """
    return {
        place.name: place.reference(place.name)
        if directory is None or place.name in stand_ins
        else place.solution(directory)
        for place in places
    }


def our_parts_of(place: KataFiles) -> dict[str, Path]:
    """The model solutions of the parts of a kata."""
    return all_parts(used_by(place), None)


def imported(file: Path, parts: Mapping[str, Path]) -> dict[str, Path]:
    """Those among the parts of a kata that its solution imports, or that one of these imports.

    Parameters
    ----------
    file : Path
        The solution.
    parts : mapping of str to Path
        What it may import.
    """
    seen: dict[str, Path] = {}
    queue = [file] if parts else []
    while queue:
        names = {name for helper in queue.pop().parent.glob("*.py") for name in named_in(helper)}
        new = {name: parts[name] for name in names & set(parts) - set(seen)}
        queue += new.values()
        seen |= new
    return seen


def named_in(file: Path, deep: bool = True) -> Iterator[str]:
    """The parts that a file names in its imports, as `asked_in` finds them."""
    return (part for part, _ in asked_in(file, deep))


def asked_in(file: Path, deep: bool = True) -> Iterator[tuple[str, str]]:
    """The parts that a file imports, each with a name that it takes from it; an empty one where it takes it whole.

    Parameters
    ----------
    file : Path
        The file.
    deep : bool
        Also in the imports inside an ``if`` or a function.
    """
    with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):  # an editor may hold it
        if LIBRARY.encode() not in (source := file.read_bytes()):
            return
        tree = ast.parse(source)
        for node in ast.walk(tree) if deep else tree.body:
            for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
                dotted = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
                library, _, part = dotted.partition(".")
                if library == LIBRARY:
                    name, _, asked = part.partition(".")
                    yield name, asked


def asked_from(asked: Iterable[tuple[str, str]], table: Mapping[str, Path]) -> list[tuple[str, str]]:
    """The parts that are asked for, and those that they import in turn, each with what is taken of it.

    Parameters
    ----------
    asked : iterable of tuple
        The first ones, as `asked_in` gives them.
    table : mapping of str to Path
        The file of each part that there is, by its name.
    """
    queue = [*asked]
    seen: dict[tuple, None] = {}  # in order
    while queue:
        part, name = queue.pop(0)
        if part in table and (part, name) not in seen:
            seen[part, name] = None
            beside = (helper for helper in table[part].parent.glob("*.py") if helper.stem.isidentifier())
            queue += (asked for helper in beside for asked in asked_in(helper))
    return list(seen)


class Needs(ImportError):
    """A part is missing, or not whole.

    Parameters
    ----------
    part : str
        The kata that it is the solution of.
    why : str
        What is the matter with it, as the end of a sentence that begins with the part: "which is not written yet".
    """

    def __init__(self, part: str, why: str):
        super().__init__(f"needs {part}, {why}", name=f"{LIBRARY}.{part}")
        self.part = part

    @property
    def words(self) -> str:
        """The advice that goes with it."""
        return f"Begin with {self.part}: its kata comes before this one. {_SHOWS_OURS.format(self.part)}"


_SHOWS_OURS = "dojo solution {} shows ours, to copy."


def without_ours(words: str) -> str:
    """Take our solutions out of what is said of a part, where a teacher has left them out."""
    return re.sub(f" ?{_SHOWS_OURS.format('.*?')}", "", words)
