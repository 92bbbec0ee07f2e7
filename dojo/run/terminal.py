"""The terminal of a run that judges katas and nothing else: one header line, no letters, the screen."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from dojo.course.practice import file_of
from dojo.engine.base import layout
from dojo.engine.base.files import another_version, version
from dojo.engine.base.signs import plain
from dojo.engine.process.pool import why_in_process
from dojo.run.choosing import CHOICE

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before a bar says what is judged."""


def put_in_place(plugin, plugin_name: str, manager) -> None:
    """Take the place of pytest's reporter where katas alone are judged; ``-v`` and editors get pytest's own."""
    if plugin_name == "terminaldistreporter" and isinstance(manager.get_plugin("terminalreporter"), Quiet):
        plugin.write_line = plugin.rewrite = lambda *args, **kwargs: None  # how many workers xdist has started
    if plugin_name != "terminalreporter" or type(plugin) is not pytest.TerminalReporter:
        return
    config = plugin.config
    choice, option = config.stash.get(CHOICE, None), config.option
    if choice is None or not choice.only_katas or option.verbose > 0 or option.collectonly or option.usepdb:
        return
    manager.unregister(plugin)
    manager.register(Quiet(config, sys.stdout), plugin_name)


def header(choice) -> str:
    """Say what is judged, on which targets, and the version of the course."""
    options = choice.options
    why = why_in_process(choice.config.option)
    where = f", in pytest's own process ({why})" if why else ""
    line = f"dojo {version()}: judging {judged(choice)} on {', '.join(options.targets) or 'every target'}{where}"
    taken = len(choice.taken)
    kept = f"{taken} complete and unchanged: not judged again (--again judges all)" if taken else ""
    return "\n".join(filter(None, (line, kept, another_version(choice.course.root))))


def judged(choice) -> str:
    """The folder whose solutions are judged."""
    directory, root = choice.options.directory, choice.course.root
    if choice.config.option.hunt:
        return file_of(choice.options.katas[0]).relative_to(root).as_posix()
    short = directory.relative_to(root).as_posix() if directory.is_relative_to(root) else str(directory)
    return short if choice.options.is_submission else f"{short} (the stubs)"


class Quiet(pytest.TerminalReporter):  # type: ignore[misc]  # it is final, and there is no other way
    """pytest's reporter, less what a learner does not read.

    `dojo.run.reporter` says what a kata's verdict is. A failure that is no verdict is shown as pytest shows it.
    """

    showheader = False

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session):
        super().pytest_sessionstart(session)
        if self.config.option.verbose >= 0:
            self.write_line(header(self.config.stash[CHOICE]))

    pytest_collection = pytest_runtestloop = pytest_runtest_logstart = pytest_runtest_logfinish = None  # type: ignore

    def report_collect(self, final=False):
        pass

    def pytest_runtest_logreport(self, report):
        self._tests_ran = True
        category, *_ = self.config.hook.pytest_report_teststatus(report=report, config=self.config)
        self.stats.setdefault(category, []).append(report)

    def summary_stats(self):
        if any(self.stats.get(kind) for kind in ("failed", "error")):
            super().summary_stats()

    def write_line(self, line, **markup):
        super().write_line(plain(line, self._tw._file) if isinstance(line, str) else line, **markup)


class Meter:
    """A sign of what a long run is at: a bar on a terminal, a line for each kata in a pipe.

    Parameters
    ----------
    terminal : pytest.TerminalReporter
        Where it is written.
    katas : int
        How many katas are judged.
    """

    def __init__(self, terminal, katas: int):
        self._terminal, self._katas = terminal, katas
        self._lively = layout.is_screen(terminal._tw._file) and terminal.config.option.verbose >= 0
        self._start, self._done, self._untouched = time.monotonic(), 0, 0
        self._bar: Progress | None = None
        self.tells_lines = not self._lively and katas > 1 and terminal.config.option.verbose >= 0

    def at(self, kata: str, part: float) -> None:
        """A part of a kata is judged."""
        if not self._lively or time.monotonic() - self._start < PATIENCE:
            return
        if self._bar is None:
            self._bar = self._begin()
        self._bar.update(self._bar.task_ids[0], completed=self._done + min(part, 1.0), description=kata, refresh=True)

    def end(self, kata: str, state: str, markup: dict) -> None:
        """A kata is judged."""
        self._done += 1
        self._untouched += state == "not started"
        if self.tells_lines and state != "not started":
            self._terminal.write_line(f"{kata:<42}  {state}", **markup)

    def close(self) -> None:
        if self.tells_lines and self._untouched:
            self._terminal.write_line(f"{self._untouched} not started", yellow=True)
        if self._bar is not None:
            self._bar.stop()

    def _begin(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        file = self._terminal._tw._file
        console = Console(file=file, force_terminal=True, no_color=not self._terminal.hasmarkup)
        columns = [TextColumn("{task.description}"), BarColumn(30), TextColumn("{task.completed:.0f} of {task.total}")]
        bar = Progress(*columns, console=console, auto_refresh=False, transient=True, redirect_stdout=False)
        bar.live._redirect_stderr = False
        bar.add_task("", total=self._katas)
        bar.start()
        return bar
