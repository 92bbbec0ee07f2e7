"""From scratch means from scratch: the forbidden functions that a solution names, as it is written.

The syntax tree of the solution and of the helpers beside it is read, with import aliases, methods, operators, and
names built from constant strings. Nothing runs. What a kata does not forbid is allowed.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Mapping
from pathlib import Path

from dojo.base.lines import Line
from dojo.base.mine import LIBRARY
from dojo.base.questions import Shortcut

LIBRARIES = {
    *("numpy", "torch", "scipy", "sklearn", "pandas", "sympy", "mpmath", "array_api_compat"),
    *("math", "operator", "statistics"),
}
"""Where a name may give an answer away."""

_OPERATORS = {ast.MatMult: "matmul", ast.Pow: "pow", ast.Div: "divide"}
_ATEN = {"mm": "matmul", "bmm": "matmul", "mv": "matmul", "addmm": "matmul", "addmv": "matmul", "baddbmm": "matmul"}


def plain(name: str) -> str:
    """``_softmax.default``, ``__matmul__`` and ``__imatmul__`` by their plain names."""
    name = name.partition(".")[0]
    if name.startswith("__"):
        name = name.strip("_")
        return {"imatmul": "matmul", "rmatmul": "matmul"}.get(name, name)
    name = name.strip("_")
    return _ATEN.get(name, name).removeprefix("special_").removeprefix("linalg_")


def as_written(file: Path, forbidden: set[str], parts: Mapping[str, Path] | None = None) -> list[Shortcut]:
    """The shortcuts in a solution's text, in the helpers in its folder that it imports, and in the parts of it."""
    found, seen, queue = [], set(), [file]
    while queue:
        path = queue.pop(0)
        if path in seen:
            continue
        seen.add(path)
        reader = _Reader(path, forbidden)
        with contextlib.suppress(RecursionError, MemoryError):  # nested so deep that Python can't load it either
            reader.visit(ast.parse(path.read_bytes(), filename=str(path)))
        found += reader.found
        helpers = [path.parent / f"{name}.py" for name in reader.imported]
        helpers += [file for name, file in (parts or {}).items() if name in reader.parts]
        queue += [helper for helper in helpers if helper.is_file()]
    return found


class _Reader(ast.NodeVisitor):
    """Resolves names to dotted library paths, as far as the text alone can tell."""

    def __init__(self, file: Path, forbidden: set[str]):
        self.file, self.forbidden = file, forbidden
        self.found: list[Shortcut] = []
        self.imported: set[str] = set()
        self.parts: set[str] = set()
        self.names: dict[str, str] = {}  # what a local name stands for: "torch.nn.functional"
        self.members: set[str] = set()  # of the classes of this file: x.dot and other.var may be such
        self.strings: dict[str, str] = {}

    def visit_Module(self, node):
        for inner in ast.walk(node):
            if isinstance(inner, ast.ClassDef):
                self.members |= _members(inner)
            elif isinstance(inner, ast.Import):
                for alias in inner.names:
                    self._import(alias.name)
                    if alias.asname and alias.name.startswith(f"{LIBRARY}."):
                        self.imported.add(alias.asname)  # its attributes are the learner's own
                    target = alias.name if alias.asname else alias.name.partition(".")[0]
                    self._bind(alias.asname or target, target)
            elif isinstance(inner, ast.ImportFrom) and inner.module:
                self._import(inner.module)
                for alias in inner.names:
                    if inner.module == LIBRARY:
                        self._import(f"{LIBRARY}.{alias.name}")
                        self.imported.add(alias.asname or alias.name)
                    self._bind(alias.asname or alias.name, f"{inner.module}.{alias.name}")
        for _ in range(2):  # an alias of an alias
            for inner in ast.walk(node):
                if isinstance(inner, ast.Assign) and len(inner.targets) == 1 and isinstance(inner.targets[0], ast.Name):
                    name = inner.targets[0].id
                    if dotted := self._resolve(inner.value):
                        self._bind(name, dotted)
                    elif (text := self._text(inner.value)) is not None:
                        self.strings[name] = text
        self.generic_visit(node)

    def _import(self, dotted):
        library, _, part = dotted.partition(".")
        self.imported.add(library)
        if library == LIBRARY:
            self.parts.add(part)

    def _bind(self, name, dotted):
        if dotted.partition(".")[0] in LIBRARIES:
            self.names[name] = dotted

    def _resolve(self, node) -> str | None:
        """The dotted library path that an expression stands for, if it can be told."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if owner and node.attr in ("__dict__",):
                return owner
            return f"{owner}.{node.attr}" if owner else None
        if isinstance(node, ast.Call):
            called = self._resolve(node.func) or (node.func.id if isinstance(node.func, ast.Name) else "")
            if called.rpartition(".")[2] in ("array_namespace", "get_namespace", "__array_namespace__"):
                return "array_api_compat"
            if isinstance(node.func, ast.Attribute) and node.func.attr == "__array_namespace__":
                return "array_api_compat"
            if called == "getattr" and len(node.args) > 1:
                owner, text = self._resolve(node.args[0]), self._text(node.args[1])
                return f"{owner}.{text}" if owner and text else None
            if isinstance(node.func, ast.Call) and self._resolve(node.func.func) == "operator.attrgetter" and node.args:
                owner, text = self._resolve(node.args[0]), self._text(node.func.args[0]) if node.func.args else None
                return f"{owner}.{text}" if owner and text else None
            if called == "vars" and node.args:
                return self._resolve(node.args[0])
            if called in ("__import__", "import_module") and node.args:
                text = self._text(node.args[0])
                return text if text and text.partition(".")[0] in LIBRARIES else None
        if isinstance(node, ast.Subscript):
            owner, text = self._resolve(node.value), self._text(node.slice)
            return f"{owner}.{text}" if owner and text else None
        return None

    def _text(self, node) -> str | None:
        """A string that the text spells out, also in pieces."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return self.strings.get(node.id)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._text(node.left), self._text(node.right)
            return None if left is None or right is None else left + right
        if isinstance(node, ast.JoinedStr):
            parts = [self._text(v.value if isinstance(v, ast.FormattedValue) else v) for v in node.values]
            return None if None in parts else "".join(parts)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            glue, items = self._text(node.func.value), node.args[0] if node.args else None
            if glue is not None and isinstance(items, (ast.List, ast.Tuple)):
                parts = [self._text(item) for item in items.elts]
                return None if None in parts else glue.join(parts)
        return None

    def _note(self, node, name):
        if plain(name) in self.forbidden:
            self.found.append(Shortcut(plain(name), Line(str(self.file), node.lineno, "")))

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load) and "." in (dotted := self.names.get(node.id, "")):
            self._note(node, dotted.rpartition(".")[2])

    def visit_Attribute(self, node):
        dotted = self._resolve(node)
        if dotted:
            self._note(node, dotted.rpartition(".")[2])
        elif node.attr not in self.members and isinstance(node.ctx, ast.Load) and not self._is_own(node.value):
            self._note(node, node.attr)
        self.generic_visit(node)

    def _is_own(self, node) -> bool:
        """Whether an attribute's owner is the learner's object or module, not an array."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and (node.id in ("self", "cls") or node.id in self.imported)

    def visit_Call(self, node):
        for keyword in node.keywords if self._resolve(node.func) else ():
            if keyword.arg and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
                self._note(node, keyword.arg)
        if ast.unparse(node.func) == "setattr" and len(node.args) > 1 and (text := self._text(node.args[1])):
            self._note(node, text)
        if not isinstance(node.func, (ast.Name, ast.Attribute)) or ast.unparse(node.func) == "getattr":
            dotted = self._resolve(node) or self._resolve(node.func)
            if dotted:
                self._note(node, dotted.rpartition(".")[2])
            elif ast.unparse(node.func) == "getattr" and len(node.args) > 1 and (text := self._text(node.args[1])):
                self._note(node, text)
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if dotted := self._resolve(node):
            self._note(node, dotted.rpartition(".")[2])
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if name := _OPERATORS.get(type(node.op)):
            self._note(node, name)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if name := _OPERATORS.get(type(node.op)):
            self._note(node, name)
        self.generic_visit(node)


def _members(node: ast.ClassDef) -> set[str]:
    """The methods of a class, its fields, and what its methods store on their object."""
    found = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
    found |= {n.target.id for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            found |= {inner.attr} if isinstance(inner.value, ast.Name) and inner.value.id == "self" else set()
    return found
