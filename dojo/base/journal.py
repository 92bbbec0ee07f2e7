"""Files that change all together, whatever ends the program meanwhile.

What an update needs lies in ``.dojo/update/``, and its plan is written last (`dojo.base.staging`). From then on it is
carried out, if need be by the next command. Each step looks at its file first: what is done is not done twice, and a
file that was edited meanwhile stays as it is. If a step fails, all of them are taken back.

Only the standard library is imported here: `dojo` runs this file where the engine may be half replaced.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath

FOLDER = ".dojo"
UPDATE = f"{FOLDER}/update"
PLAN, NEW, OLD = f"{UPDATE}/plan.json", f"{UPDATE}/new", f"{UPDATE}/old"
_TRIES = 40
"""How often a lock, or a file that another program holds open on Windows, is tried: for two seconds."""


# ---------------------------------------------------------------------------- whole files


def write_whole(file: Path, held: str | bytes) -> None:
    """Write a file whole or not at all, whatever ends the program meanwhile."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with new.open("wb") as out:
            out.write(held.encode() if isinstance(held, str) else held)
            out.flush()
            os.fsync(out.fileno())
        put(new, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise


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
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


# ---------------------------------------------------------------------------- an update


def finish(root: Path) -> str:
    """Finish an update that was cut off; throw away one that had no plan yet.

    Returns
    -------
    str
        What is to be said of it, in one line; empty where there was none.
    """
    if not (root / UPDATE).exists():
        return ""
    tries = _TRIES if (root / PLAN).exists() else 1
    try:
        with locked(lock_of(root), tries) as is_ours:
            return _finished(root) if is_ours else ""  # it is under way in another window
    except OSError as error:
        return f"an update that was cut off can't be finished: {error}"


def _finished(root: Path) -> str:
    if not (root / PLAN).exists():
        throw_away(root)
        return ""
    try:
        aside, left = carry_out(root)
    except (ValueError, TypeError, KeyError):
        put(root / UPDATE, root / (kept := free(root)))
        return f"an update that was cut off can't be read: it is kept as {kept}. dojo update begins again"
    except OSError as error:
        if (root / PLAN).exists():
            raise
        return f"an update that was cut off is taken back ({error}): dojo update begins again"
    copies = f": {aside} has what it replaced" if aside else ""
    edited = f"; you have edited {', '.join(left)} since, which stays" if left else ""
    return f"an update that was cut off is finished{copies}{edited}"


# ---------------------------------------------------------------------------- its steps


def digest(held: bytes) -> str:
    return sha256(held).hexdigest()


def _of(file: Path) -> str | None:
    """The digest of a file; None where there is none."""
    return digest(file.read_bytes()) if file.is_file() else None


def lock_of(root: Path) -> Path:
    return root / FOLDER / "update.lock"


def throw_away(root: Path) -> None:
    shutil.rmtree(root / UPDATE, ignore_errors=True)


def free(root: Path) -> str:
    """A name for what is put aside."""
    name = f"{FOLDER}/aside/{time.strftime('%Y-%m-%d-%H-%M-%S')}"
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    names = (f"{name}-{i}" if i else name for i in count())
    return next(name for name in names if not (root / name).exists())


def write_copy(copy: Path, held: bytes, like: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(held)
    if like.exists():
        shutil.copymode(like, copy)
    elif held.startswith(b"#!"):
        copy.chmod(0o755)


def carry_out(root: Path) -> tuple[str, list[str]]:
    """Take the steps of the plan that are not taken yet, or all of them back."""
    plan = json.loads((root / PLAN).read_text(encoding="utf-8"))
    steps, aside = plan["steps"], plan["aside"]
    _check(aside, *(step[0] for step in steps), *(name for move in plan["moves"] for name in move))
    try:
        left = [path for number, (path, was, now) in enumerate(steps) if not _take(root, number, path, was, now)]
    except OSError:
        _take_back(root, steps)
        _close(root, aside, any(_of(root / path) != was for path, was, _ in steps))
        raise
    with contextlib.suppress(OSError, ValueError, TypeError):  # the update stands without them
        _move(root, plan["moves"])
        _amend(root, plan["records"])
    return _close(root, aside, any(was for _, was, _ in steps)), left


def _check(*paths: str) -> None:
    """Refuse a plan that would write elsewhere: a folder may come from somebody else.

    Raises
    ------
    ValueError
        Where it would.
    """
    for path in paths:
        if PurePosixPath(path).is_absolute() or ".." in path.split("/") or ":" in path or "\\" in path:
            raise ValueError(path)


def _take(root: Path, number: int, path: str, was: str | None, now: str | None) -> bool:
    """Take a step; whether the file is as planned then: one that was edited meanwhile is left."""
    file, new, copy = root / path, root / NEW / str(number), root / OLD / path
    if (here := _of(file)) != was or was == now:
        return here == now
    if was is not None and _of(copy) != was:
        write_copy(copy, file.read_bytes(), like=file)
    if now is None:
        file.unlink()
        _drop_empty(root, file.parent)
        return True
    if _of(new) != now:
        raise OSError(f"{new.relative_to(root).as_posix()} is damaged")
    file.parent.mkdir(parents=True, exist_ok=True)
    put(new, file)
    return True


def _take_back(root: Path, steps: list) -> None:
    """Undo the steps that were taken."""
    for path, was, now in reversed(steps):
        file, copy = root / path, root / OLD / path
        if was == now or _of(file) != now:
            continue
        if was is None:
            file.unlink()
            _drop_empty(root, file.parent)
        elif copy.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            put(copy, file)


def _drop_empty(root: Path, folder: Path) -> None:
    """Remove a folder in which nothing is left, and those around it."""
    with contextlib.suppress(OSError):
        while folder != root:
            if [file.name for file in folder.iterdir()] == ["__pycache__"]:
                shutil.rmtree(folder / "__pycache__")
            folder.rmdir()
            folder = folder.parent


def _close(root: Path, aside: str, keeps_copies: bool) -> str:
    """End the journal, once the copies are where they stay; their folder, empty where none are kept."""
    if keeps_copies and (root / OLD).exists():
        (root / aside).parent.mkdir(parents=True, exist_ok=True)
        put(root / OLD, root / aside)
    (root / PLAN).unlink()
    throw_away(root)
    return aside if keeps_copies else ""


# ---------------------------------------------------------------------------- what is kept of a kata


def _move(root: Path, moves: Iterable) -> None:
    for old, new in moves:
        if (root / old).is_file() and not (root / new).exists():
            (root / new).parent.mkdir(parents=True, exist_ok=True)
            put(root / old, root / new)


def _amend(root: Path, records: Iterable[dict]) -> None:
    """Change entries of records.

    Each change names the ``file`` below ``.dojo``, an entry by its ``old`` and its ``new`` name, and what to ``set`` in
    it if it agrees with ``where``.
    """
    for change in records:
        file = root / FOLDER / PurePosixPath(change["file"]).name
        if not file.is_file():
            continue
        with locked(file.with_suffix(".lock")):
            saved = json.loads(file.read_text(encoding="utf-8"))
            entry = saved.pop(change["old"], None)
            if isinstance(entry, dict):
                agrees = all(entry.get(name) == value for name, value in change["where"].items())
                saved[change["new"]] = entry | (change["set"] if agrees else {})
                write_whole(file, json.dumps(saved, sort_keys=True))
