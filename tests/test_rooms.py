"""Which room of the dojo imports from which: the table in `dojo/README.md` is held against the imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

DOJO = Path(__file__).parents[1] / "dojo"
README = (DOJO / "README.md").read_text(encoding="utf-8")
ROOMS = sorted(folder.name for folder in DOJO.iterdir() if (folder / "__init__.py").is_file())
MAY = {
    room: set(re.findall(r"`(\w+)`", last))
    for room, last in re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", README.split("## The way")[0], re.M)
}
FOR_JUDGES = {"strategies", "scenarios", "functions", "plots", "themes", "datasets", "drawing"}


def imported(file: Path) -> Iterator[str]:
    """The modules of the dojo that a file imports, at its top or late."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_the_rooms_that_it_names(room):
    names = [name for file in (DOJO / room).rglob("*.py") for name in imported(file)]
    seen = {name.split(".")[1] for name in names if name.startswith("dojo.")}
    assert seen & set(ROOMS) <= {room, *MAY[room]}
    assert not seen & FOR_JUDGES


def test_no_room_leads_back_to_itself():
    left = dict(MAY)
    while ready := [room for room, may in left.items() if not may & set(left)]:
        for room in ready:
            del left[room]
    assert sorted(MAY) == ROOMS
    assert not left


def test_the_map_names_what_is_there():
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.py)?)`", README))
    assert len(named) > 20
    assert not [name for name in named if not (DOJO / name).exists() and not (DOJO.parent / name).exists()]
