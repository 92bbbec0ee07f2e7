"""The files of our own that a file depends on, read in its imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from dojo.engine.base.files import SHIPPED, KataFiles

_BEGIN = (
    "dojo/authors/proofs.py",
    "dojo/authors/proof_run.py",
    "dojo/run/plugin.py",
    "dojo/run/rootdir_guard.py",
    "dojo/engine/process/child/main.py",
    "dojo/engine/process/child/gpu.py",
)


def of_proofs(places: list[KataFiles]) -> set[Path]:
    """Return the files that the proofs of every kata depend on: the judges use them, or run in them."""
    judges = {place.judge for place in places}
    tables = set((SHIPPED / "dojo").rglob("*.toml"))
    return (imported_by(*(SHIPPED / name for name in _BEGIN), *judges) - judges) | tables


def imported_by(*files: Path) -> set[Path]:
    """Return some files, and our own modules that they import, and so on."""
    seen: set[Path] = set()
    left = list(files)
    while left:
        if (file := left.pop()) not in seen:
            seen.add(file)
            left += [path for name in _named(file) for path in _of_module(name) if path.is_file()]
    return seen


def _named(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports, and the names in them, some of which are modules."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _of_module(name: str) -> list[Path]:
    """Return where a module and the packages that hold it would be, were they ours."""
    parts = name.split(".")
    paths = [SHIPPED.joinpath(*parts[: i + 1]) for i in range(len(parts))]
    return [file for path in paths for file in (path.with_suffix(".py"), path / "__init__.py")]
