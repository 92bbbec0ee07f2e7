"""A bar that says how far a grading is, with the counts of the states."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from dojo.classes.out.text import counts, one_line
from dojo.classes.outcome import Verdict
from dojo.classes.work.pool import Task
from dojo.engine.base.layout import is_screen

_OFTEN = 0.2
"""Seconds between two drawings."""
_CLEAR = "\r\x1b[K"


class Meter:
    """Drawn over itself in a terminal; in a log, a line at each tenth.

    Parameters
    ----------
    total : int
        Of verdicts.
    out : text stream
        Where it is drawn.
    clock : callable
        Tells seconds.
    """

    def __init__(self, total: int, out, clock: Callable[[], float] = time.monotonic):
        self._total, self._out, self._clock = total, out, clock
        self._states: Counter[str] = Counter()
        self._drawn, self._began, self._tenth = 0.0, clock(), 0
        self._kept: int | None = None
        self._over = is_screen(out)

    def begin(self) -> None:
        """Count the time from here: verdicts are judged now, and no longer taken from an earlier run."""
        self._began, self._kept = self._clock(), self._states.total()

    def take(self, verdict: Verdict) -> None:
        self._states[verdict.state] += 1
        done = self._states.total()
        now = self._clock()
        if self._over and (now - self._drawn > _OFTEN or done == self._total):
            self._drawn = now
            self._write(f"{_CLEAR}{self._line(done)[:100]}")
        elif not self._over and done * 10 // max(self._total, 1) > self._tenth:
            self._tenth = done * 10 // self._total
            self._write(f"{self._line(done)}\n")

    def say_slow(self, task: Task, seconds: float) -> None:
        """Say that a submission holds a worker long: the bar does not move meanwhile."""
        line = f"{one_line(task.student, 40)}, {task.kata}: judged for {seconds:g} seconds so far"
        self._write(f"{_CLEAR if self._over else ''}{line}; its limits will end it\n")

    def close(self) -> None:
        if self._over:
            self._write(_CLEAR)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    def _line(self, done: int) -> str:
        filled = 20 * done // max(self._total, 1)
        bar = "#" * filled + "." * (20 - filled)
        passed = self._clock() - self._began
        return f"[{bar}] {done}/{self._total}  {_minutes(passed)}{self._left(done, passed)}  {counts(self._states)}"

    def _left(self, done: int, passed: float) -> str:
        """Say how long the rest takes, if it goes on as it went."""
        judged, left = 0 if self._kept is None else done - self._kept, self._total - done
        return f", about {_minutes(passed * left / judged)} left" if judged and left else ""


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
