"""The files that a course ships, listed in its ``katas/shipped.json`` with a digest for each.

By it an update tells what a learner has changed. A clone lists all that git tracks, a learner's folder what
``dojo init`` has put there. ``python -m dojo.authors.tables`` writes the list of a course that is handed on.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from dojo.course.reset import KEPT
from dojo.engine.base.disk import FOLDER
from dojo.engine.base.files import SHIPPED_FILES, find_katas, version, with_plain_ends

_ADDRESS = re.compile(rb'^(course *= *")(.*?)(")', re.M)
"""The address at which ``dojo update`` finds the newest course: under ``[tool.dojo]``."""
_DIGITS = 16
"""The length of a digest: enough to tell versions of a file apart, and a list of 2,000 files stays small."""


def katas_of(root: Path) -> dict[str, bytes]:
    """Return the files in ``katas/`` for learners, by their paths: no caches, no sources of drawings."""
    files = sorted(path for path in (root / "katas").rglob("*") if path.is_file())
    names = {path.relative_to(root).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if _is_for_learners(name)}


def _is_for_learners(name: str) -> bool:
    *folders, last = name.split("/")
    is_cache = "__pycache__" in folders or KEPT.search(last)
    return folders[:1] == ["katas"] and name != SHIPPED_FILES and not is_cache and not last.startswith("drawings")


def tracked(root: Path) -> list[str]:
    """List all that a clone is made of: what git tracks or, without a repository, what git would not ignore."""
    if (root / ".git").exists() and (git := shutil.which("git")):
        done = subprocess.run([git, "ls-files", "-z"], cwd=root, capture_output=True, check=False)
        if not done.returncode:
            return [name for name in done.stdout.decode().split("\0") if name and (root / name).is_file()]
    return sorted(_not_ignored(root))


def _not_ignored(root: Path) -> Iterator[str]:
    file = root / ".gitignore"
    ignored = [".git", FOLDER, "__pycache__", *(file.read_text(encoding="utf-8").split() if file.is_file() else ())]
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not _fits(name, ignored)]
        yield from (Path(folder, name).relative_to(root).as_posix() for name in names if not _fits(name, ignored))


def _fits(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern.rstrip("/")) for pattern in patterns)


def manifest(files: dict[str, bytes], of: str = "") -> str:
    """Return the list of some files: the version that ships them, and a digest of each."""
    digests = {name: shipped_digest(held, name) for name, held in sorted(files.items()) if name != SHIPPED_FILES}
    return list_of(of or version(), digests)


def list_of(version: str, digests: dict[str, str]) -> str:
    return json.dumps({"version": version, "files": digests}, indent=1) + "\n"


def shipped_digest(held: bytes, name: str = "") -> str:
    """Return the digest of a file, whatever line ends git or an editor has given it, and wherever a course is."""
    return sha256(with_plain_ends(with_address(name, held, b""))).hexdigest()[:_DIGITS]


def with_address(name: str, held: bytes, address: bytes) -> bytes:
    """Return the file that says where a course comes from, with another address in it; any other file as it is."""
    return _ADDRESS.sub(lambda match: match[1] + address + match[3], held) if name == "pyproject.toml" else held


def address_in(held: bytes) -> bytes:
    """Return where a course comes from, as its ``pyproject.toml`` says; nothing where it does not."""
    match = _ADDRESS.search(held)
    return match[2] if match else b""


def read_manifest(root: Path) -> dict[str, str]:
    """Return the digest of each file that a course was shipped with, by its path; empty where there is no list."""
    file = root / SHIPPED_FILES
    digests = json.loads(file.read_text(encoding="utf-8"))["files"] if file.is_file() else {}
    return {name: digest[:_DIGITS] for name, digest in digests.items()}


def listed(root: Path, whole: bool = True) -> dict[Path, str]:
    """Return the list of an author's course, with the text that it should have; a learner's folder keeps its own.

    Parameters
    ----------
    root : Path
        The course.
    whole : bool
        Whether all files are listed as they are now, or those in ``katas`` alone. A team that proves katas of its own
        may have edited others, which an update must still see.
    """
    if not all(place.course == root for place in find_katas(root)):
        return {}
    katas = katas_of(root)
    if whole:
        return {root / SHIPPED_FILES: manifest({name: (root / name).read_bytes() for name in tracked(root)} | katas)}
    others = {name: digest for name, digest in read_manifest(root).items() if not _is_for_learners(name)}
    digests = others | {name: shipped_digest(held, name) for name, held in katas.items()}
    return {root / SHIPPED_FILES: list_of(version(), dict(sorted(digests.items())))}
