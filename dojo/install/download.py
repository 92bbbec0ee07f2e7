"""The newest course, from its own address: an archive that is read, and never unpacked by its own paths."""

from __future__ import annotations

import http.client
import io
import json
import stat
import urllib.request
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from dojo.engine.base import disk
from dojo.engine.base.files import SHIPPED_FILES
from dojo.install.shipped import address_in, with_address

TIMEOUT = 30
"""Seconds without a byte."""
MOST, MOST_UNPACKED = 200 * 2**20, 600 * 2**20
"""Bytes of an archive, and of all that is in it."""
_SCHEMES = ("https://", "file://")
"""An engine comes with it: what can be changed on its way is not run."""
_NO_ADDRESS = (
    "pyproject.toml does not say where this course comes from: write the address of its zip file there, "
    'course = "https://..." under [tool.dojo]'
)


class Newest(NamedTuple):
    """The course as it is now.

    Parameters
    ----------
    version : str
        Of its katas.
    files : dict of str to bytes
        All that a learner has of it: in a clone the engine and the references, too.
    """

    version: str
    files: dict[str, bytes]


def newest_of_clone(root: Path) -> Newest:
    """Return the newest course, with the address that a clone has.

    Raises
    ------
    ValueError
        Where there is no address, or no course there.
    """
    address = address_in(disk.held(root / "pyproject.toml") or b"").decode()
    if not address or "OWNER/COURSE" in address:
        raise ValueError(_NO_ADDRESS)
    files = download(address)
    try:
        version = json.loads(files.pop(SHIPPED_FILES))["version"]
        pyproject, _ = files["pyproject.toml"], files["dojo/__init__.py"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{address} holds no course") from None
    files = {path: now for path, now in files.items() if not path.startswith((".git/", f"{disk.FOLDER}/"))}
    files["pyproject.toml"] = with_address("pyproject.toml", pyproject, address.encode())
    return Newest(str(version), files)


def download(address: str) -> dict[str, bytes]:
    """Return the files of an archive, by the paths in its one folder.

    Parameters
    ----------
    address : str
        Of a zip file, as a host of repositories makes them.

    Raises
    ------
    ValueError
        Where there is none, in words for a learner.
    """
    if not address.startswith(_SCHEMES):
        raise ValueError(f"{address} is no address of an archive")
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
            if not answer.url.startswith(_SCHEMES):
                raise ValueError(f"it leads to {answer.url}")
            held = answer.read(MOST + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ValueError(f"{address} can't be reached: {getattr(error, 'reason', None) or error}") from None
    if len(held) > MOST:
        raise ValueError(f"{address} is larger than {MOST // 2**20} MB: that is not the course")
    try:
        return unpacked(held)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValueError(f"{address} is no zip file, or a damaged one: {error}") from None


def unpacked(held: bytes) -> dict[str, bytes]:
    """Return the files of an archive.

    Raises
    ------
    ValueError
        Where it is too large, or a path leaves it.
    """
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise ValueError(f"the archive holds more than {MOST_UNPACKED // 2**20} MB: that is not the course")
        for entry in entries:
            _check(entry)
        return {entry.filename.partition("/")[2]: archive.read(entry) for entry in entries}


def _check(entry: zipfile.ZipInfo) -> None:
    folders = entry.filename.split("/")
    leaves = entry.filename.startswith("/") or ".." in folders or "\\" in entry.filename or ":" in entry.filename
    if leaves or "" in folders or len(folders) < 2 or stat.S_ISLNK(entry.external_attr >> 16):
        raise ValueError(f"the archive has a path that leaves it, or is a link: {entry.filename}")
