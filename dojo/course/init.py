"""``dojo init``: a folder of the learner's own, with the katas and without their answers.

What a course ships is listed in its ``katas/shipped.json``, a digest for each file: so that an update can tell what a
learner has changed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from dojo.base.files import COURSE, SHIPPED, SHIPPED_FILES, KataFiles, find_katas, is_course, version, with_plain_ends
from dojo.base.sealed import SEALED
from dojo.course.record import write_whole
from dojo.course.reset import KEPT
from dojo.course.stubs import shipped

BEGIN = Path(__file__).with_name("begin")
_SETTINGS = {
    "README.md": "README.md",
    "conftest.py": "conftest.py",
    "pyproject.toml": "pyproject.toml",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".vscode/settings.json": "vscode/settings.json",
    ".devcontainer/devcontainer.json": "devcontainer/devcontainer.json",
}
"""What stands at the top of a course beside ``katas``, and its template."""


def settings(*names: str) -> dict[str, bytes]:
    """What stands at the top of a learner's folder, by its path there; only some of it where names are given."""
    texts = {name: (BEGIN / _SETTINGS[name]).read_text(encoding="utf-8") for name in names or _SETTINGS}
    return {name: text.replace("{version}", version()).encode() for name, text in texts.items()}


def katas_of(root: Path) -> dict[str, bytes]:
    """What a course has in ``katas/`` for its learners, by its path: no caches, no sources of drawings."""
    files = sorted(path for path in (root / "katas").rglob("*") if path.is_file())
    names = {path.relative_to(root).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if _is_shipped(name)}


def _is_shipped(name: str) -> bool:
    *folders, last = name.split("/")
    is_cache = "__pycache__" in folders or KEPT.search(last)
    return name != SHIPPED_FILES and not is_cache and not last.startswith("drawings")


def manifest(files: dict[str, bytes]) -> str:
    """The list of some files: which version ships them, and a digest of each."""
    digests = {name: shipped_digest(held) for name, held in sorted(files.items())}
    return json.dumps({"version": version(), "files": digests}, indent=1) + "\n"


def shipped_digest(held: bytes) -> str:
    """The digest of what a file holds, the same whatever line ends git or an editor has given it."""
    return sha256(with_plain_ends(held)).hexdigest()


def read_manifest(root: Path) -> dict[str, str]:
    """The digest of each file that a course was shipped with, by its path; empty where there is no list."""
    file = root / SHIPPED_FILES
    return json.loads(file.read_text(encoding="utf-8"))["files"] if file.is_file() else {}


def listed(root: Path) -> dict[Path, str]:
    """The list of an author's course, with the text that it should have; a learner's folder keeps its own."""
    is_authors = all(place.course == root for place in find_katas(root))
    return {root / SHIPPED_FILES: manifest(katas_of(root))} if is_authors else {}


def another_version(root: Path) -> str:
    """What to say where a learner's katas and the installed references are of two versions."""
    has_references = COURSE == SHIPPED or (root / "reference").is_dir() or (root / SEALED).is_file()
    if has_references or not (root / SHIPPED_FILES).is_file():
        return ""
    own = version()
    with contextlib.suppress(ValueError, AttributeError):  # git may have written its marks into it
        own = json.loads((root / SHIPPED_FILES).read_text(encoding="utf-8")).get("version")
    return "" if own == version() else f"these katas are of version {own}, what is installed is not: run dojo update"


def learner_files(course: Path, places: Iterable[KataFiles] | None = None) -> dict[str, bytes]:
    """What a learner's folder holds, by its path there.

    Parameters
    ----------
    course : Path
        The course that it is made of: an installed one, or a clone, whose stubs may be filled in and are not handed on.
    places : iterable of KataFiles, optional
        Only these katas, with the pages of their tracks: also those that the list does not know, a teacher's own.
    """
    held, listed, all_places = katas_of(course), read_manifest(course), find_katas(course)
    files = {name: data for name, data in held.items() if name in listed or not listed}
    if places is not None:
        known = {_kata(name) for name in listed} | {name.rpartition("/")[0] for name in listed}
        files |= {name: data for name, data in held.items() if not {_kata(name), name.rpartition("/")[0]} & known}
        left_out = {place.id for place in all_places} - {place.id for place in places}
        files = {name: data for name, data in files.items() if _kata(name) not in left_out}
    stubs = {place.solution(course / "katas").relative_to(course).as_posix(): shipped(place) for place in all_places}
    return settings() | files | {name: text.encode() for name, text in stubs.items() if text and name in files}


def _kata(name: str) -> str:
    """The id of the kata that a file is of, if it is of one."""
    return "/".join(name.split("/")[1:3])


def init(folder: Path, course: Path) -> list[str]:
    """Make a folder a learner's own; files that are there stay as they are.

    Parameters
    ----------
    folder : Path
        May be there or not, and need not be empty.
    course : Path
        Where the katas come from.

    Returns
    -------
    list of str
        The files that were there, and stay as they are.

    Raises
    ------
    ValueError
        Where the folder is a course, or lies in this one.
    OSError
        Where it can't be written.
    """
    if is_course(folder):
        raise ValueError(f"{folder} is a course already: dojo update brings it up to date")
    if course in folder.resolve().parents:
        raise ValueError(f"{folder} lies in the course: choose a folder of your own")
    files = learner_files(course)
    files[SHIPPED_FILES] = manifest(files).encode()  # the last: without it the folder is no course yet
    kept = [name for name in files if (folder / name).exists()]
    for name, data in files.items():
        if name not in kept:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, data)
    _make_repository(folder)
    return kept


def _make_repository(folder: Path) -> None:
    """Where git is there, and the folder is in no repository."""
    git = shutil.which("git")
    if git and subprocess.run([git, "rev-parse"], cwd=folder, capture_output=True, check=False).returncode:
        subprocess.run([git, "init", "--quiet"], cwd=folder, capture_output=True, check=False)


def begin_course(root: Path) -> list[str]:
    """Make a folder a course of an author's own, with what pytest needs; files that are there stay as they are."""
    for folder in ("katas", "reference"):
        (root / folder).mkdir(exist_ok=True)
    missing = settings("conftest.py", "pyproject.toml", ".gitignore")
    missing = {name: data for name, data in missing.items() if not (root / name).exists()}
    for name, data in missing.items():
        (root / name).write_bytes(data)
    return list(missing)
