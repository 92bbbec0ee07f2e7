"""The mark of a judge, read for what it says of its kata without importing the judge."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dojo.engine.base.files import KataFiles

_MARK = re.compile(rb"^pytestmark.*?(?=^[^\s)\]}]|\Z)", re.MULTILINE | re.DOTALL)
"""The statement that marks a judge: it ends before the next line that begins at the margin."""


@dataclass(frozen=True)
class Facts:
    """All that the mark of a judge's module says of its kata."""

    minutes: int | None = None
    targets: str | tuple | None = None
    uses: tuple[str, ...] = ()
    author: str = ""
    ladder: dict[str, str] | None = None


def facts(place: KataFiles) -> Facts:
    """Read from the text of the judge: importing all of them would take seconds."""
    if not place.judge.is_file():
        return Facts()
    return _facts(place.judge, place.judge.stat().st_mtime_ns)


@functools.cache
def _facts(judge: Path, _: int) -> Facts:
    mark = _MARK.search(judge.read_bytes())
    try:
        tree = ast.parse(mark[0] if mark is not None else "")
    except (SyntaxError, ValueError):
        return Facts()  # pytest tells the author
    said: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in Facts.__dataclass_fields__:
            try:
                value = ast.literal_eval(node.value)
            except ValueError:
                continue  # worked out as it is imported: not known from the outside
            said.setdefault(node.arg, tuple(value) if isinstance(value, list) else value)
    return Facts(**said)
