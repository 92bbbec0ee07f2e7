"""``dojo init``: a folder of the learner's own, with the katas and without their answers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from dojo.course.stubs import shipped
from dojo.engine.base.disk import write_whole
from dojo.engine.base.files import SHIPPED_FILES, KataFiles, find_katas, is_course, version
from dojo.install.shipped import katas_of, manifest, read_manifest

BEGIN = Path(__file__).with_name("begin")
_SETTINGS = (
    *("README.md", "AGENTS.md", "conftest.py", "pyproject.toml", ".gitignore", ".gitattributes"),
    *(".vscode/settings.json", ".devcontainer/devcontainer.json"),
)
"""The files at the top of a course beside ``katas``; their templates have no dot in front."""


def settings(*names: str) -> dict[str, bytes]:
    """Return the files at the top of a learner's folder, by their paths there; only some where names are given."""
    texts = {name: (BEGIN / name.removeprefix(".")).read_text(encoding="utf-8") for name in names or _SETTINGS}
    return {name: text.replace("{version}", version()).encode() for name, text in texts.items()}


def learner_files(course: Path, places: Iterable[KataFiles] | None = None) -> dict[str, bytes]:
    """Return the files of a learner's folder, by their paths there.

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
        taken = {_kata(name) for name in listed} | {name.rpartition("/")[0] for name in listed}
        files |= {name: data for name, data in held.items() if not {_kata(name), name.rpartition("/")[0]} & taken}
        left_out = {place.id for place in all_places} - {place.id for place in places}
        files = {name: data for name, data in files.items() if _kata(name) not in left_out}
    stubs = {place.solution(course / "katas").relative_to(course).as_posix(): shipped(place) for place in all_places}
    return settings() | files | {name: text.encode() for name, text in stubs.items() if text and name in files}


def _kata(name: str) -> str:
    """Return the id of the kata that a file is of, if it is of one."""
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
    """Make a repository of a folder where git is there, and the folder is in none."""
    git = shutil.which("git")
    if git and subprocess.run([git, "rev-parse"], cwd=folder, capture_output=True, check=False).returncode:
        subprocess.run([git, "init", "--quiet"], cwd=folder, capture_output=True, check=False)


def begin_course(root: Path) -> list[str]:
    """Make a folder a course of an author's own, with what pytest needs; files that are there stay as they are."""
    for folder in ("katas", "reference"):
        (root / folder).mkdir(exist_ok=True)
    files = settings("conftest.py", "pyproject.toml", ".gitignore")
    missing = {name: data for name, data in files.items() if not (root / name).exists()}
    for name, data in missing.items():
        (root / name).write_bytes(data)
    return list(missing)
