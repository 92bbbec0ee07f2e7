"""The text of a solution, read and not run: what its names stand for, and which strings it spells out.

What stands below ``if __name__ == "__main__":`` never runs here, and is not read.

No depth is too much for it: a tree is walked from its leaves to its root, and nothing calls itself. What Python's own
parser gives up on is told as unread.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeGuard

from dojo.engine.base.lines import Line
from dojo.engine.base.mine import LIBRARY

LARGEST, MOST = 200_000, 30
"""Bytes of a file, and files of a solution, that are read: no kata needs a tenth of it."""
LIBRARIES = {
    *("numpy", "torch", "scipy", "sklearn", "pandas", "sympy", "mpmath", "array_api_compat"),
    *("math", "operator", "statistics"),
}
"""Where a name may give an answer away."""
_NAMESPACES = {"array_namespace", "get_namespace", "__array_namespace__"}
_RUNNERS = {"exec", "eval", "compile"}


class Text:
    """One file, and each text in it that it hands to ``exec`` or ``eval`` as it stands.

    Parameters
    ----------
    file : Path
        The file.

    Raises
    ------
    SyntaxError, UnicodeDecodeError, ValueError
        Where it is not Python.
    RecursionError, MemoryError
        Where it is nested too deep to be parsed.
    """

    def __init__(self, file: Path):
        self.file = file
        self.nodes = _nodes(ast.parse(file.read_bytes(), filename=str(file)))
        self.lines: dict[ast.AST, int] = {}  # of what stands in a string
        self._calls: dict[ast.AST, ast.Call] = {}  # which run that string
        self.imports: dict[str, int] = {}  # each module's line
        self.names: dict[str, str] = {}  # what a local name stands for: "torch.nn.functional"
        self._strings: dict[str, str] = {}
        self._dotted: dict[ast.AST, str] = {}
        self._texts: dict[ast.AST, str] = {}
        self._import()
        for _ in range(3):  # an alias of an alias
            self._resolve()
        if self._read_strings():
            self._import()
            self._resolve()

    def dotted(self, node: ast.AST) -> str:
        """The dotted path that an expression stands for; empty where that can't be told."""
        return self._dotted.get(node, "")

    def text(self, node: ast.AST) -> str | None:
        """A string that the text spells out, also in pieces."""
        return self._texts.get(node)

    def line(self, node: ast.AST) -> int:
        return self.lines.get(node, getattr(node, "lineno", 1))

    @property
    def roots(self) -> set[str]:
        """The names of the modules that are imported, without what is below them."""
        return {module.partition(".")[0] for module in self.imports}

    @property
    def parts(self) -> set[str]:
        """The katas that are imported from ``mine``."""
        dotted = (*self.imports, *self.names.values())
        return {part.split(".")[1] for part in dotted if part.startswith(f"{LIBRARY}.")}

    @functools.cached_property
    def defined(self) -> set[str]:
        """The names that this file gives to functions, classes, variables and attributes of its own."""
        kinds = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
        names = {node.name for node in self.nodes if isinstance(node, kinds)}
        stored = (node for node in self.nodes if isinstance(getattr(node, "ctx", None), ast.Store))
        return names | {getattr(node, "attr", getattr(node, "id", "")) for node in stored}

    @functools.cached_property
    def _functions(self) -> dict[ast.AST, int]:
        """The first line of the innermost function that each node is in."""
        first_lines: dict[ast.AST, int] = {}
        for node in self.nodes:  # the outer ones come first
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                first = min([node.lineno, *(at.lineno for at in getattr(node, "decorator_list", ()))])
                for part in node.body if isinstance(node.body, list) else [node.body]:
                    first_lines |= dict.fromkeys(ast.walk(part), first)
        return first_lines

    def function(self, node: ast.AST) -> int:
        """The first line of the function that runs a node; 0 where none does."""
        return self._functions.get(self._calls.get(node, node), 0)

    # ------------------------------------------------------------------ inside

    def _import(self) -> None:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.imports.setdefault(alias.name, self.line(node))
                    target = alias.name if alias.asname else alias.name.partition(".")[0]
                    self.names[alias.asname or target] = target
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imports.setdefault(node.module, self.line(node))
                for alias in node.names:
                    names = [alias.name] if alias.name != "*" else set(_all_of(node.module)) - self.defined
                    self.names |= {alias.asname or name: f"{node.module}.{name}" for name in names}

    def _resolve(self) -> None:
        """From the leaves to the root, so that what a node is made of is known before it."""
        for node in reversed(self.nodes):
            if (text := _spelled(node, self._texts, self._strings)) is not None:
                self._texts[node] = text
            elif dotted := self._path(node):
                self._dotted[node] = dotted
        for node in self.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                self._name(node.targets[0].id, node.value)

    def _name(self, name: str, value: ast.AST) -> None:
        if dotted := self.dotted(value):
            self.names[name] = dotted
        elif (text := self.text(value)) is not None:
            self._strings[name] = text

    def _path(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return self.names.get(node.id, "")
        if isinstance(node, ast.Attribute):
            return _below(self.dotted(node.value), None if node.attr == "__dict__" else node.attr)
        if isinstance(node, ast.Subscript):
            owner, text = self.dotted(node.value), self.text(node.slice)
            return _below(owner, text) if text else ""
        return self._path_of_call(node) if isinstance(node, ast.Call) else ""

    def _path_of_call(self, node: ast.Call) -> str:
        called, args = self.called(node), node.args
        if called.rpartition(".")[2] in _NAMESPACES:
            return "array_api_compat"
        if called == "getattr" and len(args) > 1:
            return _below(self.dotted(args[0]), self.text(args[1])) if self.text(args[1]) else ""
        if isinstance(node.func, ast.Call) and self.dotted(node.func.func) == "operator.attrgetter" and args:
            text = self.text(node.func.args[0]) if node.func.args else None
            return _below(self.dotted(args[0]), text) if text else ""
        if called == "vars" and args:
            return self.dotted(args[0])
        return self.loaded(node) or ""

    def called(self, node: ast.Call) -> str:
        """Name what a call calls: a dotted path, a name, or the name of a method."""
        name = self.dotted(node.func) or getattr(node.func, "id", "")
        return name or (node.func.attr if isinstance(node.func, ast.Attribute) else "")

    def runs(self, node: ast.Call) -> bool:
        """Tell whether a call runs a text: ``exec``, ``eval`` and ``compile``, and no method of that name."""
        return (self.dotted(node.func) or getattr(node.func, "id", "")).removeprefix("builtins.") in _RUNNERS

    def loaded(self, node: ast.Call) -> str | None:
        """The module that a call imports by its name, where it does."""
        is_import = self.called(node).rpartition(".")[2] in ("__import__", "import_module")
        return self.text(node.args[0]) if is_import and node.args else None

    def _read_strings(self) -> bool:
        """Read on in each string that is run as code."""
        before = len(self.nodes)
        for node in self.nodes[:before]:
            if isinstance(node, ast.Call) and self.runs(node) and node.args:
                self._read_on(self.text(node.args[0]), node)
        return len(self.nodes) > before

    def _read_on(self, text: str | None, call: ast.Call) -> None:
        try:
            inner = _nodes(ast.parse((text or "").strip()))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return  # it does not run, or is told as what can't be read
        self.nodes += inner
        self.lines |= dict.fromkeys(inner, call.lineno)
        self._calls |= dict.fromkeys(inner, call)


def read(file: Path, parts: Mapping[str, Path] | None = None) -> tuple[list[Text], list[tuple[Line, str]]]:
    """A solution, with the helpers in its folder and the parts that it imports.

    What Python itself can't read is left to its load; what else could not be read is given with the reason.
    """
    texts, unread, seen, queue = [], [], set(), [file]
    while queue:
        path = queue.pop(0)
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        if len(seen) > MOST or path.stat().st_size > LARGEST:
            why = "is too long" if len(seen) <= MOST else "is one of too many files"
            unread.append((Line(str(path), 1, ""), f"{why} to be read"))
            continue
        try:
            texts.append(text := Text(path))
        except (RecursionError, MemoryError):
            unread.append((Line(str(path), 1, ""), "is nested too deep to be read"))
        except (SyntaxError, ValueError):
            if path == file:
                raise
        else:
            queue += [path.parent / f"{name}.py" for name in sorted(text.roots)]
            queue += [held for name, held in (parts or {}).items() if name in text.parts]
    return texts, unread


def _nodes(tree: ast.Module) -> list[ast.AST]:
    """All that may run, and each attribute that a pattern asks for as one that is read."""
    if not any(_names_it(node) for node in ast.walk(tree)):
        for node in filter(_is_for_the_main_module, tree.body):
            node.test, node.body = ast.Constant(True), []
    nodes = list(ast.walk(tree))
    for match in [node for node in nodes if isinstance(node, ast.Match)]:
        for part in (part for case in match.cases for part in ast.walk(case.pattern)):
            if isinstance(part, ast.MatchClass):
                read = [ast.Attribute(match.subject, name, ast.Load()) for name in part.kwd_attrs]
                nodes += [ast.copy_location(attribute, part) for attribute in read]
    return nodes


def _is_for_the_main_module(node: ast.AST) -> TypeGuard[ast.If]:
    """Tell whether it is ``if __name__ == "__main__":``."""
    test = getattr(node, "test", None) if isinstance(node, ast.If) else None
    if not isinstance(test, ast.Compare) or [type(operator) for operator in test.ops] != [ast.Eq]:
        return False
    return getattr(test.left, "id", "") == "__name__" and getattr(test.comparators[0], "value", "") == "__main__"


def _names_it(node: ast.AST) -> bool:
    """Tell whether something is given the name ``__name__``, or may be: then a module can be the main one."""
    reads = isinstance(node, ast.Attribute) or isinstance(getattr(node, "ctx", None), ast.Load)
    return not reads and "__name__" in (value for _, value in ast.iter_fields(node) if isinstance(value, str))


def _all_of(module: str) -> list[str]:
    """The names that a star imports of a library that is loaded here; of others only the star."""
    held = sys.modules.get(module) if module.partition(".")[0] in LIBRARIES else None
    return list(getattr(held, "__all__", ())) or [name for name in dir(held) if name[0] != "_"] if held else ["*"]


def _below(owner: str, name: str | None) -> str:
    return f"{owner}.{name}" if owner and name else owner


def _spelled(node: ast.AST, texts: Mapping[ast.AST, str], strings: Mapping[str, str]) -> str | None:
    """A string, where all that a node is made of is known."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return strings.get(node.id)
    if isinstance(node, ast.FormattedValue):
        return texts.get(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined("", [node.left, node.right], texts)
    if isinstance(node, ast.JoinedStr):
        return _joined("", node.values, texts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join" and node.args:
        items = node.args[0].elts if isinstance(node.args[0], (ast.List, ast.Tuple)) else None
        return None if items is None else _joined(texts.get(node.func.value), items, texts)
    return None


def _joined(glue: str | None, parts: list[ast.expr], texts: Mapping[ast.AST, str]) -> str | None:
    pieces = [texts[part] for part in parts if part in texts]
    if glue is None or len(pieces) < len(parts) or sum(map(len, pieces)) > LARGEST:
        return None
    return glue.join(pieces)
