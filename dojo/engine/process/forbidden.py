"""From scratch means from scratch: what a solution takes from libraries as it is written, and what of it is forbidden.

Two rules: names as written, here, and calls as they run (`dojo.engine.process.child.calls_seen`). The solution and the
helpers beside it are read: import aliases, methods and operators. What a kata does not forbid is allowed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dojo.engine.base.lesson import Lesson
from dojo.engine.base.lines import Line
from dojo.engine.base.mine import LIBRARY
from dojo.engine.base.questions import Shortcut
from dojo.engine.process.reading import LIBRARIES, Text, read

_WITH_PATHS = {*LIBRARIES, *sys.stdlib_module_names}
_OPERATORS = {ast.MatMult: "matmul", ast.Pow: "pow", ast.Div: "divide"}
ATEN = {"mm": "matmul", "bmm": "matmul", "mv": "matmul", "addmm": "matmul", "addmv": "matmul", "baddbmm": "matmul"}


class Use(NamedTuple):
    """Something that a text takes from a library, or from an object that may be one's.

    Parameters
    ----------
    kind : str
        ``"path"``, ``"attribute"``, ``"argument"`` or ``"operator"``.
    name : str
        Dotted, where it is a path.
    line : Line
        Where it is.
    function : int
        The first line of the function that runs it; 0 where none does.
    is_own : bool
        Whether an attribute is one of the learner's object or module.
    """

    kind: str
    name: str
    line: Line
    function: int = 0
    is_own: bool = False

    def forbidden(self, forbidden: Collection[str]) -> str:
        """The forbidden plain name that it stands for, as it runs and not as it is imported; empty where none is."""
        root, *below = self.name.split(".")
        if self.kind == "path" and root in LIBRARIES:
            return next((plain(name) for name in reversed(below) if plain(name) in forbidden), "")
        counts = self.kind != "path" and not self.is_own
        return plain(self.name) if counts and plain(self.name) in forbidden else ""

    @property
    def is_untold(self) -> bool:
        """Tell whether it runs unseen: an operator, or a universal function of NumPy."""
        home, _, name = self.name.rpartition(".")
        is_numpy = self.kind == "path" and home in ("numpy", "array_api_compat")
        return self.kind == "operator" or (is_numpy and isinstance(getattr(np, name, None), np.ufunc))


def plain(name: str) -> str:
    """``_softmax.default``, ``__matmul__`` and ``__imatmul__`` by their plain names."""
    name = name.partition(".")[0]
    if name.startswith("__"):
        name = name.strip("_")
        return {"imatmul": "matmul", "rmatmul": "matmul"}.get(name, name)
    name = name.strip("_")
    return ATEN.get(name, name).removeprefix("special_").removeprefix("linalg_")


def as_written(file: Path, forbidden: Collection[str], parts: Mapping[str, Path] | None = None) -> list[Shortcut]:
    """The shortcuts in a solution's text, in the helpers in its folder that it imports, and in the parts of it."""
    return [Shortcut(use.forbidden(forbidden), use.line) for use in _forbidden(file, forbidden, parts)]


def as_resolved(
    file: Path, forbidden: Collection[str], parts: Mapping[str, Path] | None, lines: Collection[Line]
) -> list[Shortcut]:
    """Those in the text that nothing tells of as they run, and that count as seen: operators and universal functions.

    Parameters
    ----------
    file, forbidden, parts
        As of `as_written`.
    lines : collection of Line
        The first line of each function that ran.
    """
    ran = {(line.file, line.number) for line in lines}
    defined = {name for text in read(file, parts)[0] for name in text.defined if name.startswith("__")}
    shortcuts = [
        Shortcut(use.forbidden(forbidden), use.line)
        for use in _forbidden(file, forbidden, parts)
        if use.is_untold and (use.line.file, use.function) in ran
    ]
    return [shortcut for shortcut in shortcuts if not any(name.endswith(f"{shortcut.name}__") for name in defined)]


def _forbidden(file: Path, forbidden: Collection[str], parts: Mapping[str, Path] | None) -> list[Use]:
    uses = (use for text in read(file, parts)[0] for use in uses_of(text))
    return sorted((use for use in uses if use.forbidden(forbidden)), key=lambda use: (use.line.file, use.line.number))


def refusal(shortcuts: list[Shortcut], name: str, instead: str = "") -> Lesson:
    """Write the lesson that a learner reads of shortcuts.

    Parameters
    ----------
    shortcuts : list of Shortcut
        One at least.
    name : str
        Of the kata.
    instead : str
        What it is to be built of.
    """
    rows = [("at", line) for line in list(dict.fromkeys(str(shortcut.line) for shortcut in shortcuts))[:4]]
    names = list(dict.fromkeys(shortcut.name for shortcut in shortcuts))
    title = f"{', '.join(names)} {'gives' if len(names) == 1 else 'give'} the answer away"
    words = [f"This kata is about building {name} yourself. {instead}".strip()]
    return Lesson(f"not from scratch: {title}", rows, words, state="not from scratch")


def uses_of(text: Text) -> Iterator[Use]:
    """All that a text takes from elsewhere."""
    reader = _Reader(text)
    for node in text.nodes:
        for kind, name, is_own in reader.uses(node):
            yield Use(kind, name, Line(str(text.file), getattr(node, "lineno", 1), ""), text.function(node), is_own)


class _Reader:
    """Looks at the nodes of a text."""

    def __init__(self, text: Text):
        self._text, self._imported = text, text.roots
        self._inner = {id(node.value) for node in text.nodes if isinstance(node, ast.Attribute)}
        kinds = (node for node in text.nodes if isinstance(node, ast.ClassDef))
        self._members = {name for kind in kinds for name in _members(kind)}  # x.dot and other.var may be such

    def uses(self, node: ast.AST) -> Iterator[tuple[str, str, bool]]:
        """The kind and the name of each use in a node, and whether it is the learner's own."""
        is_stored = isinstance(getattr(node, "ctx", None), ast.Store)
        dotted = "" if is_stored or id(node) in self._inner else self._text.dotted(node)
        if "." in dotted:
            yield "path", dotted, False
        if isinstance(node, ast.Attribute) and not is_stored and self._root(node) not in _WITH_PATHS:
            yield "attribute", node.attr, node.attr in self._members or self._is_own(node.value)
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _OPERATORS:
            yield "operator", _OPERATORS[type(node.op)], False

    def _call(self, node: ast.Call) -> Iterator[tuple[str, str, bool]]:
        for keyword in node.keywords if self._root(node.func) in LIBRARIES else ():
            if keyword.arg and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
                yield "argument", keyword.arg, False

    def _root(self, node) -> str:
        return self._text.dotted(node).partition(".")[0]

    def _is_own(self, node) -> bool:
        """Tell whether an attribute's owner is the learner's object or module, not an array."""
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            return False
        is_part = self._text.names.get(node.id, "").partition(".")[0] == LIBRARY
        return is_part or node.id in ("self", "cls") or node.id in self._imported


def _members(node: ast.ClassDef) -> set[str]:
    """The methods of a class, its fields, and what its methods store on their object."""
    names = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
    fields = [inner for n in node.body if isinstance(n, (ast.Assign, ast.AnnAssign)) for inner in ast.walk(n)]
    names |= {inner.id for inner in fields if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    stored = (n for n in ast.walk(node) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
    return names | {n.attr for n in stored if getattr(n.value, "id", "") == "self"}
