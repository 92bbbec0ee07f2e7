"""Telling what is still a stub from what somebody has written, by its syntax alone."""

from __future__ import annotations

import ast
from pathlib import Path

from dojo.engine.base.lines import Home, lines_of, raised_by_solution

Function = ast.FunctionDef | ast.AsyncFunctionDef


def raised_by_stub(error: BaseException, home: Path | Home) -> bool:
    """Tell whether an error says that a function of a solution is still to be written.

    A NotImplementedError with a message, or beside other code, is an exception like any other: a right solution may
    refuse an argument with it.
    """
    if not isinstance(error, NotImplementedError) or error.args or not raised_by_solution(error, home):
        return False
    line = lines_of(error, home)[-1]
    around = (f for f in functions_of(tree_of(Path(line.file))) if f.lineno <= line.number <= (f.end_lineno or 0))
    return any(map(is_unwritten, around))


def tree_of(file: Path) -> ast.Module:
    """Return what a file holds; nothing where it can't be read."""
    try:
        return parsed(file.read_bytes())
    except OSError:
        return ast.parse("")


def parsed(held: bytes) -> ast.Module:
    """Return the tree of a text; nothing where it is no Python."""
    try:
        return ast.parse(held)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse("")


def functions_of(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def is_unwritten(function: Function) -> bool:
    """Tell whether it is a docstring, the lines that look at an input, and ``raise NotImplementedError``."""
    *before, last = function.body
    raised = last.exc if isinstance(last, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) and not raised.args else raised
    if not isinstance(raised, ast.Name) or raised.id != "NotImplementedError":
        return False
    return all(map(_is_given, before))


def _is_given(node: ast.stmt) -> bool:
    """Tell whether it is a docstring, or looks at an input: asks it for its library, or makes a list of it."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id=name)) | ast.IfExp(body=ast.Call(func=ast.Name(id=name)))):
            return name in ("array_namespace", "list")  # in an IfExp where there may be no array to ask
    return False
