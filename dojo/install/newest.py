"""The newest course: of a learner's folder the installed one, of a clone the katas that ``git fetch`` has brought."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple

from dojo.engine.base.files import COURSE, SHIPPED_FILES, version
from dojo.install.init import learner_files
from dojo.install.shipped import is_for_learners

_NO_UPSTREAM = (
    "git knows no newer course here: this branch follows none. git branch -u origin/main lets it follow one, and"
    " git fetch brings what is new"
)


class Newest(NamedTuple):
    """The course as it is now.

    Parameters
    ----------
    version : str
        Of its katas.
    files : dict of str to bytes
        All that a learner's folder has of it, or what a clone has in ``katas``.
    listed : bytes or None
        The list of what it ships, where it brings one of its own.
    """

    version: str
    files: dict[str, bytes]
    listed: bytes | None = None


def is_clone(root: Path) -> bool:
    """Tell whether the engine lies in the course."""
    return (root / "dojo/__init__.py").is_file()


def newest(root: Path) -> Newest:
    """Return the newest course that is there to be taken.

    Raises
    ------
    ValueError
        Where a clone follows none, or what it follows is no course.
    """
    return _fetched(root) if is_clone(root) else Newest(version(), learner_files(COURSE))


def _fetched(root: Path) -> Newest:
    """Return the katas of the branch that a clone follows: without a network, as git has it."""
    if (git := shutil.which("git")) is None:
        raise ValueError("a clone is brought up to date by git, and there is none here")
    done = subprocess.run([git, "archive", "@{upstream}", "katas"], cwd=root, capture_output=True, check=False)
    if done.returncode:
        raise ValueError(_NO_UPSTREAM)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        files = {file.name: held.read() for file in archive if (held := archive.extractfile(file))}
    try:
        listed = files[SHIPPED_FILES]
        files = {name: held for name, held in files.items() if is_for_learners(name)}
        return Newest(str(json.loads(listed)["version"]), files, listed)
    except (ValueError, KeyError, TypeError):
        raise ValueError("the branch that this one follows holds no course") from None
