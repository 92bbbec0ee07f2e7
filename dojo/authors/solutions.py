"""Folders with one solution of one kata: a right one, a wrong one, a kata alone."""

from __future__ import annotations

import ast
import contextlib
import difflib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dojo.engine.base.files import KataFiles
from dojo.engine.base.mine import our_parts_of
from dojo.engine.explain.mistakes import Mistake, load_mistakes


def copied(place: KataFiles, folder: Path) -> KataFiles:
    """Copy a kata and its references to another folder, alone with the parts that it may import."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(place.root / name, folder)
    for kata in filter(None, (place, *map(place.sibling, our_parts_of(place)))):
        for home, tree in ((kata.root, "katas"), (kata.course, "reference")):
            shutil.copytree(home / tree / kata.id, folder / tree / kata.id)
    return KataFiles(folder.resolve(), place.track, place.folder)


@contextlib.contextmanager
def submission(place: KataFiles, source: str | Path) -> Iterator[Path]:
    """Make a folder that holds one solution of one kata: a file, or its text."""
    with tempfile.TemporaryDirectory(prefix="submission-") as folder:
        file = place.solution(Path(folder).resolve())
        file.parent.mkdir(parents=True)
        file.write_bytes(source.read_bytes() if isinstance(source, Path) else source.encode())
        yield Path(folder).resolve()


@contextlib.contextmanager
def mistaken(place: KataFiles, mistake: Mistake) -> Iterator[Path]:
    """Make a submission of the model solution, with some names taken from a file beside it.

    That is the edited model solution, or a copy of ``mistakes.py``. The solution's own file names no constant of a
    mistake, so that Hypothesis draws the same for all of a kata.
    """
    model = place.reference(place.name).read_text(encoding="utf-8")
    edited = load_mistakes(place).source(mistake)
    names = mistake.replaces if edited is None else _defined(model)  # classes of one file know each other
    takes = "".join(f"\n\nfrom mistaken import mistaken as _mistaken\n\n{n} = _mistaken({n!r})\n" for n in names)
    with submission(place, model + takes) as folder:
        beside = place.solution(folder).parent
        if edited is None:
            shutil.copy(place.reference("mistakes"), beside)
            edited = _TAKE.format(mistake, str(place.reference("").parent))
        else:
            edited += _GIVE
        (beside / "mistaken.py").write_text(edited, encoding="utf-8")
        yield folder


def code_of(place: KataFiles, mistake: Mistake) -> str:
    """The function or class of a mistake that is code, without its mark, below all that it uses of its file."""
    nodes = ast.parse(place.reference("mistakes").read_text(encoding="utf-8")).body
    wanted, kept = {mistake.function}, []
    for node in reversed(nodes):  # what is used stands above it
        if wanted & defined_by(node):
            getattr(node, "decorator_list", []).clear()
            wanted |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            kept.append(_without(node, wanted))
    return "\n".join(map(ast.unparse, reversed(kept))) + "\n"


def defined_by(node: ast.stmt) -> set[str]:
    """The names that a statement of a file defines."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return {node.name} if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else names


def _without(node: ast.stmt, wanted: set[str]) -> ast.stmt:
    """An import without what is not used."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        node.names = [n for n in node.names if (n.asname or n.name).partition(".")[0] in wanted]
    return node


def edit_of(right: str, wrong: str) -> str:
    """The difference of two texts, with a line around each change."""
    return "".join(difflib.unified_diff(right.splitlines(True), wrong.splitlines(True), "right", "wrong", n=1))


def _defined(text: str) -> list[str]:
    """Return the functions and classes of a file."""
    return [node.name for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


_TAKE = """
import importlib.util
import pathlib

from dojo.engine.base.importing import importable


def mistaken(name):
    file = pathlib.Path(__file__).with_name("mistakes.py")
    spec = importlib.util.spec_from_file_location("mistakes_of_a_submission", file)
    module = importlib.util.module_from_spec(spec)
    vars(module)["__builtins__"] = __builtins__  # it may import from mine
    with importable(pathlib.Path({1!r})):  # what the mistakes import is the model solution
        spec.loader.exec_module(module)
    wrong = module.{0.function}
    return next(mistake.of(wrong) for mistake in wrong.__mistakes__ if mistake.name == {0.name!r})
"""
_GIVE = """

def mistaken(name):
    return globals()[name]
"""
