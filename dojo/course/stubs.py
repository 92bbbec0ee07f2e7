"""The stubs as they were shipped, and how to tell whether a file has been started.

``katas/stubs.json`` has them, so that a learner's edited file is brought back without git, from a zip download too;
``dojo prove`` writes it anew from the files in ``katas/``.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

from dojo.engine.base.files import KataFiles, find_katas

SHIPPED = "katas/stubs.json"
"""The file that has them, from the root of a course."""


def shipped(place: KataFiles) -> str | None:
    """Return the text of a stub as it was shipped; None of a kata that is not in the list."""
    files = [root / SHIPPED for root in (place.root, place.course)]
    lists = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.is_file()]
    return next((stubs[place.id] for stubs in lists if place.id in stubs), None)


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
    tree = _tree(file)
    if not (functions := _functions(tree)) or not all(map(_is_empty, functions)):
        return []
    return [n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name[0] != "_"]


def is_begun(held: bytes) -> bool:
    """Tell whether somebody has written in a stub that holds this."""
    functions = _functions(_parsed(held))
    return not functions or not all(map(_is_empty, functions))


def stubs_in(file: Path) -> set[str]:
    """Name the functions of a module that are still stubs, and the classes with a method that is one."""
    named = (node for node in _tree(file).body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return {node.name for node in named if any(map(_is_empty, _functions(node)))}


def _tree(file: Path) -> ast.Module:
    """Return what a file holds; nothing where it can't be read."""
    try:
        return _parsed(file.read_bytes())
    except OSError:
        return ast.parse("")


def _parsed(held: bytes) -> ast.Module:
    try:
        return ast.parse(held)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse("")


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether it is a docstring, the lines that look at an input, and the raise."""
    *before, last = function.body
    raised = last.exc if isinstance(last, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    if not isinstance(raised, ast.Name) or raised.id != "NotImplementedError":
        return False
    return all(map(_is_given, before))


def _is_given(node: ast.stmt) -> bool:
    """Tell whether it is a docstring, or looks at an input: asks it for its library, or makes a list of it."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id=name)) | ast.IfExp(body=ast.Call(func=ast.Name(id=name)))):
            return name in ("array_namespace", "list")  # in an IfExp where there may be no array to ask
    return False
