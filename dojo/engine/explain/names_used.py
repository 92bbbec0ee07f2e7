"""Find the functions and classes of a solution that a question uses, as far as its text tells."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from dojo.engine.base.importing import source_of
from dojo.engine.base.nested import leaves
from dojo.engine.base.questions import Question


def public_names(module: ModuleType) -> set[str]:
    """The functions and classes that a module defines."""
    public = {name: value for name, value in vars(module).items() if name[0] != "_" and callable(value)}
    return {name for name, value in public.items() if getattr(value, "__module__", None) == module.__name__}


def used_by(question: Question, names: set[str]) -> set[str]:
    """Those of some names that a question uses: it is one, or its scenario or its arguments name it.

    All of them where none is found: then nothing is known of the question.
    """
    if isinstance(question.scenario, str):
        words = {question.scenario}
    else:
        texts = [leaf for leaf in leaves((question.args, question.kwargs)) if isinstance(leaf, str)]
        words = {word for text in texts for word in re.findall(r"\w+", text)} | set(_named_in(question.scenario, set()))
    return words & names or names


@functools.cache
def _names_in(file: Path) -> dict[str, set[str]]:
    """Find, for each name that a file defines, the names in the text of its definition."""
    inside: dict[str, set[str]] = {}
    for node in ast.parse(source_of(file)).body:
        names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
        assigned = {name.id for name in names if isinstance(name.ctx, ast.Store)}
        for defined in {node.name} if hasattr(node, "name") else assigned:
            inside[defined] = inside.get(defined, set()) | {name.id for name in names}
    return inside


def led_to(names: set[str], file: Path) -> set[str]:
    """Some names that a file defines, and those that their definitions lead to."""
    inside, reached, left = _names_in(file), set[str](), set(names)
    while left:
        reached |= left
        left = set[str]().union(*(inside.get(name, ()) for name in left)) & set(inside) - reached
    return reached


def switches(question: Question) -> dict[str, bool | str]:
    """The truth values and texts among the options of a question: each may take another branch of the code."""
    options = [question.kwargs, *(part for part in question.args if isinstance(part, dict))]
    pairs = [(name, value) for given in options for name, value in given.items()]
    return {
        name: value for name, value in dict(pairs).items() if isinstance(name, str) and isinstance(value, (bool, str))
    }


def _named_in(scenario, seen: set) -> Iterator[str]:
    """The names and the strings in the code of a function, and in that of the helpers that it calls."""
    if not isinstance(scenario, FunctionType) or (code := scenario.__code__) in seen:
        return
    seen.add(code)
    cells = [cell.cell_contents for cell in scenario.__closure__ or () if cell is not None]
    for part in _with_inner(code):
        yield from part.co_names
        yield from (constant for constant in part.co_consts if isinstance(constant, str))
        for helper in [*map(scenario.__globals__.get, part.co_names), *cells]:
            yield from _named_in(helper, seen)


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_inner(constant)
