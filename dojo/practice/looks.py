"""Tell whether a planted line is given away by its form, to a reader who asks nothing of what it computes.

Such a reader looks at long lines first, at what does nothing, and at names that nobody reads. How ordinary the words of
a line are is asked elsewhere: `dojo.practice.ordinary`.
"""

from __future__ import annotations

import ast
import difflib
import re

LINES, LETTERS = 3, 100
"""The lines that a mistake may change, and the letters of one."""
LONGEST = 0.85
"""The part of a file's lines that is left when the longest are taken away: the first in which a bug is looked for."""
_FEW = 12
"""In a file of so few lines none is the first: all are read."""
_VALUE = r"(-?[\d.]+|None|True|False)"
_SETTLED = rf"(el)?if (not .* (==|!=|[<>]=?) .*|{_VALUE}( [<>=]+ {_VALUE})?):|.* if {_VALUE}.*"
_IDLE = re.compile(rf"pass|\w+ = \w+|[a-z]\S* = {_VALUE}|\w+\(.*\)|{_SETTLED}")
"""A line that does nothing, gives a name to what has one, asks what is settled, or turns a comparison round."""
_RAISED = re.compile(r"^ *raise (\w+)", re.M)


def looks_right(model: str, text: str) -> bool:
    """Tell whether the form of a text does not give away where it is not the model solution."""
    if not _is_in_short_lines(model, text) or unused(ast.parse(text)) - unused(ast.parse(model)):
        return False
    if set(_RAISED.findall(text)) - set(_RAISED.findall(model)):
        return False
    return not any(_IDLE.fullmatch(line.strip()) for _, lines in changes(model, text) for line in lines)


def changes(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    """The places in which two texts differ, each with the lines of both."""
    one, other = ([line for line in text.split("\n") if line.strip()] for text in (before, after))
    bare = [[line.strip() for line in lines] for lines in (one, other)]
    blocks = difflib.SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_opcodes()
    return [(one[a:b], other[c:d]) for kind, a, b, c, d in blocks if kind != "equal"]


def changed_lines(before: str, after: str) -> int:
    """Count the lines of a text that a change takes."""
    return sum(max(map(len, change)) for change in changes(before, after))


def takes_away(model: str, text: str) -> bool:
    """Tell whether a text is the model solution without something."""
    rest = iter(re.findall(r"\w+|\S", model))
    return all(token in rest for token in re.findall(r"\w+|\S", text))


def rank(value: float, values: list) -> float:
    """The part of the other values that come before one of them; of those that are equal, half do."""
    return (sum(v < value for v in values) + (values.count(value) - 1) / 2) / max(len(values) - 1, 1)


def _is_in_short_lines(model: str, text: str) -> bool:
    """Tell whether a text differs in few lines, of which some were there before, and none is among the longest."""
    changed = changes(model, text)
    if not 0 < changed_lines(model, text) <= LINES or not any(was for was, _ in changed):
        return False
    lengths = [len(line.strip()) for line in text.split("\n") if line.strip()]
    is_short = len(lengths) <= _FEW
    added = [line for _, lines in changed for line in lines]
    return all(len(line) <= LETTERS and (is_short or rank(len(line.strip()), lengths) <= LONGEST) for line in added)


def unused(tree: ast.AST) -> set[tuple[str, str]]:
    """What is set and not read: a function's names; and of the file imports, attributes and private functions."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    of_functions = {(f.name, name) for f in functions for name in names(f, ast.Store) - names(f, ast.Load)}
    private = {f.name for f in functions if f.name.startswith("_")}
    imported = {(n.asname or n.name).partition(".")[0] for n in ast.walk(tree) if isinstance(n, ast.alias)}
    left = (names(tree, ast.Store) | private | imported) - names(tree, ast.Load) - attributes(tree, ast.Load)
    return of_functions | {("", name) for name in left | (attributes(tree, ast.Store) - attributes(tree, ast.Load))}


def names(tree: ast.AST, context: type) -> set[str]:
    """The names that are set, parameters among them, or read."""
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)}
    return named | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg) and context is ast.Store}


def attributes(tree: ast.AST, context: type) -> set[str]:
    """The attributes that are set or read."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, context)}
