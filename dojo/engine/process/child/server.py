"""A small process that forks the processes of solutions, started before any judge or reference is loaded.

What it forks holds what it holds: the libraries, and nothing of ours to be found. Linux alone; elsewhere each process
of a solution is an interpreter of its own.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import pickle
import signal
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import NoReturn

from dojo.engine.base.targets import load_torch
from dojo.engine.process.child.main import answer_questions

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_LARGEST = 65536
PATIENCE = 60.0
"""Seconds in which a server answers, be it after it has imported torch: one that does not was stopped."""


class ServerGone(Exception):
    """The server has ended: somebody killed it."""


class Server:
    """The near side of a server.

    Parameters
    ----------
    control : socket.socket
        Connected to it.
    """

    def __init__(self, control: socket.socket, pid: int | None = None):
        control.settimeout(PATIENCE)
        self._control, self._pid = control, pid

    @classmethod
    def fork(cls) -> Server:
        """Start one as a copy of this process, which should hold nothing yet that a solution must not find."""
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        gc.freeze()  # so that a collection here copies no pages
        pid = _fork()
        if pid == 0:
            near.close()
            _in_a_copy(_serve, far, os.getppid())
        far.close()
        return cls(near, pid)

    @classmethod
    def start(cls) -> Server:
        """Start one as an interpreter of its own: slower, and possible at any time."""
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        far.set_inheritable(True)
        code = f"from dojo.engine.process.child.server import main; main({far.fileno()}, {sys.path!r})"
        folder = str(Path(__file__).parents[4])
        paths = os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])
        environment = os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": "random"}
        nothing = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
        pid = os.posix_spawn(sys.executable, [sys.executable, "-c", code], environment, file_actions=nothing)
        far.close()
        return cls(near, pid)

    def new_process(self, tells_who: bool = False) -> tuple[socket.socket, int]:
        """Fork a process of a solution.

        Parameters
        ----------
        tells_who : bool
            Whether it lives where processes have other numbers: then the kernel says who sends its first byte.

        Returns
        -------
        socket.socket
            Connected to it.
        int
            Its id.
        """
        near, far = socket.socketpair()
        if tells_who:
            near.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with far:
            return near, self._ask({"do": "fork"}, far)

    def new_server(self) -> Server:
        """Fork another server, which imports torch."""
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self._ask({"do": "serve"}, far)
        return Server(near)

    def end(self, pid: int, is_ending: bool = False) -> int:
        """End a process and whatever it has left behind.

        Parameters
        ----------
        pid : int
            Its id.
        is_ending : bool
            Whether it has closed its connection: then it is given the time to end by itself.

        Returns
        -------
        int
            How it ended: its exit code, or the number of a signal as a negative number.
        """
        return self._ask({"do": "end", "pid": pid, "is ending": is_ending})

    def close(self) -> None:
        """End the server, and wait for it where it is a child of this process."""
        self._control.close()
        if self._pid is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)

    def kill(self) -> None:
        """End a server that does not answer, and with it those that it has forked."""
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self.close()

    def _ask(self, request: dict, *files) -> int:
        try:
            socket.send_fds(self._control, [pickle.dumps(request)], [file.fileno() for file in files])
            reply = self._control.recv(_LARGEST)
        except OSError as error:
            raise ServerGone from error
        if not reply:
            raise ServerGone
        return pickle.loads(reply)


# ---------------------------------------------------------------------------- the far side


def main(descriptor: int, path: list[str], box=None) -> None:
    """Serve in an interpreter of its own.

    Parameters
    ----------
    descriptor : int
        Of the socket that requests come by.
    path : list of str
        Where modules are found.
    box : dojo.engine.process.child.box.Box, optional
        What each process of a solution is confined to.
    """
    sys.path[:] = path
    if box is not None:
        box.prepare()
        importlib.import_module("pandas")  # it stays: once here, and not in each solution of a class
    _serve(socket.socket(fileno=descriptor), os.getppid(), box)


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # xdist's worker has a thread, which only reads
        return os.fork()


def _in_a_copy(function, *args) -> NoReturn:
    """Run a function as all that is left of a forked process."""
    try:
        function(*args)
    except BaseException as error:
        with contextlib.suppress(Exception):
            print(f"dojo: {type(error).__name__}: {error}", file=sys.__stderr__, flush=True)
    finally:
        os._exit(0)


def _die_with(parent: int) -> None:
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _serve(control: socket.socket, parent: int, box=None) -> None:
    """Fork a process for each request, until the near side is gone."""
    with contextlib.suppress(PermissionError):  # where it leads a session of its own
        os.setpgid(0, 0)  # a Ctrl-C in the terminal is the judge's to hear
    _die_with(parent)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what a solution leaves behind becomes ours, to be ended
    sys.settrace(None)
    _let_go_of_files(control)
    importlib.import_module("array_api_compat." + ("torch" if "torch" in sys.modules else "numpy"))  # all need it
    gc.freeze()  # so that a collection in a child copies no pages
    forked: set[int] = set()  # the processes of solutions, and other servers
    servers: set[int] = set()
    while True:
        data, files, _, _ = socket.recv_fds(control, _LARGEST, 1)
        if not data:
            for pid in forked:
                if pid not in servers:
                    _kill(pid)
                os.waitpid(pid, 0)
            return
        request = pickle.loads(data)
        if request["do"] == "end":
            reply = _end(request["pid"], request["is ending"], forked)
        else:
            reply = _begin(request, files, control, box)
            forked.add(reply)
            servers |= {reply} if request["do"] == "serve" else set()
            os.close(files[0])
        control.send(pickle.dumps(reply))


def _begin(request: dict, files: list[int], control: socket.socket, box) -> int:
    parent = os.getpid()
    if box is not None and request["do"] == "fork":
        box.clean()
    if pid := os.fork():
        return pid
    control.close()
    sock = socket.socket(fileno=files[0])
    if request["do"] == "serve":
        load_torch()
        _in_a_copy(_serve, sock, parent, box)
    os.setpgid(0, 0)
    _die_with(parent)
    if box is not None:
        _in_a_copy(box.answer, sock, answer_questions)
    _in_a_copy(answer_questions, sock)


def _let_go_of_files(control: socket.socket) -> None:
    """Put nothing in the place of each open file but ours: their numbers stay taken, and what they led to is safe."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):
        number = int(name)
        if number > 2 and number not in (control.fileno(), nothing):
            with contextlib.suppress(OSError):
                os.fstat(number)
                os.dup2(nothing, number)


def _end(pid: int, is_ending: bool, forked: set[int]) -> int:
    forked.discard(pid)
    try:
        ended, status = 0, 0
        for _ in range(100 * is_ending):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                break
            time.sleep(0.01)
        _kill(pid)
        if not ended:
            _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return 0
    while strays := _children() - forked:
        for stray in strays:
            _kill(stray)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(stray, 0)
    return os.waitstatus_to_exitcode(status)


def _kill(pid: int) -> None:
    """End a process and its group."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _children() -> set[int]:
    try:
        return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))
    except OSError:  # a kernel without the list
        return set()
