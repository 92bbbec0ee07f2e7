"""Which statements of an answer stand in a text: what no hint, list, question or verdict may tell."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable

from dojo.course.hints import hints_of
from dojo.course.stubs import shipped
from dojo.engine.base.files import KataFiles
from dojo.engine.explain.mistakes import load_mistakes

LEAST = 30
"""Characters of a statement that says something: shorter ones, such as ``return x / n``, stand in many pages."""


STEPS = 4
"""Calls, operators and indices of what a statement computes: fewer are what any hint must say."""
_STEP = (ast.Call, ast.BinOp, ast.BoolOp, ast.Compare, ast.Subscript, ast.comprehension, ast.IfExp)


def normalised(text: str) -> str:
    """A text without white space, each name in it as ``v``; what follows a dot keeps its name, and so do keywords."""
    return re.sub(r"(?<![\w.])(?!axis|keepdims)[A-Za-z_]\w*(?!\w)", "v", re.sub(r"[\s`]+", " ", text)).replace(" ", "")


def statements(code: str) -> set[str]:
    """The statements of a program that fit on a line and say something, normalised: no imports, no headings."""
    kinds = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)
    nodes = (node for node in ast.walk(ast.parse(code)) if isinstance(node, kinds))
    texts = (ast.unparse(node) for node in nodes if not isinstance(getattr(node, "value", None), ast.Constant))
    return {normalised(text) for text in texts if len(text) >= LEAST}


@functools.cache
def answers(place: KataFiles) -> set[str]:
    """Those of the model solution, of other ways, and of what edits put in."""
    files = [place.reference(place.name), *place.ways.glob("*.py")]
    return set().union(*(statements(file.read_text(encoding="utf-8")) for file in files))


@functools.cache
def is_open(place: KataFiles) -> str:
    """What a learner can read anyway, normalised: the stub, the page, the judge, and hints, which are asked for."""
    pages = [place.judge, *(place.judge.with_name(name) for name in ("README.md", "hints.md"))]
    return normalised(shipped(place) or "") + "".join(normalised(page.read_text(encoding="utf-8")) for page in pages)


def leaked(place: KataFiles, told: Iterable[str], own: str) -> set[str]:
    """The statements of an answer that a text tells, and that neither the open pages nor the learner's file has."""
    text, known = "".join(map(normalised, told)), is_open(place) + normalised(own)
    return {line for line in answers(place) if line in text and _value(line) not in known}


def _value(statement: str) -> str:
    """What is computed, whatever it is called: the name of a library's function may stand on a page."""
    return re.sub(r"^v(\.\w+)*=(?!=)", "", statement)


def words_of(place: KataFiles) -> Iterable[tuple[str, str, str]]:
    """Each mistake's name, what is said of it, and the learner's file with it."""
    mistakes = load_mistakes(place)
    for known in mistakes:
        yield known.name, known.words, mistakes.source(known) or ""


def in_hints(place: KataFiles) -> set[str]:
    """What statements of an answer compute that stands in a hint, letter by letter, and not on the page."""
    hints, page = (_letters("".join(texts)) for texts in ((text for _, text in hints_of(place)), _page(place)))
    files = [place.reference(place.name), *place.ways.glob("*.py")]
    values = {value for file in files for value in _computed(file.read_text(encoding="utf-8"))}
    return {value for value in values if _letters(value) in hints and _letters(value) not in page}


def _page(place: KataFiles) -> tuple[str, str]:
    return shipped(place) or "", place.judge.with_name("README.md").read_text(encoding="utf-8")


def _computed(code: str) -> Iterable[str]:
    """What the statements of a program compute, in so many steps at least."""
    for node in ast.walk(ast.parse(code)):
        value = getattr(node, "value", None) if isinstance(node, ast.stmt) else None
        if value is not None and sum(isinstance(inner, _STEP) for inner in ast.walk(value)) >= STEPS:
            yield ast.get_source_segment(code, value) or ""


def _letters(text: str) -> str:
    return re.sub(r"[\s`]+", "", text)
