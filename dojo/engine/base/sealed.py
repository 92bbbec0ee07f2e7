"""References that a course holds in one archive: out of sight, and no secret.

``katas/sealed.zip`` holds ``reference/<track>/<kata>/...`` and ``about.json``. It is opened once, into a folder of the
user's cache, and that folder is held against the archive by every program that needs it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from dojo.engine.base.archive import zipped

SEALED = "katas/sealed.zip"
"""Where the archive lies, from the root of a course."""
LEFT_OUT = "your teacher has left the model solutions out. There are hints: dojo hint"
NOT_UPDATED = "your teacher has handed this course out, and hands out what is new in it"
_ABOUT = "about.json"


class Damaged(Exception):
    """The archive can't be opened."""


def sealed(references: Mapping[str, bytes], version: str, solutions: bool) -> bytes:
    """The archive.

    Parameters
    ----------
    references : mapping of str to bytes
        The files, by their paths from the root of the course.
    version : str
        Of the course.
    solutions : bool
        Whether model solutions may be shown.
    """
    about = json.dumps({"version": version, "solutions": solutions}) + "\n"
    return zipped({**references, _ABOUT: about.encode()})


def opened(root: Path) -> Path | None:
    """The folder that holds what a course has sealed; None where it has sealed nothing.

    Raises
    ------
    Damaged
        Where the archive can't be opened.
    """
    archive = root / SEALED
    try:
        seen = archive.stat()
    except OSError:
        return None
    return _opened(archive, seen.st_mtime_ns, seen.st_size)


def shows_solutions(opened: Path) -> bool:
    """Tell whether the model solutions in an opened archive may be shown."""
    return bool(json.loads((opened / _ABOUT).read_bytes())["solutions"])


@functools.cache
def _opened(archive: Path, *_) -> Path:
    try:
        folder = _cache() / hashlib.sha256(archive.read_bytes()).hexdigest()[:32]
        with zipfile.ZipFile(archive) as held:
            wanted = {info.filename: info.CRC for info in held.infolist()}
            if _sums_in(folder) != wanted:
                _bring(held, folder, wanted)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        message = f"{SEALED}, which holds what the judges need, can't be opened ({error})"
        raise Damaged(f"{message}: bring back the file that you got (git restore {SEALED})") from None
    return folder


def _sums_in(folder: Path) -> dict[str, int]:
    """The check sums of the files in a folder, as an archive names them."""
    paths = (os.path.join(above, name) for above, _, names in os.walk(folder) for name in names)
    kept = (path for path in paths if not path.endswith(".pyc"))
    names = {path: path[len(str(folder)) + 1 :].replace(os.sep, "/") for path in kept}
    return {name: zlib.crc32(Path(path).read_bytes()) for path, name in names.items()}


def _bring(held: zipfile.ZipFile, folder: Path, wanted: dict[str, int]) -> None:
    """Unpack an archive beside a folder, and put it in the folder's place; another program may do so at this moment."""
    new = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        held.extractall(new / "new")
        if folder.exists():
            os.replace(folder, new / "old")
        os.replace(new / "new", folder)
    except OSError:
        if _sums_in(folder) != wanted:
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _cache() -> Path:
    """A folder of this user's, outside all courses; one for this program alone where there is none to write in."""
    with contextlib.suppress(OSError, RuntimeError):
        folder = _place_for_caches() / "genai-katas" / "sealed"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
        return folder
    return Path(_of_this_program().name)


def _place_for_caches() -> Path:
    chosen, home = os.environ.get("XDG_CACHE_HOME", ""), Path.home()
    if os.path.isabs(chosen):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


@functools.cache
def _of_this_program() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="genai-katas-")
