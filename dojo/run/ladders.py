"""The last test of a judge's edges, which no author writes: also where nobody looked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from dojo.course.stubs import stub_of
from dojo.engine.base.files import KataFiles
from dojo.engine.base.marks import kata_mark
from dojo.engine.judge.ladder import Ladder
from dojo.run.stages import TESTS

WORDS = "also_where_nobody_looked"
NAME, OF_SLOPES = f"test_{WORDS}", f"test_gradients_{WORDS}"
_SLOPED = re.compile(r'check_gradient\(\s*"(\w+)"')


class Judge(pytest.Module):
    """A judge, with one test more where its mark says what the arguments may be."""

    def collect(self):
        module, mark = self.obj, kata_mark(self)
        if words := mark.get("ladder"):
            sloped = frozenset(_SLOPED.findall(self.path.read_text(encoding="utf-8")))
            shapes = shapes_of(stub_of(KataFiles.of_judge(self.path)))
            ladder = Ladder(words, shapes, mark.get("batch", ""), mark.get("long", ""), sloped)
            setattr(module, NAME, looking(ladder))
            if sloped:
                setattr(module, OF_SLOPES, looking(ladder, "gradient", stage="torch", targets="torch"))
        self.stash[TESTS] = list(super().collect())
        return self.stash[TESTS]


def judge_of(path, parent) -> Judge | None:
    """Return what collects a judge; None for a module of other tests."""
    is_judge = path.match("katas/*/*/test_*.py") and path == KataFiles.of_judge(path).judge
    return Judge.from_parent(parent, path=path) if is_judge else None


def looking(ladder: Ladder, kind: str = "result", stage: str = "edges", **mark):
    """Make a test of a ladder: the questions that it asks are no pinned ones."""

    @pytest.mark.kata(stage=stage, pinned=False, **mark)
    def test(kata):
        kata._look_elsewhere(ladder, kind)

    return test


def shapes_of(stub: str) -> dict[str, dict[str, str]]:
    """Read the axes of each function's arrays from the hints of a stub."""
    functions = (node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef))
    return {function.name: dict(_hints(function)) for function in functions}


def _hints(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        nodes = ast.walk(argument.annotation) if argument.annotation else ()
        axes = [held for node in nodes if (held := _axes(node)) is not None]
        if len(axes) == 1:
            yield argument.arg, axes[0]


def _axes(node: ast.AST) -> str | None:
    """Return the axes of a hint of the kind ``Float[Array, "rows cols"]``; None for any other."""
    held = node.slice if isinstance(node, ast.Subscript) else None
    axes = held.elts[1] if isinstance(held, ast.Tuple) and len(held.elts) == 2 else None
    return axes.value if isinstance(axes, ast.Constant) and isinstance(axes.value, str) else None
