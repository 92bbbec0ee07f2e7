"""The judge's side of the watch: a process that stays loaded, and judges one kata after another.

``python -m dojo.watch.warm ROOT`` reads requests from standard input and writes what happens to standard output, a
line of JSON each. `dojo.watch.warm_client` is the other end.
"""

from __future__ import annotations

import _thread
import contextlib
import functools
import json
import linecache
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dojo.course.results import Result
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import forget
from dojo.engine.base.lesson import Lesson
from dojo.engine.judge.session import Session

PATIENCE = 0.3
"""Seconds in which a run may stop between two tests; then the test is interrupted."""
_QUIET = [
    "-pno:terminalprogress",
    "--capture=sys",
    "-q",
    "--tb=native",
    "-Wignore::pytest.PytestAssertRewriteWarning",
]


class Feed:
    """Sends each result as it comes, and stops when it is asked to.

    Parameters
    ----------
    send : callable
        Takes the parts of a message.
    walked : list of str or None
        The ids of the katas of which one is next.
    """

    _config: pytest.Config

    def __init__(self, send: Callable[..., None], walked: list[str] | None = None):
        self._send, self._walked = send, walked
        self._has_lesson = False
        self.has_collected = self.stop = False

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config):
        from dojo.run.choosing import CHOICE

        self._config, choice = config, config.stash[CHOICE]
        if self._walked is not None:
            choice.walked = [place for place in choice.course.places if place.id in self._walked]
        for place in choice.places:
            choice.first = choice.progress.last_failed(place)

    def pytest_runtest_protocol(self, item):
        if self.stop:
            item.session.shouldstop = "a newer version is saved"

    def pytest_collection_finish(self):
        self.has_collected = True

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report):
        if (result := Result.of(report)) is None:
            return
        self._send(event="test", state=result.state, stage=result.stage)
        if report.failed and not self._has_lesson and result.state != "not started":
            self._has_lesson = True
            self._send(event="lesson", **self._screen(whole=False))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if not self.stop:
            self._send(event="verdict", **self._screen())

    def show_evidence(self, place: KataFiles, lesson: Lesson) -> None:
        """Send what is wrong with the first red test, while it is explained."""
        if not self._has_lesson:
            lines = [(f"{place.id}  explaining", {"bold": True}), ("", {})]
            self._send(event="lesson", lines=lines, lesson=lesson.to_plain())

    def _screen(self, whole: bool = True) -> dict:
        """The lines to read, and the lesson below them: the watch knows what its terminal has room for."""
        from dojo.run.plugin import REPORTER
        from dojo.run.screen import Screen

        reporter: Any = self._config.pluginmanager.get_plugin(REPORTER)
        lines, lesson = Screen(reporter.choice, reporter.results, reporter.turned, whole=whole).parts()
        return {"lines": lines, "lesson": lesson and lesson.to_plain()}


class Server:
    """Judges as long as somebody asks.

    Parameters
    ----------
    root : Path
        The root of the course.
    """

    def __init__(self, root: Path):
        self._root = root
        self._in = os.fdopen(os.dup(0), encoding="utf-8")
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)  # on Windows, a library that looks at it as it loads would wait for the next request
        os.dup2(nothing, 1)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  for as long as the process lives
        self._requests: queue.SimpleQueue = queue.SimpleQueue()
        self._session = Session(keeps_many=True)  # this process is started anew when a reference changes
        self._feed: Feed | None = None
        self._stopped = 0

    def serve(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            import hypothesis  # noqa: F401  while nobody waits
            import numpy  # noqa: F401

        self._send(number=0, event="loaded")
        while True:
            try:
                if (request := self._requests.get()) is None:
                    return
                self._judge(**request)
            except KeyboardInterrupt:  # the run that it was meant for has just ended
                continue

    def _listen(self) -> None:
        for line in self._in:
            request = json.loads(line)
            if "stop" in request:
                self._stop(request["stop"])
            else:
                self._requests.put(request)
        self._requests.put(None)
        os._exit(0)  # nobody asks any more, whatever is running

    def _stop(self, number: int) -> None:
        """End a run: between two tests if that is soon, else within one."""
        self._stopped, feed = number, self._feed
        if feed is None:
            return
        feed.stop = True
        time.sleep(PATIENCE)
        while self._feed is feed:
            if not _imports():  # a library can't be loaded by half
                _thread.interrupt_main()
                return
            self._send(number=number, event="busy")
            time.sleep(PATIENCE)

    def _send(self, **message) -> None:
        self._out.write(json.dumps(message) + "\n")

    def _judge(self, number: int, judge: str, options: list[str], walked: list[str] | None) -> None:
        send = functools.partial(self._send, number=number)
        if number <= self._stopped:  # a newer version was saved before this one's turn came
            send(event="end", code=None)
            return
        self._feed = feed = Feed(send, walked)
        self._session.show_evidence = feed.show_evidence
        code = None
        linecache.clearcache()  # the lines of an older save have the same numbers
        environment, folder, path = dict(os.environ), os.getcwd(), list(sys.path)
        try:
            arguments = [judge, f"--rootdir={self._root}", *_QUIET, *options]
            code = int(pytest.main(arguments, plugins=[feed, self._session]))
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = path
            if not feed.has_collected:
                forget(Path(judge))
            self._feed = None
            send(event="end", code=code)


def _imports() -> bool:
    """Tell whether the main thread is loading a module."""
    frames = traceback.walk_stack(sys._current_frames()[threading.main_thread().ident or 0])
    return any(frame.f_code.co_filename == "<frozen importlib._bootstrap>" for frame, _ in frames)


if __name__ == "__main__":
    Server(Path(sys.argv[1])).serve()
