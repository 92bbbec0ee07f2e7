"""Files that are written whole or not at all, with what they replace put aside; locks; an update that was cut off."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

FOLDER = ".dojo"
UNDER_WAY = f"{FOLDER}/updating"
"""Is there while an update is: where copies are kept of what it replaces, and the digests of what it brings."""
_NEW = f"{FOLDER}/new"
"""A file on its way to its place."""
_TRIES = 40
"""How often a lock, or a file that another program holds open on Windows, is tried: for two seconds."""
_OLD = 3600
"""Seconds after which no program is still about to put a file in its place."""


# ---------------------------------------------------------------------------- whole files


def write_whole(file: Path, held: str | bytes) -> None:
    """Write a file whole or not at all, whatever ends the program meanwhile."""
    with written_beside(file, held) as new:
        put(new, file)


@contextlib.contextmanager
def written_beside(file: Path, held: str | bytes) -> Iterator[Path]:
    """Write what is to take the place of a file: where the disk is full, nothing has been touched by then."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with new.open("wb") as out:
            out.write(held.encode() if isinstance(held, str) else held)
            out.flush()
            os.fsync(out.fileno())
        yield new
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
    _clear(file)


def _clear(file: Path) -> None:
    """Remove what programs that were killed have left beside a file."""
    left = (f for f in file.parent.glob(f".{glob.escape(file.name)}.*") if f.suffix[1:].isdigit())
    for new in left:
        with contextlib.suppress(OSError):
            if time.time() - new.stat().st_mtime > _OLD:
                new.unlink()


def put(new: Path, file: Path) -> None:
    """Put a file in the place of another."""
    patiently(lambda: os.replace(new, file))


def patiently(act: Callable):
    """Try again for a while where another program holds a file on Windows: a scanner, or what copies it to a cloud."""
    for _ in range(_TRIES - 1 if os.name == "nt" else 0):
        with contextlib.suppress(PermissionError):
            return act()
        time.sleep(0.05)
    return act()


@contextlib.contextmanager
def locked(file: Path, tries: int = _TRIES) -> Iterator[bool]:
    """A lock on a file, which whatever ends the program gives back.

    Yields
    ------
    bool
        False where somebody else has it, and kept it. A system that knows no locks gives it to everybody.
    """
    with open(file, "a+b") as handle:
        yield any(_takes(handle, attempt) for attempt in range(tries))


def _takes(handle, attempt: int) -> bool:
    try:
        time.sleep(0.05 if attempt else 0)
        _lock(handle)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _lock(handle) -> None:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


# ---------------------------------------------------------------------------- changes that lose nothing


def free(root: Path) -> str:
    """A name for what is put aside."""
    name = f"{FOLDER}/aside/{time.strftime('%Y-%m-%d-%H-%M-%S')}"
    names = (f"{name}-{i}" if i else name for i in count())
    return next(name for name in names if not (root / name).exists())


def put_aside(root: Path, path: Path) -> str:
    """Move a file or a folder to where what was replaced is kept, and say where that is."""
    aside = f"{free(root)}/{path.relative_to(root).as_posix()}"
    (root / aside).parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, root / aside)
    return aside


def held(file: Path) -> bytes | None:
    """Read what a file holds; None where there is none."""
    return file.read_bytes() if file.is_file() else None


def change(root: Path, path: str, was: bytes | None, now: bytes | None, aside: str) -> bool:
    """Change a file, or remove it, with a copy of what it holds put aside first.

    Parameters
    ----------
    root : Path
        The folder that all paths start from.
    path : str
        The file.
    was, now : bytes or None
        What it holds, and what it is to hold; None where there is none.
    aside : str
        The folder of the copies.

    Returns
    -------
    bool
        Whether it holds that now: a file that holds something else than it did is left.
    """
    file = root / path
    if (here := held(file)) != was or was == now:
        return here == now
    if was is not None:
        (root / aside / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, root / aside / path)
    if now is None:
        patiently(file.unlink)
        _drop_empty(root, file.parent)
        return True
    file.parent.mkdir(parents=True, exist_ok=True)
    (root / _NEW).write_bytes(now)
    (root / _NEW).chmod(_mode(file, now))
    put(root / _NEW, file)
    return True


def _mode(file: Path, now: bytes) -> int:
    """The permissions of a file that is replaced, or is new."""
    if file.exists():
        return stat.S_IMODE(file.stat().st_mode)
    return 0o755 if now.startswith(b"#!") else 0o644


def _drop_empty(root: Path, folder: Path) -> None:
    """Remove a folder in which nothing is left, and those around it."""
    with contextlib.suppress(OSError):
        while folder != root:
            if [file.name for file in folder.iterdir()] == ["__pycache__"]:
                shutil.rmtree(folder / "__pycache__")
            folder.rmdir()
            folder = folder.parent


# ---------------------------------------------------------------------------- an update that was cut off


def lock_of(root: Path) -> Path:
    return root / FOLDER / "update.lock"


def under_way(root: Path) -> dict:
    """Read what is known of an update that was cut off, and of those before it that were.

    Returns
    -------
    dict
        ``asides``, the folders of the copies, and ``brought``, the digests that each file may have from them.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        saved = json.loads((root / UNDER_WAY).read_text(encoding="utf-8"))
        return {"asides": list(saved["asides"]), "brought": dict(saved["brought"])}
    return {"asides": [], "brought": {}}


def cut_off(root: Path) -> str:
    """Write what to say of an update that was cut off; empty where there was none, and where one is under way."""
    with contextlib.suppress(OSError):
        if (root / UNDER_WAY).exists():
            with locked(lock_of(root), 1) as is_ours:
                return "an update was cut off: dojo update goes on with it" if is_ours else ""
    return ""
