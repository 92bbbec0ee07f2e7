"""From scratch means from scratch: the forbidden functions that a solution names, as it is written.

The solution and the helpers beside it are read (`dojo.process.reading`), with import aliases, methods, operators, and
names built from constant strings. Nothing runs. What a kata does not forbid is allowed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from dojo.base.lesson import Lesson
from dojo.base.lines import Line
from dojo.base.mine import LIBRARY
from dojo.base.questions import Shortcut
from dojo.process.reading import LIBRARIES, Text, read

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


def as_written(file: Path, forbidden: set[str], parts: Mapping[str, Path] | None = None) -> list[Shortcut]:
    """The shortcuts in a solution's text, in the helpers in its folder that it imports, and in the parts of it."""
    return [found for text in read(file, parts)[0] for found in _Reader(text, forbidden).found()]


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

    def __init__(self, text: Text, forbidden: set[str]):
        self._text, self._forbidden = text, forbidden
        self._found: list[Shortcut] = []
        self._members: set[str] = set()  # of the classes of this file: x.dot and other.var may be such
        self._imported = text.roots

    def found(self) -> list[Shortcut]:
        """All of them, by their lines."""
        for node in self._text.nodes:
            if isinstance(node, ast.ClassDef):
                self._members |= _members(node)
        for node in self._text.nodes:
            if (look := _LOOKS.get(type(node))) is not None:
                look(self, node)
        return sorted(self._found, key=lambda shortcut: shortcut.line.number)

    def _library(self, node) -> str:
        """The path in a library that an expression stands for."""
        dotted = self._text.dotted(node)
        return dotted if dotted.partition(".")[0] in LIBRARIES else ""

    def _note(self, node, name: str) -> None:
        if plain(name) in self._forbidden:
            self._found.append(Shortcut(plain(name), Line(str(self._text.file), self._text.line(node), "")))

    def _name(self, node) -> None:
        if isinstance(node.ctx, ast.Load) and "." in (dotted := self._library(node)):
            self._note(node, dotted.rpartition(".")[2])

    def _attribute(self, node) -> None:
        if dotted := self._library(node):
            self._note(node, dotted.rpartition(".")[2])
        elif node.attr not in self._members and isinstance(node.ctx, ast.Load) and not self._is_own(node.value):
            self._note(node, node.attr)

    def _is_own(self, node) -> bool:
        """Whether an attribute's owner is the learner's object or module, not an array."""
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            return False
        is_part = self._text.names.get(node.id, "").partition(".")[0] == LIBRARY
        return is_part or node.id in ("self", "cls") or node.id in self._imported

    def _call(self, node) -> None:
        for keyword in node.keywords if self._library(node.func) else ():
            if keyword.arg and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
                self._note(node, keyword.arg)
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        text = self._text.text(node.args[1]) if called in ("getattr", "setattr") and len(node.args) > 1 else None
        if called == "setattr" and text:
            self._note(node, text)
        if called == "getattr" or not isinstance(node.func, (ast.Name, ast.Attribute)):
            dotted = self._library(node) or self._library(node.func)
            if name := dotted.rpartition(".")[2] if dotted else text:
                self._note(node, name)

    def _subscript(self, node) -> None:
        if dotted := self._library(node):
            self._note(node, dotted.rpartition(".")[2])

    def _operator(self, node) -> None:
        if name := _OPERATORS.get(type(node.op)):
            self._note(node, name)


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
    found |= {n.target.id for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            found |= {inner.attr} if isinstance(inner.value, ast.Name) and inner.value.id == "self" else set()
    return found
