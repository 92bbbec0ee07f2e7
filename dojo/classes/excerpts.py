"""Pages of a part of a course: what leads to a kata or a page that is not there goes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable
from dataclasses import replace

from dojo.course.course import Course
from dojo.course.paths import Paths
from dojo.engine.base.files import KataFiles

_CODE = r"^(?:```|~~~).*?^(?:```|~~~)|`[^`]+`"
_LINK = re.compile(rf"({_CODE})|(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)", re.M | re.S)
_ROW = re.compile(r"^\|.*?\]\(([^()\s]+)\).*\n", re.M)
_MILESTONE = re.compile(r"^\*\*Milestone.*?\]\((milestone\w*\.py)\).*?(?:\n\n|\Z)", re.M | re.S)


def page(name: str, held: bytes, there: Iterable[str]) -> bytes:
    """Cut rows and links that lead nowhere from a page; any other file stays as it is.

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
    paths = {"/".join(parts[:i]) for parts in (path.split("/") for path in there) for i in range(1, len(parts) + 1)}
    text, folder = held.decode(), posixpath.dirname(name)
    if folder.count("/") == 1:  # of a track
        for part in (_ROW, _MILESTONE):
            text = part.sub(lambda match: match[0] if _leads_somewhere(match[1], folder, paths) else "", text)
    return _LINK.sub(lambda link: _kept(link, folder, paths), text).encode()


def _leads_somewhere(target: str, folder: str, paths: Container[str]) -> bool:
    path = target.partition("#")[0]
    return not path or ":" in path or posixpath.normpath(posixpath.join(folder, path)) in paths


def _kept(link: re.Match, folder: str, paths: Container[str]) -> str:
    """Keep a link, or its words alone."""
    return link[0] if link[1] or _leads_somewhere(link[3], folder, paths) else link[2]


def path(course: Course, places: list[KataFiles]) -> bytes:
    """Write the paths of what is handed out; one of which nothing is left goes."""
    names = {place.name for place in places}
    left = {name: path.of(names) for name, path in course.paths.items() if names & {*path.katas}}
    left = {name: replace(path, after=path.after if path.after in left else "") for name, path in left.items()}
    default = course.path_file.default if course.path_file.default in left else next(iter(left), "")
    return Paths(left, default, course.path_file.renamed).text().encode()
