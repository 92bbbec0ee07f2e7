"""Reading zip and tar files that anybody may have made: nothing is unpacked, and nothing without a bound."""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, BinaryIO

MOST_FILES = 20_000
MOST_BYTES_OF_A_FILE = 2**23
_MOST_BYTES = 2**29
"""Of all files together, unpacked, as the archive declares them and as they are read."""
_ENDINGS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".txz", ".tar", ".zip")
_UNPACK: dict[bytes, Callable[..., io.BufferedIOBase]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


_CLOSED = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}
"""How archives begin that Python can't open, whatever they are called."""
_Open = Callable[[], IO[bytes]]


class Refused(Exception):
    """A file or an archive that is not taken, and why."""


def is_called_one(name: str) -> bool:
    """Tell whether a file is an archive by its name."""
    return name.casefold().endswith(_ENDINGS)


def stem(name: str) -> str:
    """Return the name of an archive without its ending."""
    return next((name[: -len(ending)] for ending in _ENDINGS if name.casefold().endswith(ending)), name)


class _InParts:
    """A tar file, unpacked as it is read, and never much at once: a header may claim any length, and is read whole.

    Parameters
    ----------
    packed : binary file
        Packed or not.
    """

    def __init__(self, packed: BinaryIO):
        begins = packed.read(6)
        packed.seek(0)
        unpack = next((unpack for magic, unpack in _UNPACK.items() if begins.startswith(magic)), None)
        self._opened: IO[bytes] | io.BufferedIOBase = packed if unpack is None else unpack(packed, "rb")
        self.seek, self.tell, self.close = self._opened.seek, self._opened.tell, self._opened.close

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= 2 * MOST_BYTES_OF_A_FILE:
            raise Refused(f"the archive was not opened: it has a header of {size:,} bytes")
        return self._opened.read(size)


class Archive:
    """The files of an archive.

    Parameters
    ----------
    packed : binary file
        A zip or tar file, which is closed with the archive.

    Attributes
    ----------
    paths : list of str
        The regular files, relative, with forward slashes.
    notes : list of str
        What was not taken, and why.
    """

    def __init__(self, packed: BinaryIO):
        self._packed, self._read = packed, 0
        self.notes: list[str] = []

    def __enter__(self) -> Archive:
        with contextlib.ExitStack() as opened:
            opened.enter_context(self._packed)
            self._refuse()
            is_zip = zipfile.is_zipfile(self._packed)
            self._packed.seek(0)
            if is_zip:
                self._members = dict(self._of_zip(opened.enter_context(zipfile.ZipFile(self._packed))))
            else:
                file = opened.enter_context(contextlib.closing(_InParts(self._packed)))
                self._members = dict(self._of_tar(opened.enter_context(tarfile.TarFile(fileobj=file))))  # type: ignore[arg-type]  # it is only read
            self.paths, self._close = list(self._members), opened.pop_all().close
        return self

    def __exit__(self, *_) -> None:
        self._close()

    def read(self, path: str) -> bytes:
        """Read a file."""
        with self._members[path]() as opened:
            held = opened.read(MOST_BYTES_OF_A_FILE + 1)
        self._read += len(held)
        if len(held) > MOST_BYTES_OF_A_FILE or self._read > _MOST_BYTES:
            raise Refused(f"it is larger than {MOST_BYTES_OF_A_FILE:,} bytes")
        return held

    def open(self, path: str) -> BinaryIO:
        """Open a file to read from."""
        return io.BytesIO(self.read(path))

    # ------------------------------------------------------------------ inside

    def _refuse(self) -> None:
        """Say of an archive that can't be opened here what it is."""
        begins = self._packed.read(4)
        self._packed.seek(0)
        if begins in _CLOSED:
            raise Refused(f"it is a {_CLOSED[begins]} archive, which can't be opened here: hand in a zip file")

    def _of_zip(self, archive: zipfile.ZipFile) -> Iterator[tuple[str, _Open]]:
        infos = archive.infolist()
        self._bound(len(infos), sum(info.file_size for info in infos))
        for info in infos:
            if info.is_dir():
                continue
            mode = info.external_attr >> 16
            if stat.S_ISLNK(mode) or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
                self.notes.append(f"{info.filename} is a link, or no file: not taken")
            elif info.flag_bits & 1:
                self.notes.append(f"{info.filename} is encrypted: not taken")
            elif (path := self._inside(info.filename)) is not None:
                yield path, functools.partial(archive.open, info)

    def _of_tar(self, archive: tarfile.TarFile) -> Iterator[tuple[str, _Open]]:
        count = size = 0
        while (member := archive.next()) is not None:
            count, size = count + 1, size + member.size
            self._bound(count, size)
            if member.isdir():
                continue
            if not member.isreg():
                self.notes.append(f"{member.name} is a link, or no file: not taken")
            elif (path := self._inside(member.name)) is not None:
                yield path, functools.partial(archive.extractfile, member)  # type: ignore[misc]  # a regular file's is

    @staticmethod
    def _bound(count: int, size: int) -> None:
        if count > MOST_FILES:
            raise Refused(f"the archive was not opened: it holds more than {MOST_FILES:,} files")
        if size > _MOST_BYTES:
            raise Refused(f"the archive was not opened: unpacked it is larger than {_MOST_BYTES:,} bytes")

    def _inside(self, name: str) -> str | None:
        """Return the path of a member, where it stays inside the archive."""
        name = name.replace("\\", "/")
        parts = [part for part in PurePosixPath(name).parts if part != "."]
        if name.startswith("/") or ".." in parts or ":" in name.partition("/")[0] or not parts or "\0" in name:
            self.notes.append(f"{name} leads out of the archive: not taken")
            return None
        return "/".join(parts)
