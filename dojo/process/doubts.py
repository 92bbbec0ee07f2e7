"""What no reader of a solution can decide, and a teacher should look at: code that is made as it runs, or that leaves
Python.

It is a note with a line, and no verdict. What right solutions of ours do is none.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dojo.base.lines import Line
from dojo.base.mine import LIBRARY
from dojo.process.reading import LIBRARIES, Text, is_of_python, read

_LEAVES = {
    *("ctypes", "_ctypes", "subprocess", "_posixsubprocess", "multiprocessing", "pty", "socket", "mmap", "signal"),
    *("gc", "inspect", "traceback", "dis", "types", "code", "codeop", "runpy", "importlib", "imp", "zipimport"),
    *("pickle", "_pickle", "marshal", "shelve", "builtins", "bdb", "pdb", "trace", "faulthandler", "dojo"),
}
"""Modules by which code is made, found or changed that no text shows."""
_PARTS = {
    *("os.system", "os.popen", "os.fork", "os.forkpty", "os.dup", "os.dup2", "os.close", "os.closerange", "os.write"),
    *("os.pipe", "os.kill", "os.memfd_create", "os.sendfile", "sys._getframe", "sys._current_frames", "sys.settrace"),
    *("sys.setprofile", "sys.gettrace", "sys.getprofile", "sys.modules", "sys.meta_path", "sys.path_hooks"),
    *("sys.monitoring", "sys.addaudithook", "sys.exc_info", "sys.last_traceback", "threading.settrace"),
    *("threading.setprofile", "numpy.ctypeslib", "numpy.f2py", "torch.ops", "torch.library", "torch.classes"),
    *("torch.jit", "torch.fx", "torch.compile", "torch.load", "torch.overrides", "torch.utils.cpp_extension"),
    *("torch.utils._python_dispatch", "pandas.eval", "operator.methodcaller", "asyncio.create_subprocess_exec"),
    *("asyncio.create_subprocess_shell", "types.FunctionType", "types.CodeType"),
}
_FAMILIES = ("os.exec", "os.spawn", "os.posix_spawn")
_INSIDE = {
    *("f_back", "f_locals", "f_globals", "f_builtins", "f_code", "gi_frame", "cr_frame", "ag_frame", "tb_frame"),
    *("tb_next", "gi_code", "cr_code", "co_consts", "co_code", "cell_contents", "ctypes", "_implementation"),
    *("__code__", "__closure__", "__globals__", "__builtins__", "__self__", "__func__", "__wrapped__", "__traceback__"),
    *("__subclasses__", "__getattribute__", "__loader__", "__spec__", "__array_interface__", "__array_struct__"),
}
"""Attributes that lead into what runs, or round what is watched."""
_RUN = {"exec", "eval", "compile"}
_HANDED_ON = {*_RUN, "__import__", "globals", "locals", "vars", "getattr", "__builtins__", "__loader__", "__spec__"}
"""Names that lead anywhere, where they are given on and not called."""


@dataclass(frozen=True)
class Doubt:
    """What is to be looked at, and where."""

    line: Line
    what: str

    @property
    def told(self) -> str:
        """``softmax.py:3: runs code that it makes``."""
        return f"{Path(self.line.file).name}:{self.line.number}: {self.what}"


def doubts(file: Path, usual: Collection[str] = (), parts: Mapping[str, Path] | None = None) -> list[Doubt]:
    """What is to be looked at in a solution, and in the helpers and the parts that it imports.

    Parameters
    ----------
    file : Path
        The solution.
    usual : collection of str
        The modules that its kata is solved with.
    parts : mapping of str to Path, optional
        What it may import from ``mine``.
    """
    try:
        texts, unread = read(file, parts)
    except (SyntaxError, ValueError):
        return []  # it does not load, which is told
    found = [doubt for text in texts for doubt in _Reader(text, set(usual)).found()]
    return [*found, *(Doubt(one.line, one.why) for one in unread)]


def modules_of(file: Path) -> set[str]:
    """The modules that a file and its helpers import."""
    try:
        return {root for text in read(file)[0] for root in text.roots}
    except (SyntaxError, ValueError):
        return set()


class _Reader:
    """Looks for doubts in a text."""

    def __init__(self, text: Text, usual: set[str]):
        self._text, self._usual = text, usual | {"numpy", "torch", "array_api_compat", LIBRARY}
        self._found: list[Doubt] = []
        self._called = {id(node.func) for node in text.nodes if isinstance(node, ast.Call)}
        self._own = {id(name) for node in text.nodes if isinstance(node, ast.ClassDef) for name in _selves(node)}
        self._inner = {id(node.value) for node in text.nodes if isinstance(node, ast.Attribute)}
        self._looked_up = {id(node.value) for node in text.nodes if isinstance(node, ast.Subscript)}

    def found(self) -> list[Doubt]:
        """All of them, by their lines, each once."""
        for module, number in self._text.imports.items():
            self._module(module, number)
        for node in self._text.nodes:
            if (look := _LOOKS.get(type(node))) is not None:
                look(self, node)
        return sorted(dict.fromkeys(self._found), key=lambda doubt: doubt.line.number)

    def _note(self, node_or_number, what: str) -> None:
        number = node_or_number if isinstance(node_or_number, int) else self._text.line(node_or_number)
        self._found.append(Doubt(Line(str(self._text.file), number, ""), what))

    def _module(self, module: str, number: int) -> None:
        root = module.partition(".")[0]
        if root in self._usual:
            self._path(number, module)
        elif root in _LEAVES or not (is_of_python(module) or self._is_beside(root)):
            self._note(number, f"imports {module}")

    def _is_beside(self, root: str) -> bool:
        return (self._text.file.parent / f"{root}.py").is_file()

    def _path(self, node_or_number, dotted: str) -> None:
        """A path that leads where none of ours leads."""
        parts = dotted.split(".")
        heads = {".".join(parts[: n + 1]) for n in range(1, min(len(parts), 4))}
        private = parts[0] in LIBRARIES and any(p[0] == "_" and p[:2] != "__" for p in parts[1:] if p)
        if private or heads & _PARTS or dotted.startswith(_FAMILIES) or parts[-1] == "__getattr__":
            self._note(node_or_number, f"uses {dotted}")

    def _name(self, node) -> None:
        if not isinstance(node.ctx, ast.Load) or id(node) in self._inner:
            return  # the longest path is told
        if "." in (dotted := self._text.dotted(node)):
            self._path(node, dotted)
        elif node.id in _HANDED_ON and id(node) not in self._called and node.id not in self._text.names:
            self._note(node, f"hands {node.id} on")

    def _attribute(self, node) -> None:
        if (dotted := self._text.dotted(node)) and id(node) not in self._inner:
            self._path(node, dotted)
        is_listed = node.attr == "__dict__" and id(node.value) not in self._own and not self._is_looked_up(node)
        if node.attr in _INSIDE or is_listed:
            self._note(node, f"reads {node.attr}")

    def _subscript(self, node) -> None:
        if self._is_namespace(node.value) and self._text.text(node.slice) is None:
            self._note(node, "looks up a name that it makes")
        if dotted := self._text.dotted(node):
            self._path(node, dotted)

    def _is_namespace(self, node) -> bool:
        """Whether an expression is the names of a module, as a dictionary."""
        if isinstance(node, ast.Call):
            return self._text.called(node) in ("globals", "locals", "vars")
        return isinstance(node, ast.Attribute) and node.attr == "__dict__"

    def _call(self, node) -> None:
        called, text = self._text.called(node), self._text
        last, args = called.rpartition(".")[2], node.args
        if text.runs(node) and (not args or text.text(args[0]) is None):
            self._note(node, f"runs what it makes ({last})")
        elif last == "eval" and args and not text.runs(node):
            self._note(node, "hands a text to eval")
        elif called == "getattr" and len(args) > 1:
            self._getattr(node)
        elif called in ("vars", "dir") and args and self._of_a_library(args[0]) and not self._is_looked_up(node):
            self._note(node, f"lists the names of {text.dotted(args[0])}")
        elif last in ("attrgetter", "methodcaller") and args and text.text(args[0]) is None:
            self._note(node, "looks up a name that it makes")
        elif last in ("__import__", "import_module"):
            self._loads(node)
        elif any(keyword.arg == "allow_pickle" for keyword in node.keywords):
            self._note(node, "loads pickled objects")

    def _getattr(self, node) -> None:
        if (told := self._text.text(node.args[1])) is None:
            self._note(node, "looks up a name that it makes")
        elif told in {*_INSIDE, "__dict__"}:
            self._note(node, f"reads {told}")
        if dotted := self._text.dotted(node):
            self._path(node, dotted)

    def _loads(self, node) -> None:
        if (module := self._text.loaded(node)) is None:
            self._note(node, "imports a module whose name it makes")
        else:
            self._module(module, self._text.line(node))

    def _of_a_library(self, node) -> bool:
        return self._text.dotted(node).partition(".")[0] in LIBRARIES

    def _is_looked_up(self, node) -> bool:
        """Whether it is only asked for a name: told as that."""
        return id(node) in self._looked_up


_LOOKS = {
    ast.Name: _Reader._name,
    ast.Attribute: _Reader._attribute,
    ast.Call: _Reader._call,
    ast.Subscript: _Reader._subscript,
}


def _selves(kind: ast.ClassDef) -> Iterator[ast.Name]:
    """Where the methods of a class name their object."""
    for method in kind.body:
        if isinstance(method, ast.FunctionDef) and method.args.args:
            names = (node for node in ast.walk(method) if isinstance(node, ast.Name))
            yield from (name for name in names if name.id == method.args.args[0].arg)
