"""A bar that says how far a grading is, with the counts of the states."""

from __future__ import annotations

import time
from collections import Counter

from dojo.grading.verdicts import Verdict

_OFTEN = 0.2
"""Seconds between two drawings."""


class Meter:
    """Drawn over itself in a terminal; in a log, a line at each tenth.

    Parameters
    ----------
    total : int
        Of verdicts.
    out : text stream
        Where it is drawn.
    """

    def __init__(self, total: int, out):
        self._total, self._out, self._states = total, out, Counter()
        self._drawn, self._began, self._tenth = 0.0, time.monotonic(), 0
        self._over = getattr(out, "isatty", lambda: False)()

    def take(self, verdict: Verdict) -> None:
        self._states[verdict.state] += 1
        done = sum(self._states.values())
        now = time.monotonic()
        if self._over and (now - self._drawn > _OFTEN or done == self._total):
            self._drawn = now
            self._out.write(f"\r\x1b[K{self._line(done)[:100]}")
            self._out.flush()
        elif not self._over and done * 10 // max(self._total, 1) > self._tenth:
            self._tenth = done * 10 // self._total
            self._out.write(f"{self._line(done)}\n")
            self._out.flush()

    def close(self) -> None:
        if self._over:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _line(self, done: int) -> str:
        filled = 20 * done // max(self._total, 1)
        bar = "#" * filled + "." * (20 - filled)
        told = ", ".join(f"{count} {state}" for state, count in self._states.most_common())
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        return f"[{bar}] {done}/{self._total}  {minutes}:{seconds:02}  {told}"
