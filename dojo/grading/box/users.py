"""Whom solutions run as where the grading is root's: users that belong to nobody, one for each box."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile

_FIRST = 61_000
_SWEEPS = 100


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def take():
    """A user for one box, and the open file that keeps it from others; None for both where root does not grade."""
    if not is_root():
        return None, None
    import fcntl

    for user in range(_FIRST, _FIRST + 1000):
        name = os.path.join(tempfile.gettempdir(), f".dojo-user-{user}")
        try:
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:  # not ours
            continue
        lock = os.fdopen(descriptor, "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        return user, lock
    raise OSError("a thousand boxes are in use")


def end_all_of(user: int) -> None:
    """End what has escaped from a box that has a user of its own."""
    for _ in range(_SWEEPS):
        found = False
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{name}").st_uid == user and not _has_ended(name):
                    os.kill(int(name), signal.SIGKILL)
                    found = True
        if not found:
            return


def _has_ended(name: str) -> bool:
    """Whether a process only waits for somebody to ask how it ended."""
    with open(f"/proc/{name}/stat", "rb") as told:
        return told.read().rpartition(b")")[2].split()[0] == b"Z"
