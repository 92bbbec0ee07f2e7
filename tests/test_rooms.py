"""Which room of the dojo imports from which: the table in `dojo/README.md` is held against the imports."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

DOJO = Path(__file__).parents[1] / "dojo"
README = (DOJO / "README.md").read_text(encoding="utf-8")
FOR_JUDGES, *FLOORS = [
    re.findall(r"`([\w/]+)`", rooms)
    for rooms in re.findall(r"^\| [^|]+ \| (`[^|]+) \|", README.split("## The way")[0], re.M)
]
ROOMS = list(chain(*FLOORS))


def room_of(name: str) -> str:
    """The room of a module: ``engine/base`` of ``dojo.engine.base.files``."""
    _, *parts = name.split(".")
    return "/".join(parts[: 1 + (parts[0] == "engine")])


def imported(file: Path) -> Iterator[str]:
    """The modules of the dojo that a file imports, at its top or late."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_room_has_its_floor():
    folders = {folder.relative_to(DOJO).as_posix() for folder in chain(DOJO.iterdir(), (DOJO / "engine").iterdir())}
    with_code = {folder for folder in folders if (DOJO / folder / "__init__.py").is_file()} - {"engine"}
    assert sorted(ROOMS) == sorted(with_code)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_those_before_it(room):
    names = {name for file in (DOJO / room).rglob("*.py") for name in imported(file) if name.startswith("dojo.")}
    seen = {room_of(name) for name in names}
    assert not seen & {*ROOMS[ROOMS.index(room) + 1 :]}
    if room not in ("cli", "course"):
        assert not seen & {*FOR_JUDGES}


@pytest.mark.parametrize("room", FLOORS[-2])
def test_a_trade_asks_nothing_of_another_but_of_installing(room):
    names = {name for file in (DOJO / room).rglob("*.py") for name in imported(file) if name.startswith("dojo.")}
    assert not {room_of(name) for name in names} & {*FLOORS[-2]} - {room, "install"}


@pytest.mark.parametrize("room", sorted({*ROOMS} - {*FLOORS[-2], "cli"}))
def test_only_the_command_opens_the_trades(room):
    names = {name for file in (DOJO / room).rglob("*.py") for name in imported(file) if name.startswith("dojo.")}
    assert not {room_of(name) for name in names} & {*FLOORS[-2]}


def test_the_command_opens_the_trades_late():
    for file in (DOJO / "cli").glob("*.py"):
        at_top = [node for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.ImportFrom | ast.Import)]
        names = [getattr(node, "module", None) or node.names[0].name for node in at_top]
        assert not {room_of(name) for name in names if name.startswith("dojo.")} & {*FLOORS[-2]}


def test_the_map_names_what_is_there():
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?)`", README))
    assert len(named) > 20
    assert not [name for name in named if not (DOJO / name).exists() and not (DOJO.parent / name).exists()]


SLOW = {"numpy", "pytest", "torch", "hypothesis", "matplotlib", "jinja2"}
WORDS = [["--version"], ["list", "softmax"], ["path"], ["today"], ["hint", "softmax"]]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_quick_word_imports_nothing_slow(words, tmp_path):
    """In a learner's folder of one kata, so that a hint is counted nowhere else."""
    kata = "katas/03_probability/01_softmax"
    shutil.copytree(DOJO.parent / kata, tmp_path / kata)
    code = "import sys; from dojo.cli.command import app; app({}, standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code.format(words)]
    paths = os.environ | {"PYTHONPATH": str(DOJO.parent)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=paths)
    assert not SLOW & set(done.stderr.split())
