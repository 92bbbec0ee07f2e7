"""What a teacher should look at in a solution: all that is not known to be harmless. It is a note, and costs nothing.

What our model solutions and ways use is known: ``quiet.txt``, which ``python -m dojo.prove.tables`` writes, and what
those of the kata itself use. So is what NumPy works out entry by entry. Everything else that a solution takes from a
library, or reads of an object that may be one's, is named with its line, and what the kata forbids with it.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
import sys
import types
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dojo.base.lines import Line
from dojo.base.mine import LIBRARY
from dojo.base.questions import Shortcut
from dojo.base.targets import load_torch
from dojo.process.reading import LIBRARIES, Text, read
from dojo.process.shortcuts import as_written, plain

QUIET = Path(__file__).with_name("quiet.txt")
_ARRAYS = {"numpy", "torch", "array_api_compat", "math"}
"""Where a name means the same: ``exp``."""
BY_NAME = LIBRARIES - {"pandas"}
"""Libraries of which each name has to be known; of another it is enough that the kata's own solutions import it."""
_ANYWHERE = {"exec", "eval", "compile", "__import__", "globals", "locals", "getattr", "__builtins__", "__loader__"}
"""Names that are built in, and lead anywhere where they are given on and not called."""
_SPECIAL = re.compile(r"__\w+__")
_TABLES = {"globals", "locals", "vars", "dir"}
_INSIDE = (
    *(types.FrameType, types.CodeType, types.TracebackType, types.GeneratorType, types.CoroutineType, types.CellType),
    *(types.FunctionType, types.MethodType, types.ModuleType, np.ndarray, np, np.linalg),
)
_OF_PYTHON = {name for kind in (type, property, list, int, types.GeneratorType) for name in dir(kind)}
"""What classes define for Python, which hands nothing of a library to it."""
_PLAIN = (str, bytes, list, tuple, dict, set, frozenset, int, float, complex, slice, range)


@dataclass(frozen=True)
class Doubt:
    """What is to be looked at, and where."""

    line: Line
    what: str

    @property
    def told(self) -> str:
        """``softmax.py:3: runs code that it makes``."""
        return f"{Path(self.line.file).name}:{self.line.number}: {self.what}"


def doubts(
    file: Path,
    forbidden: Collection[str] = frozenset(),
    usual: Collection[str] = (),
    parts: Mapping[str, Path] | None = None,
) -> list[Doubt]:
    """What is to be looked at in a solution, in what lies beside it, and in the parts that it imports.

    Parameters
    ----------
    file : Path
        The solution.
    forbidden : collection of str
        Plain names.
    usual : collection of str
        What right solutions of its kata use: see `used_in`.
    parts : mapping of str to Path, optional
        What it may import from ``mine``.
    """
    try:
        texts, unread = read(file, parts)
    except (SyntaxError, ValueError):
        return []  # it does not load, which is told
    named = as_written(file, forbidden, parts)
    found = [Doubt(one.line, one.why) for one in unread] + list(_no_texts(file.parent))
    found += [Doubt(one.line, f"names {one.name}, which is forbidden") for one in named]
    for reader in _readers(texts, forbidden):
        found += reader.doubts({*_quiet(), *usual}, named)
    return sorted(found, key=lambda one: (one.line.file != str(file), one.line.file, one.line.number))


def used_in(file: Path) -> set[str]:
    """What a file and its helpers use: names of libraries, by which others are known to be harmless."""
    return {name for reader in _readers(read(file)[0], ()) for _, _, names in reader.uses() for name in names}


def _readers(texts: list[Text], forbidden: Collection[str]) -> list[_Reader]:
    own = set().union(*(text.defined for text in texts))
    named = ((name, dotted.partition(".")[0]) for text in texts for name, dotted in text.names.items())
    aliases = {name for name, root in named if root in LIBRARIES}
    return [_Reader(text, own, aliases, forbidden) for text in texts]


def _no_texts(folder: Path) -> Iterator[Doubt]:
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".py"):
        try:
            is_text = "\0" not in path.read_text(encoding="utf-8")
        except ValueError:
            is_text = False
        if not is_text:
            yield Doubt(Line(str(path), 1, ""), "is no text")


@functools.cache
def _quiet() -> frozenset[str]:
    return frozenset(QUIET.read_text(encoding="utf-8").splitlines()) if QUIET.is_file() else frozenset()


def is_harmless(name: str) -> bool:
    """Whether a name stands for a value, a dtype, an exception, a method of Python's, or what works entry by entry."""
    if name.startswith("def "):
        return name[4:] in _OF_PYTHON
    held = getattr(np, name, getattr(np.exceptions, name, getattr(sys.modules.get("torch"), name, None)))
    if isinstance(held, type):
        return issubclass(held, (np.generic, Exception))
    if isinstance(held, np.ufunc):
        return held.signature is None
    return held is not None and not callable(held) and not inspect.ismodule(held)


def _is_no_function(dotted: str, known: Collection[str]) -> bool:
    """Whether a path in a module that ours import, too, leads to a class or a value."""
    module, _, name = dotted.rpartition(".")
    root = module.partition(".")[0]
    if f"import {root}" not in known or root not in sys.stdlib_module_names or "._" in dotted:
        return False
    try:
        held = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return False
    return not inspect.isroutine(held) and not inspect.ismodule(held)


@functools.cache
def _of_libraries() -> frozenset[str]:
    """The names that arrays, functions, frames and the like have, and no plain value."""
    torch = load_torch()
    of_torch = torch, torch.Tensor, torch.nn, torch.nn.functional, torch.linalg, torch.special
    plainly = {name for kind in _PLAIN for name in dir(kind) if name[0] != "_"}
    return frozenset(name for kind in (*_INSIDE, *of_torch) for name in dir(kind)) - plainly


class _Reader:
    """What a text uses, and what nobody can tell of it.

    Parameters
    ----------
    text : Text
        The file.
    own, aliases : set of str
        What the whole solution defines, and what it calls libraries.
    forbidden : collection of str
        Plain names.
    """

    def __init__(self, text: Text, own: set[str], aliases: set[str], forbidden: Collection[str]):
        self._text, self._own, self._forbidden = text, own, forbidden
        self._called = {id(node.func) for node in text.nodes if isinstance(node, ast.Call)}
        self._inner = {id(node.value) for node in text.nodes if isinstance(node, ast.Attribute)}
        self._looked_up = {id(node.value) for node in text.nodes if isinstance(node, ast.Subscript)}
        constant = [n for n in text.nodes if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)]
        self._constant = {id(target) for node in constant for target in node.targets}
        self._aliases = aliases

    def doubts(self, known: Collection[str], named: list[Shortcut]) -> Iterator[Doubt]:
        """All of them but those that are named already, each told once."""
        told, lines = {}, {(one.line.file, one.line.number, one.name) for one in named}
        for node, what, names in self.uses():
            is_told = (str(self._text.file), self._line(node), plain(names[-1].rpartition(".")[2])) in lines
            if not is_told and not all(self._is_known(name, known) for name in names):
                told.setdefault(what, self._line(node))
        for node in self._text.nodes:
            if what := _LOOKS.get(type(node), _nothing)(self, node):
                told.setdefault(what, self._line(node))
        used = {what.partition(" ")[2].partition(".")[0] for what in told if what.startswith("uses ")}
        for what, number in told.items():
            if not what.startswith("imports ") or what.partition(" ")[2].partition(".")[0] not in used:
                yield Doubt(Line(str(self._text.file), number, ""), what)

    def _line(self, node) -> int:
        return node if isinstance(node, int) else self._text.line(node)

    def _is_known(self, name: str, known: Collection[str]) -> bool:
        if plain(name.rpartition(".")[2]) in self._forbidden:
            return False
        return name in known or (_is_no_function(name, known) if "." in name else is_harmless(name))

    # ------------------------------------------------------------------ what it uses

    def uses(self) -> Iterator[tuple]:
        """Each use of a library, as (node or line, how it is told, the names that have to be known)."""
        for module, number in self._text.imports.items():
            yield from self._import(module, number)
        for node in self._text.nodes:
            if isinstance(node, ast.ImportFrom) and node.module not in (None, "__future__"):
                for alias in node.names:
                    if alias.name != "*" or "*" in self._text.names:
                        yield from self._path(node, f"{node.module}.{alias.name}")
            elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) and id(node) not in self._inner:
                yield from self._path(node, self._text.dotted(node))
            if isinstance(node, ast.Attribute):
                yield from self._attribute(node, node.attr)
            elif name := self._defined(node):
                yield node, f"defines {name}", [f"def {name}"]
            elif name := self._spelled(node):
                yield from self._attribute(node, name)

    def _import(self, module: str, number: int) -> Iterator[tuple]:
        root = module.partition(".")[0]
        if root in _ARRAYS:
            yield from self._path(number, module)
        elif not self._is_own(root) and root != "__future__":
            is_whole = root in sys.stdlib_module_names or root not in BY_NAME
            yield number, f"imports {module}", [f"import {root if is_whole else module}"]

    def _path(self, node, dotted: str) -> Iterator[tuple]:
        root, *below = dotted.split(".")
        if root in _ARRAYS and below:
            yield node, f"uses {dotted}", below
        elif below and not self._is_own(root) and (root in BY_NAME or root in sys.stdlib_module_names):
            yield node, f"uses {dotted}", [dotted]

    def _attribute(self, node, name: str) -> Iterator[tuple]:
        """An attribute of something that may be a library's."""
        root = self._text.dotted(node).partition(".")[0]
        is_told = root in BY_NAME or root in sys.stdlib_module_names or name == "__dict__"
        if not is_told and name in self._aliases and root:
            yield node, f"reads {name}", [f"{root}.{name}"]
        elif not is_told and name not in self._own and (name[:1] == "_" or name in _of_libraries()):
            yield node, f"reads {name}", [name]

    def _defined(self, node) -> str:
        """A method with two underscores on either side, or a value of such a name."""
        is_told = _is_stored(node) and id(node) not in self._constant
        name = getattr(node, "name", None) or (getattr(node, "id", None) if is_told else None) or ""
        return name if _SPECIAL.fullmatch(name) else ""

    def _spelled(self, node) -> str:
        """An attribute by its name in a string."""
        if isinstance(node, ast.Call) and self._text.called(node) in ("getattr", "setattr") and len(node.args) > 1:
            return self._text.text(node.args[1]) or ""
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        return node.value if is_text and _SPECIAL.fullmatch(node.value) and node.value != "__main__" else ""

    def _is_own(self, root: str) -> bool:
        return root == LIBRARY or (self._text.file.parent / f"{root}.py").is_file()

    # ------------------------------------------------------------------ what nobody can tell

    def _name(self, node) -> str:
        is_given = id(node) not in self._called and node.id not in self._text.names
        return f"hands {node.id} on" if node.id in _ANYWHERE and is_given and not _is_stored(node) else ""

    def _names_of(self, node, alone: bool = True) -> str:
        """All names of something that is not the object itself, and not only one that is spelled out."""
        is_own = getattr(node.value, "id", "") in ("self", "cls")
        is_listed = node.attr == "__dict__" and not is_own and not (alone and id(node) in self._looked_up)
        return "reads __dict__" if is_listed else ""

    def _subscript(self, node) -> str:
        value = node.value
        is_table = isinstance(value, ast.Call) and self._text.called(value) in _TABLES
        is_table = is_table or (isinstance(value, ast.Attribute) and self._names_of(value, False) != "")
        return "looks up a name that it makes" if is_table and self._text.text(node.slice) is None else ""

    def _call(self, node) -> str:
        text, args = self._text, node.args
        called = text.called(node).removeprefix("builtins.")
        last = called.rpartition(".")[2]
        if last == "eval" and args and not text.runs(node):
            return "hands a text to eval"
        if any(keyword.arg == "allow_pickle" for keyword in node.keywords):
            return "loads pickled objects"
        if called in _TABLES and id(node) not in self._looked_up:
            return self._lists(called, args)
        names = {"getattr": args[1:2], "attrgetter": args, "__import__": args[:1], "import_module": args[:1]}
        is_spelled = all(text.text(arg) is not None for arg in names.get(last, args[:1]))
        if text.runs(node):
            return "" if args and is_spelled else f"runs what it makes ({last})"
        if last in names and not is_spelled:
            return "imports a module whose name it makes" if "import" in last else "looks up a name that it makes"
        return ""

    def _lists(self, called: str, args: list) -> str:
        of = self._text.dotted(args[0]) if args else ""
        if called in ("globals", "locals") or of.partition(".")[0] in LIBRARIES:
            return f"lists the names of {of or 'a module'}"
        return ""


def _nothing(reader: _Reader, node) -> str:
    return ""


def _is_stored(node) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


_LOOKS = {
    ast.Name: _Reader._name,
    ast.Attribute: _Reader._names_of,
    ast.Subscript: _Reader._subscript,
    ast.Call: _Reader._call,
}
