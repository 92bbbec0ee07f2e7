"""The paths through a course, as ``katas/path.toml`` has them: ordered lists of katas, some of them in days."""

from __future__ import annotations

import contextlib
import difflib
import functools
import json
import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dojo.engine.base.disk import FOLDER, write_whole

FILE = "katas/path.toml"
_KEYS = {"title": str, "begin": str, "end": str, "after": str, "days": list, "katas": list}
_KEYS_OF_A_DAY = {"katas": list, "end": str}


@dataclass(frozen=True)
class Day:
    """The katas of a day.

    Parameters
    ----------
    katas : tuple of str
        Their names, in their order; none where a class is not handed out any of them.
    end : str
        What one can do then: ``"you can ..."``; may be empty.
    """

    katas: tuple[str, ...]
    end: str = ""


@dataclass(frozen=True)
class LearningPath:
    """An ordered list of katas.

    Parameters
    ----------
    name : str
        As it is typed: ``"foundations"``.
    days : tuple of Day
        Its katas. A path that is a list without days has them all in one.
    is_in_days : bool
        Whether these days are told.
    title : str
        What it leads to, and for whom it is.
    begin, end : str
        What is said where nothing of it is done yet, and where all is: paragraphs.
    after : str
        The path that it rests on; may be empty.
    """

    name: str
    days: tuple[Day, ...]
    is_in_days: bool = False
    title: str = ""
    begin: str = ""
    end: str = ""
    after: str = ""

    @property
    def katas(self) -> list[str]:
        return [name for day in self.days for name in day.katas]

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return self.name.replace("_", " ")

    def of(self, katas: Container[str]) -> LearningPath:
        """Leave what there is where there are only some katas: days keep their numbers, and their ends where whole."""
        days = tuple(
            Day(kept := tuple(name for name in day.katas if name in katas), day.end if kept == day.katas else "")
            for day in self.days
        )
        return replace(self, days=days, end=self.end if all(name in katas for name in self.katas) else "")


@dataclass(frozen=True)
class Paths:
    """The paths that ``katas/path.toml`` holds.

    Parameters
    ----------
    by_name : mapping of str to LearningPath
        In the order of the file.
    default : str
        The path of those who have chosen none; empty where there are no paths.
    renamed : mapping of str to str
        The names that katas once had, and their names since then; empty for a kata that is gone.
    """

    by_name: Mapping[str, LearningPath]
    default: str
    renamed: Mapping[str, str]

    def text(self) -> str:
        """It as TOML."""
        rows = [f"default = {_quoted(self.default)}"] if self.by_name else []
        rows += ["", "[renamed]", *(f"{old} = {_quoted(new)}" for old, new in self.renamed.items())]
        for path in self.by_name.values():
            texts = {key: getattr(path, key) for key in ("title", "after", "begin", "end") if getattr(path, key)}
            rows += ["", f"[paths.{path.name}]", *(f"{key} = {_quoted(text)}" for key, text in texts.items())]
            days = (f"  {{katas = {_quoted(day.katas)}, end = {_quoted(day.end)}}}," for day in path.days)
            rows += ["days = [", *days, "]"] if path.is_in_days else [f"katas = {_quoted(path.katas)}"]
        return "\n".join(rows) + "\n"


def _quoted(value) -> str:
    """Return a text, or a list of texts, as both JSON and TOML have it."""
    return json.dumps(value, ensure_ascii=False)


# ---------------------------------------------------------------------------- reading


@functools.lru_cache(maxsize=8)
def read(text: str) -> Paths:
    """Read the paths in a text; what can't be read is left out, and `problems` says what that is."""
    with contextlib.suppress(tomllib.TOMLDecodeError):
        held = tomllib.loads(text)
        tables, renamed = (_table(held.get(name)) for name in ("paths", "renamed"))
        by_name = {name: _path(name, _table(table)) for name, table in tables.items()}
        default = _text(held, "default")
        default = default if default in by_name else next(iter(by_name), "")
        return Paths(by_name, default, {old: new for old, new in renamed.items() if isinstance(new, str)})
    return Paths({}, "", {})


def _table(value) -> dict:
    return value if isinstance(value, dict) else {}


def _text(table: dict, key: str) -> str:
    return table[key] if isinstance(table.get(key), str) else ""


def _path(name: str, table: dict) -> LearningPath:
    texts = {key: _text(table, key) for key in ("title", "begin", "end", "after")}
    days = tuple(Day(tuple(dict.fromkeys(_katas(row))), _text(row, "end")) for row in _rows(table))
    return LearningPath(name, days, isinstance(table.get("days"), list), **texts)


def _rows(table: dict) -> list[dict]:
    """Return the days of a path; one that is a list without days has them all in one."""
    days = table.get("days")
    return [_table(day) for day in days] if isinstance(days, list) else [{"katas": table.get("katas")}]


def _katas(row: dict) -> list[str]:
    names = row.get("katas")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def problems(text: str, uses: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield what is wrong with the paths in a text, a line each.

    Parameters
    ----------
    text : str
        What ``katas/path.toml`` holds.
    uses : mapping of str to iterable of str
        The names of all katas, and what each imports of the others.
    """
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield f"it can't be read: {error}"
        return
    yield from (f"nobody reads {key}" for key in held if key not in ("default", "renamed", "paths"))
    paths = _table(held.get("paths"))
    if paths and held.get("default") not in paths:
        yield f"default = {held.get('default')!r}: there is no such path; there are {', '.join(paths)}"
    for name, table in paths.items():
        table = _table(table)
        yield from _unread(f"paths.{name}", table, _KEYS)
        for day in table.get("days", []):
            yield from _unread(f"paths.{name}, a day", _table(day), _KEYS_OF_A_DAY)
        if table.get("after", name) not in paths:
            yield f"paths.{name}: after = {table['after']!r}: there is no such path"
        names = [name for row in _rows(table) for name in _katas(row)]
        yield from (f"paths.{name}: {problem}" for problem in _misplaced(names, uses))


def _unread(where: str, table: dict, keys: Mapping[str, type]) -> Iterator[str]:
    for key, value in table.items():
        if key not in keys:
            yield f"{where}: nobody reads {key}"
        elif not isinstance(value, keys[key]):
            yield f"{where}: {key} is no {'text' if keys[key] is str else 'list'}"


def _misplaced(names: list[str], uses: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield a line for each name that no kata has, that comes twice, or before what it builds on."""
    for i, name in enumerate(names):
        if name not in uses:
            near = difflib.get_close_matches(name, uses, n=1)
            yield f"there is no kata {name}{f'; did you mean {near[0]}?' if near else ''}"
        elif name in names[:i]:
            yield f"{name} comes twice"
        else:
            late = [part for part in uses[name] if part in names[i + 1 :]]
            yield from (f"{name} comes before {part}, which it builds on" for part in late)


# ---------------------------------------------------------------------------- choosing


def chosen(root: Path) -> tuple[str, int]:
    """Return the path that was chosen in a course, empty where none was, and the day that one began with."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        name, _, day = (root / FOLDER / "path").read_text(encoding="utf-8").strip().partition(" ")
        return name, int(day) if re.fullmatch("[0-9]{1,4}", day) else 1
    return "", 1


def choose(root: Path, name: str, day: int = 1) -> None:
    """Remember a path, and the day to begin with.

    Raises
    ------
    OSError
        Where it can't be written.
    """
    (root / FOLDER).mkdir(exist_ok=True)
    write_whole(root / FOLDER / "path", f"{name} {day}\n" if day > 1 else f"{name}\n")
