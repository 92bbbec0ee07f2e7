"""What is of Windows and of macOS, as far as it can be seen without them."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from dojo.watch.keys import Keys, WindowsKeys

# ---------------------------------------------------------------------------- the watch


class Console:
    """Windows' console, in which something has been typed: stands in for ``msvcrt``."""

    def __init__(self, typed: str):
        self._typed = list(typed)

    def kbhit(self) -> bool:
        return bool(self._typed)

    def getwch(self) -> str:
        return self._typed.pop(0)


@pytest.fixture
def typed(monkeypatch):
    """Keys of a console in which a text has been typed, on a Python 3.11 for Windows."""

    def of(text: str) -> Keys:
        monkeypatch.delattr(os, "set_blocking", raising=False)
        monkeypatch.setitem(sys.modules, "msvcrt", Console(text))
        return WindowsKeys(lambda: None)

    return of


def test_keys_of_a_windows_console_are_read(typed):
    console = typed("\xe0Hq\r")
    assert [console.get(0.01, all_of_them=True) for _ in range(4)] == ["up", "q", "enter", None]
    with pytest.raises(KeyboardInterrupt):
        typed("\x03").get(0.01)


def test_of_a_paste_on_windows_the_first_key_counts(typed):
    console = typed("nx\xe0Hy")
    assert [console.get(0.01), console.get(0.01)] == ["n", None]


def test_a_wait_without_keys_ends_when_it_is_told(monkeypatch):
    monkeypatch.delattr(os, "set_blocking", raising=False)
    waits, ended = Keys(lambda: None), []
    thread = threading.Thread(target=lambda: ended.append(waits.get(600)), daemon=True)
    thread.start()
    waits.wake()
    thread.join(60)
    assert ended == [None]


# ---------------------------------------------------------------------------- files and their line ends


# ---------------------------------------------------------------------------- what is not there
