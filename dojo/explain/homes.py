"""Whether a library has the very function that a question asks for: then a message may say what that library gives."""

from __future__ import annotations

import ast
import functools
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from dojo.base.importing import source_of
from dojo.base.questions import Question

_HOMES = {"numpy": "NumPy", "scipy": "SciPy", "torch": "torch"}


def home_of(question: Question, reference) -> str | None:
    """The library whose own function a reference hands a question to; None where it takes more than one step.

    Parameters
    ----------
    question : Question
        What was asked.
    reference : module or None
        The NumPy or the torch version of a kata.
    """
    if reference is None or not isinstance(question.scenario, str):
        return None  # what is done with a solution is no library's function
    found = getattr(reference, question.scenario, None)
    home = _HOMES.get((getattr(found, "__module__", None) or "").partition(".")[0])
    return home or (_home(found) if inspect.isfunction(found) else None)


@functools.cache
def _home(function) -> str | None:
    """The library that a function calls once, with what it was given as it came, and nothing after."""
    nodes = ast.walk(ast.parse(source_of(Path(function.__code__.co_filename))))
    body = next(n.body for n in nodes if isinstance(n, ast.FunctionDef) and n.name == function.__name__)
    steps = [node for node in body if not isinstance(node, ast.If) and not _is_docstring(node)]
    if len(steps) != 1 or not isinstance(steps[0], ast.Return):
        return None
    calls = [node for node in ast.walk(steps[0]) if isinstance(node, (ast.Call, ast.BinOp))]
    if len(calls) != 1 or not isinstance(calls[0], ast.Call):
        return None
    return next((_HOMES[home] for home in _modules(calls[0], function) if home in _HOMES), None)


def _modules(call: ast.Call, function) -> Iterator[str]:
    """The package of the module that a call begins with."""
    root = ast.unparse(call.func).partition(".")[0]
    module = getattr(function.__globals__.get(root), "__name__", "")
    if module in sys.modules:
        yield module.partition(".")[0]


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
