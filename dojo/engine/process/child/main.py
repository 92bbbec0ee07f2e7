"""The process of a solution: its limits, and the loop in which it answers."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dojo.engine.base.questions import Answer, Ended
from dojo.engine.process import wire
from dojo.engine.process.channel import Channel, Closed
from dojo.engine.process.child.runner import Runner, Setup

_LARGEST_FILE = 2**30


def answer_questions(sock: socket.socket) -> None:
    """Answer over a socket until it is closed: the first message is the `Setup`."""
    channel, pid = Channel(sock), os.getpid()
    try:
        setup = wire.unpack(channel.receive())
        dump = _limit(setup)
        coverage = _start_coverage(setup)
        runner = Runner(setup)
        definitions: list = []
        of_test: int | None = None
        reply: Answer | Ended | dict | None
        while True:
            number, verb, *message = wire.unpack(channel.receive())
            if verb == "ask":
                test, new, question = message
                if test != of_test:
                    definitions, of_test = [], test  # of the judge, in the order in which they came
                try:
                    definitions += map(wire.unpack, new)
                    question = wire.unpack(question, definitions)
                except Exception as error:  # what a judge has defined runs as it is unpacked
                    title = f"the judge's question could not be read ({type(error).__name__}: {error})"
                    reply = Ended("fault", title)
                else:
                    with _telling_where(dump, setup.seconds):
                        reply = runner.answer(question, test)
            elif verb == "end test":
                reply = runner.end_test()
            elif verb == "kept":
                reply = dict.fromkeys(runner.kept())
            else:
                reply = _lines_covered(coverage)
            if os.getpid() != pid:
                os._exit(0)  # a copy that the solution has forked: the answer is not its to give
            channel.send(_reply(number, reply))
    except Closed:
        pass


def _reply(number: int, reply) -> bytes:
    try:
        return wire.encode([number, _cpu_time(), reply])
    except (TypeError, ValueError, RecursionError, MemoryError) as error:
        return wire.encode([number, _cpu_time(), wire.not_sendable(error)])


def _cpu_time() -> float:
    """CPU seconds of this process, and of those that it has started and waited for."""
    return time.process_time() + sum(os.times()[2:4])


@contextlib.contextmanager
def _telling_where(dump, seconds: float) -> Iterator[None]:
    """On Windows, where no signal asks for it, write down the line that runs when half the time of a question is up."""
    if hasattr(faulthandler, "register"):
        yield
        return
    faulthandler.dump_traceback_later(seconds / 2, file=dump)
    yield
    faulthandler.cancel_dump_traceback_later()
    dump.seek(0)
    dump.truncate()  # it was slow, and did return


def _telling(dump, leave: Callable) -> Callable:
    """Make what ends this process without a trace write down its line first."""
    pid = os.getpid()

    def tell_and_leave(status: int):
        if os.getpid() == pid:
            faulthandler.dump_traceback(dump, all_threads=False)
        leave(status)

    return tell_and_leave


def _limit(setup: Setup):
    """Bound what the process may do to the machine, and let it tell where it is: in the file that is given back."""
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  for the life of the process
    if not setup.show_prints:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  for the life of the process
    dump = open(setup.dump, "w")  # noqa: SIM115
    faulthandler.enable(dump, all_threads=False)
    if hasattr(faulthandler, "register"):  # not on Windows
        faulthandler.register(signal.SIGUSR1, dump, all_threads=False)
    os._exit = _telling(dump, os._exit)
    sys.breakpointhook = _no_breakpoint
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        import resource
    except ImportError:  # Windows
        return dump
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if hard == resource.RLIM_INFINITY or hard > _LARGEST_FILE:  # a box may have set a lower one
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    if setup.memory and sys.platform == "linux":
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + setup.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    return dump


def _no_breakpoint(*args, **kwargs):
    raise RuntimeError("breakpoint() needs a terminal: run pytest with --in-process")


def _start_coverage(setup: Setup):
    if not setup.measure:
        return None
    import coverage

    measured = coverage.Coverage(data_file=None, include=list(setup.measure), config_file=False)
    measured.start()
    return measured


def _lines_covered(coverage) -> dict[str, list[int]]:
    """The lines of each measured file that ran so far."""
    if coverage is None:
        return {}
    coverage.stop()
    data = coverage.get_data()
    lines = {file: sorted(data.lines(file) or ()) for file in data.measured_files()}
    coverage.start()
    return lines
