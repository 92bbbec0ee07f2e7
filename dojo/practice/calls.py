"""A learner's call, asked of the file with the bug, of the model solution and of other mistakes, each in a process of
its own: ``breaks`` is the learner's code, and this process never runs it.
"""

from __future__ import annotations

import ast
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles
from dojo.engine.base.marks import expand
from dojo.engine.base.mine import our_parts_of
from dojo.engine.base.nested import NotAResult, arrays_of, leaves
from dojo.engine.base.questions import Answer, Ended, Question
from dojo.engine.base.targets import ARRAY_TARGETS, TARGETS, Target
from dojo.engine.process.running import bind
from dojo.engine.process.spawning import Processes
from dojo.engine.truth.compare import difference, largest_magnitude

_TRACED = 200
"""Values of lines that are told."""
SECONDS, OURS = 10.0, 20.0
"""CPU time that a learner's call may take, and one of a judge's questions: the first on torch loads its optimizers."""


def target_of(place: KataFiles) -> Target:
    """The target of a kata's files in a hunt: NumPy, where its judge has that."""
    return TARGETS[expand(facts(place).targets or ARRAY_TARGETS)[0]]


@dataclass(frozen=True)
class Seen:
    """The outcome of a call.

    Parameters
    ----------
    answer : Answer or Ended
        All that came back.
    value
        What the call gave; None where it raised.
    size : int
        The numbers and characters that went in.
    """

    answer: Answer | Ended
    value: Any = None
    size: int = 0

    @property
    def raised(self):
        return getattr(self.answer, "raised", None)

    def is_as(self, other: Seen) -> bool:
        """Tell whether two calls came to the same, up to rounding."""
        if isinstance(self.answer, Ended) or isinstance(other.answer, Ended):
            return isinstance(self.answer, Ended) and isinstance(other.answer, Ended)
        if self.raised is not None or other.raised is not None:
            return bool(self.raised and other.raised and self.raised.kinds[0] == other.raised.kinds[0])
        scales = [largest_magnitude(other.value)]
        return difference(self.value, other.value, other.value, scales=scales, size=max(self.size, 1)) is None


class Caller:
    """Asks texts of a kata's solution.

    Parameters
    ----------
    place : KataFiles
        The kata.
    source : optional
        Where processes come from, as `dojo.engine.process.spawning.Processes` has it: a box, in a class.
    within : Path, optional
        The folder in which the texts are written: one that the box can read.
    """

    def __init__(self, place: KataFiles, source=None, within: Path | None = None):
        self.place, self.target = place, target_of(place)
        self._processes = Processes(with_torch=self.target.on_torch, source=source)
        self._folder = tempfile.TemporaryDirectory(prefix="hunt-", dir=within, ignore_cleanup_errors=True)
        Path(self._folder.name).chmod(0o755)
        self._count, self._parts = 0, our_parts_of(place)
        if within is not None:  # where our own can't be read
            self._parts = {name: self._written(file.read_bytes(), name) for name, file in self._parts.items()}

    def close(self) -> None:
        """Remove the files that it has made."""
        self._processes.close()
        self._folder.cleanup()

    def call(self, text: str, breaks: str, function: str) -> Seen:
        """Call ``breaks`` with the code of a text.

        Parameters
        ----------
        text, breaks : str
            The code, and the learner's function with what it imports.
        function : str
            What it is handed; empty for the whole module.
        """
        with self.asking(f"{text}\n\n{breaks}", SECONDS) as ask:
            answer = ask(Question(calling, (function,), {}, self.target))
        value = getattr(answer, "value", None)
        return Seen(answer, value[:2], value[2]) if isinstance(value, list) else Seen(answer)

    def traced(self, text: str, question: Question) -> list:
        """The values that the lines of a text give to names, in the order in which they run: line, name and value."""
        with self.asking(text) as ask:
            asked = replace(question, scenario=tracing, args=(question.scenario, *question.args), kind="result")
            return getattr(ask(asked), "value", None) or []

    @contextlib.contextmanager
    def asking(self, text: str, seconds: float | None = None) -> Iterator[Callable[[Question], Answer | Ended]]:
        """Inside, what is given asks a text, whose process ends with the first question that ends it."""
        with self.asking_file(self._written(text.encode("utf-8", "surrogatepass"), self.place.name), seconds) as ask:
            yield ask

    @contextlib.contextmanager
    def asking_file(self, file: Path, seconds: float | None = None) -> Iterator[Callable[[Question], Answer | Ended]]:
        """Inside, what is given asks a file, as `asking` asks a text."""
        on_torch = self.target.on_torch
        process = self._processes.process(
            file, seconds=seconds or OURS, memory=4.0, on_torch=on_torch, parts=self._parts
        )
        with contextlib.closing(process):
            yield lambda question: process.answer(question, 1)

    def _written(self, text: bytes, name: str) -> Path:
        """Write the file of a solution, in a folder of its own."""
        self._count += 1
        file = Path(self._folder.name, str(self._count), f"{name}.py")
        file.parent.mkdir()
        file.write_bytes(text)
        return file


def calling(solution, function):
    """Run ``breaks``: what it gives, which inputs it has changed, and how large they are."""
    watch = _Watch()
    subject = watch.over(getattr(solution, function)) if function else _Module(solution, watch)
    value = solution.breaks(subject)
    return [value, watch.changed(), watch.size]


def tracing(solution, scenario, *args, **kwargs):
    """Run a scenario: each line of the solution that gave a name a value, with both, in the order of the run."""
    trace = _Trace(solution)
    sys.settrace(trace.entered)
    try:
        bind(scenario, solution)(*args, **kwargs)
    except Exception:  # of the solution: any
        pass
    finally:
        sys.settrace(None)
    return trace.seen[:_TRACED]


class _Trace:
    """The values that the lines of a solution's file give to names."""

    def __init__(self, solution):
        self._file, self.seen = solution.__file__, []
        tree = ast.parse(Path(self._file).read_text(encoding="utf-8"))
        self._names = {node.lineno: _assigned(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)}

    def entered(self, frame, event, arg):
        return self._follow(frame.f_lineno) if frame.f_code.co_filename == self._file else None

    def _follow(self, before):
        def follow(frame, event, arg):
            nonlocal before
            if event in ("line", "return"):
                held = frame.f_locals
                names = (name for name in self._names.get(before, ()) if name in held)
                self.seen += [[before, name, _copied(held[name])] for name in names]
                before = frame.f_lineno
            if event == "return" and arg is not None:
                self.seen.append([before, "return", _copied(arg)])
            return follow

        return follow


def _assigned(node: ast.stmt) -> list[str]:
    """The names that a statement gives values to."""
    targets = [n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.stmt)]
    named = (n for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
    return [n.id for n in named if isinstance(n.ctx, ast.Store)]


def _copied(value):
    """A value as it is now: a later line may write into it."""
    return getattr(type(value), "clone", getattr(type(value), "copy", lambda held: held))(value)


class _Module:
    """A module whose functions are watched."""

    def __init__(self, module, watch):
        self._module, self._watch = module, watch

    def __getattr__(self, name):
        value = getattr(self._module, name)
        return self._watch.over(value) if callable(value) and not isinstance(value, type) else value


class _Watch:
    """The inputs that functions were called with."""

    def __init__(self):
        self._inputs, self._before, self.size = [], [], 0

    def over(self, function):
        def watched(*args, **kwargs):
            inputs = (args, kwargs)
            self.size += entries(inputs)
            self._inputs.append(inputs)
            self._before.append([np.array(array) for array in arrays_of(inputs)])
            return function(*args, **kwargs)

        return watched

    def changed(self):
        """Tell for each call whether it has changed one of its arrays."""
        after = [arrays_of(inputs) for inputs in self._inputs]
        return [
            any(not np.array_equal(a, b, equal_nan=a.dtype.kind in "fc") for a, b in zip(was, now, strict=True))
            for was, now in zip(self._before, after, strict=True)
        ]


def entries(tree) -> int:
    """Count the numbers and characters in inputs."""
    return sum(map(_length, leaves(tree)))


def _length(leaf) -> int:
    if isinstance(leaf, (str, bytes)):
        return len(leaf)
    if isinstance(leaf, (set, frozenset)):
        return sum(map(entries, leaf))
    if hasattr(leaf, "numel"):
        return leaf.numel()
    return leaf.size if isinstance(leaf, np.ndarray) else int(isinstance(leaf, (int, float, complex)))


# ---------------------------------------------------------------------------- the file of a hunt


def split(text: str) -> tuple[str, str]:
    """The code of a hunt's file, and its ``breaks`` with all that the file imports; empty where there is none.

    Raises
    ------
    SyntaxError
        Where it can't be read.
    """
    lines, tree = text.split("\n"), ast.parse(text)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "breaks"]
    if not functions:
        return text, ""
    start, end = functions[-1].lineno - 1, functions[-1].end_lineno
    imports = [ast.unparse(node) for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    code = "\n".join(lines[:start] + lines[end:])
    return code, "\n".join([*(line for line in imports if "__future__" not in line), *lines[start:end], ""])


def is_unwritten(seen: Seen) -> bool:
    """Tell whether ``breaks`` still returns the dots that stand in for a call."""
    return isinstance(seen.value, list) and isinstance(seen.value[0], NotAResult) and "ellipsis" in str(seen.value[0])
