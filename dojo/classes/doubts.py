"""Name what a teacher should look at in a solution: all that is not known to be harmless. A note, which costs nothing.

What our model solutions and ways use is known: ``quiet.txt``, which ``python -m dojo.authors.tables`` writes, and what
those of the kata itself and of its parts use. So is what NumPy works out entry by entry. Everything else that a
solution takes from a library, or reads of an object that may be one's, is named with its line, and with it what the
kata forbids.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import sys
import types
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dojo.engine.base.files import KataFiles
from dojo.engine.base.lines import Line
from dojo.engine.base.mine import LIBRARY, used_by
from dojo.engine.base.targets import load_torch
from dojo.engine.process.forbidden import Use, plain, uses_of
from dojo.engine.process.reading import LIBRARIES, Text, read

QUIET = Path(__file__).with_name("quiet.txt")
_ARRAYS = {"numpy", "torch", "array_api_compat", "math"}
"""Where a name means the same: ``exp``."""
BY_NAME = LIBRARIES - {"pandas"}
"""Libraries of which each name has to be known; of another it is enough that the kata's own solutions import it."""
_HOLDERS = {"abc", "collections", "copy", "enum", "functools", "itertools"}
"""Modules of Python that hold, copy, count and call what they are given, and find nothing by its name."""
_COPIERS = {"functools.update_wrapper", "functools.wraps"}
"""But for these, which copy attributes whose names they are given."""
_TABLES = {"globals", "locals", "vars", "dir"}
_ANYWHERE = {*_TABLES, "exec", "eval", "compile", "__import__", "getattr", "__builtins__", "__loader__", "__spec__"}
"""Names that are built in, and lead anywhere where they are given on and not called."""
_VERBS = {"module": "imports", "attribute": "reads", "definition": "defines", "word": "spells"}

_INSIDE = (
    *(types.FrameType, types.CodeType, types.TracebackType, types.GeneratorType, types.CoroutineType, types.CellType),
    *(types.FunctionType, types.MethodType, types.ModuleType, np.ndarray, np, np.linalg),
)
_OF_PYTHON = {name for kind in (type, property, list, int, types.GeneratorType) for name in dir(kind)}
"""What classes define for Python, which hands nothing of a library to it."""
_PLAIN = (str, bytes, list, tuple, dict, set, frozenset, int, float, complex, slice, range)


@dataclass(frozen=True)
class Doubt:
    """A line to be looked at, and what is to be seen there."""

    line: Line
    what: str

    @property
    def text(self) -> str:
        """``softmax.py:3: runs code that it makes``."""
        return f"{Path(self.line.file).name}:{self.line.number}: {self.what}"


def doubts(
    file: Path,
    forbidden: Collection[str] = frozenset(),
    usual: Collection[str] = (),
    parts: Mapping[str, Path] | None = None,
) -> list[Doubt]:
    """List what is to be looked at in a solution, in what lies beside it, and in the parts that it imports.

    Parameters
    ----------
    file : Path
        The solution.
    forbidden : collection of str
        Plain names.
    usual : collection of str
        What right solutions of its kata use: see `usual_in`.
    parts : mapping of str to Path, optional
        What it may import from ``mine``.
    """
    try:
        texts, unread = read(file, parts)
    except (SyntaxError, ValueError):
        return []  # it does not load, which is told
    listed = [Doubt(line, why) for line, why in (*unread, *_no_texts(file.parent))]
    for reader in _readers(texts):
        listed += reader.doubts(forbidden, {*_quiet(), *usual})
    return sorted(listed, key=lambda doubt: (doubt.line.file != str(file), doubt.line.file, doubt.line.number))


def used_in(file: Path) -> set[str]:
    """List what a file and its helpers use: names of libraries, by which others are known to be harmless."""
    return {name for reader in _readers(read(file)[0]) for use in reader.uses for name in reader.needs(use)}


@functools.cache
def usual_in(place: KataFiles) -> frozenset[str]:
    """List what right solutions of a kata, and of the parts that it may import, use."""
    files = (file for each in (place, *used_by(place)) for file in each.solutions)
    return frozenset().union(*map(used_in, files))


def _readers(texts: list[Text]) -> list[_Reader]:
    defined = set().union(*(text.defined for text in texts))
    named = ((name, dotted.partition(".")[0]) for text in texts for name, dotted in text.names.items())
    aliases = {name for name, root in named if root in LIBRARIES}
    return [_Reader(text, defined, aliases) for text in texts]


def _no_texts(folder: Path) -> Iterator[tuple[Line, str]]:
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".py"):
        try:
            is_text = "\0" not in path.read_text(encoding="utf-8")
        except ValueError:
            is_text = False
        if not is_text:
            yield Line(str(path), 1, ""), "is no text"


@functools.cache
def _quiet() -> frozenset[str]:
    return frozenset(QUIET.read_text(encoding="utf-8").splitlines()) if QUIET.is_file() else frozenset()


def is_harmless(name: str) -> bool:
    """Tell whether a name is a value, a dtype, an exception, a method of Python's, or works entry by entry."""
    if name.startswith("def "):
        return name[4:] in _OF_PYTHON
    held = getattr(np, name, getattr(np.exceptions, name, getattr(sys.modules.get("torch"), name, None)))
    if isinstance(held, type):
        return issubclass(held, (np.generic, Exception))
    if isinstance(held, np.ufunc):
        return held.signature is None
    return held is not None and not callable(held) and not inspect.ismodule(held)


def _is_pythons(dotted: str, harmless: Collection[str]) -> bool:
    """Tell whether a path below a module of Python's leads to a class, a value, or a function of `_HOLDERS`."""
    root, *names = dotted.split(".")
    is_plain = root in _HOLDERS or (f"import {root}" in harmless and root in sys.stdlib_module_names - LIBRARIES)
    if not is_plain or "._" in dotted or dotted in _COPIERS:
        return False
    held: Any = importlib.import_module(root)
    for name in names:
        outer, held = held, getattr(held, name, None)
        if held is None or (inspect.ismodule(held) and held.__name__ != f"{outer.__name__}.{name}"):
            return False  # it is none, or one that the module imports: enum.sys
    return not inspect.ismodule(held) and (root in _HOLDERS or not inspect.isroutine(held))


@functools.cache
def _of_libraries() -> frozenset[str]:
    """List the names that arrays, functions, frames and the like have, and no plain value."""
    torch = load_torch()
    of_torch = torch, torch.Tensor, torch.nn, torch.nn.functional, torch.linalg, torch.special
    plainly = {name for kind in _PLAIN for name in dir(kind) if name[0] != "_"}
    return frozenset(name for kind in (*_INSIDE, *of_torch) for name in dir(kind)) - plainly


class _Reader:
    """A text: what it uses, and what nobody can tell of it.

    Parameters
    ----------
    text : Text
        The file.
    defined, aliases : set of str
        What the whole solution defines, and what it calls libraries.
    """

    def __init__(self, text: Text, defined: set[str], aliases: set[str]):
        self._text, self._defined, self._aliases, self.uses = text, defined, aliases, list(uses_of(text))
        self._called = {id(node.func) for node in text.nodes if isinstance(node, ast.Call)}
        self._looked_up = {id(node.value) for node in text.nodes if isinstance(node, ast.Subscript)}

    def doubts(self, forbidden: Collection[str], harmless: Collection[str]) -> list[Doubt]:
        """List all of them, each once."""
        lines: dict[str, Line] = {}
        for use in self.uses:
            if name := use.forbidden(forbidden):
                lines.setdefault(f"names {name}, which is forbidden", use.line)
            elif not all(_is_known(name, harmless, forbidden) for name in self.needs(use)):
                lines.setdefault(f"{_VERBS.get(use.kind, 'uses')} {use.name}", use.line)
        for node in self._text.nodes:
            look = _LOOKS.get(type(node))
            if look is not None and (what := look(self, node)):
                lines.setdefault(what, Line(str(self._text.file), self._text.line(node), ""))
        used = {_root(what) for what in lines if what.startswith("uses ")}
        return [Doubt(line, what) for what, line in lines.items() if what[:8] != "imports " or _root(what) not in used]

    def needs(self, use: Use) -> list[str]:
        """List the names that have to be known for a use to be harmless."""
        if use.kind in ("module", "import", "path"):
            return self._needs_of_path(use)
        if use.kind == "attribute":
            is_inner = use.name[:1] == "_" or use.name in _of_libraries()
            return [use.name] if is_inner and use.name not in (*self._defined, "__dict__") else []
        return {"definition": [f"def {use.name}"], "word": [use.name]}.get(use.kind, [])

    def _needs_of_path(self, use: Use) -> list[str]:
        root, *below = use.name.split(".")
        of_python = root in sys.stdlib_module_names
        if root == LIBRARY or (self._text.file.parent / f"{root}.py").is_file():
            return [use.name] if self._aliases & set(below) else []  # a library of the helper's
        if root in _ARRAYS or root == "__future__":
            return below
        if use.kind == "module":
            return [f"import {root if of_python or root not in BY_NAME else use.name}"]
        return [use.name] if of_python or root in BY_NAME else []

    # ------------------------------------------------------------------ what nobody can tell

    def _name(self, node) -> str:
        is_anywhere = node.id in _ANYWHERE and node.id not in self._text.names
        is_given = id(node) not in self._called and not isinstance(node.ctx, ast.Store)
        return f"hands {node.id} on" if is_anywhere and is_given else ""

    def _names_of(self, node, alone: bool = True) -> str:
        """Doubt all names of something that is not the object itself, and not only one that is spelled out."""
        is_of_self = getattr(node.value, "id", "") in ("self", "cls")
        is_listed = node.attr == "__dict__" and not is_of_self and not (alone and id(node) in self._looked_up)
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


def _root(what: str) -> str:
    return what.partition(" ")[2].partition(".")[0]


def _is_known(name: str, harmless: Collection[str], forbidden: Collection[str]) -> bool:
    if plain(name.rpartition(".")[2]) in forbidden:
        return False
    if name in harmless or name.removeprefix("import ") in _HOLDERS:
        return True
    return _is_pythons(name, harmless) if "." in name else is_harmless(name)


_LOOKS = {
    ast.Name: _Reader._name,
    ast.Attribute: _Reader._names_of,
    ast.Subscript: _Reader._subscript,
    ast.Call: _Reader._call,
}
