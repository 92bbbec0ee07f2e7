"""The stubs as they were shipped, and how to tell whether a file has been started.

``katas/stubs.json`` has them, so that a learner's edited file is brought back without git, from a zip download too;
``dojo prove`` writes it anew from the files in ``katas/``.
"""

from __future__ import annotations

import ast
import functools
import json
from pathlib import Path

from dojo.engine.base.files import KataFiles, find_katas
from dojo.engine.base.unwritten import functions_of, is_unwritten, parsed, tree_of

SHIPPED = "katas/stubs.json"
"""The file that has them, from the root of a course."""


def shipped(place: KataFiles) -> str | None:
    """Return the text of a stub as it was shipped; None of a kata that is not in the list."""
    lists = (_list_in(root / SHIPPED) for root in (place.root, place.course))
    return next((stubs[place.id] for stubs in lists if place.id in stubs), None)


def _list_in(file: Path) -> dict[str, str]:
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else {}


@functools.lru_cache(4)
def _read(file: Path, changed: int) -> dict[str, str]:
    return json.loads(file.read_text(encoding="utf-8"))


def is_untouched(place: KataFiles, file: Path) -> bool:
    """Tell whether a file of a kata is its stub, as shipped or with nothing written in it."""
    return file.read_bytes() == (shipped(place) or "").encode() or bool(not_started(file))


def stub_of(place: KataFiles) -> str:
    """Return the text of a stub; nothing where it is not in the list and the file is filled in."""
    file = place.solution(place.root / "katas")
    return shipped(place) or (file.read_text(encoding="utf-8") if not_started(file) else "")


def as_they_are(root: Path) -> dict[str, str]:
    """Return the texts of the stubs in ``katas/`` now."""
    return {place.id: place.solution(root / "katas").read_text(encoding="utf-8") for place in find_katas(root)}


def listed(root: Path) -> dict[Path, str]:
    """Return the file that has the stubs of a course, with the text that it should have."""
    others = {place.id: shipped(place) for place in find_katas(root) if place.course != root}  # an installed course's
    stubs = as_they_are(root) | others
    return {root / SHIPPED: json.dumps(stubs, indent=1, ensure_ascii=False, sort_keys=True) + "\n"}


def not_started(file: Path) -> list[str]:
    """Name what an untouched stub asks for: every function in it does nothing but raise NotImplementedError.

    Empty where something has been written, and where the file can't be read.
    """
    tree = tree_of(file)
    if not (functions := functions_of(tree)) or not all(map(is_unwritten, functions)):
        return []
    return [n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name[0] != "_"]


def lines_of_ones_own(place: KataFiles, file: Path) -> int:
    """Count the lines of code in a solution that its stub has not."""
    given = {line.strip() for line in (shipped(place) or "").split("\n")}
    try:
        rows = (line.strip() for line in file.read_text(encoding="utf-8", errors="replace").split("\n"))
    except OSError:
        return 0
    return sum(row not in given and not row.startswith("#") for row in rows if row)


def is_begun(held: bytes) -> bool:
    """Tell whether somebody has written in a stub that holds this."""
    functions = functions_of(parsed(held))
    return not functions or not all(map(is_unwritten, functions))


def stubs_in(file: Path) -> set[str]:
    """Name the functions of a module that are still stubs, and the classes with a method that is one."""
    named = (node for node in tree_of(file).body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return {node.name for node in named if any(map(is_unwritten, functions_of(node)))}
