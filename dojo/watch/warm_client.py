"""The watch's end of the judge's side: asks, stops, and ends it where it does not stop."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from dojo.engine.base.files import KataFiles
from dojo.run.documents import end_all

PATIENCE = 1.5
"""Seconds in which a run may stop: then its process is ended, and another one is loaded."""


class Warm:
    """A judge's side that stays loaded.

    Parameters
    ----------
    heard : callable
        Takes what it says, in another thread.

    Attributes
    ----------
    number : int
        That of the run that was asked for last: what is said of others is out of date.
    """

    def __init__(self, heard: Callable[[dict], None]):
        self._heard = heard
        self._process: subprocess.Popen[str] | None = None
        self._wanted: tuple[KataFiles, dict] | None = None
        self.number, self._running, self._stopped_at = 0, 0, 0.0
        self._is_loaded = False

    @property
    def pid(self) -> int | None:
        """The number of its process, and of the session of all that it starts."""
        return None if self._process is None else self._process.pid

    @property
    def is_running(self) -> bool:
        return bool(self._running or self._wanted)

    def judge(self, place: KataFiles, options: list[str], walked: list[str] | None = None) -> None:
        """Judge a kata; a run that is on is stopped first.

        Parameters
        ----------
        place : KataFiles
            The kata.
        options : list of str
            More options of pytest.
        walked : list of str, optional
            The ids of the katas of which one is next; those of the course where none are given.
        """
        self.number += 1
        request = {"number": self.number, "judge": str(place.judge), "options": options, "walked": walked}
        if self._process is None or self._process.poll() is not None:
            self._start(place)
        if self._running:
            self._wanted = (place, request)
            if not self._stopped_at:
                self._stopped_at = time.monotonic()
            self._send({"stop": self._running})
        else:
            self._ask(request)

    def tick(self) -> None:
        """Look after a run that was told to stop."""
        if not self._running or not self._stopped_at or not self._is_loaded:
            return
        if time.monotonic() - self._stopped_at > PATIENCE:  # it hangs where no interrupt is heard
            wanted = self._wanted
            self.close()
            if wanted is not None:
                self._start(wanted[0])
                self._ask(wanted[1])

    def said(self, event: dict) -> None:
        """Take in what it says of itself."""
        if event["event"] in ("loaded", "busy"):
            self._is_loaded = True
            if self._stopped_at:
                self._stopped_at = time.monotonic()
        elif event["event"] == "end" and event["number"] == self._running:
            wanted, self._wanted = self._wanted, None
            self._running, self._stopped_at = 0, 0.0
            if wanted is not None:
                self._ask(wanted[1])

    def close(self) -> None:
        """End the process, and what it has started."""
        process, self._process = self._process, None
        self._running, self._stopped_at, self._wanted = 0, 0.0, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        end_all(process)

    def _start(self, place: KataFiles) -> None:
        self.close()
        self._is_loaded = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dojo.watch.warm", str(place.root)],
            cwd=place.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=os.name != "nt",  # Ctrl-C is for the watch, which ends it
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        threading.Thread(target=self._listen, args=[self._process], daemon=True).start()

    def _listen(self, process) -> None:
        for line in process.stdout:
            with contextlib.suppress(ValueError):  # its last line, cut off
                self._heard({**json.loads(line), "process": process.pid})
        self._heard({"event": "died", "process": process.pid, "code": process.wait()})

    def is_current(self, event: dict) -> bool:
        """Tell whether an event comes from the process that is asked now."""
        return self._process is not None and event["process"] == self._process.pid

    def _ask(self, request: dict) -> None:
        self._running, self._stopped_at = request["number"], 0.0
        self._send(request)

    def _send(self, request: dict) -> None:
        with contextlib.suppress(OSError):  # it has died: that is told by itself
            if self._process is not None:
                print(json.dumps(request), file=self._process.stdin, flush=True)
