"""Asking a solution that runs in a process of its own: questions down, answers up, and an end where none comes."""

from __future__ import annotations

import contextlib
import functools
import math
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from dojo.engine.base.failures import STATES
from dojo.engine.base.lines import Line, is_own
from dojo.engine.base.questions import Answer, Ended, Question
from dojo.engine.process import wire
from dojo.engine.process.channel import TOO_LONG, Channel, Closed
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.memory import depends_on_arguments_alone
from dojo.engine.process.usage import usage_of

PATIENCE = 3
"""The wall clock may show so many times the allowed CPU time: that ends what sleeps, and no verdict turns on it."""
_LOOK = 0.5
_LONGEST_NAME = 60
_LONGEST = 100_000
"""Characters that are read of what a process wrote as it crashed: the solution may have written there, too."""
_OF_A_LIBRARY = {getattr(signal, name, None) for name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGFPE")}
"""The signals by which code in C ends a process that it can't go on with."""
_NOT_REACHED = "The other tests of this kata were not reached."
UNREADABLE = "what came is no answer"
NO_MESSAGE = {UNREADABLE, TOO_LONG}


class Process:
    """A solution in a process of its own.

    Parameters
    ----------
    setup : Setup
        What it has to know.
    begin : callable
        Starts a process: gives its socket, its id, and a function that ends it and tells how it ended.
    budget : float, optional
        The CPU time that all questions together may take.
    excess : callable, optional
        Says what else it has taken too much of, or None.
    anew : callable, optional
        Starts a process as `begin` does, in which a string has another hash, where that can be had.
    """

    def __init__(
        self,
        setup: Setup,
        begin: Callable,
        budget: float | None = None,
        excess: Callable = lambda: None,
        anew: Callable | None = None,
    ):
        self._setup, self._begin, self._budget, self._excess = setup, begin, budget, excess
        self._anew = anew or begin
        self._seconds, self._name = setup.seconds, setup.file.name
        self._waited, self._looked, self._often = 0.0, time.monotonic(), min(_LOOK, self._seconds / 4)
        self._channel: Channel | None = None
        self._ended: Ended | None = None
        self._number, self._cpu = 0, 0.0
        self._test = 0
        self._numbered: dict[Callable, int] = {}

    def begin_test(self, test: int) -> None:
        """Nothing: the first question of a test begins it, which saves a message."""

    def answer(self, question: Question, test: int) -> Answer | Ended:
        """Ask a question."""
        if self._ended is not None:
            return self._ended
        if self._channel is None:
            self._start()
        reply = self._exchange("ask", test, *self._packed(question, test))
        return reply if isinstance(reply, (Answer, Ended)) else self._died(UNREADABLE)

    def again(self) -> Process:
        """The same solution in a process of its own, which has been asked nothing yet."""
        return Process(self._setup, self._anew, self._budget, self._excess)

    def kept(self) -> list[str]:
        """The names in the solution's file that are not what they were when it was loaded."""
        places = self._exchange("kept") if self._channel is not None else {}
        return [str(name)[:_LONGEST_NAME] for name in places] if isinstance(places, dict) else []

    def end_test(self) -> Ended | None:
        """Tell the process that a test is over: it says what it changed and left changed."""
        if self._channel is None:
            return None
        reply = self._exchange("end test")
        return reply if isinstance(reply, Ended) else None

    def lines_covered(self) -> dict[str, list[int]]:
        """The lines of each measured file that have run."""
        if self._channel is None:
            return {}
        lines = self._exchange("lines")
        return lines if isinstance(lines, dict) and all(map(_are_numbers, lines.values())) else {}

    def close(self) -> None:
        """End the process."""
        if self._channel is not None:
            self._kill()

    # ------------------------------------------------------------------ inside

    def _start(self) -> None:
        sock, self._pid, self._end = self._begin()
        self._channel = Channel(sock)
        with contextlib.suppress(Closed):  # told by the first question
            self._channel.send(wire.pack(self._setup))

    def _packed(self, question: Question, test: int) -> tuple[list[bytes], bytes]:
        """The functions and classes of the judge that this test has not sent yet, and the question."""
        if test != self._test:
            self._test, self._numbered = test, {}
        numbered = dict(self._numbered)
        packed = wire.pack(question, numbered)
        new = [_definition(value) for value in list(numbered)[len(self._numbered) :]]
        self._numbered = numbered
        return new, packed

    def _exchange(self, *message):
        self._number += 1
        packed = wire.pack((self._number, *message))
        try:
            self._channel.send(packed, PATIENCE * self._seconds)
            reply = self._reply()
        except Closed as closed:
            reply = self._died(str(closed))
        except BaseException:  # Ctrl-C, between a question and its answer
            self._kill()
            self._ended = Ended("crashed", "the run was interrupted")
            raise
        if self._channel is None:
            self._ended = reply
        return reply

    def _reply(self):
        began, spent, is_late = time.monotonic(), self._cpu, False
        while not is_late:  # no message puts that off: neither an old one nor many
            data = self._channel.receive(self._often)
            if (ended := self._too_much()) is not None:
                self._kill()
                return ended
            if data is not None:
                number, cpu, reply = self._read(data)
                if number == self._number:
                    self._cpu = max(self._cpu, cpu)
                    self._waited += time.monotonic() - began
                    return self._used_up() if self._is_used_up() else reply
                # else it belongs to a question that was interrupted
            is_late = time.monotonic() - began > PATIENCE * self._seconds or self._cpu - spent > self._seconds
        return self._hung()

    def _too_much(self) -> Ended | None:
        """Look now and then at what the solution takes too much of, with all that it has started."""
        if time.monotonic() - self._looked < self._often:
            return None
        used, most = usage_of(self._pid), self._setup.memory * 3 // 2
        self._cpu = max(self._cpu, used.cpu)
        taken = f"took more than {most / 2**30:g} GiB of memory with the processes that it started"
        state, excess = ("out of memory", taken) if 0 < most < used.memory else ("crashed", self._excess())
        self._looked = time.monotonic()
        return Ended(state, f"{self._name} {excess}", (), (_NOT_REACHED,)) if excess else None

    def _read(self, data: bytes) -> tuple:
        """The number of a reply, the CPU time of its process, and the reply: anybody may have written it."""
        try:
            number, cpu, reply = wire.decode(data)
        except ValueError:
            raise Closed(UNREADABLE) from None
        fits = isinstance(reply, (Answer, dict, type(None))) or (isinstance(reply, Ended) and reply.state in STATES)
        are_own = all(is_own(line.file, self._setup.home) for line in _lines_of(reply))
        if not fits or not are_own or not isinstance(cpu, float) or not math.isfinite(cpu):
            raise Closed(UNREADABLE)
        return number, cpu, reply

    def _is_used_up(self) -> bool:
        budget = self._budget
        return budget is not None and (self._cpu > budget or self._waited > PATIENCE * budget)

    def _used_up(self) -> Ended:
        self._kill()
        words = ("Each call returns, but all of them together do far more work than the task needs.",)
        return Ended("hung", f"{self._name} used more than {self._budget:g} s of CPU time in all", (), words)

    def _hung(self) -> Ended:
        if hasattr(signal, "SIGUSR1"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGUSR1)
            for _ in range(20):
                time.sleep(0.05)
                if self._line() is not None:
                    break
        line = self._line()
        self._kill()
        words = (
            f"The limit is {self._seconds:g} s of CPU time. Is there a loop that never ends, or far more work than the"
            f" task needs? --timeout {3 * self._seconds:g} allows more. {_NOT_REACHED}",
        )
        return Ended("hung", f"{self._whose(line)} did not return in time", _at(line), words)

    def _died(self, how: str) -> Ended:
        is_ending = how not in NO_MESSAGE
        code = self._kill(is_ending)
        line, state = self._line(), "crashed"
        if not is_ending:
            did, advice = "wrote into the connection to its judge", "Do not touch open files that are not yours."
        elif code >= 0:
            did = "ended the process that it runs in (as os._exit does)"
            advice = "A function should return, and leave its process running."
        elif -code == getattr(signal, "SIGXCPU", None):
            state, did, advice = "hung", "used more CPU time than there is", ""
        elif -code == getattr(signal, "SIGKILL", None):
            did, advice = "was killed", "Did it ask for more memory than there is, or end its own process?"
        else:
            did, advice = f"crashed: {_name_of(-code)}", ""
            if line is not None and -code in _OF_A_LIBRARY:
                advice = "Which call on this line can't handle its input? Check the input before the call."
        words = tuple(filter(None, (advice, _NOT_REACHED)))
        return Ended(state, f"{self._whose(line)} {did}", _at(line), words)

    def _kill(self, is_ending: bool = False) -> int:
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
        return self._end(is_ending)

    def _whose(self, line: Line | None) -> str:
        """The file to look into: the one that a line is in, which may be a part's."""
        if line is not None:
            return Path(line.file).name
        return f"{self._name}, or a part of it," if self._setup.parts else self._name

    def _line(self) -> Line | None:
        """The innermost line of the solution, as the process wrote it when it was asked or crashed."""
        home = self._setup.home
        with contextlib.suppress(OSError):
            with self._setup.dump.open(encoding="utf-8", errors="replace") as written:
                text = written.read(_LONGEST)
            for path, number, function in re.findall(r'File "(.+?)", line (\d+) in (.+)', text):
                for file in (path, _ESCAPE.sub(lambda match: chr(int(match[0][2:], 16)), path)):
                    if is_own(file, home):
                        return Line(file, int(number), function)
        return None


_ESCAPE = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
"""How faulthandler writes a character of a path that is not ASCII; a backslash of Windows stays as it is."""


def _name_of(number: int) -> str:
    try:
        return (signal.strsignal(number) or f"signal {number}").lower()
    except ValueError:
        return f"signal {number}"


def _definition(value) -> bytes:
    """A function or class of a judge: what reads nothing that may change is put into bytes once."""
    stays = isinstance(value, type) or depends_on_arguments_alone(value)
    return _packed_once(value) if stays else wire.pack(value)


_packed_once = functools.lru_cache(1024)(wire.pack)


def _lines_of(reply) -> list[Line]:
    """The lines that a reply names: they are read and shown, so that they must be the solution's own."""
    if not isinstance(reply, Answer):
        return []
    lines = [*reply.ran, *(shortcut.line for shortcut in reply.shortcuts)]
    lines += reply.raised.lines if reply.raised is not None else ()
    fault = reply.device_fault
    return lines if fault is None or fault.line is None else [*lines, fault.line]


def _are_numbers(value) -> bool:
    return isinstance(value, list) and all(isinstance(item, int) for item in value)


def _at(line: Line | None) -> tuple:
    return (("at", str(line)),) if line is not None else ()
