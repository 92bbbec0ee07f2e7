"""The text of a solution, read and not run: what its names stand for.

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


class Text:
    """One file.

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
        self.imports: dict[str, int] = {}  # each module's line
        self.names: dict[str, str] = {}  # what a local name stands for: "torch.nn.functional"
        self._dotted: dict[ast.AST, str] = {}
        self._import()
        for _ in range(3):  # an alias of an alias
            self._resolve()

    def dotted(self, node: ast.AST) -> str:
        """The dotted path that an expression stands for; empty where that can't be told."""
        return self._dotted.get(node, "")

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
        return self._functions.get(node, 0)

    # ------------------------------------------------------------------ inside

    def _import(self) -> None:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.imports.setdefault(alias.name, node.lineno)
                    target = alias.name if alias.asname else alias.name.partition(".")[0]
                    self.names[alias.asname or target] = target
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imports.setdefault(node.module, node.lineno)
                for alias in node.names:
                    names = [alias.name] if alias.name != "*" else set(_all_of(node.module)) - self.defined
                    self.names |= {alias.asname or name: f"{node.module}.{name}" for name in names}

    def _resolve(self) -> None:
        """From the leaves to the root, so that what a node is made of is known before it."""
        for node in reversed(self.nodes):
            if dotted := self._path(node):
                self._dotted[node] = dotted
        for node in self.nodes:
            if isinstance(node, ast.Assign) and (dotted := self.dotted(node.value)):
                self.names |= {target.id: dotted for target in node.targets if isinstance(target, ast.Name)}

    def _path(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return self.names.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return owner and f"{owner}.{node.attr}"
        if isinstance(node, ast.Call) and self.called(node).rpartition(".")[2] in _NAMESPACES:
            return "array_api_compat"
        return ""

    def called(self, node: ast.Call) -> str:
        """Name what a call calls: a dotted path, a name, or the name of a method."""
        name = self.dotted(node.func) or getattr(node.func, "id", "")
        return name or (node.func.attr if isinstance(node.func, ast.Attribute) else "")


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
    """All that may run, the outer ones first."""
    for node in filter(_is_for_the_main_module, tree.body):
        node.test, node.body = ast.Constant(True), []
    return list(ast.walk(tree))


def _is_for_the_main_module(node: ast.AST) -> TypeGuard[ast.If]:
    """Tell whether it is ``if __name__ == "__main__":``."""
    test = getattr(node, "test", None) if isinstance(node, ast.If) else None
    if not isinstance(test, ast.Compare) or [type(operator) for operator in test.ops] != [ast.Eq]:
        return False
    return getattr(test.left, "id", "") == "__name__" and getattr(test.comparators[0], "value", "") == "__main__"


def _all_of(module: str) -> list[str]:
    """The names that a star imports of a library that is loaded here; of others only the star."""
    held = sys.modules.get(module) if module.partition(".")[0] in LIBRARIES else None
    return list(getattr(held, "__all__", ())) or [name for name in dir(held) if name[0] != "_"] if held else ["*"]
