"""From scratch means from scratch: the forbidden functions that a solution names, as it is written.

The solution and the helpers beside it are read (`dojo.process.reading`), with import aliases, methods, operators, and
names built from constant strings. Nothing runs. What a kata does not forbid is allowed.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from dojo.base.lesson import Lesson
from dojo.base.lines import Line
from dojo.base.mine import LIBRARY
from dojo.base.questions import Shortcut
from dojo.process.reading import LIBRARIES, Text, read

_OF_UFUNCS = {"numpy", "array_api_compat"}
_OPERATORS = {ast.MatMult: "matmul", ast.Pow: "pow", ast.Div: "divide"}
ATEN = {"mm": "matmul", "bmm": "matmul", "mv": "matmul", "addmm": "matmul", "addmv": "matmul", "baddbmm": "matmul"}


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
    return [found for text in read(file, parts)[0] for found in _Reader(text, forbidden).found()]


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
    readers = [_Reader(text, forbidden) for text in read(file, parts)[0]]
    own = {name for reader in readers for name in reader.text.defined if name.startswith("__")}
    return [found for reader in readers for found in reader.found() if reader.is_run(found, own, ran)]


def refusal(found: list[Shortcut], name: str, instead: str = "") -> Lesson:
    """What a learner reads of shortcuts.

    Parameters
    ----------
    found : list of Shortcut
        One at least.
    name : str
        Of the kata.
    instead : str
        What it is to be built of.
    """
    rows = [("at", line) for line in list(dict.fromkeys(str(shortcut.line) for shortcut in found))[:4]]
    names = list(dict.fromkeys(shortcut.name for shortcut in found))
    told = f"{', '.join(names)} {'gives' if len(names) == 1 else 'give'} the answer away"
    words = [f"This kata is about building {name} yourself. {instead}".strip()]
    return Lesson(f"not from scratch: {told}", rows, words, state="not from scratch")


class _Reader:
    """Looks for forbidden names in a text."""

    def __init__(self, text: Text, forbidden: Collection[str]):
        self.text, self._forbidden = text, forbidden
        self._found: dict[Shortcut, int] = {}  # with the function in which an operator or a universal function runs
        self._members: set[str] = set()  # of the classes of this file: x.dot and other.var may be such
        self._imported = text.roots

    def found(self) -> list[Shortcut]:
        """All of them, by their lines."""
        for node in self.text.nodes:
            if isinstance(node, ast.ClassDef):
                self._members |= _members(node)
        for node in self.text.nodes:
            if (look := _LOOKS.get(type(node))) is not None:
                look(self, node)
        return sorted(self._found, key=lambda shortcut: shortcut.line.number)

    def is_run(self, found: Shortcut, own: set[str], ran: Collection[tuple[str, int]]) -> bool:
        """Whether it is an operator or a universal function in a function that ran, and no operator of its own."""
        is_own = any(name.endswith(f"{found.name}__") for name in own)
        return not is_own and (found.line.file, self._found[found]) in ran

    def _library(self, node) -> str:
        """The path in a library that an expression stands for."""
        dotted = self.text.dotted(node)
        return dotted if dotted.partition(".")[0] in LIBRARIES else ""

    def _note(self, node, name: str, runs: bool = False) -> None:
        if plain(name) in self._forbidden:
            found = Shortcut(plain(name), Line(str(self.text.file), self.text.line(node), ""))
            self._found[found] = self.text.function(node) if runs else self._found.get(found, 0)

    def _note_path(self, node, dotted: str) -> None:
        home, _, name = dotted.rpartition(".")
        self._note(node, name, home in _OF_UFUNCS and isinstance(getattr(np, name, None), np.ufunc))

    def _name(self, node) -> None:
        if isinstance(node.ctx, ast.Load) and "." in (dotted := self._library(node)):
            self._note_path(node, dotted)

    def _attribute(self, node) -> None:
        if dotted := self._library(node):
            self._note_path(node, dotted)
        elif node.attr not in self._members and isinstance(node.ctx, ast.Load) and not self._is_own(node.value):
            self._note(node, node.attr)

    def _is_own(self, node) -> bool:
        """Whether an attribute's owner is the learner's object or module, not an array."""
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            return False
        is_part = self.text.names.get(node.id, "").partition(".")[0] == LIBRARY
        return is_part or node.id in ("self", "cls") or node.id in self._imported

    def _call(self, node) -> None:
        for keyword in node.keywords if self._library(node.func) else ():
            if keyword.arg and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
                self._note(node, keyword.arg)
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        text = self.text.text(node.args[1]) if called in ("getattr", "setattr") and len(node.args) > 1 else None
        if called == "setattr" and text:
            self._note(node, text)
        if called == "getattr" or not isinstance(node.func, (ast.Name, ast.Attribute)):
            dotted = self._library(node) or self._library(node.func)
            if name := dotted.rpartition(".")[2] if dotted else text:
                self._note(node, name)

    def _subscript(self, node) -> None:
        if dotted := self._library(node):
            self._note_path(node, dotted)

    def _operator(self, node) -> None:
        if name := _OPERATORS.get(type(node.op)):
            self._note(node, name, runs=True)


_LOOKS = {
    ast.Name: _Reader._name,
    ast.Attribute: _Reader._attribute,
    ast.Call: _Reader._call,
    ast.Subscript: _Reader._subscript,
    ast.BinOp: _Reader._operator,
    ast.AugAssign: _Reader._operator,
}


def _members(node: ast.ClassDef) -> set[str]:
    """The methods of a class, its fields, and what its methods store on their object."""
    found = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
    fields = [inner for n in node.body if isinstance(n, (ast.Assign, ast.AnnAssign)) for inner in ast.walk(n)]
    found |= {inner.id for inner in fields if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            found |= {inner.attr} if isinstance(inner.value, ast.Name) and inner.value.id == "self" else set()
    return found
