"""The calls of forbidden functions that a watched solution tells as they happen, and which of them are its own.

A call is the solution's where its line makes it, or code that it has made as it runs, wherever that says its file is.
What a library or a judge calls is no finding: its code is known by being what its file holds.
"""

from __future__ import annotations

import functools
import hashlib
import sys
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path

from dojo.base.lines import Home, Line, is_own
from dojo.base.questions import Shortcut

CALL = 0
"""The number of a message that answers no question, and tells a call."""
_KINDS = [str, str, str, int, str, str, int, str]
_MOST, _LONGEST = 10_000, 4096
"""Calls that are kept, and characters of a path."""


@dataclass(frozen=True)
class Call:
    """Somebody calls a forbidden function.

    Parameters
    ----------
    name : str
        Its plain name.
    file, function, first, digest
        The code that calls: the file that it says it is of, its name and its first line there, what it is made of.
    line : Line
        The line of the solution that leads there, or is it.
    """

    name: str
    file: str
    function: str
    first: int
    digest: str
    line: Line


class Calls:
    """Hears what watched solutions tell.

    Parameters
    ----------
    roots : iterable of str
        Folders of the libraries and of the judges.

    Attributes
    ----------
    heard : dict
        Every call, in the order in which they came.
    """

    def __init__(self, roots: Iterable[str]):
        self._roots = [Path(root).resolve() for root in roots]
        self.heard: dict[Call, None] = {}

    def forget(self) -> None:
        """Another solution's turn has come."""
        self.heard.clear()

    def hear(self, told) -> bool:
        """Keep a call; False where it is none, or one of too many: then somebody else has written it."""
        is_call = isinstance(told, list) and list(map(type, told)) == _KINDS and len(self.heard) < _MOST
        if is_call := is_call and max(len(one) for one in told if isinstance(one, str)) < _LONGEST:
            name, file, function, first, digest, *at = told
            self.heard[Call(name, file, function, first, digest, Line(*at))] = None
        return is_call

    def of(self, folder: Path | Home) -> list[Shortcut]:
        """The solution's own calls.

        Parameters
        ----------
        folder : Path or Home
            Where its files are.
        """
        calls = (call for call in self.heard if is_own(call.line.file, folder))
        return [Shortcut(call.name, call.line) for call in calls if not self._is_of_others(call, folder)]

    def _is_of_others(self, call: Call, folder: Path | Home) -> bool:
        """Whether a library, a judge or the dojo calls, underneath the line of the solution."""
        if is_own(call.file, folder) or "\0" in call.file:
            return False
        file = Path(call.file).resolve()
        is_there = file.is_file() and any(root in file.parents for root in self._roots)
        return is_there and (call.function, call.first, call.digest) in _codes_of(call.file)


class _Loader(SourceFileLoader):
    """Takes the bytecode that is kept, and keeps none."""

    def set_data(self, *args, **kwargs) -> None:
        pass


def digest_of(code: types.CodeType) -> str:
    return hashlib.blake2b(code.co_code, digest_size=16).hexdigest()


@functools.lru_cache(256)
def _codes_of(file: str) -> set[tuple[str, int, str]]:
    """All code that a file holds: its name, its first line, what it is made of."""
    try:
        found = list(_below(_Loader("", file).get_code("")))
    except (OSError, SyntaxError, ValueError, ImportError):
        return set()
    found += [code for module in list(sys.modules.values()) if _file_of(module) == file for code in _loaded(module)]
    return {(code.co_name, code.co_firstlineno, digest_of(code)) for code in found}


def _file_of(module) -> str | None:
    return getattr(module, "__file__", None) if isinstance(module, types.ModuleType) else None


def _loaded(module) -> Iterator[types.CodeType]:
    """The code of a module as it was loaded: pytest rewrites the assertions of a judge."""
    for value in list(vars(module).values()):
        for one in (value, *(vars(value).values() if isinstance(value, type) else ())):
            if isinstance(code := getattr(one, "__code__", None), types.CodeType):
                yield from _below(code)


def _below(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _below(inner)
