"""The sources of the processes of solutions: forked from a server, started anew, or none at all."""

from __future__ import annotations

import atexit
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from dojo.engine.base.targets import load_torch
from dojo.engine.process.child.runner import Runner, Setup
from dojo.engine.process.child.server import Server, ServerGone
from dojo.engine.process.client import Process
from dojo.engine.process.usage import helpers_of

_GIB = 2**30


class Servers:
    """Processes that are forked from servers, one for NumPy and one that has imported torch.

    Both are interpreters of their own, started when they are needed: in each, strings have other hashes.
    """

    def __init__(self):
        self._numpy: Server | None = None
        self._torch: Server | None = None
        atexit.register(self.close)

    def close(self) -> None:
        """End the servers."""
        atexit.unregister(self.close)
        for server in filter(None, (self._torch, self._numpy)):
            server.close()

    def begin(self, on_torch: bool):
        try:
            server = self._server(on_torch)
            sock, pid = server.new_process()
        except ServerGone:
            self._give_up()
            server = self._server(on_torch)
            sock, pid = server.new_process()

        def end(is_ending: bool) -> int:
            try:
                return server.end(pid, is_ending)
            except ServerGone:
                self._give_up()
                return -signal.SIGKILL

        return sock, pid, end

    def _server(self, on_torch: bool) -> Server:
        if self._numpy is None:
            self._numpy = Server.start()
        if not on_torch:
            return self._numpy
        if self._torch is None:
            self._torch = self._numpy.new_server()
        return self._torch

    def _give_up(self) -> None:
        """End servers that a solution has killed or stopped: the next question starts others."""
        for server in filter(None, (self._torch, self._numpy)):
            server.kill()
        self._numpy = self._torch = None


class Forked(Servers):
    """Such processes, from servers that are copies of this process.

    Parameters
    ----------
    with_torch : bool
        Import torch here, now, and fork what holds it: later, this process may hold a judge.
    """

    def __init__(self, with_torch: bool):
        super().__init__()
        self._numpy = Server.fork()
        if with_torch:
            load_torch()
            self._torch = Server.fork()
        self._others = Servers()
        self.begin_anew = self._others.begin

    def close(self) -> None:
        """End the servers, the others too."""
        super().close()
        self._others.close()


class Spawned:
    """Processes that are interpreters of their own, with a spare one warming up: where there is no fork."""

    def __init__(self):
        self._spare = None

    def begin(self, on_torch: bool):
        process, near = self._spare or self._new()
        self._spare = self._new()

        def end(is_ending: bool) -> int:
            process.join(1 if is_ending else 0)
            started = helpers_of(process.pid)
            process.kill()
            process.join()
            for helper in started:
                helper.kill()
            return _as_signal(process.exitcode or 0)

        return near, process.pid, end

    def close(self) -> None:
        """End the spare one."""
        if self._spare is not None:
            process, near = self._spare
            self._spare = None
            near.close()
            process.kill()
            process.join()

    @staticmethod
    def _new():
        import multiprocessing

        from dojo.engine.process.child.spawned import answer

        near, far = socket.socketpair()
        process = multiprocessing.get_context("spawn").Process(target=answer, args=(far,), daemon=True)
        with _without_main():
            process.start()
        far.close()
        return process, near


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the module that runs as ``__main__``: a process that is started would run it again, pytest and all."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


_FATAL = {0xC0000005: "SIGSEGV", 0xC00000FD: "SIGSEGV", 0xC000001D: "SIGILL", 0xC0000094: "SIGFPE"}
"""How Windows says that a program crashed in C: by its exit code."""


def _as_signal(code: int) -> int:
    """The exit code of a process; of a crash on Windows, the number of its signal as a negative number."""
    return -getattr(signal, _FATAL.get(code, "SIGABRT")) if code >= 0xC0000000 else code


class Processes:
    """Gives each kata a process for its solution.

    Parameters
    ----------
    spawn : bool
        Start interpreters anew where forks are possible, too.
    with_torch : bool
        Whether torch will be needed.
    source : optional
        Where processes come from, in place of those: a box, for grading. It says where lines are dumped.
    budget : float, optional
        The CPU time that all questions of a solution may take together.
    """

    def __init__(self, spawn: bool = False, with_torch: bool = False, source=None, budget: float | None = None):
        is_forked = sys.platform == "linux" and not spawn
        self._source = source or (Forked(with_torch) if is_forked else Spawned())
        self._folder = tempfile.TemporaryDirectory(prefix="dojo-", ignore_cleanup_errors=True)
        self._count, self._budget = 0, budget

    def process(self, file: Path, *, on_torch: bool, seconds: float, memory: float, **others) -> Process:
        """A process for one solution; it starts with the first question.

        Parameters
        ----------
        file : Path
            The solution.
        on_torch : bool
            Whether it needs torch.
        seconds : float
            The CPU time that a question may take.
        memory : float
            GiB that it may ask for beyond what it starts with; 0 for no limit.
        **others
            The other fields of `Setup`.
        """
        self._count += 1
        dump = getattr(self._source, "dump", None) or Path(self._folder.name, f"{self._count}.txt")
        setup = Setup(file, dump, memory=int(memory * _GIB), seconds=seconds, **others)
        excess = getattr(self._source, "excess", lambda: None)
        return Process(setup, lambda: self._source.begin(on_torch), self._budget, excess, lambda: self._anew(on_torch))

    def _anew(self, on_torch: bool):
        """Begin a process that has heard nothing; on torch a fork, for to load it again takes seconds."""
        begin = self._source.begin
        return (begin if on_torch else getattr(self._source, "begin_anew", begin))(on_torch)

    def close(self) -> None:
        """End where its processes come from, if that is its own, and remove what they have written."""
        if isinstance(self._source, Forked | Spawned):
            self._source.close()
        self._folder.cleanup()


class InProcess:
    """A solution in this process, for a debugger: nothing is ended, nothing is kept apart."""

    def __init__(self, setup: Setup):
        self._setup, self._runner = setup, Runner(setup)
        self.begin_test, self.kept = self._runner.begin_test, self._runner.kept
        self.answer, self.end_test = self._runner.answer, self._runner.end_test

    def again(self) -> InProcess:
        """The same solution, loaded anew."""
        return InProcess(self._setup)

    def lines_covered(self) -> dict:
        return {}

    def close(self) -> None:
        """Put back what the last test, left open where it was red, has in use."""
        self._runner.end_test()
