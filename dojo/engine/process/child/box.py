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

_PR_SET_DUMPABLE, _PR_SET_KEEPCAPS = 4, 8
_CPU, _FILE, _FILES, _PROCESSES = 900, 2**28, 256, 64
"""Limits: CPU seconds of a process, bytes of a file, open files, processes."""
_CAPABILITY_VERSION, _CAP_DAC_READ_SEARCH = 0x20080522, 2


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
    hidden : tuple of str
        Folders that Python's own calls may not read, for where the kernel keeps nothing away; no program is started
        then.
    user : int or None
        Whom it runs as, where it was begun by root.
    """

    scratch: str
    template: str = ""
    writable: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    landlock: bool = False
    seccomp: bool = False
    hidden: tuple[str, ...] = ()
    user: int | None = None

    def prepare(self) -> None:
        """In the server, at its start: become whom solutions run as, and hide from them."""
        os.umask(0o077)
        if self.landlock:
            import py_landlock  # noqa: F401  before it can't be read any more
        if self.user is not None:
            _become(self.user)
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
        processes = _PROCESSES + (0 if self.user is not None else _processes_of(os.getuid()))
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
        if self.hidden:
            sys.addaudithook(_keep_from(self.hidden))

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


def _become(user: int) -> None:
    """Give up being root, and all that root may do but read: the interpreter may lie in root's own folder."""
    kept = 0 if _may_be_read(sys.base_prefix) and _may_be_read(sys.prefix) else 1 << _CAP_DAC_READ_SEARCH
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    if libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)):
        libc.capset(header, (ctypes.c_uint32 * 6)())


def _may_be_read(path: str) -> bool:
    """Tell whether anybody may come to a folder."""
    folders = [Path(os.path.realpath(path)), *Path(os.path.realpath(path)).parents]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


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


def _keep_from(hidden: tuple[str, ...]):
    """A hook that refuses what Python itself is asked for."""
    realpath, inside = os.path.realpath, tuple(f"{folder}{os.sep}" for folder in hidden)

    def refuse(event, args):
        if event in ("open", "os.listdir", "os.scandir", "os.symlink", "os.link", "os.chdir"):
            for path in args[:1]:
                if isinstance(path, (str, bytes)) and f"{realpath(os.fsdecode(path))}{os.sep}".startswith(inside):
                    raise PermissionError(13, "this is not for a solution to read")
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            raise PermissionError(13, "a solution starts no program")

    return refuse


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
