"""Single keys from the terminal, which is put back whatever happens."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator

with contextlib.suppress(ImportError):  # Windows has neither
    import termios
    import tty

_PAUSE = 0.05
"""Seconds between two looks for a key on Windows, and those that the rest of a key may take."""
_KEY = re.compile(r"\x1b(?:[\[O][\d;]*[A-Za-z~])?|.", re.S)
"""One key: an arrow or a function key is several characters."""
_CODES = {"A": "up", "B": "down", "H": "home", "F": "end"}
_CODES |= {"1~": "home", "4~": "end", "5~": "pageup", "6~": "pagedown", "7~": "home", "8~": "end"}
_PLAIN = {"\n": "enter", "\r": "enter", "\x1b": "escape", "\x7f": "backspace", "\x08": "backspace"}
_ON_WINDOWS = {"H": "up", "P": "down", "I": "pageup", "Q": "pagedown", "G": "home", "O": "end"}


def names_of(typed: str) -> list[str]:
    """The keys in what a terminal sends: a character each, or its name; what has no name here is left out."""
    names = [_CODES.get(key[2:], "") if len(key) > 1 else _PLAIN.get(key, key) for key in _KEY.findall(typed)]
    return [name for name in names if name]


def keys(redraw: Callable[[], None]) -> Keys:
    """Return what suits the system."""
    return WindowsKeys(redraw) if os.name == "nt" else PosixKeys(redraw)


class Keys:
    """What all terminals share: a wait that ends with the next key, or when it is ended from another thread.

    Parameters
    ----------
    redraw : callable
        Called before the next key where the terminal has changed its size, or comes back from another program.
    """

    def __init__(self, redraw: Callable[[], None]):
        self._redraw = redraw

    def __enter__(self):
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _leave)
        return self

    def __exit__(self, *_):
        pass

    def wake(self) -> None:
        """End a wait, from another thread, where it is a long one."""

    def get(self, seconds: float, all_of_them: bool = False) -> str | None:
        """The next key, or None when the time is up or something else has happened.

        Parameters
        ----------
        seconds : float
            How long to wait for it.
        all_of_them : bool
            Whether each key counts of several that come at once; else the first alone, since it may be a paste.
        """

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """The terminal as another program expects it."""
        yield


def _leave(number, frame):
    raise SystemExit(128 + number)


class PosixKeys(Keys):
    """Keys of a terminal of Linux and macOS."""

    def __init__(self, redraw: Callable[[], None]):
        super().__init__(redraw)
        self._is_stale = False
        self._woken_by, self._bell = os.pipe()  # a terminal and a pipe can be waited for together
        os.set_blocking(self._bell, False)

    def __enter__(self):
        super().__enter__()
        self._file, self._waiting = sys.stdin.fileno(), []
        self._before = termios.tcgetattr(self._file)
        signal.signal(signal.SIGWINCH, lambda *_: self._changed())
        signal.signal(signal.SIGTSTP, lambda *_: self._stop())
        self._raw()
        return self

    def __exit__(self, *_):
        self._restore()
        for name in (signal.SIGWINCH, signal.SIGTSTP):
            signal.signal(name, signal.SIG_DFL)

    def _raw(self):
        tty.setcbreak(self._file)

    def _restore(self):
        termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)

    def _changed(self):
        """Take note of it, in a signal's handler: what draws may be at work."""
        self._is_stale = True
        self.wake()

    def _stop(self):
        """Stop at Ctrl-Z: the shell gets its terminal as it was, and we ours when we come back."""
        self._restore()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._raw()
        self._changed()

    def wake(self) -> None:
        with contextlib.suppress(OSError):  # it is full: the wait ends anyway
            os.write(self._bell, b".")

    def get(self, seconds: float, all_of_them: bool = False) -> str | None:
        if not (all_of_them and self._waiting):
            self._waiting = self._read(seconds)[: None if all_of_them else 1]
        if self._is_stale:
            self._is_stale = False
            self._redraw()
        return self._waiting.pop(0) if self._waiting else None

    def _read(self, seconds: float) -> list[str]:
        if self._file not in self._ready([self._file, self._woken_by], seconds):
            return []
        typed = os.read(self._file, 1024)
        if typed == b"\x1b" and self._file in self._ready([self._file], _PAUSE):  # the rest of an arrow
            typed += os.read(self._file, 1024)
        if not typed:  # the terminal is gone
            raise SystemExit(1)
        return names_of(typed.decode("ascii", "replace"))

    def _ready(self, files: list, seconds: float) -> list:
        ready, *_ = select.select(files, [], [], seconds)
        if self._woken_by in ready:
            os.read(self._woken_by, 4096)
        return ready

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        self._restore()
        try:
            yield
        finally:
            self._raw()


class WindowsKeys(Keys):
    """Keys of a console of Windows: nothing to put back, since it is read key by key."""

    def __init__(self, redraw: Callable[[], None]):
        super().__init__(redraw)
        self._console = importlib.import_module("msvcrt")

    def get(self, seconds: float, all_of_them: bool = False) -> str | None:
        end = time.monotonic() + min(seconds, _PAUSE)
        while not self._console.kbhit():
            if time.monotonic() > end:
                return None
            time.sleep(0.01)
        key = self._read()
        while not all_of_them and self._console.kbhit():
            self._read()
        return key

    def _read(self) -> str | None:
        key = self._console.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        if key in ("\x00", "\xe0"):  # an arrow or a function key comes in two parts
            return _ON_WINDOWS.get(self._console.getwch())
        return _PLAIN.get(key, key)
