"""Whom solutions run as where the grading is root's: users that belong to nobody, one for each box."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys

_USERS = range(61_183, 61_000, -1)
"""Below the range from which systemd takes users, and above those that people have."""
_SWEEPS = 100


def is_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


def take() -> tuple[int | None, socket.socket | None]:
    """Take a user for one box, and what keeps it from others until it is closed; no user where root does not grade.

    A name in the kernel keeps it, and no file: it is the same whatever the temporary folder is, and nothing is left.
    """
    if not is_root():
        return None, None
    for user in _USERS:
        lock = socket.socket(socket.AF_UNIX)
        try:
            lock.bind(f"\0dojo-user-{user}")
        except OSError:  # another box has it
            lock.close()
            continue
        return user, lock
    raise OSError(f"{len(_USERS)} boxes are in use")


def end_all_of(user: int) -> None:
    """End what has escaped from a box that has a user of its own."""
    for _ in range(_SWEEPS):
        is_clean = True
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{name}").st_uid == user and not _has_ended(name):
                    os.kill(int(name), signal.SIGKILL)
                    is_clean = False
        if is_clean:
            return


def _has_ended(name: str) -> bool:
    """Tell whether a process only waits for somebody to ask how it ended."""
    with open(f"/proc/{name}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()[0] == b"Z"
