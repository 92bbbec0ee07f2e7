"""The box that a process of a solution is confined to when a class is graded: limits, and what the kernel refuses it.

It is set up in that process, right before the solution is loaded, and can't be taken back there. Bubblewrap, where it
works, stands around the server already; Landlock and the filter of system calls are set here.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import socket
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

_PR_SET_DUMPABLE = 4
_CPU, _FILE, _FILES, _PROCESSES = 900, 2**28, 256, 64
"""Limits: CPU seconds of a process, bytes of a file, open files, processes."""


@dataclass(frozen=True)
class Box:
    """A place for solutions, one after the other.

    Parameters
    ----------
    scratch : str
        The one folder that a solution may write in; it is empty whenever a process begins.
    template : str
        What an empty scratch folder holds: caches that a library would build anew.
    writable : tuple of str
        Files beside it that may be written.
    readable : tuple of str
        What may be read and executed, where Landlock is asked for.
    landlock, seccomp : bool
        Which of the two are set.
    """

    scratch: str
    template: str = ""
    writable: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    landlock: bool = False
    seccomp: bool = False

    def prepare(self) -> None:
        """In the server, at its start: hide from solutions."""
        os.umask(0o077)
        if self.landlock:
            import py_landlock  # noqa: F401  before it can't be read any more
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # its memory is not for what it forks
        self.clean()
        os.chdir(self.scratch)

    def clean(self) -> None:
        """In the server, before each fork: what the last solution wrote is gone."""
        empty(self.scratch)
        if self.template:
            with contextlib.suppress(OSError):
                shutil.copytree(self.template, self.scratch, dirs_exist_ok=True)

    def answer(self, sock: socket.socket, answer) -> None:
        """In the process of a solution: tell its number, enter, and answer."""
        sock.send(b"\0")  # the kernel adds the number by which the other side knows this process
        self._enter()
        answer(sock)

    def _enter(self) -> None:
        import resource

        os.chdir(self.scratch)
        processes = _PROCESSES + _processes_of(os.getuid())
        limits = {"CPU": _CPU, "FSIZE": _FILE, "NOFILE": _FILES, "CORE": 0, "NPROC": processes}
        for name, value in limits.items():
            limit = getattr(resource, f"RLIMIT_{name}")
            _, hard = resource.getrlimit(limit)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (value, value))
        if self.landlock:
            self._restrict()
        if self.seccomp:
            from dojo.engine.process.child import seccomp

            seccomp.refuse()

    def _restrict(self) -> None:
        from py_landlock import AccessFs, Landlock

        read = AccessFs.READ_FILE | AccessFs.EXECUTE
        rules = Landlock(strict=False)  # an older kernel refuses what it can
        for path in filter(os.path.exists, self.readable):
            rules.add_path_rule(path, access=read | AccessFs.READ_DIR if os.path.isdir(path) else read)
        for path in filter(os.path.exists, self.writable):
            rules.add_path_rule(path, access=AccessFs.READ_FILE | AccessFs.WRITE_FILE | AccessFs.TRUNCATE)
        rules.allow_read_write(self.scratch)
        rules.apply()


def empty(folder: str) -> None:
    """Remove what is in a folder, whatever its modes are and however deep it is.

    Raises
    ------
    OSError
        Where something can't be removed.
    """
    with contextlib.suppress(PermissionError):  # where it is not ours, it was nobody's to change
        os.chmod(folder, 0o700)
    while names := os.listdir(folder):
        for name in names:
            path = os.path.join(folder, name)
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                os.unlink(path)
                continue
            os.chmod(path, 0o700)
            with os.scandir(path) as entries:
                inner = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
            for below, is_folder in inner:
                if is_folder:  # moved up, so that no depth matters
                    os.chmod(below, 0o700)
                    os.rename(below, os.path.join(folder, os.urandom(8).hex()))
                else:
                    os.unlink(below)
            os.rmdir(path)


def _processes_of(user: int) -> int:
    """Count the tasks that a user has now: the limit counts all of them."""
    count = 0
    for name in os.listdir("/proc") if sys.platform == "linux" else ():
        if name.isdigit():
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{name}").st_uid == user:
                    count += len(os.listdir(f"/proc/{name}/task"))
    return count


def pid_of(sock: socket.socket) -> int:
    """On the judge's side: the number of a process that says its first byte, wherever it lives."""
    data, ancillary, _, _ = sock.recvmsg(1, socket.CMSG_SPACE(12))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
    for level, kind, credentials in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return int.from_bytes(credentials[:4], sys.byteorder)
    raise OSError("a process began and did not say its number" if data else "a process ended as it began")


def folder_of_package() -> Path:
    """The one folder of this project that a solution's process reads."""
    return Path(__file__).resolve().parents[3]
