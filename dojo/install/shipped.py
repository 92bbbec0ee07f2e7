"""The files that a course ships, listed in its ``katas/shipped.json`` with a digest for each.

By it an update tells what a learner has changed. A clone lists its katas, a learner's folder what ``dojo init`` has put
there. ``python -m dojo.authors.tables`` writes the list of a course that is handed on.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from dojo.course.reset import KEPT
from dojo.engine.base.files import SHIPPED_FILES, find_katas, version, with_plain_ends

_DIGITS = 16
"""The length of a digest: enough to tell versions of a file apart, and a list of 2,000 files stays small."""


def in_katas(root: Path) -> list[str]:
    """Return the paths of the files in ``katas/``, without what Python keeps there."""
    files = sorted(path for path in (root / "katas").rglob("*") if path.is_file())
    return [file.relative_to(root).as_posix() for file in files if "__pycache__" not in file.parts]


def katas_of(root: Path) -> dict[str, bytes]:
    """Return the files in ``katas/`` for learners, by their paths: no caches, no sources of drawings."""
    return {name: (root / name).read_bytes() for name in in_katas(root) if is_for_learners(name)}


def is_for_learners(name: str) -> bool:
    """Tell whether a file of a course is one that a learner's folder has."""
    *folders, last = name.split("/")
    is_cache = "__pycache__" in folders or KEPT.search(last)
    return folders[:1] == ["katas"] and name != SHIPPED_FILES and not is_cache and not last.startswith("drawings")


def manifest(files: dict[str, bytes], of: str = "") -> str:
    """Return the list of some files: the version that ships them, and a digest of each."""
    digests = {name: shipped_digest(held) for name, held in sorted(files.items()) if name != SHIPPED_FILES}
    return json.dumps({"version": of or version(), "files": digests}, indent=1) + "\n"


def shipped_digest(held: bytes) -> str:
    """Return the digest of a file, whatever line ends git or an editor has given it."""
    return sha256(with_plain_ends(held)).hexdigest()[:_DIGITS]


def read_manifest(root: Path) -> dict[str, str]:
    """Return the digest of each file that a course was shipped with, by its path; empty where there is no list."""
    file = root / SHIPPED_FILES
    digests = json.loads(file.read_text(encoding="utf-8"))["files"] if file.is_file() else {}
    return {name: digest[:_DIGITS] for name, digest in digests.items()}


def listed(root: Path) -> dict[Path, str]:
    """Return the list of an author's course, with the text that it should have; a learner's folder keeps its own."""
    if not all(place.course == root for place in find_katas(root)):
        return {}
    return {root / SHIPPED_FILES: manifest(katas_of(root))}
