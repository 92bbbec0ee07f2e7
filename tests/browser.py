"""Chromium without a window, asked over a pipe in its DevTools protocol: no driver and no library is needed."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "google-chrome", "chromium-browser")
SLOW = 90
"""Seconds that a machine may take for anything."""
NOWHERE = "MAP * ~NOTFOUND"
"""Rules for names of hosts: there is no network."""


def found() -> str | None:
    """The browser of this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def axe(root: Path) -> Path | None:
    """The script of axe-core that ``npm install axe-core`` has put into a folder, or ``npm install -g`` somewhere."""
    npm = shutil.which("npm")
    shared = npm and subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    folders = [root / "node_modules", *([Path(shared)] if shared else [])]
    return next((file for folder in folders if (file := folder / "axe-core/axe.min.js").is_file()), None)


class Browser:
    """A browser with one tab.

    Parameters
    ----------
    program : str
        Chromium.
    profile : Path
        An empty folder for what it keeps.

    Attributes
    ----------
    events : list of dict
        What the tab has told since it was asked last.
    """

    def __init__(self, program: str, profile: Path):
        its_input, self._output = os.pipe()
        self._input, its_output = os.pipe()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        options += ["--hide-scrollbars", "--disable-background-networking", f"--host-resolver-rules={NOWHERE}"]
        self._process = subprocess.Popen(
            [program, *options, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=lambda: _take(its_input, its_output),
        )
        os.close(its_input)
        os.close(its_output)
        self.events: list[dict] = []
        self._heard, self._number, self._session = b"", 0, None
        pages = [target for target in self.ask("Target.getTargets")["targetInfos"] if target["type"] == "page"]
        told = self.ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)
        self._session = told["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters) -> dict:
        """Ask for something, and wait for the answer; what is told meanwhile is an event."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._output, json.dumps(message).encode() + b"\0")
        for told in self._messages():
            if told.get("id") == self._number:
                assert "error" not in told, told["error"]
                return told["result"]
        raise EOFError("the browser has ended")

    def open(self, file: Path, width: int = 1200) -> list[dict]:
        """Show a file, and give what was told until it was loaded."""
        self.resize(width)
        self.events.clear()
        self.ask("Page.navigate", url=file.as_uri())
        if not any(event["method"] == "Page.loadEventFired" for event in self.events):
            next(told for told in self._messages() if told.get("method") == "Page.loadEventFired")
        return self.events

    def prefer(self, scheme: str) -> None:
        """Ask for ``light`` or ``dark`` pages."""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def resize(self, width: int, height: int = 900) -> None:
        """Give the tab another size."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def evaluate(self, script: str):
        """The value of an expression in the page, as JSON has it; of a promise, what it comes to."""
        told = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def close(self) -> None:
        """End it."""
        self._session = None
        self.ask("Browser.close")
        self._process.wait(30)
        os.close(self._input)
        os.close(self._output)

    def _messages(self) -> Iterator[dict]:
        """What is told, one message after the other: each ends with a zero."""
        while True:
            message, end, rest = self._heard.partition(b"\0")
            if end:
                self._heard, told = rest, json.loads(message)
                if "method" in told:
                    self.events.append(told)
                yield told
            else:
                assert select.select([self._input], [], [], SLOW)[0], "the browser says nothing"
                if not (read := os.read(self._input, 1 << 16)):
                    return
                self._heard += read


def _take(its_input: int, its_output: int) -> None:
    """In the new process: the pipes are where Chromium looks for them, as 3 and 4."""
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (its_input, its_output)]
    for end, number in zip(ends, (3, 4), strict=True):
        os.dup2(end, number)
