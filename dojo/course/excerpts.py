"""Pages of a part of a course: what leads to a kata or a page that is not there goes."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Container, Iterable

from dojo.base.files import KataFiles
from dojo.course.course import Course
from dojo.course.endings import KEYS

_CODE = r"^(?:```|~~~).*?^(?:```|~~~)|`[^`]+`"
_LINK = re.compile(rf"({_CODE})|(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)", re.M | re.S)
_ROW = re.compile(r"^\|.*?\]\(([^()\s]+)\).*\n", re.M)
_MILESTONE = re.compile(r"^\*\*Milestone.*?\]\((milestone\w*\.py)\).*?(?:\n\n|\Z)", re.M | re.S)


def page(name: str, held: bytes, there: Iterable[str]) -> bytes:
    """A page without rows and links that lead nowhere; any other file as it is.

    Parameters
    ----------
    name : str
        Its path, from the root of the course.
    held : bytes
        What it holds.
    there : iterable of str
        The paths of all files that there are.
    """
    if not name.endswith(".md"):
        return held
    known = {"/".join(parts[:i]) for parts in (path.split("/") for path in there) for i in range(1, len(parts) + 1)}
    text, folder = held.decode(), posixpath.dirname(name)
    if folder.count("/") == 1:  # of a track
        text = _without(_ROW, text, folder, known)
        text = _without(_MILESTONE, text, folder, known)
    return _LINK.sub(lambda link: _kept(link, folder, known), text).encode()


def _leads_somewhere(target: str, folder: str, known: Container[str]) -> bool:
    path = target.partition("#")[0]
    return not path or ":" in path or posixpath.normpath(posixpath.join(folder, path)) in known


def _without(part: re.Pattern, text: str, folder: str, known: Container[str]) -> str:
    return part.sub(lambda found: found[0] if _leads_somewhere(found[1], folder, known) else "", text)


def _kept(link: re.Match, folder: str, known: Container[str]) -> str:
    """A link, or its words alone."""
    return link[0] if link[1] or _leads_somewhere(link[3], folder, known) else link[2]


def path(held: bytes, course: Course, places: list[KataFiles]) -> bytes:
    """What is said at the end of days and of the path, of those alone that are handed out whole."""
    if len(places) == len(course.places):
        return held
    ends = {"fast_track": course.fast_track, "path": course.path}
    whole = {str(day) for day in course.days if set(course.of_day(day)) <= set(places)}
    whole |= {name for name, part in ends.items() if set(part) <= set(places)}
    tables = tomllib.loads(held.decode()).items()
    kept = {table: {k: said[k] for k in said if table not in KEYS or k in whole} for table, said in tables}
    return "\n".join(_table(name, said) for name, said in kept.items()).encode()


def _table(name: str, said: dict[str, str]) -> str:
    """A table of TOML, whose texts are written as JSON writes them."""
    rows = [f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in said.items()]
    return f"[{name}]\n{''.join(rows)}"
